"""Array operations that several features share.

Every one of them fills dense arrays, (turns, people) mostly, so that a whole
novel costs a few milliseconds a feature.
"""

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    Bools,
    Floats,
    Ints,
    as_floats,
)

NEVER = 99.0  # turns that stand for "not at all"
NOWHERE = 1e6  # tokens that stand for the same


def matches(who: Ints, people: int) -> Floats:
    """Where each person is the one: (turns, people).

    +1 for the person, -1 where somebody else is the one, 0 where nobody is.
    ``who`` (turns,) are person numbers.
    """
    signs = np.zeros((len(who), people), np.float32)
    rows = np.flatnonzero(who != NOBODY)
    signs[rows] = -1
    signs[rows, who[rows]] = 1
    return signs


def steps(reach: int) -> list[int]:
    """The distances of the turns around.

    -``reach`` to ``reach``, without the turn itself.
    """
    before = range(-reach, 0)
    after = range(1, reach + 1)
    return [*before, *after]


def shifted(values: Floats, by: int) -> Floats:
    """``values[t + by]`` at t, zero beyond the ends."""
    moved = np.zeros_like(values)
    if abs(by) >= len(values):
        return moved
    if by > 0:
        moved[:-by] = values[by:]
    elif by < 0:
        moved[-by:] = values[:by]
    else:
        moved[:] = values
    return moved


def distances(
    places: Ints, tokens: Ints, who: Ints, people: int
) -> tuple[Floats, Floats]:
    """Tokens since each person's last event, and until their next one.

    The result is (places, people) each. ``tokens`` and ``who`` (events,) are
    the events' places in order and their people.
    """
    back = np.full((len(places), people), NOWHERE, np.float32)
    ahead = back.copy()
    for person in np.unique(who):
        own = tokens[who == person]
        following = np.searchsorted(own, places)
        has_last = following > 0
        last = own[following[has_last] - 1]
        back[has_last, person] = places[has_last] - last
        has_next = following < len(own)
        coming = own[following[has_next]]
        ahead[has_next, person] = coming - places[has_next]
    return back, ahead


def counts(starts: Ints, ends: Ints, tokens: Ints, who: Ints, people: int) -> Floats:
    """How many events of each person lie in each range of tokens.

    The result is (ranges, people). ``starts`` and ``ends`` (ranges,);
    ``tokens`` and ``who`` as in :func:`distances`.
    """
    number = np.zeros((len(starts), people), np.float32)
    for person in np.unique(who):
        own = tokens[who == person]
        before_end = np.searchsorted(own, ends)
        before_start = np.searchsorted(own, starts)
        number[:, person] = before_end - before_start
    return number


def turns_apart(who: Ints, group: Ints, people: int) -> tuple[Floats, Floats]:
    """Turns since and until each person is ``who`` in the same group.

    ``who`` and ``group`` (turns,) -> (turns, people) each, ``NEVER`` where
    there is none.
    """
    since = _turns_since(who, group, people)
    until = _turns_since(np.flip(who), np.flip(group), people)
    return since, np.flip(until, axis=0)


def _turns_since(who: Ints, group: Ints, people: int) -> Floats:
    since = np.full((len(who), people), NEVER, np.float32)
    current = np.full(people, NEVER, np.float32)
    previous_group = None
    for turn in range(len(who)):
        # What was before the group does not count.
        if group[turn] != previous_group:
            current[:] = NEVER
            previous_group = group[turn]
        # A turn more for everybody who was seen at all.
        current += current < NEVER
        since[turn] = current
        if who[turn] != NOBODY:
            current[who[turn]] = 0
    return since


def log_scaled(values: Floats) -> Floats:
    """The logarithm of 1 + x, for distances and counts."""
    return as_floats(np.log1p(values))


def in_group(hits: Bools | Floats, group: Ints) -> Floats:
    """How many hits of each person are in each turn's group: (turns, people).

    ``hits`` (turns, people), ``group`` (turns,).
    """
    groups, number = np.unique(group, return_inverse=True)
    people = hits.shape[1]
    sums = np.zeros((len(groups), people), np.float32)
    np.add.at(sums, number, hits)
    return as_floats(sums[number])


def within(total: Floats, width: int) -> Floats:
    """Sums over ``width`` turns on either side, from running totals (turns,
    people).
    """
    turns = np.arange(len(total))
    last = np.minimum(turns + width, len(total) - 1)
    before_first = turns - width - 1
    has_before = (before_first >= 0)[:, None]
    until_first = total[np.maximum(before_first, 0)]
    return total[last] - np.where(has_before, until_first, 0)


def ranks(values: Floats) -> Floats:
    """The place of each value in its row, the least first: (rows, columns)."""
    order = np.argsort(values, axis=-1)
    return as_floats(np.argsort(order, axis=-1))
