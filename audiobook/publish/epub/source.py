"""The EPUB that a book was read from, as pages to put sound to. One of version 2 becomes one of version 3."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname

from audiobook.errors import InputError
from audiobook.publish.epub.modern import modernise
from audiobook.publish.epub.overlay import Par
from audiobook.publish.epub.package import unused
from audiobook.publish.epub.page import language_tag
from audiobook.publish.epub.spans import PageText, page_text, parse_page, serialised
from audiobook.publish.epub.upgrade import contents_page, upgrade, with_identifier
from audiobook.readers.archive import Archive
from audiobook.readers.epub import Package, contents_of, package_of
from audiobook.readers.tree.xml import Element, named, parse_xml

_LARGEST = 2**30  # bytes unpacked, pictures and fonts included
_PAGE, _NCX = "application/xhtml+xml", "application/x-dtbncx+xml"


@dataclass(slots=True)
class OriginalPage:
    """A page of the source, and what is heard on it."""

    path: str
    item: str  # its id in the package
    number: int
    text: PageText
    start: int  # where its letters begin among those of all pages
    pars: list[Par] = field(default_factory=list)


class Original:
    """An EPUB with pages to put sound to. Raises :class:`InputError` where it cannot be.

    ``folder`` is where new files go; ``added`` holds those that a new version needs, ``changed`` its pages,
    ``replaced`` other files of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.added: dict[str, str] = {}
        self.changed: dict[str, Element] = {}
        self.replaced: dict[str, bytes] = {}
        with Archive(path) as archive:
            self.package: Package = package_of(archive, path.stem)
            base = dirname(self.package.path)
            self.folder = unused(f"{base}/read-along".lstrip("/"), archive.names)
            self._stop_at_what_cannot_be_kept()
            if not str(self.package.root.get("version", "")).startswith("3"):
                self._upgrade(archive)
            self.pages = list(self._pages(archive))

    def _stop_at_what_cannot_be_kept(self) -> None:
        if any(item.get("media-overlay") for item in named(self.package.root, "item")):
            raise InputError("It has sound already.")
        with zipfile.ZipFile(self.path) as whole:
            if sum(info.file_size for info in whole.infolist()) > _LARGEST:
                raise InputError("It unpacks to more than any book.")

    def _pages(self, archive: Archive) -> Iterator[OriginalPage]:
        ids = {item.path: own for own, item in self.package.items.items()}
        start, seen = 0, set[str]()
        for number, (item, _) in enumerate(self.package.spine, 1):
            path = archive.find(item.path)
            root = self.changed[path] if path in self.changed else parse_page(archive.read(path) or b"")
            if root is not None and "nav" not in item.properties and path not in seen:
                seen.add(path)
                page = OriginalPage(path, ids[item.path], number, page_text(root), start)
                start += len(page.text.letters)
                yield page

    def _upgrade(self, archive: Archive) -> None:
        about = self.package.metadata
        pages = [
            item for item in self.package.items.values() if item.media_type == _PAGE and archive.find(item.path)
        ]
        for item in dict.fromkeys((*(item for item, _ in self.package.spine), *pages)):
            root = parse_page(archive.read(item.path) or b"")
            if root is None or not modernise(root, about.title):
                raise InputError("It is an EPUB 2 with pages that EPUB 3 does not take.")
            self.changed[archive.find(item.path)] = root
        entries, place = contents_of(archive, self.package).entries, f"{self.folder}/contents.xhtml"
        upgrade(self.package, self.changed, place, about.title)
        language = language_tag(about.language)
        self.added[place] = contents_page(entries, self.changed, place, about.title, language)
        for item in self.package.items.values():
            contents, _ = parse_xml(archive.read(item.path) or b"") if item.media_type == _NCX else (None, False)
            if contents is not None:
                self.replaced[archive.find(item.path)] = with_identifier(contents, self.package)

    def page(self, path: str, root: Element) -> bytes:
        """A page as it is written."""
        return serialised(root, doctype="<!DOCTYPE html>" if path in self.changed else None)
