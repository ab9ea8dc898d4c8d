"""Headings -> chapters: exact slices of the source.

Together the chapters leave out only what is listed as skipped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audiobook.model import Chapter, Mark, MarkKind, Skipped
from audiobook.readers.flow import skipped_piece
from audiobook.readers.headings import Rank, as_title
from audiobook.readers.matter import FrontKind, FrontPiece
from audiobook.readers.plain.outline import Heading, chapter_rank, tops

# A part with more words of its own before its first chapter is a chapter of its own.
_PART_WORDS = 40


@dataclass(frozen=True, slots=True)
class Span:
    """Where a chapter will be: ``[start, end)`` of the source."""

    start: int
    end: int
    title: str
    part: str = ""


def front(
    source: str, pieces: list[FrontPiece], stop: int, title: str
) -> tuple[list[Span], list[Skipped]]:
    """What of the pieces before the first chapter is read, and what is not."""
    spans: list[Span] = []
    skipped: list[Skipped] = []
    starts = [piece.blocks[0][0].start for piece in pieces]
    ends = [*starts, stop][1:]
    for piece, start, end in zip(pieces, starts, ends, strict=True):
        if piece.kind is FrontKind.READ:
            spans.append(Span(start, end, piece.title or title))
            continue
        name = piece.kind.capitalize()
        text = source[start:end].strip()
        chapter = Chapter(0, name, text, start)
        skipped.append(skipped_piece(name, piece.kind, chapter, before=len(spans)))
    return spans, skipped


def spans_of(headings: list[Heading], end: int) -> Iterator[Span]:
    """A span for every chapter.

    A part's heading belongs to the chapter that follows it directly.
    """
    rank = min(chapter_rank(headings), Rank.CHAPTER)  # above it stand parts
    begins = tops(headings)
    ends = [*(heading.start for heading in begins[1:]), end]
    parts: dict[Rank, str] = {}
    number = 0
    waiting: int | None = None  # where a part began that is read with its first chapter
    for heading, stop in zip(begins, ends, strict=True):
        start = heading.start
        if waiting is not None:
            start = waiting
        if heading.rank >= rank and heading.number == 1 and number > 1:
            parts = {}  # counting began anew under a heading that was not recognised
        if heading.rank >= rank:
            number = heading.number
            waiting = None
            yield Span(start, stop, title_of(heading), _joined(parts))
            continue
        parts = _above(parts, heading.rank)
        above = _joined(parts)
        number = 0
        parts[heading.rank] = title_of(heading)
        if stop < end and heading.words < _PART_WORDS:
            waiting = start
            continue
        waiting = None
        yield Span(start, stop, title_of(heading), above)


def _above(parts: dict[Rank, str], rank: Rank) -> dict[Rank, str]:
    """The parts that a new one of this rank lies in."""
    return {higher: name for higher, name in parts.items() if higher < rank}


def _joined(parts: dict[Rank, str]) -> str:
    return ", ".join(parts.values())


def title_of(heading: Heading) -> str:
    """A heading in one line: "Chapter XII: The Storm"."""
    label = as_title(heading.label)
    title = as_title(heading.title)
    if not title:
        return label
    return f"{label}: {title}"


def heading_marks(headings: list[Heading]) -> list[Mark]:
    """A mark for every heading, its level counted from 1 over the ranks that the text has."""
    ranks = sorted({heading.rank for heading in headings})
    marks: list[Mark] = []
    for heading in headings:
        level = ranks.index(heading.rank) + 1
        mark = Mark(heading.start, heading.end, MarkKind.HEADING, str(level))
        marks.append(mark)
    return marks


def chapters_of(
    source: str, spans: Iterable[Span], marks: list[Mark]
) -> tuple[Chapter, ...]:
    """The chapters, numbered from 1, each with the marks that lie in it."""
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    chapters: list[Chapter] = []
    at = 0
    for number, span in enumerate(spans, 1):
        raw = source[span.start : span.end]
        text = raw.strip()
        start = span.start + len(raw) - len(raw.lstrip())
        # Spans come in order, so that each mark is looked at once.
        inside: list[Mark] = []
        while at < len(ordered) and ordered[at].start < span.end:
            mark = ordered[at]
            if mark.start >= start:
                inside.append(_moved(mark, start))
            at += 1
        chapter = Chapter(number, span.title, text, start, tuple(inside), span.part)
        chapters.append(chapter)
    return tuple(chapters)


def _moved(mark: Mark, start: int) -> Mark:
    return replace(mark, start=mark.start - start, end=mark.end - start)
