"""The ends of volumes in a plain text ("END OF VOL. I"), and what follows them.

Such a line and the title page after it are not read. Where a part has a title without a
label ("THE RETURN" rather than "Part Two"), the end of the part before is what tells it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.model import Mark, MarkKind
from audiobook.readers.decoding.lines import Block, SourceLine
from audiobook.readers.headings import Rank, is_title
from audiobook.readers.plain.outline import Heading

_END = re.compile(
    r"(?:the\s+)?end\s+of\s+(?:the\s+)?(?:\w+\s+(?P<after>volume|book|part)"
    r"|(?P<before>vol\.?|volume|book|part)\s+(?:the\s+)?\w+)[.!]?",
    re.IGNORECASE,
)
_ENDED = {"v": Rank.VOLUME, "b": Rank.BOOK, "p": Rank.PART}  # by the first letter
_SHORT_WORDS = 20
_TITLE_WORDS = 6


@dataclass(frozen=True, slots=True)
class _VolumeEnd:
    """The line that ends a volume, the blocks after it, and the heading they lead to."""

    line: SourceLine
    following: list[Block]
    heading: Heading


def with_titled_parts(headings: list[Heading], blocks: list[Block]) -> list[Heading]:
    """Also those with a title but no label, after "END OF BOOK I" and before "Chapter I"."""
    completed = list(headings)
    for end in _volume_ends(blocks, headings):
        counts_anew = end.heading.number == 1 and end.heading.rank >= Rank.CHAPTER
        if not counts_anew or not end.following:
            continue
        block = end.following[-1]
        if len(block) == 1 and _is_part_title(block[0]):
            line = block[0]
            rank = _rank_ended(end.line)
            completed.append(
                Heading(
                    line.start,
                    line.end,
                    rank,
                    0,
                    line.text,
                )
            )
    return sorted(completed, key=lambda heading: heading.start)


def _is_part_title(line: SourceLine) -> bool:
    if line.ornament or not is_title(line.text):
        return False
    return len(line.text.split()) <= _TITLE_WORDS


def _rank_ended(line: SourceLine) -> Rank:
    match = _END.fullmatch(line.text)
    assert match is not None
    kind = match["after"] or match["before"]
    return _ENDED[kind[0].lower()]


def _volume_ends(blocks: list[Block], headings: list[Heading]) -> Iterator[_VolumeEnd]:
    """Every end of a volume that a heading follows."""
    ending: SourceLine | None = None
    following: list[Block] = []
    coming = iter(headings)
    heading = next(coming, None)
    for block in blocks:
        first = block[0]
        while heading is not None and heading.end <= first.start:
            heading = next(coming, None)
        if heading is not None and heading.start <= first.start:
            if ending is not None:
                yield _VolumeEnd(ending, following, heading)
            ending = None
        elif len(block) == 1 and _END.fullmatch(first.text):
            ending = first
            following = []
        elif ending is not None:
            following.append(block)


def between_volumes(blocks: list[Block], headings: list[Heading]) -> Iterator[Mark]:
    """A mark for every line that ends a volume, and for the title page after it."""
    chapters = [heading for heading in headings if heading.rank >= Rank.CHAPTER]
    for end in _volume_ends(blocks, chapters):
        line = end.line
        yield Mark(
            line.start,
            line.end,
            MarkKind.SILENT,
            "end of a volume",
        )
        # Long blocks are text: a title page has none.
        if all(map(_is_short, end.following)):
            above = [one for one in headings if one.start < end.heading.start]
            yield from _title_page(end.following, above)


def _title_page(blocks: list[Block], headings: list[Heading]) -> Iterator[Mark]:
    for block in blocks:
        start = block[0].start
        end = block[-1].end
        # The heading of a part is read, wherever it stands.
        if not _has_heading(start, end, headings):
            yield Mark(
                start,
                end,
                MarkKind.SILENT,
                "title page",
            )


def _has_heading(
    start: int,
    end: int,
    headings: list[Heading],
) -> bool:
    return any(heading.start < end and start < heading.end for heading in headings)


def _is_short(block: Block) -> bool:
    words = 0
    for line in block:
        words += len(line.text.split())
    return words <= _SHORT_WORDS
