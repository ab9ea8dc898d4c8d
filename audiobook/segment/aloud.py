"""What is set apart and read out by its shape, between marks or not: verse, letters without marks, and whatever
the source itself marks.

A letter that fills half of its chapter tells a story of its own: what is quoted in it is spoken.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from audiobook.model import Chapter, Kind, Mark, MarkKind
from audiobook.segment.marks import ALL
from audiobook.segment.paragraphs import Block
from audiobook.segment.quotations import Quoted

_MARKED = {MarkKind.LETTER: Kind.LETTER, MarkKind.VERSE: Kind.VERSE}
_STORY = 0.5  # of the chapter, from which on a letter tells a story
_LINE = 65  # characters that a line of verse has at most
_GREETING = re.compile(
    r"_?(?:(?:my\s+)?(?:own\s+)?(?:very\s+)?(?:dear|dearest|darling|beloved|honou?red)\s+(?:[\w.\u2019'-]+\s+){0,4}[\w.\u2019'-]+"
    r"|to\s+whom\s+it\s+may\s+concern)[,:]?(?:--|[\u2014\u2013])?_?",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"_?(?:(?:ever\s+)?yours\b[^.!?]{0,40}|(?:with\s+)?(?:all\s+my\s+|much\s+)?love\b[^.!?]{0,30}|(?:best|kind|warm)\w*\s+(?:regards|wishes)"
    r"\b[^.!?]{0,20}|sincerely\b[^.!?]{0,30}|your\s+[^.!?]{0,40})[,.]?(?:\s*\n?[^\n.!?]{0,30})?_?",
    re.IGNORECASE,
)
_SHORT = 60  # characters of a greeting, a farewell or a signature
_LONGEST = 30  # paragraphs of a letter without marks


def is_verse(text: str, start: int, end: int) -> bool:
    """Whether a paragraph is set in lines that all begin with a capital."""
    lines = [line.strip(ALL + " _*([\t—-") for line in text[start:end].splitlines()]
    lines = [line for line in lines if line]
    capitals = sum(1 for line in lines if line[:1].isupper())
    return len(lines) >= 3 and capitals >= 0.8 * len(lines) and max(map(len, lines)) < _LINE


def marked(chapter: Chapter, found: Sequence[Sequence[Quoted]]) -> dict[int, Kind]:
    """The starts of the quotations in what the source itself marks as a letter or as verse, and which it is."""
    marks = list(_asides(chapter))
    starts = sorted(quote.start for quotes in found for quote in quotes) if marks else []
    return {
        start: _MARKED[mark.kind]
        for mark in marks
        for start in starts[bisect_left(starts, mark.start) : bisect_left(starts, mark.end)]
    }


def _asides(chapter: Chapter) -> Iterator[Mark]:
    for mark in chapter.marks:
        if mark.kind is MarkKind.VERSE or (
            mark.kind is MarkKind.LETTER and mark.end - mark.start < _STORY * len(chapter.text)
        ):
            yield mark


def set_apart(
    chapter: Chapter, parts: Sequence[Block], quotes: Mapping[int, Sequence[object]]
) -> dict[int, Kind]:
    """The paragraphs in which nobody speaks that are a letter or verse: start -> which. ``quotes`` are what is
    quoted, by the start of its paragraph.
    """
    plain = [
        block for block in parts if block.kind is Kind.NARRATION and not quotes.get(block.start)
    ]
    kinds = {b.start: Kind.VERSE for b in plain if is_verse(chapter.text, b.start, b.end)}
    kinds |= dict.fromkeys(_letters(chapter.text, parts, {b.start for b in plain}), Kind.LETTER)
    for mark in _asides(chapter):
        inside = (b for b in plain if mark.start < b.end and b.start < mark.end)
        kinds |= {
            b.start: _MARKED[mark.kind]
            for b in inside
            if mark.start <= b.start and b.end <= mark.end + 1
        }
    return kinds


def _letters(text: str, parts: Sequence[Block], plain: set[int]) -> Iterator[int]:
    """The paragraphs of letters that stand in the text without marks, from the greeting to the signature."""
    number = 0
    while number < len(parts):
        last = _end(text, parts, number, plain)
        yield from (block.start for block in parts[number : last + 1])
        number = max(last, number) + 1


def _end(text: str, parts: Sequence[Block], first: int, plain: set[int]) -> int:
    """The last paragraph of the letter that begins with paragraph ``first``; before it where none begins there."""
    if parts[first].start not in plain or not _is(_GREETING, text, parts[first]):
        return first - 1
    for number in range(first + 1, min(first + _LONGEST, len(parts))):
        if parts[number].start not in plain:
            return first - 1
        if _is(_FAREWELL, text, parts[number]):
            signed = number + 1 < len(parts) and _signature(text, parts[number + 1], plain)
            return number + 1 if signed else number
    return first - 1


def _is(pattern: re.Pattern[str], text: str, block: Block) -> bool:
    short = block.end - block.start < _SHORT
    return short and pattern.fullmatch(" ".join(text[block.start : block.end].split())) is not None


def _signature(text: str, block: Block, plain: set[int]) -> bool:
    words = text[block.start : block.end].split()
    return (
        block.start in plain
        and len(words) <= 4
        and all(w[0].isupper() or not w[0].isalpha() for w in words)
    )


def set_off(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The starts of the paragraphs whose lines are all indented, in a text where few are."""
    found = frozenset(start for start, end in spans if _indented(text, start, end))
    return found if len(found) * 3 < len(spans) else frozenset()


def _indented(text: str, start: int, end: int) -> bool:
    lines = text[start:end].splitlines()[1:]
    return text[max(0, start - 2) : start] in ("  ", "\t\t") and all(
        line.startswith(("  ", "\t")) for line in lines
    )
