"""Boosted trees fitted to groups of candidates, and written as the plain arrays that the package
reads.

The loss is a softmax over each turn's candidates: only which of them is right counts, not how
good a candidate is by itself. LightGBM is needed here and nowhere else.
"""

from collections.abc import Mapping
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from audiobook.attribute.ranker.evidence import Bools, Floats
from audiobook.attribute.ranker.trees import LEAVES, Trees

SETTINGS = {
    "num_leaves": 31,
    "learning_rate": 0.1,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
ROUNDS = 120
TRAINED_ON = (
    9  # likeliest candidates of a turn (and the right one): the others teach nothing
)
NEVER = -1e9
Doubles = npt.NDArray[np.float64]


def fit(rows: Floats, right: Bools, known: Bools) -> Trees:
    """Trees that score the right candidates highest.

    ``rows`` (turns, K, F), ``right``, ``known`` (turns, K).
    """
    kept = known & ((np.arange(right.shape[1]) < TRAINED_ON) | right)
    turns, places = np.nonzero(kept)

    def loss(scores: Doubles, _: lightgbm.Dataset) -> tuple[Doubles, Doubles]:
        table = np.full(right.shape, NEVER)
        table[turns, places] = scores
        odds = np.exp(table - table.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        wanted = odds * right
        wanted /= np.maximum(wanted.sum(axis=1, keepdims=True), 1e-12)
        bend = 2 * np.maximum(odds * (1 - odds), 1e-3)
        return (odds - wanted)[turns, places], bend[turns, places]

    data = lightgbm.Dataset(
        rows[turns, places], label=right[turns, places].astype(np.float64)
    )
    booster = lightgbm.train({**SETTINGS, "objective": loss}, data, ROUNDS)
    return arrays(booster.dump_model()["tree_info"])


def arrays(trees: list[Mapping[str, Any]]) -> Trees:
    """A dumped model as arrays."""
    feature = np.full((len(trees), LEAVES - 1), -1, np.int16)
    threshold = np.zeros((len(trees), LEAVES - 1), np.float32)
    mask = np.zeros((len(trees), LEAVES - 1), np.uint32)
    value = np.zeros((len(trees), LEAVES), np.float32)
    for number, tree in enumerate(trees):
        leaves: list[float] = []
        splits: list[tuple[int, float, int]] = []
        _walk(tree["tree_structure"], leaves, splits)
        value[number, : len(leaves)] = leaves
        for place, (column, limit, ruled_out) in enumerate(splits):
            feature[number, place] = column
            threshold[number, place] = limit
            mask[number, place] = 0xFFFFFFFF ^ ruled_out
    return Trees(feature, threshold, mask, value)


def _walk(
    node: Mapping[str, Any], leaves: list[float], splits: list[tuple[int, float, int]]
) -> None:
    if "split_feature" not in node:
        leaves.append(node["leaf_value"])
        return
    first = len(leaves)
    _walk(node["left_child"], leaves, splits)
    ruled_out = sum(1 << leaf for leaf in range(first, len(leaves)))
    splits.append((node["split_feature"], node["threshold"], ruled_out))
    _walk(node["right_child"], leaves, splits)
