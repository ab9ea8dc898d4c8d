"""What stands in a plain text but is not read aloud, and what the ends of volumes say.

The text is never changed, so these stretches are marked with their reason: pictures, page numbers, notes
and their markers, "END OF VOL. I" and the title page that follows it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from audiobook.model import Mark, MarkKind
from audiobook.readers.headings import Rank, is_title
from audiobook.readers.plain.lines import Block, Line
from audiobook.readers.plain.outline import Heading

_BRACKETED = (
    (
        re.compile(r"\[\s?(?:Illustration|Illustrazione|Abbildung|Figure)\b[^\[\]]{0,2000}\]", re.IGNORECASE),
        "picture",
    ),
    (
        re.compile(r"\[(?:Transcriber|Sidenote|Anmerkung zur Transkription)[^\[\]]{0,2000}\]", re.IGNORECASE),
        "note",
    ),
    (re.compile(r"\[Footnote[^\[\]]{0,4000}\]", re.IGNORECASE), "note"),
    (re.compile(r"[\[{](?:pg\.?|page|p\.)\s?\d{1,4}[\]}]|\{\d{1,4}\}", re.IGNORECASE), "page number"),
    (re.compile(r"(?<=[\w.,;:!?”’\"'_)])\[(?:\d{1,3}|[A-Z*†‡]|\*\*)\]"), "note marker"),
)
_NOTE_BLOCK = re.compile(r"\[(?:\d{1,3}|[A-Z]|\*)\]\s+\S")
_END = re.compile(
    r"(?:the\s+)?end\s+of\s+(?:the\s+)?(?:\w+\s+(?P<after>volume|book|part)"
    r"|(?P<before>vol\.?|volume|book|part)\s+(?:the\s+)?\w+)[.!]?",
    re.IGNORECASE,
)
_ENDED = {"v": Rank.VOLUME, "b": Rank.BOOK, "p": Rank.PART}
_SHORT_WORDS = 20
_UNFINISHED = re.compile(r"[\w,;—-]$")


def silent(source: str, start: int, end: int, blocks: list[Block], headings: list[Heading]) -> Iterator[Mark]:
    """A mark for every stretch of ``source[start:end]`` that is not read aloud."""
    for pattern, reason in _BRACKETED:
        for match in pattern.finditer(source, start, end):
            yield Mark(match.start(), match.end(), MarkKind.SILENT, reason)
    for block in blocks:
        if _NOTE_BLOCK.match(block[0].text):
            yield Mark(block[0].start, block[-1].end, MarkKind.SILENT, "note")
    yield from _between_volumes(blocks, headings)


def page_numbers(blocks: list[Block]) -> list[Line]:
    """Page numbers on lines of their own: numerals that count on and mostly interrupt a sentence."""
    lines = [line for block in blocks for line in block]
    found = [at for at, line in enumerate(lines) if line.text.strip("-–— []").isdecimal() and len(line.text) < 10]
    if len(found) < 3:
        return []
    values = [int(lines[at].text.strip("-–— []")) for at in found]
    rising = sum(0 < after - before <= 3 for before, after in pairwise(values))
    inside = sum(at > 0 and bool(_UNFINISHED.search(lines[at - 1].text)) for at in found)
    return [lines[at] for at in found] if 2 * rising > len(found) and 3 * inside > len(found) else []


def with_titled_parts(headings: list[Heading], blocks: list[Block]) -> list[Heading]:
    """Also those that have no label but a title, after "END OF THE FIRST BOOK" and before a new "Chapter I"."""
    found = list(headings)
    for block, following, heading in _ends(blocks, headings):
        match = _END.fullmatch(block[0].text)
        line = following[-1][0] if following else None
        if match is None or line is None or heading.number != 1 or heading.rank < Rank.CHAPTER:
            continue
        if len(following[-1]) == 1 and is_title(line.text) and len(line.text.split()) <= 6 and not line.ornament:
            rank = _ENDED[(match["after"] or match["before"])[0].lower()]
            found.append(Heading(line.start, line.end, rank, 0, line.text))
    return sorted(found, key=lambda one: one.start)


def _ends(blocks: list[Block], headings: list[Heading]) -> Iterator[tuple[Block, list[Block], Heading]]:
    """Every line that ends a volume, the blocks after it, and the heading that those lead to."""
    waiting: tuple[Block, list[Block]] | None = None
    coming = iter(headings)
    heading = next(coming, None)
    for block in blocks:
        while heading is not None and heading.end <= block[0].start:
            heading = next(coming, None)
        if heading is not None and heading.start <= block[0].start:
            if waiting:
                yield *waiting, heading
            waiting = None
        elif len(block) == 1 and _END.fullmatch(block[0].text):
            waiting = (block, [])
        elif waiting:
            waiting[1].append(block)


def _between_volumes(blocks: list[Block], headings: list[Heading]) -> Iterator[Mark]:
    chapters = [heading for heading in headings if heading.rank >= Rank.CHAPTER]
    for block, following, heading in _ends(blocks, chapters):
        yield Mark(block[0].start, block[0].end, MarkKind.SILENT, "end of a volume")
        taken = [(one.start, one.end) for one in headings if one.start < heading.start]
        if all(_short(one) for one in following):
            for one in following:
                if not any(start < one[-1].end and one[0].start < end for start, end in taken):
                    yield Mark(one[0].start, one[-1].end, MarkKind.SILENT, "title page")


def _short(block: Block) -> bool:
    return sum(len(line.text.split()) for line in block) <= _SHORT_WORDS
