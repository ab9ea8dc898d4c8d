"""Boosted trees as plain arrays, scored without any library but numpy.

A tree has at most 32 leaves, numbered from left to right. Every split that a
row answers with "greater" rules out the leaves to its left; the lowest leaf
that no split rules out is the row's own (the method of Lucchese et al.,
"QuickScorer", SIGIR 2015). One split is then two vector operations over all
rows, and no row is followed down a tree by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiobook.attribute.ranker.evidence import Bools, Floats, Ints

Masks = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees of one stage.

    ``feature`` (trees, splits) int16, -1 where a tree has fewer splits;
    ``threshold`` (trees, splits) float32; ``mask`` (trees, splits) uint32,
    the leaves left when a value is greater; ``value`` (trees, leaves)
    float32.
    """

    feature: npt.NDArray[np.int16]
    threshold: Floats
    mask: Masks
    value: Floats

    def score(self, columns: Sequence[Floats]) -> Floats:
        """The sum of the leaves of each of n rows: (n,).

        ``columns`` has a column (n,) for each feature.
        """
        rows = len(columns[0])
        total = np.zeros(rows, np.float32)
        # What the vector operations below write to, over and over.
        is_greater = np.empty(rows, np.bool_)
        ruled_out = np.empty(rows, np.uint32)
        newly_out = np.empty(rows, np.uint32)
        trees = zip(
            self.feature.tolist(),
            self.threshold,
            ~self.mask,
            self.value,
            strict=True,
        )
        for features, thresholds, leaves_left_of, values in trees:
            ruled_out[:] = 0
            splits = zip(features, thresholds, leaves_left_of, strict=True)
            for feature, threshold, left_of in splits:
                if feature < 0:
                    break
                np.greater(columns[feature], threshold, out=is_greater)
                # A product is faster than a masked operation.
                np.multiply(is_greater, left_of, out=newly_out)
                np.bitwise_or(ruled_out, newly_out, out=ruled_out)
            total += values[_lowest_bit(~ruled_out)]
        return total


def _lowest_bit(bits: Masks) -> Ints:
    """The number of the lowest set bit of each value, from 0."""
    lowest = bits & (~bits + np.uint32(1))
    # An exact power of two has an exact exponent.
    exponent = np.frexp(lowest.astype(np.float32))[1]
    return (exponent - 1).astype(np.int64)


def softmax(
    scores: Floats,
    known: Bools,
) -> Floats:
    """Probabilities over the known candidates of each turn: (turns, K).

    ``scores`` and ``known`` (turns, K); at least one candidate of each turn
    is known.
    """
    shown = np.where(known, scores, -np.inf)
    # The greatest exponent is 0, so that nothing overflows.
    shown = shown - shown.max(axis=1, keepdims=True)
    weights = np.exp(shown)
    shares = weights / weights.sum(axis=1, keepdims=True)
    return np.asarray(shares, np.float32)
