"""What is set apart by its shape or by marks of the source: verse and letters.

A letter that fills half of its chapter tells a story of its own: what is quoted in it is spoken.
"""

import re
from bisect import bisect_left
from collections.abc import (
    Container,
    Iterator,
    Mapping,
    Sequence,
)
from itertools import chain

from audiobook.model import (
    Chapter,
    Kind,
    Mark,
    MarkKind,
)
from audiobook.segment.marks import ALL
from audiobook.segment.paragraphs import Block
from audiobook.segment.quotations import Quoted

_MARKED = {MarkKind.LETTER: Kind.LETTER, MarkKind.VERSE: Kind.VERSE}
_STORY = 0.5  # of the chapter, from which on a letter tells a story
_VERSE = 3  # lines of verse at least
_LINE = 65  # characters that a line of verse has at most
_CAPITALS = 0.8  # of the lines of verse at least begin with one
_LEFT_OUT = ALL + " _*([\t—-"  # what may stand around a line of verse
_GREETING = re.compile(
    r"_?(?:(?:my\s+)?(?:own\s+)?(?:very\s+)?(?:dear|dearest|darling|beloved|honou?red)\s+"
    r"(?:[\w.\u2019'-]+\s+){0,4}[\w.\u2019'-]+"
    r"|to\s+whom\s+it\s+may\s+concern)[,:]?(?:--|[\u2014\u2013])?_?",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"_?(?:(?:ever\s+)?yours\b[^.!?]{0,40}|(?:with\s+)?(?:all\s+my\s+|much\s+)?love\b[^.!?]{0,30}"
    r"|(?:best|kind|warm)\w*\s+(?:regards|wishes)\b[^.!?]{0,20}|sincerely\b[^.!?]{0,30}"
    r"|your\s+[^.!?]{0,40})[,.]?(?:\s*\n?[^\n.!?]{0,30})?_?",
    re.IGNORECASE,
)
_SHORT = 60  # characters of a greeting, a farewell or a signature
_SIGNATURE = 4  # words of a signature at most
_LONGEST = 30  # paragraphs of a letter without marks


def is_verse(
    text: str,
    start: int,
    end: int,
) -> bool:
    """Whether a paragraph is set in lines that all begin with a capital.

    Nearly all: a line may begin with a small letter because it goes on from the one before.
    """
    stripped = (line.strip(_LEFT_OUT) for line in text[start:end].splitlines())
    lines = list(filter(None, stripped))
    # Hard-wrapped prose has long lines; of verse nearly all begin with a capital.
    if len(lines) < _VERSE or max(map(len, lines)) >= _LINE:
        return False
    capitals = sum(line[0].isupper() for line in lines)
    return capitals >= _CAPITALS * len(lines)


def marked(chapter: Chapter, quotes_of: Sequence[Sequence[Quoted]]) -> dict[int, Kind]:
    """What the source marks as a letter or as verse: start of the quotation -> which it is."""
    marks = list(_asides(chapter))
    if not marks:
        return {}
    starts = sorted(quote.start for quote in chain.from_iterable(quotes_of))
    kinds: dict[int, Kind] = {}
    for mark in marks:
        first = bisect_left(starts, mark.start)
        last = bisect_left(starts, mark.end)
        kinds |= dict.fromkeys(starts[first:last], _MARKED[mark.kind])
    return kinds


def _asides(chapter: Chapter) -> Iterator[Mark]:
    """The marks of verse, and of letters that do not tell the story of the chapter."""
    story = _STORY * len(chapter.text)
    for mark in chapter.marks:
        letter = mark.kind is MarkKind.LETTER and mark.end - mark.start < story
        if letter or mark.kind is MarkKind.VERSE:
            yield mark


def set_apart(
    chapter: Chapter,
    parts: Sequence[Block],
    quotes: Mapping[int, Sequence[object]],
) -> dict[int, Kind]:
    """The paragraphs in which nobody speaks that are a letter or verse: start -> which.

    ``quotes`` are what is quoted, by the start of its paragraph.
    """
    plain: dict[int, Block] = {}
    for block in parts:
        if block.kind is Kind.NARRATION and not quotes.get(block.start):
            plain[block.start] = block
    kinds: dict[int, Kind] = {}
    for block in plain.values():
        if is_verse(chapter.text, block.start, block.end):
            kinds[block.start] = Kind.VERSE
    kinds |= dict.fromkeys(_letters(chapter.text, parts, plain), Kind.LETTER)
    for mark in _asides(chapter):
        for block in plain.values():
            # A mark may leave out the character at the end of its last paragraph.
            if mark.start <= block.start < mark.end and block.end <= mark.end + 1:
                kinds[block.start] = _MARKED[mark.kind]
    return kinds


def _letters(
    text: str,
    parts: Sequence[Block],
    plain: Container[int],
) -> Iterator[int]:
    """The paragraphs of letters that stand in the text without marks.

    A letter goes from its greeting to its signature. Letters follow one another but do not
    overlap.
    """
    number = 0
    while number < len(parts):
        end = _letter_end(text, parts, number, plain)
        for block in parts[number:end]:
            yield block.start
        number = max(end, number + 1)


def _letter_end(
    text: str,
    parts: Sequence[Block],
    first: int,
    plain: Container[int],
) -> int:
    """The paragraph after the letter that begins with paragraph ``first``; ``first`` for none.

    Without a farewell it is not a letter: "Dear me!" may open a paragraph of any kind.
    """
    if parts[first].start not in plain or not _is(_GREETING, text, parts[first]):
        return first
    for number in range(first + 1, min(first + _LONGEST, len(parts))):
        if parts[number].start not in plain:
            return first
        if _is(_FAREWELL, text, parts[number]):
            end = number + 1
            if end < len(parts) and _is_signature(text, parts[end], plain):
                end += 1
            return end
    return first


def _is(
    pattern: re.Pattern[str],
    text: str,
    block: Block,
) -> bool:
    """Whether a short paragraph is nothing but what a pattern says."""
    if block.end - block.start >= _SHORT:
        return False
    words = text[block.start : block.end].split()
    return pattern.fullmatch(" ".join(words)) is not None


def _is_signature(
    text: str,
    block: Block,
    plain: Container[int],
) -> bool:
    """Whether a paragraph is a name, or a few words that all have a capital.

    A word that begins with a sign or a digit counts as one that has.
    """
    words = text[block.start : block.end].split()
    if block.start not in plain or len(words) > _SIGNATURE:
        return False
    initials = "".join(word[0] for word in words if word[0].isalpha())
    return all(map(str.isupper, initials))


def set_off(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The starts of the paragraphs whose lines are all indented, in a text where few are."""
    indented = frozenset(
        start for start, end in spans if _is_indented(text, start, end)
    )
    # Where many are, it is how the whole text is printed.
    if len(indented) * 3 >= len(spans):
        return frozenset()
    return indented


def _is_indented(
    text: str,
    start: int,
    end: int,
) -> bool:
    """Whether every line of a paragraph is indented, the first by what stands before ``start``."""
    if text[max(0, start - 2) : start] not in ("  ", "\t\t"):
        return False
    lines = text[start:end].splitlines()[1:]
    return all(line.startswith(("  ", "\t")) for line in lines)
