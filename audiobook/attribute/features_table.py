"""The table of evidence: for every turn its likeliest candidates, and a row of features for each.

A feature is worked out for every person of the book, and only what the candidates have of it is kept: all features
of all people at once take ten times the memory.
"""

from dataclasses import dataclass

import numpy as np

from audiobook.attribute.features_reading import Bools, Floats, Ints


@dataclass(frozen=True)
class Table:
    """``candidates`` (turns, K) person numbers, -1 where there are fewer; ``rows`` (turns, K, F)."""

    names: tuple[str, ...]
    candidates: Ints
    rows: Floats


class Columns:
    """Collects the features of ``candidates`` (turns, K): those of a person, and those of the turn alone."""

    def __init__(self, candidates: Ints) -> None:
        self._candidates = candidates
        self._chosen = np.maximum(candidates, 0)
        self._people: dict[str, Floats] = {}
        self._turns: dict[str, Floats] = {}

    def of_people(self, name: str, values: Floats) -> None:
        """A feature (turns, people)."""
        self._people[name] = np.take_along_axis(values, self._chosen, axis=1).astype(np.float32)

    def of_turns(self, name: str, values: Floats) -> None:
        """A feature (turns,)."""
        self._turns[name] = values

    def table(self) -> Table:
        """All of them, those of people first."""
        names = (*self._people, *self._turns)
        rows = np.empty((*self._candidates.shape, len(names)), np.float32)
        for place, values in enumerate(self._people.values()):
            rows[:, :, place] = values
        for place, values in enumerate(self._turns.values(), start=len(self._people)):
            rows[:, :, place] = values[:, None]
        return Table(names, self._candidates, rows)


def log(values: Floats) -> Floats:
    """The logarithm of 1 + x, for distances and counts."""
    return np.log1p(values).astype(np.float32)


def in_group(hit: Bools | Floats, group: Ints) -> Floats:
    """How many hits of each person are in each turn's group: (turns, people)."""
    number = np.unique(group, return_inverse=True)[1]
    sums = np.zeros((number.max() + 1, hit.shape[1]), np.float32)
    np.add.at(sums, number, hit)
    return np.asarray(sums[number], np.float32)
