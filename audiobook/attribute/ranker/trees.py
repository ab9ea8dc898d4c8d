"""Boosted trees as plain arrays, scored without any library but numpy.

A tree has at most 32 leaves, numbered from left to right. Every split that a row answers with "greater" rules
out the leaves to its left; the lowest leaf that no split rules out is the row's own (the method of Lucchese et
al., "QuickScorer", SIGIR 2015). One split is then two vector operations over all rows, and no row is followed
down a tree by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEAVES = 32
ALL = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Trees:
    """``feature`` (trees, splits) int16, -1 where a tree has fewer; ``threshold`` (trees, splits) float32;
    ``mask`` (trees, splits) uint32, the leaves left when a value is greater; ``value`` (trees, leaves) float32.
    """

    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    mask: npt.NDArray[np.uint32]
    value: npt.NDArray[np.float32]

    def score(self, columns: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
        """The sum of the leaves of n rows, given as a column (n,) for each feature: (n,)."""
        total = np.zeros(len(columns[0]), np.float32)
        for features, thresholds, masks, values in zip(
            self.feature, self.threshold, self.mask, self.value, strict=True
        ):
            left = np.full(len(total), ALL, np.uint32)
            for feature, threshold, mask in zip(features, thresholds, masks, strict=True):
                if feature < 0:
                    break
                np.bitwise_and(left, mask, out=left, where=columns[feature] > threshold)
            total += values[_lowest(left)]
        return total


def _lowest(bits: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """The number of the lowest set bit; an exact power of two has an exact exponent."""
    alone = bits & (~bits + np.uint32(1))
    return (np.frexp(alone.astype(np.float64))[1] - 1).astype(np.int64)


def softmax(scores: npt.NDArray[np.float32], known: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Probabilities over the known candidates of each turn: (turns, K)."""
    shown = np.where(known, scores, -np.inf)
    shown = shown - shown.max(axis=1, keepdims=True)
    odds = np.exp(shown)
    shares: npt.NDArray[np.float32] = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares
