"""The package document of an EPUB 2 or 3: metadata, the files in reading order, the cover."""

import html
import re
from dataclasses import dataclass, field

from audiobook.errors import InputError
from audiobook.model import Cover, Loss, LossKind, Metadata
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.isbn import asin_of, isbn_of
from audiobook.readers.tree.xml import Element, attribute, name, named, parse_page, parse_xml, text_of

_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"})
_PAGE_SUFFIXES = (".xhtml", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book."""

    path: str
    media_type: str
    properties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says. ``spine`` pairs each page with whether it is in the linear order;
    ``losses`` are pages that it names and that cannot be read.
    """

    path: str
    root: Element
    metadata: Metadata
    items: dict[str, Item]
    spine: tuple[tuple[Item, bool], ...]
    guide: dict[str, str] = field(default_factory=dict)  # path -> type
    warnings: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


def refuse_encrypted(archive: Archive) -> None:
    """Raise :class:`~audiobook.errors.InputError` for a book under DRM; obfuscated fonts are none."""
    root, _ = parse_xml(archive.read("META-INF/encryption.xml") or b"")
    algorithms = {
        attribute(method, "Algorithm")
        for data in named(root, "encrypteddata")
        for method in data
        if name(method) == "encryptionmethod"
    }
    if algorithms - _FONTS:
        raise InputError(
            f'"{archive.path}" is locked by copy protection (DRM).', remedy="Get a copy without copy protection."
        )


def package_of(archive: Archive, fallback_title: str) -> Package:
    """The package document. Raises :class:`~audiobook.errors.InputError` without one, or without a spine."""
    path = _package_path(archive)
    root, sound = parse_xml(archive.read(path) or b"")
    if root is None:
        raise InputError(f'The package document of "{archive.path}" cannot be read.', remedy="Get a fresh copy.")
    items = _items(root, path)
    damaged = archive.loss(path)
    losses = [damaged] if damaged else []
    warnings = [] if sound or damaged else [f"{path} is not well-formed; what could be read of it was used."]
    spine: list[tuple[Item, bool]] = []
    for reference in named(root, "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None and _is_page(item) and archive.find(item.path):
            spine.append((item, attribute(reference, "linear") != "no"))
        elif item is not None and item.media_type.startswith("image/"):
            warnings.append(f"{item.path} in the reading order is a picture; it is left out.")
        else:
            losses.append(_missing(archive, item, attribute(reference, "idref"), path))
    if not spine:
        raise InputError(
            f'"{archive.path}" has no reading order (spine): nothing says which pages to read.',
            remedy="Repair it with an EPUB editor or get a fresh copy.",
        )
    guide = {
        resolve(path, attribute(r, "href"))[0]: attribute(r, "type").lower() for r in named(root, "reference")
    }
    metadata = _metadata(root, fallback_title)
    return Package(path, root, metadata, items, tuple(spine), guide, tuple(warnings), tuple(losses))


def _is_page(item: Item) -> bool:
    return item.media_type in _PAGES or item.path.lower().endswith(_PAGE_SUFFIXES)


def _missing(archive: Archive, item: Item | None, idref: str, package: str) -> Loss:
    """A page of the reading order that cannot be read."""
    if item is None:
        what = f'The reading order names the page "{idref}", which the list of files does not have.'
        return Loss(LossKind.MISSING, package, what)
    if not archive.find(item.path):
        return Loss(LossKind.MISSING, item.path or package, f'The page "{idref}" of the reading order is missing.')
    what = f"This page of the reading order is of a type that is not read ({item.media_type})."
    return Loss(LossKind.MISSING, item.path, what)


def _package_path(archive: Archive) -> str:
    root, _ = parse_xml(archive.read("META-INF/container.xml") or b"")
    paths = [resolve("", attribute(r, "full-path"))[0] for r in named(root, "rootfile")]
    for path in [*paths, *(n for n in archive.names if n.lower().endswith(".opf"))]:
        if path and archive.find(path):
            return archive.find(path)
    raise InputError(
        f'"{archive.path}" is a zip archive, but no EPUB.', remedy="Give an EPUB or a plain-text file."
    )


def _items(root: Element, base: str) -> dict[str, Item]:
    return {
        attribute(item, "id"): Item(
            resolve(base, attribute(item, "href"))[0],
            attribute(item, "media-type").lower(),
            frozenset(attribute(item, "properties").split()),
        )
        for item in named(root, "item")
    }


def _metadata(root: Element, fallback_title: str) -> Metadata:
    refined = _refinements(root)
    series, part = _series(root, refined)
    dates = list(named(root, "date"))
    published = [d for d in dates if attribute(d, "event") == "publication"] or dates
    year = re.search(r"\b\d{4}\b", text_of(published[0])) if published else None
    return Metadata(
        title=_main_title(root, refined) or fallback_title,
        authors=_authors(root, refined),
        language=_first(root, "language"),
        series=series,
        series_part=part,
        publisher=_first(root, "publisher"),
        year=year.group() if year else "",
        description=" ".join(html.unescape(_TAG.sub(" ", _first(root, "description"))).split()),
        identifier=_identifier(root),
        subtitle=_titled(root, refined, "subtitle"),
        genres=_subjects(root),
        isbn=isbn_of(_identifiers(root)),
        asin=asin_of(_identifiers(root)),
    )


def _refinements(root: Element) -> dict[tuple[str, str], str]:
    return {
        (attribute(meta, "refines").lstrip("#"), attribute(meta, "property")): text_of(meta)
        for meta in named(root, "meta")
        if attribute(meta, "refines")
    }


def _first(root: Element, tag: str) -> str:
    return next((text_of(e) for e in named(root, tag) if text_of(e) and _in_metadata(e)), "")


def _in_metadata(element: Element) -> bool:
    return any(name(parent) == "metadata" for parent in element.iterancestors())


def _main_title(root: Element, refined: dict[tuple[str, str], str]) -> str:
    return _titled(root, refined, "main") or _first(root, "title")


def _titled(root: Element, refined: dict[tuple[str, str], str], kind: str) -> str:
    titles = [e for e in named(root, "title") if _in_metadata(e) and text_of(e)]
    return next((text_of(e) for e in titles if refined.get((attribute(e, "id"), "title-type")) == kind), "")


def _subjects(root: Element) -> tuple[str, ...]:
    """What the book is filed under; Standard Ebooks' own words first, which are those of shelves."""
    own = [text_of(e) for e in named(root, "meta") if attribute(e, "property") == "se:subject"]
    subjects = [text_of(e) for e in named(root, "subject") if _in_metadata(e)]
    return tuple(dict.fromkeys(text for text in [*own, *subjects] if text))


def _identifiers(root: Element) -> list[str]:
    """Identifiers, and what the book was made from: an EPUB may name the ISBN of the print edition there."""
    return [text_of(e) for e in named(root, "identifier", "source") if text_of(e)]


def _authors(root: Element, refined: dict[tuple[str, str], str]) -> tuple[str, ...]:
    creators = [e for e in named(root, "creator") if text_of(e)]
    roles = [attribute(e, "role") or refined.get((attribute(e, "id"), "role"), "aut") for e in creators]
    writers = [text_of(e) for e, role in zip(creators, roles, strict=True) if role == "aut"]
    return tuple(dict.fromkeys(writers or [text_of(e) for e in creators]))


def _series(root: Element, refined: dict[tuple[str, str], str]) -> tuple[str, str]:
    named_meta = {attribute(m, "name"): attribute(m, "content") for m in named(root, "meta")}
    for meta in named(root, "meta"):
        own = attribute(meta, "id")
        if attribute(meta, "property") == "belongs-to-collection" and (
            refined.get((own, "collection-type"), "series") == "series"
        ):
            return text_of(meta), refined.get((own, "group-position"), "")
    part = named_meta.get("calibre:series_index", "")
    return named_meta.get("calibre:series", ""), part.removesuffix(".0")


def _identifier(root: Element) -> str:
    wanted = attribute(root, "unique-identifier")
    found = [e for e in named(root, "identifier") if text_of(e)]
    isbn = [e for e in found if "isbn" in f"{attribute(e, 'scheme')} {text_of(e)}".lower()]
    unique = [e for e in found if attribute(e, "id") == wanted]
    return next((text_of(e) for e in [*isbn, *unique, *found]), "")


def cover_of(archive: Archive, package: Package) -> Cover | None:
    """The cover picture as it is in the book, or nothing."""
    by_name = {attribute(m, "name"): attribute(m, "content") for m in named(package.root, "meta")}
    listed = [i for i in package.items.values() if "cover-image" in i.properties]
    meant = package.items.get(by_name.get("cover", ""))
    candidates = [*listed, *([meant] if meant else []), *_on_cover_page(archive, package)]
    for item in candidates:
        data = archive.read_whole(item.path) if item.media_type.startswith("image/") else None
        if data:
            return Cover(data, item.media_type)
    return None


def _on_cover_page(archive: Archive, package: Package) -> list[Item]:
    by_path = {item.path: item for item in package.items.values()}
    found: list[Item] = []
    for path in (path for path, kind in package.guide.items() if kind == "cover"):
        root, _ = parse_page(archive.read(path) or b"")
        links = [attribute(e, "src") or attribute(e, "href") for e in named(root, "img", "image")]
        found.extend(by_path[target] for link in links if (target := resolve(path, link)[0]) in by_path)
        found.extend([by_path[path]] if path in by_path else [])
    return found
