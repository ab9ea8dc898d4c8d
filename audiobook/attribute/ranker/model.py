"""The trained ranker as it ships: two stages of trees and the table that makes their odds probabilities.

The arrays are plain numbers in ``model.npz``, read without unpickling anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from audiobook.attribute.ranker.chain import settled
from audiobook.attribute.ranker.features.joint import joint
from audiobook.attribute.ranker.features.reading import NOBODY, Floats
from audiobook.attribute.ranker.features.scene import Scene
from audiobook.attribute.ranker.features.table import Table
from audiobook.attribute.ranker.trees import Trees, softmax

FILE = "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """``first`` scores a candidate by the evidence around the turn, ``second`` with the whole conversation's first
    scores at hand; the chain settles what they leave open. ``claimed`` and ``true`` (knots,) map odds to the share
    that was right in training.
    """

    first: Trees
    second: Trees
    claimed: Floats
    true: Floats

    def odds(self, about: Scene, table: Table, pins: Sequence[tuple[int, int]] = ()) -> Floats:
        """How likely each candidate says each turn: (turns, K), rows sum to 1. ``pins`` are (turn, candidate's
        place) that are known.
        """
        known = table.candidates != NOBODY
        first = _pinned(softmax(_scores(self.first, table), known), pins)
        both = joint(about, table, first)
        second = _pinned(softmax(_scores(self.second, both), known), pins)
        return settled(about, table.candidates, second, dict(pins))

    def confidence(self, odds: Floats) -> Floats:
        """Odds as probabilities of being right."""
        return np.interp(odds, self.claimed, self.true).astype(np.float32)


def _scores(trees: Trees, table: Table) -> Floats:
    return trees.score(table.flat).reshape(table.candidates.shape)


def _pinned(odds: Floats, pins: Sequence[tuple[int, int]]) -> Floats:
    for turn, place in pins:
        odds[turn] = 0
        odds[turn, place] = 1
    return odds


@cache
def shipped() -> Model:
    """The model of the package."""
    return read(files("audiobook.attribute.ranker").joinpath(FILE).read_bytes())


def read(data: bytes) -> Model:
    """A model from the bytes of its file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        stages = [
            Trees(*(arrays[f"{stage}_{part}"] for part in ("feature", "threshold", "mask", "value")))
            for stage in ("first", "second")
        ]
        return Model(stages[0], stages[1], arrays["claimed"], arrays["true"])
