"""The table of contents of an EPUB: the nav document of EPUB 3, else the NCX of EPUB 2, else none."""

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.readers.archive import Archive, resolve
from audiobook.readers.epub.package import Package
from audiobook.readers.tree.xml import Element, attribute, kinds, name, named, parse_page, parse_xml, text_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: where it points, and how deep it stands (0: at the top)."""

    title: str
    path: str
    fragment: str
    depth: int
    leaf: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """The entries in order, and what landmarks say of pages (path -> type)."""

    entries: tuple[Entry, ...] = ()
    landmarks: tuple[tuple[str, str], ...] = ()


def contents_of(archive: Archive, package: Package) -> Contents:
    """The contents as the book states them."""
    for item in package.items.values():
        if "nav" in item.properties:
            root, _ = parse_page(archive.read(item.path) or b"")
            entries = tuple(_nav(root, item.path))
            if entries:
                return Contents(entries, tuple(_landmarks(root, item.path)))
    for item in package.items.values():
        if item.media_type == "application/x-dtbncx+xml":
            root, _ = parse_xml(archive.read(item.path) or b"")
            return Contents(tuple(_ncx(root, item.path)))
    return Contents()


def _nav(root: Element | None, base: str) -> Iterator[Entry]:
    for nav in named(root, "nav"):
        if "toc" in kinds(nav):
            for item in named(nav, "li"):
                yield from _nav_entry(item, base, sum(name(a) == "li" for a in item.iterancestors()))
            return


def _nav_entry(item: Element, base: str, depth: int) -> Iterator[Entry]:
    leaf = not any(name(child) == "ol" for child in item)
    for child in item:
        if name(child) in {"a", "span"}:
            href = attribute(child, "href")
            path, fragment = resolve(base, href) if href else ("", "")
            yield Entry(text_of(child), path, fragment, depth, leaf)
            return


def _landmarks(root: Element | None, base: str) -> Iterator[tuple[str, str]]:
    for nav in named(root, "nav"):
        if "landmarks" in kinds(nav):
            for link in named(nav, "a"):
                for kind in kinds(link):
                    yield resolve(base, attribute(link, "href"))[0], kind


def _ncx(root: Element | None, base: str) -> Iterator[Entry]:
    for point in named(root, "navpoint"):
        label = next((text_of(e) for child in point if name(child) == "navlabel" for e in child), "")
        source = next((attribute(child, "src") for child in point if name(child) == "content"), "")
        path, fragment = resolve(base, source) if source else ("", "")
        depth = sum(name(a) == "navpoint" for a in point.iterancestors())
        yield Entry(label, path, fragment, depth, not any(name(c) == "navpoint" for c in point))
