"""The EPUB that a book was read from, as pages to put sound to.

One of version 2 becomes one of version 3.
"""

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
from audiobook.readers.epub import ManifestItem, Package, contents_of, package_of
from audiobook.readers.tree.xml import Element, named, parse_xml

_LARGEST = 2**30  # bytes unpacked, pictures and fonts included
_PAGE = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"  # the contents of an EPUB 2


@dataclass(slots=True)
class OriginalPage:
    """A page of the source, and what is heard on it.

    ``item`` is its id in the package, ``number`` its place in the spine from 1, and ``start``
    where its letters begin among those of all pages.
    """

    path: str
    item: str
    number: int
    text: PageText
    start: int
    pars: list[Par] = field(default_factory=list)


class Original:
    """An EPUB with pages to put sound to. Raises :class:`InputError` where that is impossible.

    ``folder`` is where new files go. ``added`` holds the files that a new version of EPUB needs,
    ``changed`` the pages that it changes, and ``replaced`` other files that it changes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.added: dict[str, str] = {}
        self.changed: dict[str, Element] = {}
        self.replaced: dict[str, bytes] = {}
        with Archive(path) as archive:
            self.package: Package = package_of(archive, path.stem)
            self.folder = self._folder(archive)
            self._refuse_what_cannot_be_kept()
            version = str(self.package.root.get("version", ""))
            if not version.startswith("3"):
                self._upgrade(archive)
            self.pages = list(self._pages(archive))

    def _folder(self, archive: Archive) -> str:
        """A folder beside the package document that the archive does not have."""
        base = dirname(self.package.path)
        name = f"{base}/read-along".lstrip("/")
        return unused(name, archive.names)

    def _refuse_what_cannot_be_kept(self) -> None:
        """Raise :class:`InputError` for a book that has sound, or is a trap."""
        for item in named(self.package.root, "item"):
            if item.get("media-overlay"):
                raise InputError("It already has sound.")
        unpacked = 0
        with zipfile.ZipFile(self.path) as whole:
            for info in whole.infolist():
                unpacked += info.file_size
        if unpacked > _LARGEST:
            raise InputError("It unpacks to more data than any book has.")

    def _pages(self, archive: Archive) -> Iterator[OriginalPage]:
        """The pages in reading order, without the contents, each once."""
        ids = {}
        for own, item in self.package.items.items():
            ids[item.path] = own
        start = 0
        seen = set()
        for number, (item, _) in enumerate(self.package.spine, 1):
            path = archive.find(item.path)
            root = self.changed.get(path)
            if root is None:
                root = parse_page(archive.read(path) or b"")
            # A page that is not well-formed stays as it is, without sound.
            if root is None or "nav" in item.properties or path in seen:
                continue
            seen.add(path)
            text = page_text(root)
            yield OriginalPage(path, ids[item.path], number, text, start)
            start += len(text.letters)

    def _upgrade(self, archive: Archive) -> None:
        """Make version 3 of an EPUB 2."""
        about = self.package.metadata
        for item in self._all_pages(archive):
            root = parse_page(archive.read(item.path) or b"")
            if root is None or not modernise(root, about.title):
                raise InputError(
                    "It is an EPUB 2 with pages that EPUB 3 does not allow."
                )
            path = archive.find(item.path)
            self.changed[path] = root
        # What the old contents say is read first: the package changes.
        entries = contents_of(archive, self.package).entries
        place = f"{self.folder}/contents.xhtml"
        upgrade(self.package, self.changed, place, about.title)
        self.added[place] = contents_page(
            entries,
            self.changed,
            place,
            about.title,
            language_tag(about.language),
        )
        self._replace_old_contents(archive)

    def _all_pages(self, archive: Archive) -> list[ManifestItem]:
        """Every page once: first those in reading order, then those that only links lead to."""
        pages = [item for item, _ in self.package.spine]
        for item in self.package.items.values():
            if item.media_type == _PAGE and archive.find(item.path):
                pages.append(item)
        return list(dict.fromkeys(pages))

    def _replace_old_contents(self, archive: Archive) -> None:
        """Keep the contents of EPUB 2 beside the new ones, for old readers."""
        for item in self.package.items.values():
            if item.media_type != _NCX:
                continue
            contents, _ = parse_xml(archive.read(item.path) or b"")
            if contents is not None:
                path = archive.find(item.path)
                self.replaced[path] = with_identifier(contents, self.package)

    def page(self, path: str, root: Element) -> bytes:
        """A page as it is written."""
        doctype = "<!DOCTYPE html>" if path in self.changed else None
        return serialised(root, doctype)
