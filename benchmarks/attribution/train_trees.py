"""Boosted trees fitted to groups of candidates, and written as the plain arrays that the package
reads.

The loss is a softmax over each turn's candidates: only which of them is right counts, not how
good a candidate is by itself. LightGBM is needed here and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from audiobook.attribute.ranker.evidence import NOBODY, Bools, Floats, Ints
from audiobook.attribute.ranker.features import FeatureTable
from audiobook.attribute.ranker.trees import Trees

LEAVES = 32  # at most: a mask has a bit for each
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
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
SEED = 7
ROUNDS = 300
# Likeliest candidates of a turn (and the right one) that trees learn from: the others teach little.
# Whoever stands further back is always right here, so that no feature may tell a candidate's place:
# with one, all candidates have to be taught.
TRAINED_ON = 9
LEAST_BEND = 1e-3
LEAST_RIGHT = 1e-12
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The candidates of a book's turns that trees learn from, as arrays (candidates,).

    ``rows`` (candidates, F) are their features; ``turn`` numbers their turns, those of one turn
    together; ``right`` marks who speaks.
    """

    rows: Floats
    turn: Ints
    right: Bools


def lesson(table: FeatureTable, right: Bools, taught: Bools) -> Lesson:
    """What a book teaches. ``right`` (turns, K); ``taught`` (turns,) are the turns that count."""
    likeliest = np.arange(right.shape[1]) < TRAINED_ON
    kept = (table.candidates != NOBODY) & (likeliest | right) & taught[:, None]
    turn, place = np.nonzero(kept)
    columns = []
    for values in table.columns.values():
        columns.append(values[turn] if values.ndim == 1 else values[turn, place])
    return Lesson(np.column_stack(columns), turn, right[turn, place])


def joined(lessons: Sequence[Lesson]) -> Lesson:
    """Several books as one."""
    turns: list[Ints] = []
    first = 0
    for one in lessons:
        turns.append(one.turn + first)
        first += int(one.turn.max(initial=-1)) + 1
    return Lesson(
        rows=np.concatenate([one.rows for one in lessons]),
        turn=np.concatenate(turns),
        right=np.concatenate([one.right for one in lessons]),
    )


def fit(taught: Lesson, draws: int = 1) -> Trees:
    """Trees that score the right candidates highest: the mean of ``draws`` models.

    Each draw has a seed of its own, by which a tree chooses its features and turns.
    """
    right = taught.right
    opens = np.flatnonzero(np.diff(taught.turn, prepend=-1))
    number = np.cumsum(np.diff(taught.turn, prepend=-1) != 0) - 1

    def summed(values: Doubles) -> Doubles:
        """The sum over each candidate's turn."""
        sums: Doubles = np.add.reduceat(values, opens)[number]
        return sums

    def loss(scores: Doubles, _: lightgbm.Dataset) -> tuple[Doubles, Doubles]:
        # The greatest exponent of a turn is 0, so that nothing overflows.
        odds = np.exp(scores - np.maximum.reduceat(scores, opens)[number])
        odds /= summed(odds)
        wanted = odds * right
        wanted /= np.maximum(summed(wanted), LEAST_RIGHT)
        bend = 2 * np.maximum(odds * (1 - odds), LEAST_BEND)
        return odds - wanted, bend

    data = lightgbm.Dataset(taught.rows, label=right.astype(np.float64))
    drawn = []
    for draw in range(draws):
        settings = {**SETTINGS, "objective": loss, "seed": SEED + draw}
        booster = lightgbm.train(settings, data, ROUNDS)
        drawn.append(arrays(booster.dump_model()["tree_info"]))
    return mean(drawn)


def mean(models: Sequence[Trees]) -> Trees:
    """One model whose scores are the mean of those of several."""
    return Trees(
        np.concatenate([trees.feature for trees in models]),
        np.concatenate([trees.threshold for trees in models]),
        np.concatenate([trees.mask for trees in models]),
        np.concatenate([trees.value / np.float32(len(models)) for trees in models]),
    )


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
