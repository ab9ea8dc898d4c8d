"""Text -> blocks: paragraphs, headings and scene breaks.

A paragraph is what blank lines separate; lines inside it are hard-wrapped. Where nearly every
line ends a sentence, the text is one of those that separate paragraphs by a single line end, and
every line is a paragraph. A scene break is an ornament on a line of its own, or a blank gap
clearly larger than the chapter's usual one.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audiobook.model import (
    Chapter,
    Kind,
    Mark,
    MarkKind,
)

_LINE_END = r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])"
_LINE = re.compile(rf"[^\n\r\v\f\x85\u2028\u2029]+|{_LINE_END}")
_ENDED = re.compile(r"[.!?…。！？:—*”’\"'»«」』)\]~]\s*$")
_ORNAMENT = re.compile(
    r"(?:[\s*#~=_\-–—+<>|/\\^·•●○◆◇■□▪★☆✦✧❖❦❧⁂⁎※♦♥♡§.,:°…]"
    r"|\b(?:[oO0]{3,}|[xX]{3,}|[oO0xX](?=\W|$)))+"
)
_MAKES_ORNAMENT = re.compile(
    r"[*#~=_+<>|^·•●○◆◇■□▪★☆✦✧❖❦❧⁂⁎※♦♥♡§oO0xX]|[-–—]\s*[-–—]\s*[-–—]"
)
_KINDS = {MarkKind.HEADING: Kind.HEADING, MarkKind.BREAK: Kind.BREAK}
_LONGEST_ORNAMENT = 100  # characters
_LINE_TAIL = 8  # characters at the end of a line that show whether it ends a sentence
_RARE = 0.15  # of the gaps at most: what is more frequent than this breaks nothing

Span = tuple[int, int]  # start and end in the text of a chapter


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``[start, end)`` without white space at its ends, or a scene break that is a gap.

    A gap holds nothing but white space and counts to the paragraph before it.
    """

    start: int
    end: int
    kind: Kind
    paragraph: int


def blocks(chapter: Chapter) -> tuple[Block, ...]:
    """The blocks of a chapter in order; kind is NARRATION for ordinary paragraphs.

    What the source marks as a heading or a break is one; a break is also what looks like an
    ornament, or a gap that is wider than usual between two ordinary paragraphs.
    """
    text = chapter.text
    marks = [mark for mark in chapter.marks if mark.kind in _KINDS]
    spans = _cut_at_marks(text, _paragraphs(text), marks)
    kinds = [_kind(text, start, end, marks) for start, end in spans]
    gaps = _wide_gaps(text, spans, kinds)
    parts: list[Block] = []
    # A gap counts to the paragraph before it: the numbers of paragraphs stay their places.
    for number, (start, end) in enumerate(spans):
        if number in gaps:
            before = spans[number - 1][1]
            parts.append(Block(before, start, Kind.BREAK, number - 1))
        parts.append(Block(start, end, kinds[number], number))
    return tuple(parts)


def _paragraphs(text: str) -> list[Span]:
    """What blank lines separate, or every line, without the white space around it."""
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip()]
    by_line = _lines_are_paragraphs(text, lines)
    paragraphs: list[Span] = []
    for line in lines:
        start, end = _trim(text, *line)
        if paragraphs and not by_line:
            opened, last = paragraphs[-1]
            if _line_ends(text, last, start) == 1:
                paragraphs[-1] = (opened, end)
                continue
        paragraphs.append((start, end))
    return paragraphs


def _lines_are_paragraphs(text: str, lines: Sequence[Span]) -> bool:
    """Whether most lines that no blank line follows end a sentence.

    ``lines`` are those with anything on them. Lines of dialogue, too, end with a mark that ends a
    sentence.
    """
    joined = 0
    ended = 0
    for (_, end), (start, _) in pairwise(lines):
        if _line_ends(text, end, start) == 1:
            joined += 1
            ended += _ENDED.search(text, max(0, end - _LINE_TAIL), end) is not None
    # In hard-wrapped prose only some lines happen to end with a sentence.
    return ended * 2 > joined


def _line_ends(
    text: str,
    start: int,
    end: int,
) -> int:
    """How many line ends stand between two places."""
    return len(re.findall(_LINE_END, text[start:end]))


def _trim(
    text: str,
    start: int,
    end: int,
) -> Span:
    """A stretch without the white space at its ends; empty where there is nothing else."""
    words = text[start:end].lstrip()
    start = end - len(words)
    return start, start + len(words.rstrip())


def _cut_at_marks(
    text: str,
    spans: Sequence[Span],
    marks: Sequence[Mark],
) -> list[Span]:
    """A heading or ornament that shares its block with other text gets a block of its own."""
    ends: set[int] = set()
    for mark in marks:
        ends.add(mark.start)
        ends.add(mark.end)
    edges = sorted(ends)
    cut: list[Span] = []
    for start, end in spans:
        inside = edges[bisect_right(edges, start) : bisect_right(edges, end - 1)]
        for low, high in pairwise([start, *inside, end]):
            left, right = _trim(text, low, high)
            if left < right:
                cut.append((left, right))
    return cut


def _kind(
    text: str,
    start: int,
    end: int,
    marks: Sequence[Mark],
) -> Kind:
    """What the source says of a paragraph, else what it looks like."""
    for mark in marks:
        if mark.start < end and start < mark.end:
            return _KINDS[mark.kind]
    if is_ornament(text[start:end]):
        return Kind.BREAK
    return Kind.NARRATION


def is_ornament(line: str) -> bool:
    """Whether a paragraph is only a printed scene break: ``* * *``, ``---``, ``oOo``, ``#``."""
    if len(line) > _LONGEST_ORNAMENT or not _MAKES_ORNAMENT.search(line):
        return False
    return _ORNAMENT.fullmatch(line.strip()) is not None


def _wide_gaps(
    text: str,
    spans: Sequence[Span],
    kinds: Sequence[Kind],
) -> set[int]:
    """Numbers of the paragraphs that a gap wider than usual sets off from the one before.

    None where wide gaps are frequent: then they mean something else, or nothing.
    """
    sizes: dict[int, int] = {}
    for number in range(1, len(spans)):
        if kinds[number - 1] is kinds[number] is Kind.NARRATION:
            _, before = spans[number - 1]
            after, _ = spans[number]
            sizes[number] = _line_ends(text, before, after)
    if len(sizes) <= 1:
        return set()
    usual, _ = Counter(sizes.values()).most_common(1)[0]
    widest = max(usual, 1)  # what breaks nothing
    wide = {number for number, size in sizes.items() if size > widest}
    if len(wide) > max(1, _RARE * len(sizes)):
        return set()
    return wide


def text_runs(parts: Iterable[Block]) -> Iterator[list[Block]]:
    """The ordinary paragraphs between two headings or scene breaks.

    A quotation may run over them, but not over their end.
    """
    for ordinary, run in groupby(parts, key=lambda block: block.kind is Kind.NARRATION):
        if ordinary:
            yield list(run)
