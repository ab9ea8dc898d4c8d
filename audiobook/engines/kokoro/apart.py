"""Words that eSpeak NG runs together are taken apart again."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

_MARKS = "ˈˌː\u0361"  # come and go with what stands around a word
_MARK_COST = 0.25
_LETTER_COST = 1.0


def apart(whole: str, alone: Sequence[str]) -> list[str]:
    """``whole`` cut into one piece for each of ``alone``, where they fit best.

    The best fit has the fewest letters put in, left out or exchanged; spaces count nothing, marks
    of stress and length little.
    """
    ends = list(accumulate(map(len, alone)))
    cuts = dict.fromkeys(ends[:-1], 0)
    for at, place in _path(whole, "".join(alone)):
        if place in cuts:
            cuts[place] = at
    places = [0, *(cuts[end] for end in ends[:-1]), len(whole)]
    return ["".join(whole[start:end].split()) for start, end in pairwise(places)]


def _path(whole: str, guess: str) -> list[tuple[int, int]]:
    """The pairs (place in ``whole``, place in ``guess``) of the best fit, from the beginning."""
    costs = _costs(whole, guess)
    at, place = len(whole), len(guess)
    path = [(at, place)]
    while at or place:
        cost = costs[at][place]
        if at and cost == costs[at - 1][place] + _cost(whole[at - 1]):
            at -= 1
        elif place and cost == costs[at][place - 1] + _cost(guess[place - 1]):
            place -= 1
        else:
            at, place = at - 1, place - 1
        path.append((at, place))
    return path[::-1]


def _costs(whole: str, guess: str) -> list[list[float]]:
    """[i][j]: the least cost of making the first i letters of one the first j of the other."""
    first = [0.0, *accumulate(map(_cost, guess))]
    costs = [first]
    for letter in whole:
        above = costs[-1]
        row = [above[0] + _cost(letter)]
        for place, other in enumerate(guess):
            kept = above[place] + _LETTER_COST * (letter != other)
            out = above[place + 1] + _cost(letter)
            into = row[place] + _cost(other)
            row.append(min(kept, out, into))
        costs.append(row)
    return costs


def _cost(letter: str) -> float:
    if letter.isspace():
        return 0.0
    return _MARK_COST if letter in _MARKS else _LETTER_COST
