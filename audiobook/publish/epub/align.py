"""Where the letters of one text are in another one that has more.

*Ours* is the text of the book as it is played, *theirs* that of all pages; both are without white
space. A reader leaves out page numbers, notes and the like, and says not where: this finds what
it kept.

1. Stretches of 32 letters that occur once in each text are anchors. 2. In a gap between two
anchors, what follows the first one and what leads up to the second is compared
   letter by letter.
3. In what is left of the gap, stretches of 12 letters that occur once in each are anchors again,
and
   so on; where there are none, a small gap is compared in full.

Letters that are not found stay without a place. A short match far from any other is chance, and
dropped.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from audiobook.readers.tree.characters import (
    DIGITS,
    INVISIBLE,
    JOINERS,
    LIGATURES,
    RAISED_DIGITS,
)

_LONG = 32  # letters of the first anchors
_SHORT = 12  # letters of those in what is left
_STEP = 16  # letters from one possible long anchor to the next
_COMPARED = 250_000  # letters times letters of a gap that is compared in full
_NEAR = 40  # letters from a match to the next one that may be short

_INVISIBLE = frozenset(INVISIBLE + JOINERS)
# Characters that readers write in another way.
_REPLACED = {**dict(zip(RAISED_DIGITS, DIGITS, strict=True)), **LIGATURES}


@dataclass(frozen=True, slots=True)
class Match:
    """``length`` letters that are the same from ``ours`` in our text and ``theirs`` in theirs."""

    ours: int
    theirs: int
    length: int

    @property
    def our_end(self) -> int:
        """The place behind its last letter in our text."""
        return self.ours + self.length

    @property
    def their_end(self) -> int:
        """The place behind its last letter in their text."""
        return self.theirs + self.length

    def touches(self, after: "Match") -> bool:
        """Whether another match follows at once, in both texts."""
        if after.ours != self.our_end:
            return False
        return after.theirs == self.their_end


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch of each text, ``[start, end)``, that belong together.

    What is the same in both is still to be found.
    """

    our_start: int
    our_end: int
    their_start: int
    their_end: int

    @property
    def our_length(self) -> int:
        """How many letters of ours are in it."""
        return self.our_end - self.our_start

    @property
    def their_length(self) -> int:
        """How many letters of theirs are in it."""
        return self.their_end - self.their_start


def letters(text: str) -> Iterator[tuple[int, str]]:
    """Every character that counts, with its place: no white space, nothing invisible.

    A ligature is several letters at one place.
    """
    for place, character in enumerate(text):
        if character.isspace() or character in _INVISIBLE:
            continue
        # A ligature is several letters.
        for letter in _REPLACED.get(character, character):
            yield place, letter


def aligned(ours: str, theirs: str, breaks: Sequence[int] = ()) -> list[Match]:
    """Return the matches in the order of our text.

    ``breaks`` are places in our text, in order, where something else may stand in theirs.
    """
    matches = sorted(_matches(ours, theirs, breaks), key=lambda match: match.ours)
    return _trusted(_joined(matches))


def _matches(ours: str, theirs: str, breaks: Sequence[int]) -> Iterator[Match]:
    """The matches in any order."""
    whole = _Gap(
        our_start=0,
        our_end=len(ours),
        their_start=0,
        their_end=len(theirs),
    )
    anchors = _anchors(ours, theirs, whole, _LONG)
    yield from anchors
    waiting = list(_gaps(whole, anchors))
    # Gaps are independent of each other: their order does not matter.
    while waiting:
        gap = waiting.pop()
        head = _after_anchor(ours, theirs, gap, breaks)
        if head:
            yield head
            gap = _Gap(head.our_end, gap.our_end, head.their_end, gap.their_end)
        tail = _before_anchor(ours, theirs, gap)
        if tail:
            yield tail
            gap = _Gap(gap.our_start, tail.ours, gap.their_start, tail.theirs)
        if gap.our_length <= 0 or gap.their_length <= 0:
            continue
        anchors = _anchors(ours, theirs, gap, _SHORT)
        yield from anchors
        if anchors:
            waiting.extend(_gaps(gap, anchors))
        else:
            yield from _compared(ours, theirs, gap)


def _gaps(whole: _Gap, anchors: Sequence[Match]) -> Iterator[_Gap]:
    """What is between the anchors of a gap, and before and behind them.

    These may be empty in one text, or in both.
    """
    our_start = whole.our_start
    their_start = whole.their_start
    for anchor in anchors:
        yield _Gap(our_start, anchor.ours, their_start, anchor.theirs)
        our_start = anchor.our_end
        their_start = anchor.their_end
    yield _Gap(our_start, whole.our_end, their_start, whole.their_end)


def _anchors(ours: str, theirs: str, gap: _Gap, size: int) -> list[Match]:
    """Stretches of ``size`` letters that occur once in both parts of a gap, in the same order."""
    candidates = _candidates(ours, gap, size)
    in_ours = _unique(ours, gap.our_start, gap.our_end, candidates)
    in_theirs = _unique(theirs, gap.their_start, gap.their_end, candidates)
    pairs = []
    for stretch, our_place in in_ours.items():
        their_place = in_theirs.get(stretch)
        if their_place is not None:
            pairs.append((our_place, their_place))
    pairs.sort()
    anchors = []
    our_end = 0
    their_end = 0
    for our_place, their_place in _rising(pairs):
        # Long stretches overlap: one that begins in the last anchor says nothing new.
        if our_place >= our_end and their_place >= their_end:
            anchors.append(Match(our_place, their_place, size))
            our_end = our_place + size
            their_end = their_place + size
    return anchors


def _candidates(ours: str, gap: _Gap, size: int) -> set[str]:
    """The stretches of our part of a gap that may become anchors."""
    step = 1
    if size == _LONG:
        # A whole book has more places than it needs anchors.
        step = _STEP
    last = gap.our_end - size
    candidates = set()
    for start in range(gap.our_start, last + 1, step):
        candidates.add(ours[start : start + size])
    return candidates


def _unique(text: str, start: int, end: int, stretches: set[str]) -> dict[str, int]:
    """Where those of the stretches are that occur once in a part of a text.

    All stretches are of the same length. One that occurs several times says nothing of where it
    is.
    """
    if not stretches:
        return {}
    size = len(next(iter(stretches)))
    places: dict[str, int] = {}
    repeated = set()
    for place in range(start, end - size + 1):
        stretch = text[place : place + size]
        if stretch not in stretches:
            continue
        if stretch in places:
            repeated.add(stretch)
        places[stretch] = place
    for stretch in repeated:
        del places[stretch]
    return places


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises in both numbers.

    ``pairs`` are in the order of the first number. This is patience sorting, which takes n log n
    steps: every pair goes on the first pile whose top is not lower, and follows the pair that is
    then on the pile before.
    """
    places: list[int] = []  # the second number of the top of each pile
    tops: list[int] = []  # the index of the pair that it belongs to
    previous: list[int] = []  # of every pair, the one that it follows; -1 for none
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(places, place)
        before = -1
        if pile > 0:
            before = tops[pile - 1]
        previous.append(before)
        places[pile : pile + 1] = [place]
        tops[pile : pile + 1] = [index]
    run = []
    index = -1
    if tops:
        index = tops[-1]
    while index >= 0:
        run.append(pairs[index])
        index = previous[index]
    run.reverse()
    return run


def _after_anchor(
    ours: str, theirs: str, gap: _Gap, breaks: Sequence[int]
) -> Match | None:
    """What goes on after the anchor before a gap, up to a break.

    Behind a break the next letters may be those of something that we do not have, and be the same
    by chance: what leads up to the next anchor tells better.
    """
    has_anchor = gap.our_start > 0 and gap.their_start > 0
    if not has_anchor:
        return None
    end = gap.our_end
    next_break = bisect_left(breaks, gap.our_start)
    if next_break < len(breaks):
        end = min(end, breaks[next_break])
    most = min(end - gap.our_start, gap.their_length)
    our_part = ours[gap.our_start : gap.our_start + most]
    their_part = theirs[gap.their_start : gap.their_start + most]
    length = _common_prefix(our_part, their_part)
    if not length:
        return None
    return Match(gap.our_start, gap.their_start, length)


def _before_anchor(ours: str, theirs: str, gap: _Gap) -> Match | None:
    """What leads up to the anchor behind a gap.

    ``None`` at the end of a text, where there is no anchor.
    """
    has_anchor = gap.our_end < len(ours) and gap.their_end < len(theirs)
    if not has_anchor:
        return None
    most = min(gap.our_length, gap.their_length)
    our_part = ours[gap.our_end - most : gap.our_end]
    their_part = theirs[gap.their_end - most : gap.their_end]
    # Backwards from the anchor.
    length = _common_prefix(our_part[::-1], their_part[::-1])
    if not length:
        return None
    return Match(gap.our_end - length, gap.their_end - length, length)


def _common_prefix(one: str, other: str) -> int:
    """How many letters two texts have in common at their beginning."""
    length = 0
    for our_letter, their_letter in zip(one, other, strict=False):
        if our_letter != their_letter:
            break
        length += 1
    return length


def _compared(ours: str, theirs: str, gap: _Gap) -> Iterator[Match]:
    """What a small gap has in common, by comparing all of it."""
    if gap.our_length * gap.their_length > _COMPARED:
        return
    our_part = ours[gap.our_start : gap.our_end]
    their_part = theirs[gap.their_start : gap.their_end]
    matcher = SequenceMatcher(None, our_part, their_part, autojunk=False)
    for block in matcher.get_matching_blocks():
        # The last block is empty: it says where both end.
        if block.size:
            our_place = gap.our_start + block.a
            their_place = gap.their_start + block.b
            yield Match(our_place, their_place, block.size)


def _joined(matches: Iterable[Match]) -> list[Match]:
    """Matches in which those are one that follow each other in both texts."""
    joined: list[Match] = []
    for match in matches:
        if joined and joined[-1].touches(match):
            last = joined[-1]
            length = last.length + match.length
            joined[-1] = Match(last.ours, last.theirs, length)
        else:
            joined.append(match)
    return joined


def _trusted(matches: list[Match]) -> list[Match]:
    """Without short matches that are far from all others.

    Near another match, even a single letter is where it should be.
    """
    trusted = []
    for index, match in enumerate(matches):
        distances = []
        if index > 0:
            distances.append(match.theirs - matches[index - 1].their_end)
        if index + 1 < len(matches):
            distances.append(matches[index + 1].theirs - match.their_end)
        is_near = min(distances, default=_NEAR + 1) <= _NEAR
        if match.length >= _SHORT or is_near:
            trusted.append(match)
    return trusted


class MatchIndex:
    """Looks up where letters of our text are in theirs.

    ``matches`` are in the order of our text.
    """

    def __init__(self, matches: Sequence[Match]) -> None:
        self._matches = matches
        self._starts = [match.ours for match in matches]

    def within(self, start: int, end: int) -> Iterator[Match]:
        """The parts of matches that lie in ``[start, end)`` of our text."""
        # The last match that begins before the stretch may reach into it.
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._matches):
            match = self._matches[index]
            if match.ours >= end:
                return
            first = max(start, match.ours)
            last = min(end, match.our_end)
            if first < last:
                skipped = first - match.ours
                yield Match(first, match.theirs + skipped, last - first)
            index += 1
