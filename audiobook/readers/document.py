"""One document with headings -> a book: for HTML, Markdown, DOCX, ODT, FB2 and PDF alike.

The highest level with more than one heading begins chapters, or parts where its headings
have chapters of the next level under them and no text of their own. Without headings, lines
that look like some are found as in plain text. A heading that stands alone at the top is the
book's title.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

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
from audiobook.readers.epub import Cut, StoryPage, chapters_of
from audiobook.readers.flow import Flow, skipped_piece, with_notes
from audiobook.readers.headings import Rank, as_title, label_of
from audiobook.readers.matter import JudgedPage, by_title, reason_for
from audiobook.readers.plain.chapters import heading_marks
from audiobook.readers.plain.gutenberg import licence
from audiobook.readers.plain.lines import blocks_of, lines_of
from audiobook.readers.plain.outline import Heading, outline

_PART_WORDS = 40  # with fewer words of its own a heading may be that of a part
_MANY = 0.6  # of the headings of a level: parts rather than chapters
_LICENCE = "Project Gutenberg licence"


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
    """The book in one document.

    Raises :class:`~audiobook.errors.InputError` where it has no words.
    """
    if not any(map(str.isalpha, flow.text)):
        raise NoTextError(
            f"{name} has no text to read.", remedy="Give a file with text in it."
        )
    flow, licences = _without_licence(resolved(flow))
    flow, headings = _with_headings(flow)
    cuts = list(_cuts(headings, metadata.title))
    # What stands before the first heading is not lost.
    if not cuts or flow.text[: cuts[0].offset].strip():
        cuts.insert(
            0,
            Cut(
                0,
                0,
                _first_title(flow) or metadata.title,
                0,
            ),
        )
    chapters, skipped = _sorted_out(flow, cuts, metadata)
    skipped = [*licences, *skipped]
    # What is all there is, is read.
    if not chapters:
        chapters, skipped = _all_read(skipped)
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


def _sorted_out(
    flow: Flow,
    cuts: list[Cut],
    metadata: Metadata,
) -> tuple[list[Chapter], list[Skipped]]:
    """The chapters of the story, and the pieces that are not read."""
    chapters: list[Chapter] = []
    skipped: list[Skipped] = []
    waiting = list(flow.pieces)
    for chapter, place in chapters_of([StoryPage("", flow, named=True)], cuts):
        count = len(chapters)
        passed = [piece for at, piece in waiting if at <= place.offset]
        waiting = [(at, piece) for at, piece in waiting if at > place.offset]
        skipped.extend(_placed(passed, count))
        reason = ""
        if not place.part:
            reason = _reason(chapter, metadata, first=not chapters)
        if reason:
            piece = skipped_piece(
                chapter.title,
                reason,
                chapter,
                before=count,
            )
            skipped.append(piece)
        else:
            chapters.append(replace(chapter, number=count + 1))
    rest = [piece for _, piece in waiting]
    skipped.extend(_placed(rest, len(chapters)))
    return chapters, skipped


def _reason(
    chapter: Chapter,
    metadata: Metadata,
    *,
    first: bool,
) -> str:
    """Why a chapter is not part of the story; empty for one that is."""
    flow = Flow(chapter.text, chapter.marks)
    page = JudgedPage(
        chapter.title,
        frozenset(),
        flow,
        first=first,
    )
    return reason_for(page, metadata)


def _placed(pieces: list[Skipped], chapters: int) -> Iterator[Skipped]:
    """The pieces, marked as standing after so many chapters."""
    for piece in pieces:
        yield replace(piece, before=chapters)


def _all_read(skipped: list[Skipped]) -> tuple[list[Chapter], list[Skipped]]:
    """The pieces with text as chapters, for they are all there is."""
    chapters: list[Chapter] = []
    left_out: list[Skipped] = []
    for number, piece in enumerate(skipped, 1):
        if piece.chapter:
            chapters.append(replace(piece.chapter, number=number))
        else:
            left_out.append(piece)
    return chapters, left_out


def resolved(flow: Flow) -> Flow:
    """The flow with the notes of its own markers among its asides."""
    notes: list[Note] = []
    for at, href, label in flow.markers:
        _, _, key = href.partition("#")
        text = flow.notes.get(key, "")
        if text:
            notes.append(Note(at, text, label))
    return with_notes(flow, notes)


def _without_licence(flow: Flow) -> tuple[Flow, list[Skipped]]:
    start, end, _ = licence(flow.text)
    # A text that is nothing but a licence is read.
    whole = (start, end) == (0, len(flow.text))
    if whole or not any(map(str.isalpha, flow.text[start:end])):
        return flow, []
    pieces = [
        *_licence_piece("Licence before the book", flow.text[:start]),
        *_licence_piece("Licence after the book", flow.text[end:]),
    ]
    return sliced(flow, start, end), pieces


def _licence_piece(title: str, text: str) -> Iterator[Skipped]:
    text = text.strip()
    if text:
        yield skipped_piece(title, _LICENCE, Chapter(0, title, text))


def sliced(
    flow: Flow,
    start: int,
    end: int,
) -> Flow:
    """The part ``[start, end)`` of a flow, with all that lies in it."""
    marks: list[Mark] = []
    for mark in flow.marks:
        if start <= mark.start and mark.end <= end:
            moved = replace(
                mark,
                start=mark.start - start,
                end=mark.end - start,
            )
            marks.append(moved)
    asides: list[Note] = []
    for note in flow.asides:
        if start <= note.at <= end:
            asides.append(replace(note, at=note.at - start))
    return replace(
        flow,
        text=flow.text[start:end],
        marks=tuple(marks),
        asides=tuple(asides),
        pieces=tuple((max(at - start, 0), piece) for at, piece in flow.pieces),
    )


def _with_headings(flow: Flow) -> tuple[Flow, list[_Heading]]:
    """The headings of a flow.

    Where it marks fewer than two, lines that look like some are marked as well.
    """
    marks: list[Mark] = []
    others: list[Mark] = []
    for mark in flow.marks:
        if mark.kind is MarkKind.HEADING:
            marks.append(mark)
        else:
            others.append(mark)
    # One heading is mostly the title of the book.
    if len(marks) < 2 and flow.text:
        found = outline(flow.text, blocks_of(lines_of(flow.text)), len(flow.text))
        if found:
            marks = _merged_marks(marks, found)
            ordered = sorted([*others, *marks], key=_mark_order)
            flow = replace(flow, marks=tuple(ordered))
    return flow, list(_merged(flow.text, marks))


def _mark_order(mark: Mark) -> tuple[int, int, MarkKind]:
    return mark.start, -mark.end, mark.kind


def _merged_marks(marked: list[Mark], found: list[Heading]) -> list[Mark]:
    """Headings that the document marks, and below them those that were found."""
    above: list[Mark] = []
    for mark in marked:
        if not any(one.start < mark.end and mark.start < one.end for one in found):
            above.append(replace(mark, value="1"))
    below: list[Mark] = []
    for mark in heading_marks(found):
        level = int(mark.value) + bool(above)
        below.append(replace(mark, value=str(level)))
    return sorted([*above, *below], key=lambda mark: mark.start)


def _merged(text: str, marks: list[Mark]) -> Iterator[_Heading]:
    """Headings in order; a number ("Chapter I") and the title right under it are one."""
    waiting: _Heading | None = None
    stops = [*(mark.start for mark in marks), len(text)][1:]
    for mark, stop in zip(marks, stops, strict=True):
        heading = _heading(text, mark, stop)
        if waiting and _is_title_of(waiting, heading):
            heading = replace(
                heading,
                start=waiting.start,
                level=waiting.level,
                title=f"{waiting.title}: {heading.title}",
            )
        elif waiting:
            yield waiting
        waiting = heading
    if waiting:
        yield waiting


def _heading(
    text: str,
    mark: Mark,
    stop: int,
) -> _Heading:
    title = _one_line(text[mark.start : mark.end])
    words = len(text[mark.end : stop].split())
    return _Heading(
        mark.start,
        mark.end,
        int(mark.value or 1),
        title,
        words,
    )


def _one_line(heading: str) -> str:
    first, _, rest = heading.partition("\n")
    label = label_of(first)
    if rest and label is not None and not label.title:
        return f"{as_title(first)}: {as_title(rest)}"
    return as_title(heading)


def _is_title_of(label: _Heading, title: _Heading) -> bool:
    """Whether one heading is only a number, and the next is its title."""
    if label.words or title.level < label.level:
        return False
    above = label_of(label.title)
    if above is None or above.title:
        return False
    return label_of(title.title) is None


def _cuts(headings: list[_Heading], book_title: str) -> Iterator[Cut]:
    """Where the document is cut into chapters and parts."""
    headings = _without_book_title(headings, book_title)
    if not headings:
        return
    # The title of the book may be repeated before its first chapter.
    others = [one for one in headings if not _names_book(one, book_title)]
    level, parts = _levels(others or headings)
    for heading in headings:
        start = heading.start
        title = heading.title
        if by_title(title) or _names_book(heading, book_title):
            yield Cut(
                0,
                start,
                title,
                0,
            )
        elif heading.level < level:
            yield Cut(
                0,
                start,
                title,
                0,
                part=True,
                reach=1,
            )
        elif heading.level > level:
            continue
        elif not parts and _is_part(heading):
            yield Cut(
                0,
                start,
                title,
                0,
                part=True,
                reach=0,
            )
        else:
            yield Cut(
                0,
                start,
                title,
                int(parts),
            )


def _is_part(heading: _Heading) -> bool:
    """Whether a heading is called a part or book and has next to no text of its own."""
    return heading.words < _PART_WORDS and _is_above_chapters(heading)


def _is_above_chapters(heading: _Heading) -> bool:
    label = label_of(heading.title)
    return label is not None and label.rank < Rank.CHAPTER


def _first_title(flow: Flow) -> str:
    """The heading that the text begins with."""
    for mark in flow.marks:
        if mark.kind is not MarkKind.HEADING:
            continue
        if mark.start:
            return ""
        return as_title(flow.text[: mark.end])
    return ""


def _without_book_title(headings: list[_Heading], title: str) -> list[_Heading]:
    """Without the heading at the very top, where that is the book's title.

    It stands above all others, or names the book.
    """
    if len(headings) < 2:
        return headings
    first, *rest = headings
    if first.start or label_of(first.title) is not None:
        return headings
    alone = all(heading.level > first.level for heading in rest)
    if alone or _names_book(first, title):
        return rest
    return headings


def _names_book(heading: _Heading, title: str) -> bool:
    if heading.words >= _PART_WORDS:
        return False
    return heading.title.casefold() == as_title(title).casefold()


def _levels(headings: list[_Heading]) -> tuple[int, bool]:
    """The level whose headings begin chapters, and whether parts stand above it."""
    by_level: dict[int, list[_Heading]] = {}
    for heading in headings:
        by_level.setdefault(heading.level, []).append(heading)
    levels = sorted(by_level)
    for level, below in pairwise(levels):
        if not _are_parts(by_level[level], by_level[below]):
            return level, level != levels[0]
    return levels[-1], len(levels) > 1


def _are_parts(headings: list[_Heading], inner: list[_Heading]) -> bool:
    """Whether the headings of a level are those of parts, with those below in them."""
    own = [heading for heading in headings if not by_title(heading.title)]
    many = _MANY * len(own)
    if sum(map(_is_above_chapters, own)) > many:
        return True
    empty = sum(heading.words < _PART_WORDS for heading in own)
    return empty > many and len(inner) > len(own)
