"""The package document of an EPUB 2 or 3: the files in reading order, and the cover."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from audiobook.errors import InputError
from audiobook.model import Cover, Loss, LossKind, Metadata
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.epub.metadata import metadata_of
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    name,
    named,
    parse_page,
    parse_xml,
)

# Books name these as encryption, though only their fonts are scrambled.
_FONT_OBFUSCATION = frozenset(
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
)
_PAGE_TYPES = frozenset(
    {"application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"}
)
_PAGE_SUFFIXES = (".xhtml", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class ManifestItem:
    """A file of the book."""

    path: str
    media_type: str
    properties: frozenset[str] = frozenset()

    @property
    def is_page(self) -> bool:
        """Whether it is a page of text, by its type or its name."""
        if self.media_type in _PAGE_TYPES:
            return True
        return self.path.lower().endswith(_PAGE_SUFFIXES)

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, by its type."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says.

    ``items`` are the files by their ids. ``spine`` pairs each page with whether it is
    in the linear order. ``guide`` has the types of pages by their paths. ``losses`` are
    pages that are named and cannot be read.
    """

    path: str
    root: Element
    metadata: Metadata
    items: dict[str, ManifestItem]
    spine: tuple[tuple[ManifestItem, bool], ...]
    guide: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


def refuse_encrypted(archive: Archive) -> None:
    """Raise :class:`~audiobook.errors.InputError` for a book under DRM.

    Obfuscated fonts are none.
    """
    root, _ = parse_xml(archive.read("META-INF/encryption.xml") or b"")
    for data in named(root, "encrypteddata"):
        for method in data:
            if name(method) != "encryptionmethod":
                continue
            if attribute(method, "Algorithm") not in _FONT_OBFUSCATION:
                raise InputError(
                    f'"{archive.path}" is locked by copy protection (DRM).',
                    remedy="Get a copy without copy protection.",
                )


def package_of(archive: Archive, fallback_title: str) -> Package:
    """The package document.

    Raises :class:`~audiobook.errors.InputError` without one, or without a spine.
    """
    path = _package_path(archive)
    root, sound = parse_xml(archive.read(path) or b"")
    if root is None:
        message = f'The package document of "{archive.path}" cannot be read.'
        raise InputError(message, remedy="Get a fresh copy.")
    warnings: list[str] = []
    losses: list[Loss] = []
    damaged = archive.loss(path)
    if damaged:
        losses.append(damaged)
    elif not sound:
        warnings.append(
            f"{path} is not well-formed; what could be read of it was used."
        )
    items = _items(root, path)
    spine = _Spine(archive, path, warnings, losses)
    for reference in named(root, "itemref"):
        spine.add(reference, items)
    if not spine.pages:
        raise InputError(
            f'"{archive.path}" has no reading order (spine): '
            "nothing says which pages to read.",
            remedy="Repair it with an EPUB editor or get a fresh copy.",
        )
    return Package(
        path,
        root,
        metadata_of(root, fallback_title),
        items,
        spine=tuple(spine.pages),
        guide=_guide(root, path),
        warnings=tuple(warnings),
        losses=tuple(losses),
    )


def _package_path(archive: Archive) -> str:
    root, _ = parse_xml(archive.read("META-INF/container.xml") or b"")
    paths: list[str] = []
    for rootfile in named(root, "rootfile"):
        path, _ = resolve("", attribute(rootfile, "full-path"))
        paths.append(path)
    # A broken container may name none, or one that is not there.
    for entry in archive.names:
        if entry.lower().endswith(".opf"):
            paths.append(entry)
    for path in paths:
        if path and archive.find(path):
            return archive.find(path)
    raise InputError(
        f'"{archive.path}" is a zip archive, but not an EPUB.',
        remedy="Give an EPUB or a plain-text file.",
    )


def _items(root: Element, base: str) -> dict[str, ManifestItem]:
    items: dict[str, ManifestItem] = {}
    for item in named(root, "item"):
        path, _ = resolve(base, attribute(item, "href"))
        items[attribute(item, "id")] = ManifestItem(
            path,
            attribute(item, "media-type").lower(),
            frozenset(attribute(item, "properties").split()),
        )
    return items


def _guide(root: Element, base: str) -> dict[str, str]:
    guide: dict[str, str] = {}
    for reference in named(root, "reference"):
        path, _ = resolve(base, attribute(reference, "href"))
        guide[path] = attribute(reference, "type").lower()
    return guide


@dataclass(frozen=True, slots=True)
class _Spine:
    """The reading order, and what is wrong with it."""

    archive: Archive
    package: str
    warnings: list[str]
    losses: list[Loss]
    pages: list[tuple[ManifestItem, bool]] = field(default_factory=list)

    def add(self, reference: Element, items: dict[str, ManifestItem]) -> None:
        """Add what a reference of the reading order points at."""
        id_ = attribute(reference, "idref")
        item = items.get(id_)
        if item is None:
            self._lose(
                self.package,
                f'The reading order names the page "{id_}", '
                "which the list of files does not have.",
            )
        elif any(item is page for page, _ in self.pages):
            self.warnings.append(
                f"{item.path} is in the reading order more than once; it is read once."
            )
        elif item.is_page and self.archive.find(item.path):
            self.pages.append((item, attribute(reference, "linear") != "no"))
        elif item.is_picture:
            self.warnings.append(
                f"{item.path} in the reading order is a picture; it is left out."
            )
        elif not self.archive.find(item.path):
            self._lose(
                item.path or self.package,
                f'The page "{id_}" of the reading order is missing.',
            )
        else:
            self._lose(
                item.path,
                "This page of the reading order is of a type that is not read "
                f"({item.media_type}).",
            )

    def _lose(self, place: str, what: str) -> None:
        self.losses.append(Loss(LossKind.MISSING, place, what))


# ---------------------------------------------------------------------------- cover


def cover_of(archive: Archive, package: Package) -> Cover | None:
    """The cover picture as it is in the book, or nothing."""
    candidates = _stated_covers(package)
    candidates.extend(_on_cover_page(archive, package))
    for item in candidates:
        # A cover page may be meant, of which only the picture is of use.
        if not item.is_picture:
            continue
        data = archive.read_whole(item.path)
        if data:
            return Cover(data, item.media_type)
    return None


def _stated_covers(package: Package) -> list[ManifestItem]:
    """What EPUB 3 marks as the cover, then what EPUB 2 does."""
    covers: list[ManifestItem] = []
    for item in package.items.values():
        if "cover-image" in item.properties:
            covers.append(item)
    contents: dict[str, str] = {}
    for meta in named(package.root, "meta"):
        contents[attribute(meta, "name")] = attribute(meta, "content")
    meant = package.items.get(contents.get("cover", ""))
    if meant:
        covers.append(meant)
    return covers


def _on_cover_page(archive: Archive, package: Package) -> list[ManifestItem]:
    """The pictures on the page that the guide calls the cover, or that page itself."""
    by_path = {item.path: item for item in package.items.values()}
    covers: list[ManifestItem] = []
    for path, kind in package.guide.items():
        if kind != "cover":
            continue
        root, _ = parse_page(archive.read(path) or b"")
        for target in (*_pictures_on(root, path), path):
            if target in by_path:
                covers.append(by_path[target])
    return covers


def _pictures_on(root: Element | None, path: str) -> Iterator[str]:
    """The paths of the pictures on a page."""
    for image in named(root, "img", "image"):
        link = attribute(image, "src") or attribute(image, "href")
        target, _ = resolve(path, link)
        yield target
