"""The contents of an EPUB: the nav document of EPUB 3, else the NCX of EPUB 2, else none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.readers.archive import Archive, resolve
from audiobook.readers.epub.package import Package
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    kinds,
    name,
    named,
    parse_page,
    parse_xml,
    text_of,
)

_NCX = "application/x-dtbncx+xml"


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the contents: where it points, and how deep it stands (0: at the top)."""

    title: str
    path: str
    fragment: str
    depth: int
    leaf: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """The entries in order, and what landmarks say of pages (path, type)."""

    entries: tuple[NavEntry, ...] = ()
    landmarks: tuple[tuple[str, str], ...] = ()


def contents_of(archive: Archive, package: Package) -> Contents:
    """The contents as the book states them: in its nav document, or in its NCX.

    That is taken of which at least one line leads to a page of the reading order.
    """
    spelled = {item.path.lower(): item.path for item, _ in package.spine}
    paths = frozenset(spelled.values())
    contents = Contents()
    for stated in _all_contents(archive, package):
        entries = tuple(_spelled(entry, paths, spelled) for entry in stated.entries)
        landmarks = contents.landmarks or stated.landmarks
        if any(entry.path in paths for entry in entries):
            return Contents(entries, landmarks)
        contents = Contents(contents.entries or entries, landmarks)
    return contents


def _all_contents(archive: Archive, package: Package) -> Iterator[Contents]:
    for item in package.items.values():
        if "nav" in item.properties:
            root, _ = parse_page(archive.read(item.path) or b"")
            entries = tuple(_nav_entries(root, item.path))
            yield Contents(entries, tuple(_landmarks(root, item.path)))
    for item in package.items.values():
        if item.media_type == _NCX:
            root, _ = parse_xml(archive.read(item.path) or b"")
            yield Contents(tuple(_ncx_entries(root, item.path)))


def _spelled(
    entry: NavEntry, paths: frozenset[str], spelled: dict[str, str]
) -> NavEntry:
    """An entry with its path as the list of files has it, where only the case differs."""
    if entry.path in paths or entry.path.lower() not in spelled:
        return entry
    return replace(entry, path=spelled[entry.path.lower()])


def _target(base: str, link: str) -> tuple[str, str]:
    """Path and fragment of a link; empty for a line that points nowhere."""
    if not link:
        return "", ""
    return resolve(base, link)


def _has_child(node: Element, wanted: str) -> bool:
    return any(name(child) == wanted for child in node)


def _levels_above(node: Element, wanted: str) -> int:
    return sum(name(above) == wanted for above in node.iterancestors())


# --------------------------------------------------------------------------- EPUB 3


def _nav_entries(root: Element | None, base: str) -> Iterator[NavEntry]:
    for nav in named(root, "nav"):
        if "toc" not in kinds(nav):
            continue
        for item in named(nav, "li"):
            entry = _nav_entry(item, base)
            if entry:
                yield entry
        return


def _nav_entry(item: Element, base: str) -> NavEntry | None:
    for child in item:
        if name(child) in {"a", "span"}:
            path, fragment = _target(base, attribute(child, "href"))
            depth = _levels_above(item, "li")
            leaf = not _has_child(item, "ol")
            return NavEntry(
                text_of(child),
                path,
                fragment,
                depth,
                leaf,
            )
    return None


def _landmarks(root: Element | None, base: str) -> Iterator[tuple[str, str]]:
    for nav in named(root, "nav"):
        if "landmarks" not in kinds(nav):
            continue
        for link in named(nav, "a"):
            path, _ = resolve(base, attribute(link, "href"))
            for kind in kinds(link):
                yield path, kind


# --------------------------------------------------------------------------- EPUB 2


def _ncx_entries(root: Element | None, base: str) -> Iterator[NavEntry]:
    for point in named(root, "navpoint"):
        path, fragment = _target(base, _source(point))
        depth = _levels_above(point, "navpoint")
        leaf = not _has_child(point, "navpoint")
        yield NavEntry(
            _label(point),
            path,
            fragment,
            depth,
            leaf,
        )


def _label(point: Element) -> str:
    for child in point:
        if name(child) == "navlabel":
            for text in child:
                return text_of(text)
    return ""


def _source(point: Element) -> str:
    for child in point:
        if name(child) == "content":
            return attribute(child, "src")
    return ""
