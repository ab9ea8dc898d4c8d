"""The table of evidence: for every turn its likeliest candidates, and a row of features for each.

A feature is worked out for every person of the book, and only what the candidates have of it is kept: all features
of all people at once take ten times the memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from audiobook.attribute.ranker.features.reading import Bools, Floats, Ints


@dataclass(frozen=True)
class Table:
    """``candidates`` (turns, K) person numbers, -1 where there are fewer; ``columns`` features by name, those of
    people (turns, K), those of the turn alone (turns,).
    """

    candidates: Ints
    columns: Mapping[str, Floats]

    @property
    def names(self) -> tuple[str, ...]:
        """What the F features are called."""
        return tuple(self.columns)

    @property
    def flat(self) -> list[Floats]:
        """Each feature of all candidates, turn by turn: (turns * K,) each."""
        return [self._wide(values).ravel() for values in self.columns.values()]

    @property
    def rows(self) -> Floats:
        """All features: (turns, K, F)."""
        return np.stack([self._wide(values) for values in self.columns.values()], axis=2)

    def _wide(self, values: Floats) -> Floats:
        return (
            values if values.ndim == self.candidates.ndim else values[:, None].repeat(self.candidates.shape[1], 1)
        )


class Columns:
    """Collects the features of ``candidates`` (turns, K): those of a person, and those of the turn alone."""

    def __init__(self, candidates: Ints) -> None:
        self._candidates = candidates
        self._chosen = np.maximum(candidates, 0)
        self._people: dict[str, Floats] = {}
        self._turns: dict[str, Floats] = {}

    def of_people(self, name: str, values: Floats) -> None:
        """A feature (turns, people)."""
        self._people[name] = np.take_along_axis(values, self._chosen, axis=1).astype(np.float32, copy=False)

    def of_turns(self, name: str, values: Floats) -> None:
        """A feature (turns,)."""
        self._turns[name] = values.astype(np.float32, copy=False)

    def table(self) -> Table:
        """All of them, those of people first."""
        return Table(self._candidates, {**self._people, **self._turns})


def log(values: Floats) -> Floats:
    """The logarithm of 1 + x, for distances and counts."""
    return np.log1p(values).astype(np.float32)


def in_group(hit: Bools | Floats, group: Ints) -> Floats:
    """How many hits of each person are in each turn's group: (turns, people)."""
    number = np.unique(group, return_inverse=True)[1]
    sums = np.zeros((number.max() + 1, hit.shape[1]), np.float32)
    np.add.at(sums, number, hit)
    return np.asarray(sums[number], np.float32)
