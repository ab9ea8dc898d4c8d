"""Decides all turns of a scene together.

Each turn has candidates with scores; neighbours are coupled: nobody answers himself, and in a run of turns
without narration the speaker before last speaks again. The model is a second-order chain, summed exactly
forwards and backwards, so that a tag settles its neighbours on either side, and every decision comes with its
probability. Scores are logarithms of odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coupling:
    """What it counts to speak as the last one did, or the one before last: by the paragraphs of narration in
    between, 0, 1, 2 and more.
    """

    same_as_last: tuple[float, float, float]
    same_as_before_last: tuple[float, float, float]


BY_RULES = Coupling((-3.0, -0.7, -0.3), (2.1, 0.8, 0.2))


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one turn (person numbers), a score for each, and the paragraphs of narration since the
    last turn; -1 where a scene opens.
    """

    people: tuple[int, ...]
    scores: Floats
    gap: int


def decode(choices: Sequence[Choice], coupling: Coupling = BY_RULES) -> list[Floats]:
    """The probability of every candidate of every turn, in order."""
    found: list[Floats] = []
    start = 0
    for stop in range(1, len(choices) + 1):
        if stop == len(choices) or choices[stop].gap < 0:
            found.extend(_scene(choices[start:stop], coupling))
            start = stop
    return found


def _scene(choices: Sequence[Choice], by: Coupling) -> list[Floats]:
    if len(choices) == 1:
        return [_normal(choices[0].scores)]
    first, second = choices[0], choices[1]
    ahead = [first.scores[:, None] + _pair(first, second, by) + second.scores[None, :]]
    triples = [
        _triple(choices[t - 2], choices[t - 1], choices[t], by) for t in range(2, len(choices))
    ]
    for turn, triple in enumerate(triples, start=2):
        ahead.append(_sum(ahead[-1][:, :, None] + triple, 0) + choices[turn].scores[None, :])
    behind = [np.zeros_like(ahead[-1])]
    for turn in range(len(choices) - 1, 1, -1):
        later = behind[-1] + choices[turn].scores[None, :]
        behind.append(_sum(triples[turn - 2] + later[None, :, :], 2))
    behind.reverse()
    joint = [a + b for a, b in zip(ahead, behind, strict=True)]
    return [_normal(_sum(joint[0], 1)), *(_normal(_sum(j, 0)) for j in joint)]


def _pair(one: Choice, other: Choice, by: Coupling) -> Floats:
    same = np.equal.outer(np.array(one.people), np.array(other.people))
    return np.where(same, by.same_as_last[min(other.gap, 2)], 0.0)


def _triple(before: Choice, last: Choice, now: Choice, by: Coupling) -> Floats:
    again = np.equal.outer(np.array(before.people), np.array(now.people))
    bonus = np.where(again, by.same_as_before_last[min(last.gap + now.gap, 2)], 0.0)
    return bonus[:, None, :] + _pair(last, now, by)[None, :, :]


def _sum(scores: Floats, axis: int) -> Floats:
    """Logarithm of the sum of exponentials along one axis."""
    top = scores.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(scores - top).sum(axis=axis)) + top.squeeze(axis)
    return total


def _normal(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max())
    normal: Floats = shares / shares.sum()
    return normal
