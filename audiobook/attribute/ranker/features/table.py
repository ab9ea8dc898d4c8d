"""The table of features.

For every turn it has the likeliest candidates, and a row of features for each
of them. A feature is computed for every person of the book, and only what the
candidates have of it is kept: all features of all people at once take ten
times the memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from audiobook.attribute.ranker.evidence import (
    Floats,
    Ints,
    as_floats,
)
from audiobook.attribute.ranker.features.arrays import shifted


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """The features of the candidates of every turn.

    ``candidates`` (turns, K) are person numbers, -1 where there are fewer.
    ``columns`` are features by name: those of people (turns, K), those of the
    turn alone (turns,). The trees know a feature by its place in ``columns``,
    so that the order is part of the model.
    """

    candidates: Ints
    columns: Mapping[str, Floats]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the F features."""
        return tuple(self.columns)

    @property
    def flat(self) -> list[Floats]:
        """Each feature of all candidates, turn by turn: (turns * K,) each."""
        return [self._by_candidate(values).ravel() for values in self.columns.values()]

    @property
    def rows(self) -> Floats:
        """All features: (turns, K, F)."""
        columns = [self._by_candidate(values) for values in self.columns.values()]
        return np.stack(columns, axis=2)

    def _by_candidate(self, values: Floats) -> Floats:
        """A feature, that of a turn repeated for its candidates: (turns, K)."""
        if values.ndim == self.candidates.ndim:
            return values
        count = self.candidates.shape[1]
        return values[:, None].repeat(count, 1)


class Columns:
    """Collects the features of ``candidates`` (turns, K), in the order in
    which they are added.
    """

    def __init__(self, candidates: Ints) -> None:
        self._candidates = candidates
        # Any person will do for a candidate that is missing: the score of it
        # is not looked at.
        self._chosen = np.maximum(candidates, 0)
        self._people: dict[str, Floats] = {}
        self._turns: dict[str, Floats] = {}

    def of_people(self, name: str, values: Floats) -> None:
        """Add a feature of people: (turns, people)."""
        chosen = np.take_along_axis(values, self._chosen, axis=1)
        self._people[name] = as_floats(chosen)

    def of_people_around(self, name: str, values: Floats, steps: Iterable[int]) -> None:
        """Add a feature of people as it is in the turns around.

        The result is (turns, people). ``steps`` are the turns' distances; a
        feature is called by its step: "tag +1".
        """
        for by in steps:
            self.of_people(f"{name} {by:+d}", shifted(values, by))

    def of_book(self, name: str, values: Floats) -> None:
        """Add a feature of people that is the same in all turns: (people,)."""
        self._people[name] = as_floats(values[self._chosen])

    def of_turns(self, name: str, values: Floats) -> None:
        """Add a feature of the turn alone: (turns,)."""
        self._turns[name] = as_floats(values)

    def of_turns_around(self, name: str, values: Floats, steps: Iterable[int]) -> None:
        """Add a feature of the turn alone as it is in the turns around.

        The result is (turns,).
        """
        for by in steps:
            self.of_turns(f"{name} {by:+d}", shifted(values, by))

    def table(self) -> FeatureTable:
        """All features, those of people first."""
        columns = {**self._people, **self._turns}
        return FeatureTable(self._candidates, columns)
