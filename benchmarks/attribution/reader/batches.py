"""Passages side by side, as tensors; in training they are changed at random.

Slots are dealt anew, so that no slot means anything. The ranker's odds are hidden here and there,
so that the encoder learns to read by itself. Some lines are known for certain, as if the user had
corrected them, so that it learns what they say of their neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from benchmarks.attribution.reader.network import Batch, Lower
from benchmarks.attribution.reader.passages import SLOTS
from benchmarks.attribution.reader.windows import OVER_PIECES, Arrays

SIZE = 8  # passages side by side
BLIND = 0.2  # of passages are read without any odds
HIDDEN = 0.15  # of the turns of the others have none
CORRECTED = 0.25  # of passages have lines that the user corrected ...
SURE = 0.2  # ... so many of their turns
DOUBT = 0.9  # odds under which a turn is in doubt


@dataclass(frozen=True)
class Book:
    """The passages of a book, and what the frozen layers make of them: (N, L, WIDTH)."""

    name: str
    arrays: Arrays
    lower: npt.NDArray[np.float16]


def doubtful(arrays: Arrays) -> Arrays:
    """The passages in which the ranker doubts: the others teach little."""
    in_doubt = arrays["taught"] & (arrays["odds"].max(axis=2) < DOUBT)
    kept = in_doubt.any(axis=1)
    return {name: values[kept] for name, values in arrays.items()}


def lower_of(arrays: Arrays, lower: Lower, device: str) -> npt.NDArray[np.float16]:
    """What the frozen layers make of every passage: (N, L, WIDTH)."""
    parts: list[npt.NDArray[np.float16]] = []
    ids = torch.from_numpy(arrays["ids"].astype(np.int64))
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        for part in ids.split(SIZE):
            parts.append(lower(part.to(device)).half().cpu().numpy())
    return np.concatenate(parts)


def batch_of(
    book: Book,
    rows: Sequence[int],
    device: str,
    chance: np.random.Generator | None = None,
) -> Batch:
    """Some passages of a book side by side; changed where there is a ``chance``."""
    taken = {name: values[list(rows)] for name, values in book.arrays.items()}
    turns = max(1, int((taken["turns"] >= 0).sum(axis=1).max()))
    for name, values in taken.items():
        if name not in OVER_PIECES:
            taken[name] = values[:, :turns]
    if chance is not None:
        for row in range(len(rows)):
            _deal(taken, row, chance)
            _reveal(taken, row, chance)
    taken["lower"] = book.lower[list(rows)].astype(np.float32)
    tensors = {one.name: _tensor(taken[one.name], device) for one in fields(Batch)}
    return Batch(**tensors)


def _deal(taken: Arrays, row: int, chance: np.random.Generator) -> None:
    """Other slots for the people of a passage."""
    dealt = np.concatenate([[0], 1 + chance.permutation(SLOTS)])
    for name in ("slot", "candidate_slot"):
        taken[name][row] = dealt[taken[name][row]]


def _reveal(taken: Arrays, row: int, chance: np.random.Generator) -> None:
    """Hide odds of a passage, or make them certain."""
    odds = taken["odds"][row]
    if chance.random() < BLIND:
        odds[:] = 0
        return
    odds[chance.random(len(odds)) < HIDDEN] = 0
    if chance.random() < CORRECTED:
        right = taken["right"][row]
        sure = (chance.random(len(odds)) < SURE) & right.any(axis=1)
        odds[sure] = right[sure] / right[sure].sum(axis=1, keepdims=True)
        # What is known already has nothing to teach.
        taken["taught"][row][sure] = False


def _tensor(values: npt.NDArray[np.generic], device: str) -> Tensor:
    if values.dtype not in (np.bool_, np.float32):
        values = values.astype(np.int64)
    return torch.from_numpy(values).to(device)
