"""Marks on plain text. The text is never changed: what it means is said of its stretches.

Scene breaks printed as ornaments, ``_emphasis_`` or ``*emphasis*``, and what is not read
aloud, each with its reason: pictures, page numbers, notes and their markers. An emphasis
mark includes the signs around it: they stay in the text and are not spoken.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from audiobook.model import Mark, MarkKind
from audiobook.readers.decoding.lines import Block, SourceLine

_PICTURE = re.compile(
    r"\[\s?(?:Illustration|Illustrazione|Abbildung|Figure)\b[^\[\]]{0,2000}\]",
    re.IGNORECASE,
)
_EDITORS_NOTE = re.compile(
    r"\[(?:Transcriber|Sidenote|Anmerkung zur Transkription)[^\[\]]{0,2000}\]",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[Footnote[^\[\]]{0,4000}\]", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[\[{](?:pg\.?|page|p\.)\s?\d{1,4}[\]}]|\{\d{1,4}\}",
    re.IGNORECASE,
)
_NOTE_MARKER = re.compile(r"(?<=[\w.,;:!?”’\"'_)])\[(?:\d{1,3}|[A-Z*†‡]|\*\*)\]")
_BRACKETED = (
    (_PICTURE, "picture"),
    (_EDITORS_NOTE, "note"),
    (_FOOTNOTE, "note"),
    (_PAGE_NUMBER, "page number"),
    (_NOTE_MARKER, "note marker"),
)
_NOTE_BLOCK = re.compile(r"\[(?:\d{1,3}|[A-Z]|\*)\]\s+\S")
_UNFINISHED = re.compile(r"[\w,;—-]$")
_AROUND_NUMBER = "-–— []"  # "- 12 -"
_NUMBER_LENGTH = 10  # characters, with what is around it
_NUMBERS = 3  # fewer lines with numbers may be anything
_PAGES_APART = 3  # a page without a number or two may lie between

_LONGEST_EMPHASIS = 600
_EMPHASIS = re.compile(
    r"(?<![\w*_])([_*])(?![\s_*])"
    rf"[^_*]{{1,{_LONGEST_EMPHASIS}}}"
    r"(?<!\s)\1(?![\w*_])"
)
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*[\r\n]|\f")


def breaks(lines: list[SourceLine]) -> Iterator[Mark]:
    """A mark for every line that is only an ornament."""
    for line in lines:
        if line.ornament:
            yield Mark(line.start, line.end, MarkKind.BREAK)


def emphasis(
    source: str,
    start: int,
    end: int,
) -> Iterator[Mark]:
    """A mark for every emphasised stretch of ``source[start:end]`` inside a paragraph."""
    for match in _EMPHASIS.finditer(source, start, end):
        if not _BLANK_LINE.search(match.group()):
            yield Mark(match.start(), match.end(), MarkKind.EMPHASIS)


def bracketed(
    source: str,
    start: int,
    end: int,
) -> Iterator[Mark]:
    """A mark for whatever stands in brackets in ``source[start:end]`` and is not read aloud."""
    for pattern, reason in _BRACKETED:
        for match in pattern.finditer(source, start, end):
            yield Mark(
                match.start(),
                match.end(),
                MarkKind.SILENT,
                reason,
            )


def note_blocks(blocks: list[Block]) -> Iterator[Mark]:
    """A mark for every block that is a note: "[1] See the first volume."."""
    for block in blocks:
        if _NOTE_BLOCK.match(block[0].text):
            yield Mark(
                block[0].start,
                block[-1].end,
                MarkKind.SILENT,
                "note",
            )


def page_numbers(blocks: list[Block]) -> list[SourceLine]:
    """Page numbers on lines of their own: they count on and mostly interrupt a sentence."""
    numbers: list[SourceLine] = []
    values: list[int] = []
    interrupting = 0
    before = ""
    for block in blocks:
        for line in block:
            bare = line.text.strip(_AROUND_NUMBER)
            if bare.isdecimal() and len(line.text) < _NUMBER_LENGTH:
                numbers.append(line)
                values.append(int(bare))
                interrupting += bool(_UNFINISHED.search(before))
            before = line.text
    if len(numbers) < _NUMBERS:
        return []
    # Numbers of chapters count on as well, but no sentence goes on around them.
    counting_on = 2 * _rising(values) > len(numbers)
    if counting_on and 3 * interrupting > len(numbers):
        return numbers
    return []


def _rising(values: list[int]) -> int:
    count = 0
    for before, after in pairwise(values):
        count += 0 < after - before <= _PAGES_APART
    return count
