"""The trained ranker as it ships.

Two stages of trees, and the table that makes probabilities of their odds. The
arrays are plain numbers in ``model.npz``, read without unpickling anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    BookEvidence,
    Floats,
)
from audiobook.attribute.ranker.features import (
    FeatureTable,
    second_stage_features,
)
from audiobook.attribute.ranker.smoothing import Settled, settle
from audiobook.attribute.ranker.trees import Trees, softmax

FILE = "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """The trees of both stages and the calibration of their odds.

    ``first`` scores a candidate by the evidence around the turn, ``second``
    with the whole conversation's first scores at hand; the chain settles what
    they leave open. ``claimed`` and ``true`` (knots,) map odds to the share
    that was right in training.
    """

    first: Trees
    second: Trees
    claimed: Floats
    true: Floats

    def odds(
        self,
        evidence: BookEvidence,
        table: FeatureTable,
        pins: Sequence[tuple[int, int]] = (),
    ) -> Floats:
        """How likely each candidate says each turn, as :meth:`settled` has it."""
        return self.settled(evidence, table, pins).odds

    def settled(
        self,
        evidence: BookEvidence,
        table: FeatureTable,
        pins: Sequence[tuple[int, int]] = (),
    ) -> Settled:
        """Who says each turn, and how likely each candidate does.

        ``pins`` are (turn, candidate's place) that are known.
        """
        first = _pinned(stage_odds(self.first, table), pins)
        both_stages = second_stage_features(evidence, table, first)
        second = _pinned(stage_odds(self.second, both_stages), pins)
        return settle(evidence, table.candidates, second, dict(pins))

    def confidence(self, odds: Floats) -> Floats:
        """Odds as probabilities of being right."""
        return np.interp(odds, self.claimed, self.true).astype(np.float32)


def stage_odds(trees: Trees, table: FeatureTable) -> Floats:
    """The odds of one stage: (turns, K), rows sum to 1."""
    scores = trees.score(table.flat).reshape(table.candidates.shape)
    known = table.candidates != NOBODY
    return softmax(scores, known)


def _pinned(odds: Floats, pins: Sequence[tuple[int, int]]) -> Floats:
    """The odds, changed in place so that whoever is known says their turn for
    certain.
    """
    for turn, place in pins:
        odds[turn] = 0
        odds[turn, place] = 1
    return odds


@cache
def shipped() -> Model:
    """The model of the package."""
    data = files("audiobook.attribute.ranker").joinpath(FILE).read_bytes()
    return read(data)


def read(data: bytes) -> Model:
    """Return the model from the bytes of its file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Model(
            first=_trees(arrays, "first"),
            second=_trees(arrays, "second"),
            claimed=arrays["claimed"],
            true=arrays["true"],
        )


def _trees(arrays: Mapping[str, Any], stage: str) -> Trees:
    """The trees of a stage from the arrays of the file."""
    return Trees(
        feature=arrays[f"{stage}_feature"],
        threshold=arrays[f"{stage}_threshold"],
        mask=arrays[f"{stage}_mask"],
        value=arrays[f"{stage}_value"],
    )
