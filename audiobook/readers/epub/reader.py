"""EPUB 2 and 3: pages in spine order, cut into chapters by the book's own contents.

What is no story (cover, title page, imprint, contents, notes ...) is left out and listed with its reason.
Nothing is fetched and nothing outside the file is read; damaged pages are read as far as they go, and what is
lost of them is said.
"""

import zipfile
from dataclasses import replace
from pathlib import Path

from audiobook.errors import NoTextError
from audiobook.model import Book, Chapter, Loss, Skipped
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.base import Reader, name_of
from audiobook.readers.epub.chapters import StoryPage, chapters_of, cuts_of, heading_title
from audiobook.readers.epub.nav import Contents, contents_of
from audiobook.readers.epub.package import Item, Package, cover_of, package_of, refuse_encrypted
from audiobook.readers.epub.pages import Hints, SpinePage, notes_in, resolved
from audiobook.readers.flow import skipped_piece
from audiobook.readers.markup import flow_of
from audiobook.readers.markup.hidden import mark_hidden
from audiobook.readers.markup.sites import around_chapters, is_download
from audiobook.readers.markup.styles import Sheets
from audiobook.readers.matter import Page, reason_for
from audiobook.readers.tree.element_names import LEFT_OUT, stated
from audiobook.readers.tree.xml import Element, kinds, named, parse_page, text_of
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import epub_parts


class EpubReader(Reader):
    """Reads EPUB 2 and 3."""

    suffixes = (".epub",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by being a zip with an EPUB's container in it."""
        return super().recognises(path, head) or (head.startswith(b"PK") and _has_container(path))

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return epub_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an EPUB. Raises :class:`~audiobook.errors.InputError`."""
        with Archive(path) as archive:
            refuse_encrypted(archive)
            package = package_of(archive, name_of(path))
            return _book(archive, package)


def _has_container(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "META-INF/container.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _book(archive: Archive, package: Package) -> Book:
    contents = contents_of(archive, package)
    pages, warnings, losses = _pages(archive, package, contents)
    notes = notes_in(pages)
    hints = Hints(archive)
    story: list[StoryPage] = []
    skipped: list[tuple[int, Skipped]] = []
    titles = {entry.path for entry in contents.entries}
    for page in pages:
        flow = hints.marked(page.root, page.path, resolved(page, notes))
        skipped.extend((len(story), piece) for piece in flow.skipped)
        reason = reason_for(replace(page.page, flow=flow, first=not story), package.metadata)
        reason = reason if page.linear else "not in the reading order"
        if reason:
            whole = Chapter(0, page.page.title, flow.text, None, flow.marks, "", flow.asides)
            skipped.append((len(story), skipped_piece(page.page.title, reason, whole)))
        else:
            story.append(StoryPage(page.path, flow, page.path in titles))
    if not any(char.isalpha() for page in story for char in page.flow.text):
        raise NoTextError(f'"{archive.path}" has no text to read.', remedy="Give a book with text in it.")
    made = chapters_of(story, cuts_of(story, contents.entries, package.metadata.title))
    before = [cut.page for _, cut in made]
    placed = (replace(piece, before=sum(page < at for page in before)) for at, piece in skipped)
    cover = cover_of(archive, package)
    flows = [page.page.flow for page in pages]
    return Book(
        package.metadata,
        tuple(chapter for chapter, _ in made),
        cover,
        tuple(placed),
        (*warnings, *hints.warnings, *archive.notices({loss.place for loss in losses})),
        tuple(unread for flow in flows for unread in flow.unread),
        sum(flow.total for flow in flows),
        sum(flow.added for flow in flows),
        letters_added=sum(flow.letters_added for flow in flows),
        losses=tuple(losses),
    )


def _pages(
    archive: Archive, package: Package, contents: Contents
) -> tuple[list[SpinePage], list[str], list[Loss]]:
    warnings, losses = list(package.warnings), list(package.losses)
    pages: list[SpinePage] = []
    titles = {entry.path: entry.title for entry in reversed(contents.entries)}
    sheets = Sheets(lambda base, link: (path := resolve(base, link)[0], archive.read(path)))
    for item, linear in package.spine:
        root, sound = parse_page(archive.read(item.path) or b"")
        if root is not None:
            mark_hidden(root, sheets, item.path)
        page = _page(root, item, package, contents, titles.get(item.path, ""))
        pages.append(SpinePage(item.path, root, page, linear))
        loss = archive.loss(item.path, page.flow.text)
        if loss:
            losses.append(loss)
        elif not sound:
            warnings.append(f"{item.path} is not well-formed; it was read as browsers read such pages.")
    return pages, warnings, losses


def _page(root: Element | None, item: Item, package: Package, contents: Contents, title: str) -> Page:
    body = next(iter(named(root, "body")), None)
    said = frozenset() if body is None else kinds(body)
    sections = [] if body is None else [child for child in body if isinstance(child.tag, str)]
    if len(sections) == 1:
        said |= kinds(sections[0])
    said |= {kind for path, kind in contents.landmarks if path == item.path}
    said |= {kind for path, kind in package.guide.items() if path == item.path}
    for node, reason in around_chapters(root) if root is not None and is_download(root) else ():
        node.set(LEFT_OUT, reason)
    flow = flow_of(root, package.metadata.language, place=item.path, regions=not stated(said))
    head = next((text_of(e) for e in named(root, "title")), "")
    linked = sum(len(text_of(link)) for link in named(body, "a"))
    name = title or heading_title(flow) or head or item.path.rpartition("/")[2]
    return Page(name, said, flow, linked)
