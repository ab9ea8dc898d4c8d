"""Headings -> chapters: exact slices of the source, which together leave out only what is listed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audiobook.model import Chapter, Mark, MarkKind, Skipped
from audiobook.readers.flow import skipped_piece
from audiobook.readers.headings import Rank, as_title
from audiobook.readers.matter import FrontKind, FrontPiece
from audiobook.readers.plain.outline import Heading, chapter_rank, tops

_PART_WORDS = 40  # a part with more words of its own before its first chapter is a chapter of its own


@dataclass(frozen=True, slots=True)
class Span:
    """A chapter to be: ``[start, end)`` of the source."""

    start: int
    end: int
    title: str
    part: str = ""


def front(source: str, pieces: list[FrontPiece], stop: int, title: str) -> tuple[list[Span], list[Skipped]]:
    """What of the pieces before the first chapter is read, and what is not."""
    spans: list[Span] = []
    skipped: list[Skipped] = []
    ends = [*(piece.blocks[0][0].start for piece in pieces[1:]), stop][: len(pieces)]
    for piece, end in zip(pieces, ends, strict=True):
        start = piece.blocks[0][0].start
        if piece.kind is FrontKind.READ:
            spans.append(Span(start, end, piece.title or title))
        else:
            name = piece.kind.capitalize()
            left_out = Chapter(0, name, source[start:end].strip(), start)
            skipped.append(skipped_piece(name, piece.kind, left_out, before=len(spans)))
    return spans, skipped


def spans_of(headings: list[Heading], end: int) -> Iterator[Span]:
    """A span for every chapter; a part's heading belongs to the chapter that follows it directly."""
    rank = min(chapter_rank(headings), Rank.CHAPTER)  # above it stand parts
    begins = tops(headings)
    ends = [*(heading.start for heading in begins[1:]), end]
    parts: dict[Rank, str] = {}
    number = 0
    waiting: int | None = None  # where a part began that is read with its first chapter
    for heading, stop in zip(begins, ends, strict=True):
        if heading.rank < rank:
            parts = {above: name for above, name in parts.items() if above < heading.rank}
        elif heading.number == 1 and number > 1:
            parts = {}  # counting began anew under a heading that was not recognised
        start = heading.start if waiting is None else waiting
        above = ", ".join(parts.values())
        number = heading.number if heading.rank >= rank else 0
        if heading.rank < rank:
            parts[heading.rank] = title_of(heading)
        if heading.rank < rank and stop < end and heading.words < _PART_WORDS:
            waiting = start
        else:
            waiting = None
            yield Span(start, stop, title_of(heading), above)


def title_of(heading: Heading) -> str:
    """A heading in one line: "Chapter XII: The Storm"."""
    label, title = as_title(heading.label), as_title(heading.title)
    return f"{label}: {title}" if title else label


def heading_marks(headings: list[Heading]) -> list[Mark]:
    """A mark for every heading, its level counted from 1 over the ranks that the text has."""
    ranks = sorted({heading.rank for heading in headings})
    return [Mark(h.start, h.end, MarkKind.HEADING, str(ranks.index(h.rank) + 1)) for h in headings]


def chapters_of(source: str, spans: Iterable[Span], marks: list[Mark]) -> tuple[Chapter, ...]:
    """The chapters, numbered from 1, each with the marks that lie in it."""
    rest = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    chapters: list[Chapter] = []
    at = 0
    for span in spans:
        raw = source[span.start : span.end]
        text = raw.strip()
        start = span.start + len(raw) - len(raw.lstrip())
        inside: list[Mark] = []
        while at < len(rest) and rest[at].start < span.end:
            if rest[at].start >= start:
                inside.append(replace(rest[at], start=rest[at].start - start, end=rest[at].end - start))
            at += 1
        chapters.append(Chapter(len(chapters) + 1, span.title, text, start, tuple(inside), span.part))
    return tuple(chapters)
