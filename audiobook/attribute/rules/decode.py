"""Decides all turns of a scene together.

Each turn has candidates with scores; neighbours are coupled: nobody answers himself, and in a run
of turns without narration the speaker before last speaks again. The model is a second-order
chain, summed exactly forwards and backwards, so that a tag settles its neighbours on either side,
and every decision comes with its probability. Scores are logarithms of odds.

The sums are the forward-backward algorithm (Rabiner, "A Tutorial on Hidden Markov Models", 1989),
over pairs of neighbouring speakers, in the logarithmic domain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coupling:
    """What it counts to speak as the last one did, or the one before last.

    Each has three values, by the paragraphs of narration in between: 0, 1, 2 and more.
    """

    same_as_last: tuple[float, float, float]
    same_as_before_last: tuple[float, float, float]


BY_RULES = Coupling((-3.0, -0.7, -0.3), (2.1, 0.8, 0.2))


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """The candidates of one turn, and how well each fits it alone.

    - ``people``: the number of each candidate
    - ``scores`` of them, as logarithms of odds, shape (candidates,)
    - ``gap``: paragraphs of narration since the last turn, -1 where a scene opens
    """

    people: tuple[int, ...]
    scores: Floats
    gap: int


def certain(
    person: int,
    gap: int,
) -> ScoredTurn:
    """A turn that only one person may say."""
    return ScoredTurn((person,), np.zeros(1), gap)


def decode(
    turns: Sequence[ScoredTurn],
    coupling: Coupling = BY_RULES,
) -> list[Floats]:
    """The probability of every candidate of every turn, in order.

    Each has the shape of its turn's scores and sums to 1. Time grows with the product of the
    candidates of three turns in a row.
    """
    shares: list[Floats] = []
    for scene in _scenes(turns):
        shares += _shares(scene, coupling)
    return shares


def likeliest(
    turns: Sequence[ScoredTurn],
    coupling: Coupling,
) -> list[int]:
    """The place of the candidate who says each turn where every scene is likeliest as a whole.

    What is likeliest for each turn alone need not fit together: where three people talk and
    nothing tells who says what, one of them may be the likeliest of every turn. This is the
    Viterbi algorithm (Rabiner, as above).
    """
    best: list[int] = []
    for scene in _scenes(turns):
        best += _likeliest(scene, coupling)
    return best


def _scenes(turns: Sequence[ScoredTurn]) -> Iterator[Sequence[ScoredTurn]]:
    """The turns of each scene. Nothing couples two scenes: each is a chain of its own."""
    start = 0
    for stop in range(1, len(turns) + 1):
        if stop == len(turns) or turns[stop].gap < 0:
            yield turns[start:stop]
            start = stop


def _shares(
    turns: Sequence[ScoredTurn],
    coupling: Coupling,
) -> list[Floats]:
    """The probabilities of the turns of one scene."""
    if len(turns) == 1:
        return [_normal(turns[0].scores)]
    opening, triples = _links(turns, coupling)
    ahead = _forwards(opening, triples)
    behind = _backwards(np.zeros_like(ahead[-1]), triples)
    # (one, next): the odds of every pair of neighbouring speakers, all other turns summed over.
    pairs = list(map(np.add, ahead, behind))
    first = _normal(_sum(pairs[0], 1))
    return [first, *(_normal(_sum(pair, 0)) for pair in pairs)]


def _likeliest(
    turns: Sequence[ScoredTurn],
    coupling: Coupling,
) -> list[int]:
    """The places of the candidates of one scene that together have the highest score."""
    if len(turns) == 1:
        return [int(turns[0].scores.argmax())]
    best, triples = _links(turns, coupling)
    # (last, turn): whoever speaks before both, where the scene up to them is likeliest.
    origins: list[NDArray[np.intp]] = []
    for triple in triples:
        scores = best[:, :, None] + triple
        origins.append(scores.argmax(axis=0))
        best = scores.max(axis=0)
    last_but_one, last = divmod(int(best.argmax()), best.shape[1])
    backwards = [last, last_but_one]
    for origin in reversed(origins):
        backwards.append(int(origin[backwards[-1], backwards[-2]]))
    return backwards[::-1]


def _links(
    turns: Sequence[ScoredTurn],
    coupling: Coupling,
) -> tuple[Floats, list[Floats]]:
    """The scores of the first two turns of a scene, and of every three turns in a row."""
    opening = turns[0].scores[:, None] + _pair(turns[0], turns[1], coupling)
    triples: list[Floats] = []
    for last_but_one, last, turn in zip(turns, turns[1:], turns[2:], strict=False):
        triples.append(_triple(last_but_one, last, turn, coupling))
    return opening, triples


def _forwards(
    opening: Floats,
    triples: Sequence[Floats],
) -> list[Floats]:
    """For every pair of neighbours the sum over all turns before.

    The scores of the pair itself are in it. ``opening`` is that of the first two turns.
    """
    ahead = [opening]
    for triple in triples:
        ahead.append(_sum(ahead[-1][:, :, None] + triple, 0))
    return ahead


def _backwards(
    nothing: Floats,
    triples: Sequence[Floats],
) -> list[Floats]:
    """For every pair of neighbours the sum over all turns after.

    ``nothing`` is what comes after the last turn: zeros of the shape of the last pair.
    """
    behind = [nothing]
    for triple in reversed(triples):
        behind.append(_sum(triple + behind[-1][None, :, :], 2))
    behind.reverse()
    return behind


def _pair(
    last: ScoredTurn,
    turn: ScoredTurn,
    coupling: Coupling,
) -> Floats:
    """The score of a turn after every speaker of the last one.

    Shape (candidates of last, candidates of turn).
    """
    same = np.equal.outer(np.array(last.people), np.array(turn.people))
    bonus = coupling.same_as_last[min(turn.gap, 2)]
    return np.where(same, bonus, 0.0) + turn.scores[None, :]


def _triple(
    last_but_one: ScoredTurn,
    last: ScoredTurn,
    turn: ScoredTurn,
    coupling: Coupling,
) -> Floats:
    """The score of a turn after every two speakers before it, one axis each."""
    same = np.equal.outer(np.array(last_but_one.people), np.array(turn.people))
    bonus = coupling.same_as_before_last[min(last.gap + turn.gap, 2)]
    again = np.where(same, bonus, 0.0)
    return again[:, None, :] + _pair(last, turn, coupling)[None, :, :]


def _sum(
    scores: Floats,
    axis: int,
) -> Floats:
    """Logarithm of the sum of exponentials along one axis."""
    # The largest score is taken out first: its exponential alone might overflow.
    top = scores.max(
        axis=axis,
        keepdims=True,
    )
    powers = np.exp(scores - top)
    total: Floats = np.log(powers.sum(axis=axis)) + top.squeeze(axis)
    return total


def _normal(scores: Floats) -> Floats:
    """Probabilities that sum to 1."""
    shares = np.exp(scores - scores.max())
    normal: Floats = shares / shares.sum()
    return normal
