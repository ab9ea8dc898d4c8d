"""Which lines of a text are headings: single lines are candidates, the whole text decides.

A numeral alone counts only in a sequence that begins with one; headings without text
between them are a table of contents; a heading may be followed by its title on the next
lines or in the next block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.readers.decoding.lines import Block, SourceLine
from audiobook.readers.headings import Label, Rank, is_title, label_of

_TITLE_LINES = 4
_TITLE_BLOCK_LINES = 2
_TITLE_WORDS = 12
_BODY_WORDS = 40  # fewer words than this under a heading are not the text of a chapter
# "3. Some words" heads a section only where at least so many words follow.
_TITLED_WORDS = 100
_LIST_LENGTH = 3
_GAP = 3  # line ends before the name of a chapter: two blank lines
_NAME_WORDS = 8
_NO_NAME_ENDS = (".", ",", ";", ":", "!")
# A Chinese or Japanese character counts as a word.
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+")
_SENTENCE_END = tuple(".!?\"'”’*_)…:")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in place: ``[start, end)`` of the source.

    ``words`` counts the words of text up to the next heading.
    """

    start: int
    end: int
    rank: Rank
    number: int
    label: str
    title: str = ""
    words: int = 0
    first: bool = False  # nothing stands before it


def outline(
    source: str,
    blocks: list[Block],
    end: int,
) -> list[Heading]:
    """The headings of a text that ends at ``end``, in order, without tables of contents."""
    pieces: list[Block] = []
    for block in blocks:
        pieces.extend(_split(block))
    candidates = _candidates(pieces)
    if candidates and candidates[0].start == pieces[0][0].start:
        candidates[0] = replace(candidates[0], first=True)
    measured = _measured(source, _in_sequence(candidates), end)
    # Without those of too few words the numbers of the others may no longer count on.
    kept = [heading for heading in measured if not _is_list_item(heading)]
    return _without_contents(_measured(source, _in_sequence(kept), end))


def names_in_capitals(source: str, blocks: list[Block], end: int) -> list[Heading]:
    """The names of the chapters of a text that has no other headings: "A LANTERN IN THE DARK".

    Each stands alone, further from what is before it than a paragraph, and over a text of some
    length. One alone is the title of the text.
    """
    found: list[Heading] = []
    for before, block in pairwise(blocks):
        line = block[0]
        gap = source.count("\n", before[-1].end, line.start)
        if gap >= _GAP and len(block) == 1 and _is_name_in_capitals(line):
            found.append(Heading(line.start, line.end, Rank.CHAPTER, 0, line.text))
    measured = _measured(source, found, end)
    kept = [heading for heading in measured if heading.words >= _TITLED_WORDS]
    return kept if len(kept) > 1 else []


def _is_name_in_capitals(line: SourceLine) -> bool:
    words = line.text.split()
    if line.ornament or not line.text[0].isalpha() or len(words) > _NAME_WORDS:
        return False
    return line.text.isupper() and not line.text.endswith(_NO_NAME_ENDS)


def _is_list_item(heading: Heading) -> bool:
    return heading.rank is Rank.TITLED and heading.words < _TITLED_WORDS


def _candidates(pieces: list[Block]) -> list[Heading]:
    headings: list[Heading] = []
    for piece, following in zip(pieces, [*pieces[1:], ()], strict=True):
        # A piece may have been taken for the title of the heading before it.
        if not headings or piece[0].start >= headings[-1].end:
            headings.extend(_headings(piece, following))
    return headings


def _split(block: Block) -> Iterator[Block]:
    """The block, cut before a line like "Chapter 2" that follows text without a blank line."""
    start = 0
    for at in range(1, len(block)):
        if _begins(block[at - 1], block[at]):
            yield block[start:at]
            start = at
    yield block[start:]


def _begins(before: SourceLine, line: SourceLine) -> bool:
    if not before.text.endswith(_SENTENCE_END):
        return False
    label = label_of(line.text)
    if label is None or label.rank > Rank.CHAPTER:
        return False
    return label_of(before.text) is None


def _headings(block: Block, following: Block) -> list[Heading]:
    """The headings that a block begins with."""
    headings: list[Heading] = []
    at = 0
    limit = min(len(block), _LIST_LENGTH + _TITLE_LINES)
    while at < limit:
        label = label_of(block[at].text)
        if label is None:
            break
        title_lines = block[at + 1 : _next_heading(block, at + 1, limit)]
        heading, lines_taken = _with_title(label, block[at], title_lines)
        if heading.title.endswith(","):
            break
        headings.append(heading)
        at += 1 + lines_taken
    if not headings:
        return []
    last = headings[-1]
    whole = last.end >= block[-1].end
    if last.end == block[-1].end and not last.title:
        headings[-1] = _titled_by(last, following)
    # Over a text in the same block only a heading with a word like "Chapter" is believed.
    if whole or all(heading.rank <= Rank.CHAPTER for heading in headings):
        return headings
    return []


def _next_heading(
    block: Block,
    start: int,
    limit: int,
) -> int:
    for at in range(start, limit):
        if _is_heading(block[at].text):
            return at
    return len(block)


def _is_heading(text: str) -> bool:
    label = label_of(text)
    if label is None:
        return False
    # Under "CHAPTER I" the line "I GO TO STYLES" is a title, though elsewhere it may be a
    # heading.
    return not (label.rank is Rank.TITLED and text.startswith("I "))


def _with_title(
    label: Label,
    line: SourceLine,
    after: Block,
) -> tuple[Heading, int]:
    """The heading, and how many of the lines ``after`` it are its title."""
    heading = Heading(
        line.start,
        line.end,
        label.rank,
        label.number,
        label.label,
        label.title,
    )
    if not after or len(after) > _TITLE_LINES:
        return heading, 0
    if any(one.ornament for one in after):
        return heading, 0
    title = " ".join([label.title, *(one.text for one in after)]).strip()
    if not is_title(title):
        return heading, 0
    return replace(
        heading,
        end=after[-1].end,
        title=title,
    ), len(after)


def _titled_by(heading: Heading, block: Block) -> Heading:
    """The heading with the block after it for a title, where that can be one."""
    if not block or len(block) > _TITLE_BLOCK_LINES:
        return heading
    if block[0].ornament or _is_heading(block[0].text):
        return heading
    title = " ".join(line.text for line in block)
    if not is_title(title) or len(title.split()) > _TITLE_WORDS:
        return heading
    return replace(
        heading,
        end=block[-1].end,
        title=title,
    )


def _in_sequence(headings: list[Heading]) -> list[Heading]:
    """Without the numerals that do not count on from one.

    Where the beginning has no number, they count on from two.
    """
    kept = [heading for heading in headings if heading.rank <= Rank.CHAPTER]
    for rank in (Rank.TITLED, Rank.BARE):
        run = _run(headings, rank)
        if _is_sequence(run):
            kept.extend(run)
    return sorted(kept, key=lambda heading: heading.start)


def _run(headings: list[Heading], rank: Rank) -> list[Heading]:
    run: list[Heading] = []
    expected = 2
    for heading in headings:
        if heading.rank is rank and heading.number in {1, expected}:
            run.append(heading)
            expected = heading.number + 1
    return run


def _is_sequence(run: list[Heading]) -> bool:
    if any(heading.number == 2 for heading in run):
        return True
    # A lone "I" is a heading only where the text begins with it.
    return bool(run) and run[0].first and run[0].number == 1


def _measured(
    source: str,
    headings: list[Heading],
    end: int,
) -> list[Heading]:
    """The headings with the number of words under each."""
    measured: list[Heading] = []
    stops = [*(heading.start for heading in headings), end][1:]
    for heading, stop in zip(headings, stops, strict=True):
        words = len(_WORD.findall(source, heading.end, stop))
        measured.append(replace(heading, words=words))
    return measured


def chapter_rank(headings: list[Heading]) -> Rank:
    """The rank of the headings that begin chapters: those below it stay inside of them."""
    ranks: set[Rank] = set()
    for heading in headings:
        # "Prologue" stands beside numbered headings of any rank.
        if heading.number or heading.rank is not Rank.CHAPTER:
            ranks.add(heading.rank)
    for rank in (Rank.CHAPTER, Rank.TITLED, Rank.BARE):
        if rank in ranks:
            return rank
    return max(ranks, default=Rank.CHAPTER)


def tops(headings: list[Heading]) -> list[Heading]:
    """The headings that begin chapters and parts.

    A prologue begins a chapter whatever the others do.
    """
    lowest = chapter_rank(headings)
    kept: list[Heading] = []
    for heading in headings:
        if heading.rank <= lowest or heading.rank is Rank.CHAPTER:
            kept.append(heading)
    return kept


def _without_contents(headings: list[Heading]) -> list[Heading]:
    """Without runs of headings that have no text under them; parts above a chapter stay."""
    kept: list[Heading] = []
    run: list[Heading] = []
    for heading in headings:
        run.append(heading)
        if heading.words >= _BODY_WORDS:
            kept.extend(_without_list(run))
            run = []
    if len(run) < _LIST_LENGTH:
        kept.extend(run)
    return kept


def _without_list(run: list[Heading]) -> list[Heading]:
    # The last of the run has text. Before it stand its parts, each higher than the next;
    # what is before those is a list, if it is long enough to be one.
    at = len(run) - 1
    while at and run[at - 1].rank < run[at].rank:
        at -= 1
    if at >= _LIST_LENGTH - 1:
        return run[at:]
    return run
