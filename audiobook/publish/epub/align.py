"""Where the letters of one text are in another that has more: what a reader left out of a book's pages.

Both texts are without white space. Stretches that occur once in each are anchors; between them the texts are
compared from both ends, then by shorter anchors. What is not found stays without a place: a short match far from
any other counts for nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from audiobook.readers.tree.characters import DIGITS, INVISIBLE, JOINERS, LIGATURES, RAISED_DIGITS

_LONG, _SHORT = 32, 12  # letters of an anchor: first of all, then in what is left
_STEP = 16  # letters from one possible anchor to the next
_COMPARED = 250_000  # letters times letters of a gap that is compared in full
_NEAR = 40  # letters from a match to the next one that may be short

_INVISIBLE = frozenset(INVISIBLE + JOINERS)
_APART = {**dict(zip(RAISED_DIGITS, DIGITS, strict=True)), **LIGATURES}


@dataclass(frozen=True, slots=True)
class Match:
    """``length`` letters that are the same from ``ours`` in one text and from ``theirs`` in the other."""

    ours: int
    theirs: int
    length: int


def letters(text: str) -> Iterator[tuple[int, str]]:
    """Every character that counts, with its place: no white space, nothing invisible, no ligatures."""
    for at, char in enumerate(text):
        if not char.isspace() and char not in _INVISIBLE:
            for one in _APART.get(char, char):
                yield at, one


def aligned(ours: str, theirs: str, breaks: Sequence[int] = ()) -> list[Match]:
    """The matches in order. ``breaks`` are places in our text where something else may stand in theirs."""
    found = sorted(_matches(ours, theirs, breaks), key=lambda match: match.ours)
    return _trusted(_joined(found))


def _matches(ours: str, theirs: str, breaks: Sequence[int]) -> Iterator[Match]:
    whole = (0, len(ours), 0, len(theirs))
    waiting = list(_gaps(whole, anchors := _anchors(ours, theirs, whole, _LONG)))
    yield from anchors
    while waiting:
        gap = waiting.pop()
        sides = _from_the_sides(ours, theirs, gap, breaks)
        yield from sides
        rest = _inner(gap, sides)
        if rest[0] < rest[1] and rest[2] < rest[3]:
            anchors = _anchors(ours, theirs, rest, _SHORT)
            yield from anchors
            if anchors:
                waiting.extend(_gaps(rest, anchors))
            else:
                yield from _compared(ours, theirs, rest)


_Gap = tuple[int, int, int, int]  # from, to in our text; from, to in theirs


def _gaps(whole: _Gap, anchors: Sequence[Match]) -> Iterator[_Gap]:
    begin, end = Match(whole[0], whole[2], 0), Match(whole[1], whole[3], 0)
    for one, other in pairwise((begin, *anchors, end)):
        yield one.ours + one.length, other.ours, one.theirs + one.length, other.theirs


def _anchors(ours: str, theirs: str, gap: _Gap, size: int) -> list[Match]:
    """Stretches that occur once in our part and once in theirs, in the same order in both."""
    step = _STEP if size == _LONG else 1
    mine = _counted(
        ours, gap[0], gap[1], size, {ours[at : at + size] for at in range(gap[0], gap[1] - size + 1, step)}
    )
    found = _counted(theirs, gap[2], gap[3], size, set(mine))
    pairs = sorted((mine[one], at) for one, at in found.items() if at >= 0 and mine[one] >= 0)
    kept: list[Match] = []
    for at, place in _rising(pairs):
        if not kept or (at >= kept[-1].ours + kept[-1].length and place >= kept[-1].theirs + kept[-1].length):
            kept.append(Match(at, place, size))
    return kept


def _counted(text: str, start: int, end: int, size: int, wanted: set[str]) -> dict[str, int]:
    """Where each of the wanted stretches is; -1 for one that is there several times."""
    found: dict[str, int] = {}
    for at in range(start, end - size + 1):
        one = text[at : at + size]
        if one in wanted:
            found[one] = -1 if one in found else at
    return found


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises in both: by patience sorting."""
    piles: list[int] = []  # the lowest place on each
    tops: list[int] = []  # the pair that it belongs to
    before: list[int] = []  # for every pair, the one that it follows
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(piles, place)
        before.append(tops[pile - 1] if pile else -1)
        piles[pile : pile + 1] = [place]
        tops[pile : pile + 1] = [index]
    chain = []
    at = tops[-1] if tops else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _from_the_sides(ours: str, theirs: str, gap: _Gap, breaks: Sequence[int]) -> list[Match]:
    """What goes on after the anchor before the gap, up to a break, and what leads up to the one after it."""
    start, end, begin, stop = gap
    found = []
    if start and begin:
        at = bisect_left(breaks, start)
        limit = min(end, breaks[at]) if at < len(breaks) else end
        length = _same(ours[start:limit], theirs[begin : begin + limit - start])
        length = min(length, stop - begin)
        if length:
            found.append(Match(start, begin, length))
            start, begin = start + length, begin + length
    if end < len(ours) and stop < len(theirs):
        most = min(end - start, stop - begin)
        length = _same(ours[end - most : end][::-1], theirs[stop - most : stop][::-1])
        if length:
            found.append(Match(end - length, stop - length, length))
    return found


def _same(one: str, other: str) -> int:
    """How many letters two texts have in common at their beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _inner(gap: _Gap, sides: Sequence[Match]) -> _Gap:
    """What of a gap is left between what was found from its sides."""
    start, end, begin, stop = gap
    for one in sides:
        if (one.ours, one.theirs) == (start, begin):
            start, begin = start + one.length, begin + one.length
        else:
            end, stop = one.ours, one.theirs
    return start, end, begin, stop


def _compared(ours: str, theirs: str, gap: _Gap) -> Iterator[Match]:
    start, end, begin, stop = gap
    if (end - start) * (stop - begin) <= _COMPARED:
        matcher = SequenceMatcher(None, ours[start:end], theirs[begin:stop], autojunk=False)
        for one in matcher.get_matching_blocks():
            if one.size:
                yield Match(start + one.a, begin + one.b, one.size)


def _joined(found: Sequence[Match]) -> list[Match]:
    joined: list[Match] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and (before.ours + before.length, before.theirs + before.length) == (one.ours, one.theirs):
            joined[-1] = Match(before.ours, before.theirs, before.length + one.length)
        else:
            joined.append(one)
    return joined


def _trusted(found: list[Match]) -> list[Match]:
    """Without short matches that are far from all others."""
    kept = []
    for at, one in enumerate(found):
        left = one.theirs - found[at - 1].theirs - found[at - 1].length if at else _NEAR + 1
        right = found[at + 1].theirs - one.theirs - one.length if at + 1 < len(found) else _NEAR + 1
        if one.length >= _SHORT or min(left, right) <= _NEAR:
            kept.append(one)
    return kept


class Places:
    """Looks up where letters of our text are in theirs."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self._matches = matches
        self._starts = [match.ours for match in matches]

    def within(self, start: int, end: int) -> Iterator[Match]:
        """The parts of matches that lie in ``[start, end)`` of our text."""
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._matches)):
            match = self._matches[index]
            if match.ours >= end:
                return
            first, last = max(start, match.ours), min(end, match.ours + match.length)
            if first < last:
                yield Match(first, match.theirs + first - match.ours, last - first)
