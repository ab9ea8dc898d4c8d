"""One document with headings -> a book: for HTML, Markdown, DOCX, ODT, FB2 and PDF alike.

The highest level with more than one heading begins chapters, or parts where its headings have chapters of the
next level under them and no text of their own. Without headings, lines that look like some are found as in
plain text. A heading that stands alone at the top is the book's title.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.errors import NoTextError
from audiobook.model import (
    Book,
    Chapter,
    Cover,
    Mark,
    MarkKind,
    Metadata,
    Note,
    Skipped,
)
from audiobook.readers.epub.chapters import Cut, StoryPage, chapters_of
from audiobook.readers.flow import Flow, skipped_piece, with_notes
from audiobook.readers.headings import Rank, as_title, label_of
from audiobook.readers.matter import Page, by_title, reason_for
from audiobook.readers.plain.chapters import heading_marks
from audiobook.readers.plain.gutenberg import licence
from audiobook.readers.plain.lines import blocks_of, lines_of
from audiobook.readers.plain.outline import outline

_PART_WORDS = 40
_MANY = 0.6  # of the headings of a level: parts rather than chapters


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    level: int
    title: str
    words: int  # of text up to the next heading


def book_of(
    flow: Flow,
    metadata: Metadata,
    cover: Cover | None = None,
    warnings: tuple[str, ...] = (),
    name: str = "the file",
) -> Book:
    """The book in one document. Raises :class:`~audiobook.errors.InputError` where it has no words."""
    if not any(map(str.isalpha, flow.text)):
        raise NoTextError(
            f"{name} has no text to read.", remedy="Give a file with text in it."
        )
    flow, cut = _without_licence(resolved(flow))
    flow, headings = _with_headings(flow)
    cuts = list(_cuts(headings, metadata.title))
    if (
        not cuts or flow.text[: cuts[0].offset].strip()
    ):  # what stands before the first is not lost
        cuts.insert(0, Cut(0, 0, _first_title(flow) or metadata.title, 0))
    chapters: list[Chapter] = []
    skipped = list(cut)
    pieces = list(flow.pieces)
    for chapter, place in chapters_of([StoryPage("", flow, named=True)], cuts):
        skipped.extend(
            replace(p, before=len(chapters)) for at, p in pieces if at <= place.offset
        )
        pieces = [(at, p) for at, p in pieces if at > place.offset]
        page = Page(
            chapter.title,
            frozenset(),
            Flow(chapter.text, chapter.marks),
            first=not chapters,
        )
        reason = reason_for(page, metadata) if not place.part else ""
        if reason:
            skipped.append(
                skipped_piece(chapter.title, reason, chapter, before=len(chapters))
            )
        else:
            chapters.append(replace(chapter, number=len(chapters) + 1))
    skipped.extend(replace(piece, before=len(chapters)) for _, piece in pieces)
    if not chapters:  # what is all there is, is read
        kept = [
            replace(s.chapter, number=n) for n, s in enumerate(skipped, 1) if s.chapter
        ]
        chapters, skipped = kept, [piece for piece in skipped if not piece.chapter]
    return Book(
        metadata,
        tuple(chapters),
        cover,
        tuple(skipped),
        warnings,
        flow.unread,
        flow.total,
        flow.added,
        letters_added=flow.letters_added,
    )


def resolved(flow: Flow) -> Flow:
    """The flow with the notes of its own markers among its asides."""
    found = [
        Note(at, text, label)
        for at, href, label in flow.markers
        if (text := flow.notes.get(href.partition("#")[2], ""))
    ]
    return with_notes(flow, found)


def _without_licence(flow: Flow) -> tuple[Flow, list[Skipped]]:
    start, end, _ = licence(flow.text)
    if not any(map(str.isalpha, flow.text[start:end])) or (start, end) == (
        0,
        len(flow.text),
    ):
        return flow, []
    cut = [
        skipped_piece(
            title, "Project Gutenberg licence", Chapter(0, title, text.strip())
        )
        for title, text in (
            ("Licence before the book", flow.text[:start]),
            ("Licence after the book", flow.text[end:]),
        )
        if text.strip()
    ]
    return sliced(flow, start, end), cut


def sliced(flow: Flow, start: int, end: int) -> Flow:
    """The part ``[start, end)`` of a flow, with all that lies in it."""
    return replace(
        flow,
        text=flow.text[start:end],
        marks=tuple(
            replace(m, start=m.start - start, end=m.end - start)
            for m in flow.marks
            if start <= m.start and m.end <= end
        ),
        asides=tuple(
            replace(n, at=n.at - start) for n in flow.asides if start <= n.at <= end
        ),
        pieces=tuple((max(at - start, 0), piece) for at, piece in flow.pieces),
    )


def _with_headings(flow: Flow) -> tuple[Flow, list[_Heading]]:
    """The headings of a flow; where it marks fewer than two, those that look like some are marked."""
    marks = [mark for mark in flow.marks if mark.kind is MarkKind.HEADING]
    if len(marks) < 2:
        found = (
            outline(flow.text, blocks_of(lines_of(flow.text)), len(flow.text))
            if flow.text
            else []
        )
        if found:
            marks = [
                *(
                    m
                    for m in marks
                    if not any(h.start < m.end and m.start < h.end for h in found)
                )
            ]
            marks = [
                *(replace(m, value="1") for m in marks),
                *(_deeper(m, bool(marks)) for m in heading_marks(found)),
            ]
            others = [mark for mark in flow.marks if mark.kind is not MarkKind.HEADING]
            flow = replace(
                flow,
                marks=tuple(
                    sorted([*others, *marks], key=lambda m: (m.start, -m.end, m.kind))
                ),
            )
            marks.sort(key=lambda mark: mark.start)
    return flow, list(_merged(flow.text, marks))


def _deeper(mark: Mark, below: bool) -> Mark:  # noqa: FBT001
    return replace(mark, value=str(int(mark.value) + below))


def _merged(text: str, marks: list[Mark]) -> Iterator[_Heading]:
    """Headings in order; a number ("Chapter I") and the title right under it are one."""
    waiting: _Heading | None = None
    ends = [*(mark.start for mark in marks[1:]), len(text)][: len(marks)]
    for mark, stop in zip(marks, ends, strict=True):
        words = len(text[mark.end : stop].split())
        own = _Heading(
            mark.start,
            mark.end,
            int(mark.value or 1),
            _one_line(text[mark.start : mark.end]),
            words,
        )
        if waiting and _is_title_of(waiting, own):
            own = replace(
                own,
                start=waiting.start,
                level=waiting.level,
                title=f"{waiting.title}: {own.title}",
            )
        elif waiting:
            yield waiting
        waiting = own
    if waiting:
        yield waiting


def _one_line(heading: str) -> str:
    first, _, rest = heading.partition("\n")
    label = label_of(first)
    number = label is not None and not label.title
    return (
        f"{as_title(first)}: {as_title(rest)}" if number and rest else as_title(heading)
    )


def _is_title_of(label: _Heading, title: _Heading) -> bool:
    above, below = label_of(label.title), label_of(title.title)
    return (
        label.words == 0
        and above is not None
        and not above.title
        and below is None
        and title.level >= label.level
    )


def _cuts(headings: list[_Heading], fallback: str) -> Iterator[Cut]:
    headings = _without_book_title(headings, fallback)
    if not headings:
        return
    level, parts = _levels(
        [heading for heading in headings if not _names_book(heading, fallback)]
        or headings
    )
    for heading in headings:
        label = label_of(heading.title)
        above = (
            label is not None
            and label.rank < Rank.CHAPTER
            and heading.words < _PART_WORDS
        )
        if by_title(heading.title) or _names_book(heading, fallback):
            yield Cut(0, heading.start, heading.title, 0)
        elif heading.level < level or (heading.level == level and above and not parts):
            reach = 1 if heading.level < level else 0
            yield Cut(0, heading.start, heading.title, 0, part=True, reach=reach)
        elif heading.level == level:
            yield Cut(0, heading.start, heading.title, 1 if parts else 0)


def _first_title(flow: Flow) -> str:
    first = next((mark for mark in flow.marks if mark.kind is MarkKind.HEADING), None)
    return (
        as_title(flow.text[first.start : first.end])
        if first and not first.start
        else ""
    )


def _without_book_title(headings: list[_Heading], title: str) -> list[_Heading]:
    """Without the heading at the very top that stands above all others or names the book."""
    first, rest = headings[:1], headings[1:]
    if not first or not rest or first[0].start or label_of(first[0].title) is not None:
        return headings
    alone = all(heading.level > first[0].level for heading in rest)
    return rest if alone or _names_book(first[0], title) else headings


def _names_book(heading: _Heading, title: str) -> bool:
    return (
        heading.title.casefold() == as_title(title).casefold()
        and heading.words < _PART_WORDS
    )


def _levels(headings: list[_Heading]) -> tuple[int, bool]:
    """The level whose headings begin chapters, and whether parts stand above it."""
    levels = sorted({heading.level for heading in headings})
    for level, below in zip(levels, [*levels[1:], 0], strict=True):
        own = [
            heading
            for heading in headings
            if heading.level == level and not by_title(heading.title)
        ]
        inner = [heading for heading in headings if heading.level == below]
        labels = [label_of(heading.title) for heading in own]
        named = sum(label is not None and label.rank < Rank.CHAPTER for label in labels)
        empty = sum(heading.words < _PART_WORDS for heading in own)
        if not inner or not (
            named > _MANY * len(own)
            or (empty > _MANY * len(own) and len(inner) > len(own))
        ):
            return level, level != levels[0]
    return levels[-1], len(levels) > 1
