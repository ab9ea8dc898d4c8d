"""EPUB 2 and 3: pages in spine order, cut into chapters by the book's own contents.

What is not story (cover, title page, imprint, contents, notes ...) is left out and
listed with its reason. Nothing is fetched and nothing outside the file is read; damaged
pages are read as far as they go, and what is lost of them is said.
"""

import zipfile
from dataclasses import replace
from itertools import chain
from pathlib import Path

from audiobook.errors import NoTextError
from audiobook.model import (
    Book,
    Chapter,
    Skipped,
)
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.base import Reader
from audiobook.readers.css import Sheets, mark_styles
from audiobook.readers.cuts import StoryPage, chapters_of
from audiobook.readers.epub.chapters import cuts_of, heading_title
from audiobook.readers.epub.nav import Contents, contents_of
from audiobook.readers.epub.package import (
    ManifestItem,
    Package,
    cover_of,
    package_of,
    refuse_encrypted,
)
from audiobook.readers.epub.pages import (
    Hints,
    SpinePage,
    notes_in,
    resolved,
)
from audiobook.readers.flow import Flow, skipped_piece
from audiobook.readers.markup import (
    around_chapters,
    flow_of,
    is_download,
    mark_other_cases,
)
from audiobook.readers.matter import (
    JudgedPage,
    reason_for,
    stated,
)
from audiobook.readers.source_file import name_of
from audiobook.readers.tree.element_names import LEFT_OUT
from audiobook.readers.tree.xml import (
    Element,
    kinds,
    named,
    parse_page,
    text_of,
)
from audiobook.readers.witness import Part, sources


class EpubReader(Reader):
    """Reads EPUB 2 and 3."""

    suffixes = (".epub",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by being a zip with an EPUB's container in it."""
        if super().recognises(path, head):
            return True
        return head.startswith(b"PK") and _has_container(path)

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return sources.epub_parts(path)

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
    spine = _Pages(archive, package, contents)
    hints = Hints(archive)
    story, skipped = _story(
        spine.pages,
        hints,
        package,
        contents,
    )
    if not _has_words(story):
        raise NoTextError(
            f'"{archive.path}" has no text to read.',
            remedy="Give a book with text in it.",
        )
    cuts = cuts_of(story, contents.entries, package.metadata.title)
    made = chapters_of(story, cuts)
    chapters, cuts_made = zip(*made, strict=True)
    first_pages = [cut.page for cut in cuts_made]
    cover = cover_of(archive, package)  # it may find damage, which is said below
    damaged_places = {loss.place for loss in spine.losses}
    counts = _counts_of(spine.pages)
    return Book(
        package.metadata,
        chapters,
        cover,
        tuple(_placed(skipped, first_pages)),
        warnings=(
            *spine.warnings,
            *hints.warnings,
            *archive.notices(damaged_places),
        ),
        unread=counts.unread,
        characters=counts.total,
        added=counts.added,
        letters_added=counts.letters_added,
        losses=tuple(spine.losses),
    )


def _counts_of(pages: list[SpinePage]) -> Flow:
    """What all pages together hold, add and leave out, without their text."""
    flows = [page.page.flow for page in pages]
    unread = [flow.unread for flow in flows]
    return Flow(
        "",
        unread=tuple(chain.from_iterable(unread)),
        total=sum(flow.total for flow in flows),
        added=sum(flow.added for flow in flows),
        letters_added=sum(flow.letters_added for flow in flows),
    )


def _has_words(story: list[StoryPage]) -> bool:
    return any(_has_letters(page.flow.text) for page in story)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


# ----------------------------------------------------------------- story or no story


def _story(
    pages: list[SpinePage],
    hints: Hints,
    package: Package,
    contents: Contents,
) -> tuple[list[StoryPage], list[tuple[int, Skipped]]]:
    """The pages that are read; and the others, each with how many story pages precede."""
    notes = notes_in(pages)
    named_paths = {entry.path for entry in contents.entries}
    story: list[StoryPage] = []
    skipped: list[tuple[int, Skipped]] = []
    for page in pages:
        flow = hints.marked(page.root, page.path, resolved(page, notes))
        for piece in flow.skipped:
            skipped.append((len(story), piece))
        judged = replace(page.page, flow=flow, first=not story)
        reason = "not in the reading order"
        # What the contents name is meant to be read, wherever it stands.
        if page.linear or page.path in named_paths:
            reason = reason_for(judged, package.metadata)
        if reason:
            skipped.append((len(story), _skipped_page(judged, reason)))
        else:
            story.append(StoryPage(page.path, flow, page.path in named_paths))
    return story, skipped


def _skipped_page(page: JudgedPage, reason: str) -> Skipped:
    flow = page.flow
    whole = Chapter(
        0,
        page.title,
        flow.text,
        None,
        flow.marks,
        "",
        flow.asides,
    )
    return skipped_piece(page.title, reason, whole)


def _placed(
    skipped: list[tuple[int, Skipped]], first_pages: list[int]
) -> list[Skipped]:
    """What is skipped, each with the number of chapters that begin before it."""
    placed: list[Skipped] = []
    for at, piece in skipped:
        before = sum(page < at for page in first_pages)
        placed.append(replace(piece, before=before))
    return placed


# ------------------------------------------------------------------------- the pages


class _Pages:
    """The pages of the reading order as they are read, with what is wrong with them."""

    def __init__(
        self,
        archive: Archive,
        package: Package,
        contents: Contents,
    ) -> None:
        self.pages: list[SpinePage] = []
        self.warnings = list(package.warnings)
        self.losses = list(package.losses)
        self._archive = archive
        self._package = package
        self._contents = contents
        self._sheets = Sheets(self._style_sheet)
        self._titles: dict[str, str] = {}
        for entry in contents.entries:
            self._titles.setdefault(entry.path, entry.title)
        for item, linear in package.spine:
            self._read(item, linear=linear)
        self._warn_of_pages_outside()

    def _style_sheet(self, base: str, link: str) -> tuple[str, bytes | None]:
        path, _ = resolve(base, link)
        return path, self._archive.read(path)

    def _read(self, item: ManifestItem, *, linear: bool) -> None:
        root, sound = parse_page(self._archive.read(item.path) or b"")
        if root is not None:
            mark_styles(root, self._sheets, item.path)
            mark_other_cases(root)
            _mark_around_chapters(root)
        page = self._judged(root, item)
        self.pages.append(
            SpinePage(
                item.path,
                root,
                page,
                linear,
            )
        )
        loss = self._archive.loss(item.path, page.flow.text)
        if loss:
            self.losses.append(loss)
        elif not sound:
            self.warnings.append(
                f"{item.path} is not well-formed; "
                "it was read as browsers read such pages."
            )

    def _warn_of_pages_outside(self) -> None:
        """Say which pages of the story only the contents name."""
        read = {page.path for page in self.pages}
        for item in self._package.items.values():
            outside = item.path in self._titles and item.path not in read
            if not outside or not item.is_page or "nav" in item.properties:
                continue
            root, _ = parse_page(self._archive.read(item.path) or b"")
            if root is None:
                continue
            page = self._judged(root, item)
            if not reason_for(page, self._package.metadata):
                self.warnings.append(
                    f"{item.path} is in the table of contents, but not in the reading "
                    "order; it is not read."
                )

    def _judged(self, root: Element | None, item: ManifestItem) -> JudgedPage:
        body = next(named(root, "body"), None)
        types = self._types(body, item.path)
        # A page that is not story is left out whole: no piece of it is set apart.
        regions = not stated(types)
        language = self._package.metadata.language
        flow = flow_of(
            root,
            language,
            place=item.path,
            regions=regions,
        )
        linked = sum(len(text_of(link)) for link in named(body, "a"))
        title = self._titles.get(item.path) or heading_title(flow)
        if not title:
            file_name = item.path.rpartition("/")[2]
            title = _title_in_head(root) or file_name
        return JudgedPage(
            title,
            types,
            flow,
            linked,
        )

    def _types(self, body: Element | None, path: str) -> frozenset[str]:
        """What the page itself, the landmarks and the guide say that it is."""
        types: set[str] = set()
        if body is not None:
            types.update(kinds(body))
            # Many books put the type on the one section of a page.
            sections = [child for child in body if isinstance(child.tag, str)]
            if len(sections) == 1:
                types.update(kinds(sections[0]))
        for landmark_path, kind in self._contents.landmarks:
            if landmark_path == path:
                types.add(kind)
        if path in self._package.guide:
            types.add(self._package.guide[path])
        return frozenset(types)


def _mark_around_chapters(root: Element) -> None:
    """Mark what Archive of Our Own puts around the chapters in its downloads."""
    if is_download(root):
        for node, reason in around_chapters(root):
            node.set(LEFT_OUT, reason)


def _title_in_head(root: Element | None) -> str:
    for title in named(root, "title"):
        return text_of(title)
    return ""
