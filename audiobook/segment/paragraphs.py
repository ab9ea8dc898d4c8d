"""Text -> blocks: paragraphs, headings and scene breaks.

A paragraph is what blank lines separate; lines inside it are hard-wrapped. Where nearly every line ends a
sentence, the text is one of those that separate paragraphs by a single line end, and every line is a
paragraph. A scene break is an ornament on a line of its own, or a blank gap clearly larger than the
chapter's usual one.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from audiobook.model import Chapter, Kind, Mark, MarkKind

_LINE_END = r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])"
_LINE = re.compile(rf"[^\n\r\v\f\x85\u2028\u2029]+|{_LINE_END}")
_ENDED = re.compile(r"[.!?…。！？:—*”’\"'»«」』)\]~]\s*$")
_ORNAMENT = re.compile(
    r"(?:[\s*#~=_\-–—+<>|/\\^·•●○◆◇■□▪★☆✦✧❖❦❧⁂⁎※♦♥♡§.,:°…]|\b(?:[oO0]{3,}|[xX]{3,}|[oO0xX](?=\W|$)))+"
)
_MAKES_ORNAMENT = re.compile(r"[*#~=_+<>|^·•●○◆◇■□▪★☆✦✧❖❦❧⁂⁎※♦♥♡§oO0xX]|[-–—]\s*[-–—]\s*[-–—]")
_KINDS = {MarkKind.HEADING: Kind.HEADING, MarkKind.BREAK: Kind.BREAK}
_RARE = 0.15  # of the gaps at most: what is more frequent than this breaks nothing


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
    """The blocks of a chapter in order; kind is NARRATION for ordinary paragraphs."""
    text = chapter.text
    marks = [mark for mark in chapter.marks if mark.kind in _KINDS]
    spans = _cut_at_marks(text, _paragraphs(text), marks)
    kinds = [_kind(text, start, end, marks) for start, end in spans]
    gaps = _wide_gaps(text, spans, kinds)
    found: list[Block] = []
    for number, ((start, end), kind) in enumerate(zip(spans, kinds, strict=True)):
        if number in gaps:
            found.append(Block(spans[number - 1][1], start, Kind.BREAK, number - 1))
        found.append(Block(start, end, kind, number))
    return tuple(found)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.group().strip()]
    by_line = _lines_are_paragraphs(text, lines)
    found: list[tuple[int, int]] = []
    for line in lines:
        start, end = _trim(text, *line)
        if found and not by_line and _line_ends(text, found[-1][1], start) == 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _lines_are_paragraphs(text: str, lines: list[tuple[int, int]]) -> bool:
    joined = [end for (_, end), (start, _) in pairwise(lines) if _line_ends(text, end, start) == 1]
    ended = sum(1 for end in joined if _ENDED.search(text, max(0, end - 8), end))
    return ended * 2 > len(joined)


def _line_ends(text: str, start: int, end: int) -> int:
    return len(re.findall(_LINE_END, text[start:end]))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut_at_marks(
    text: str, spans: list[tuple[int, int]], marks: list[Mark]
) -> list[tuple[int, int]]:
    """A heading or ornament that shares its block with other text gets a block of its own."""
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    found: list[tuple[int, int]] = []
    for start, end in spans:
        inside = edges[bisect_right(edges, start) : bisect_right(edges, end - 1)]
        pieces = (_trim(text, a, b) for a, b in pairwise([start, *inside, end]))
        found.extend(piece for piece in pieces if piece[0] < piece[1])
    return found


def _kind(text: str, start: int, end: int, marks: list[Mark]) -> Kind:
    for mark in marks:
        if mark.start < end and start < mark.end:
            return _KINDS[mark.kind]
    return Kind.BREAK if is_ornament(text[start:end]) else Kind.NARRATION


def is_ornament(line: str) -> bool:
    """Whether a paragraph is only a printed scene break: ``* * *``, ``---``, ``oOo``, ``#``."""
    if len(line) > 100 or not _MAKES_ORNAMENT.search(line):
        return False
    return _ORNAMENT.fullmatch(line.strip()) is not None


def _wide_gaps(text: str, spans: list[tuple[int, int]], kinds: list[Kind]) -> set[int]:
    """Numbers of the paragraphs that a gap wider than usual sets off from the one before."""
    inner = [n for n in range(1, len(spans)) if kinds[n - 1] is kinds[n] is Kind.NARRATION]
    sizes = {n: _line_ends(text, spans[n - 1][1], spans[n][0]) for n in inner}
    if not sizes:
        return set()
    usual = Counter(sizes.values()).most_common(1)[0][0]
    wide = {n for n, size in sizes.items() if size > max(usual, 1)}
    return wide if len(wide) <= max(1, _RARE * len(sizes)) and len(sizes) > 1 else set()


def text_runs(found: tuple[Block, ...]) -> Iterator[list[Block]]:
    """The ordinary paragraphs between two headings or scene breaks, over which a quotation may run."""
    run: list[Block] = []
    for block in found:
        if block.kind is Kind.NARRATION:
            run.append(block)
        elif run:
            yield run
            run = []
    if run:
        yield run
