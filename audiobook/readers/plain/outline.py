"""Which lines of a text are headings: single lines are candidates, the whole text decides.

A numeral alone counts only in a sequence that begins with one; headings without text between them are a
table of contents; a heading may be followed by its title on the next lines or in the next block.
"""

import re
from dataclasses import dataclass, replace

from audiobook.readers.headings import Label, Rank, is_title, label_of
from audiobook.readers.plain.lines import Block, Line

_TITLE_LINES = 4
_BODY_WORDS = 40  # fewer words than this under a heading are no chapter's text
_TITLED_WORDS = 100  # "3. Some words" heads a section only where at least so many words follow
_LIST_LENGTH = 3
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+")  # a Chinese or Japanese character counts as one
_SENTENCE_END = tuple(".!?\"'”’*_)…:")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in place: ``[start, end)`` of the source, ``words`` of text up to the next heading."""

    start: int
    end: int
    rank: Rank
    number: int
    label: str
    title: str = ""
    words: int = 0
    first: bool = False  # nothing stands before it


def outline(source: str, blocks: list[Block], end: int) -> list[Heading]:
    """The headings of a text that ends at ``end``, in order, tables of contents left out."""
    pieces = [piece for block in blocks for piece in _split(block)]
    found: list[Heading] = []
    for at, piece in enumerate(pieces):
        if not found or piece[0].start >= found[-1].end:
            found.extend(_headings(piece, pieces[at + 1] if at + 1 < len(pieces) else ()))
    if found and found[0].start == pieces[0][0].start:
        found[0] = replace(found[0], first=True)
    counted = _measured(source, _in_sequence(found), end)
    titled = [h for h in counted if h.rank is not Rank.TITLED or h.words >= _TITLED_WORDS]
    return _without_contents(_measured(source, _in_sequence(titled), end))


def _split(block: Block) -> list[Block]:
    # "Chapter 2" may follow a paragraph without a blank line.
    cuts = [at for at in range(1, len(block)) if _begins(block[at - 1], block[at])]
    return [block[a:b] for a, b in zip([0, *cuts], [*cuts, len(block)], strict=True)]


def _begins(before: Line, line: Line) -> bool:
    if not before.text.endswith(_SENTENCE_END):
        return False
    label = label_of(line.text)
    return label is not None and label.rank <= Rank.CHAPTER and label_of(before.text) is None


def _headings(block: Block, following: Block) -> list[Heading]:
    """The headings that a block begins with."""
    labels = [label_of(line.text) for line in block[: _LIST_LENGTH + _TITLE_LINES]]
    found: list[Heading] = []
    at = 0
    while at < len(labels) and (label := labels[at]) is not None:
        rest = next((n for n in range(at + 1, len(labels)) if _is_heading(block[n].text)), len(block))
        heading, taken = _with_title(label, block[at], block[at + 1 : rest])
        if heading.title.endswith(","):
            break
        found.append(heading)
        at += 1 + taken
    if found and found[-1].end == block[-1].end and not found[-1].title:
        found[-1] = _titled_by(found[-1], following)
    whole = found and found[-1].end >= block[-1].end
    return found if whole or all(h.rank <= Rank.CHAPTER for h in found) else []


def _is_heading(text: str) -> bool:
    # Under "CHAPTER I" the line "I GO TO STYLES" is a title, though it may be a heading elsewhere.
    label = label_of(text)
    return label is not None and not (label.rank is Rank.TITLED and text.startswith("I "))


def _with_title(label: Label, line: Line, after: Block) -> tuple[Heading, int]:
    title = " ".join([label.title, *(one.text for one in after)]).strip()
    wanted = len(after) <= _TITLE_LINES and is_title(title) and not any(one.ornament for one in after)
    taken = len(after) if wanted else 0
    end = after[-1].end if taken else line.end
    heading = Heading(line.start, end, label.rank, label.number, label.label, title if taken else label.title)
    return heading, taken


def _titled_by(heading: Heading, block: Block) -> Heading:
    if not block or len(block) > 2 or block[0].ornament or _is_heading(block[0].text):
        return heading
    title = " ".join(line.text for line in block)
    if not is_title(title) or len(title.split()) > 12:
        return heading
    return replace(heading, end=block[-1].end, title=title)


def _in_sequence(headings: list[Heading]) -> list[Heading]:
    """Without the numerals that do not count on from one (or, for an unnumbered beginning, from two)."""
    kept = [h for h in headings if h.rank <= Rank.CHAPTER]
    for rank in (Rank.TITLED, Rank.BARE):
        run: list[Heading] = []
        for heading in (h for h in headings if h.rank is rank):
            expected = run[-1].number + 1 if run else 2
            if heading.number in {1, expected}:
                run.append(heading)
        if any(h.number == 2 for h in run) or (run and run[0].first and run[0].number == 1):
            kept.extend(run)
    return sorted(kept, key=lambda heading: heading.start)


def _measured(source: str, headings: list[Heading], end: int) -> list[Heading]:
    ends = [*(h.start for h in headings[1:]), end][: len(headings)]
    return [
        replace(h, words=sum(1 for _ in _WORD.finditer(source, h.end, stop)))
        for h, stop in zip(headings, ends, strict=True)
    ]


def chapter_rank(headings: list[Heading]) -> Rank:
    """The rank of the headings that begin chapters: those below it stay inside of them."""
    ranks = {h.rank for h in headings if h.number or h.rank is not Rank.CHAPTER}
    for rank in (Rank.CHAPTER, Rank.TITLED, Rank.BARE):
        if rank in ranks:
            return rank
    return max(ranks, default=Rank.CHAPTER)


def tops(headings: list[Heading]) -> list[Heading]:
    """The headings that begin chapters and parts. A prologue begins a chapter whatever the others do."""
    rank = chapter_rank(headings)
    return [h for h in headings if h.rank <= rank or h.rank is Rank.CHAPTER]


def _without_contents(headings: list[Heading]) -> list[Heading]:
    """Without runs of headings that have no text under them; parts above a chapter are none."""
    kept: list[Heading] = []
    run: list[Heading] = []
    for heading in headings:
        run.append(heading)
        if heading.words >= _BODY_WORDS:
            kept.extend(_listed(run))
            run = []
    return [*kept, *(run if len(run) < _LIST_LENGTH else [])]


def _listed(run: list[Heading]) -> list[Heading]:
    # The last of the run has text. Before it stand its parts, each higher than the next; what is before
    # those is a list, if it is long enough to be one.
    at = len(run) - 1
    while at and run[at - 1].rank < run[at].rank:
        at -= 1
    return run[at:] if at >= _LIST_LENGTH - 1 else run
