"""The headings of one document -> where it is cut into chapters and parts.

The highest level with more than one heading begins chapters, or parts where its headings
have chapters of the next level under them and no text of their own. Without headings, lines
that look like some are found as in plain text. A heading that stands alone at the top is the
book's title.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.model import Mark, MarkKind
from audiobook.readers.cuts import Cut
from audiobook.readers.decoding.lines import blocks_of, lines_of
from audiobook.readers.flow import Flow
from audiobook.readers.headings import Rank, as_title, label_of
from audiobook.readers.matter import by_title
from audiobook.readers.plain.chapters import heading_marks
from audiobook.readers.plain.outline import Heading, outline

_PART_WORDS = 40  # with fewer words of its own a heading may be that of a part
_MANY = 0.6  # of the headings of a level: parts rather than chapters


@dataclass(frozen=True, slots=True)
class MarkedHeading:
    """A heading in place: ``[start, end)`` of the text of its flow."""

    start: int
    end: int
    level: int
    title: str
    words: int  # of text up to the next heading


def with_headings(flow: Flow) -> tuple[Flow, list[MarkedHeading]]:
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


def marked_headings(flow: Flow) -> list[MarkedHeading]:
    """The headings that a flow marks itself."""
    marks = [mark for mark in flow.marks if mark.kind is MarkKind.HEADING]
    return list(_merged(flow.text, marks))


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


def _merged(text: str, marks: list[Mark]) -> Iterator[MarkedHeading]:
    """Headings in order; a number ("Chapter I") and the title right under it are one."""
    waiting: MarkedHeading | None = None
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


def _heading(text: str, mark: Mark, stop: int) -> MarkedHeading:
    title = _one_line(text[mark.start : mark.end])
    words = len(text[mark.end : stop].split())
    return MarkedHeading(mark.start, mark.end, int(mark.value or 1), title, words)


def _one_line(heading: str) -> str:
    first, _, rest = heading.partition("\n")
    label = label_of(first)
    if rest and label is not None and not label.title:
        return f"{as_title(first)}: {as_title(rest)}"
    return as_title(heading)


def _is_title_of(label: MarkedHeading, title: MarkedHeading) -> bool:
    """Whether one heading is only a number, and the next is its title."""
    if label.words or title.level < label.level:
        return False
    above = label_of(label.title)
    if above is None or above.title:
        return False
    return label_of(title.title) is None


def cuts_of(headings: list[MarkedHeading], book_title: str) -> Iterator[Cut]:
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
            yield Cut(0, start, title, 0)
        elif heading.level < level:
            yield Cut(0, start, title, 0, part=True, reach=1)
        elif heading.level > level:
            continue
        elif not parts and _is_part(heading):
            yield Cut(0, start, title, 0, part=True, reach=0)
        else:
            yield Cut(0, start, title, int(parts))


def _is_part(heading: MarkedHeading) -> bool:
    """Whether a heading is called a part or book and has next to no text of its own."""
    return heading.words < _PART_WORDS and _is_above_chapters(heading)


def _is_above_chapters(heading: MarkedHeading) -> bool:
    label = label_of(heading.title)
    return label is not None and label.rank < Rank.CHAPTER


def _without_book_title(
    headings: list[MarkedHeading], title: str
) -> list[MarkedHeading]:
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


def _names_book(heading: MarkedHeading, title: str) -> bool:
    if heading.words >= _PART_WORDS:
        return False
    return heading.title.casefold() == as_title(title).casefold()


def _levels(headings: list[MarkedHeading]) -> tuple[int, bool]:
    """The level whose headings begin chapters, and whether parts stand above it."""
    by_level: dict[int, list[MarkedHeading]] = {}
    for heading in headings:
        by_level.setdefault(heading.level, []).append(heading)
    levels = sorted(by_level)
    for level, below in pairwise(levels):
        if not _are_parts(by_level[level], by_level[below]):
            return level, level != levels[0]
    return levels[-1], len(levels) > 1


def _are_parts(headings: list[MarkedHeading], inner: list[MarkedHeading]) -> bool:
    """Whether the headings of a level are those of parts, with those below in them."""
    own = [heading for heading in headings if not by_title(heading.title)]
    many = _MANY * len(own)
    if sum(map(_is_above_chapters, own)) > many:
        return True
    empty = sum(heading.words < _PART_WORDS for heading in own)
    return empty > many and len(inner) > len(own)
