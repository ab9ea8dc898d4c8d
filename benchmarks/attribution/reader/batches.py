"""Passages side by side, as tensors; in training they are changed at random.

Slots are dealt anew, so that no slot means anything. The ranker's odds are hidden here and there,
so that the encoder learns to read by itself. Some lines are known for certain, as if the user had
corrected them, so that it learns what they say of their neighbours. Some pieces are left empty, so
that it does not learn the novels by heart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from audiobook.attribute.ranker.evidence import NOBODY, Bools, Ints
from benchmarks.attribution.reader.network import Batch, Lower
from benchmarks.attribution.reader.passages import SLOTS
from benchmarks.attribution.reader.trimming import kept_pieces
from benchmarks.attribution.reader.windows import OVER_PIECES, Arrays

SIZE = 8  # passages side by side
# So many passages are read without any odds, at the start of the training and at its end: the
# encoder has to read by itself before it may lean on them.
BLIND = (0.7, 0.3)
HIDDEN = 0.15  # of the turns of the others have none
CORRECTED = 0.25  # of passages have lines that the user corrected ...
SURE = 0.2  # ... so many of their turns
BLANK = 0.1  # of the pieces are left empty


@dataclass(frozen=True)
class Book:
    """The passages of a book, and what the frozen layers make of them: (N, L, WIDTH)."""

    name: str
    arrays: Arrays
    lower: npt.NDArray[np.float16]

    @cached_property
    def kept(self) -> Bools:
        """The pieces that the trained layers see: (N, L)."""
        return kept_pieces(self.arrays)


@dataclass(frozen=True)
class Chance:
    """What changes passages at random; ``blind`` is the share that is read without odds."""

    generator: np.random.Generator
    blind: float


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
    chance: Chance | None = None,
) -> Batch:
    """Some passages of a book side by side; changed where there is a ``chance``."""
    taken = {name: values[list(rows)] for name, values in book.arrays.items()}
    shown = np.asarray(taken["turns"] != NOBODY)
    turns = max(1, int(shown.sum(axis=1).max()))
    for name, values in taken.items():
        if name not in OVER_PIECES:
            taken[name] = values[:, :turns]
    taken["lower"] = book.lower[list(rows)]
    taken |= _trimmed(taken, book.kept[list(rows)])
    if chance is not None:
        # What another passage scores is seen here as well, and teaches as well.
        taken["taught"] = np.asarray(taken["right"].any(axis=2))
        for row in range(len(rows)):
            _deal(taken, row, chance)
            _reveal(taken, row, chance)
        blank = chance.generator.random(taken["ids"].shape) < BLANK
        taken["lower"][blank] = 0
    tensors = {one.name: _tensor(taken[one.name], device) for one in fields(Batch)}
    return Batch(**tensors)


def _trimmed(taken: Arrays, kept: Bools) -> Arrays:
    """The kept pieces alone, their places, and where speech opens among them."""
    sizes = kept.sum(axis=1)
    place = np.argsort(~kept, axis=1, kind="stable")[:, : int(sizes.max())]
    padding = np.arange(place.shape[1]) >= sizes[:, None]
    rows = np.arange(len(kept))[:, None]
    trimmed = {name: taken[name][rows, place] for name in OVER_PIECES}
    trimmed["ids"][padding] = 0
    trimmed["names"][padding] = 0
    for name in ("quoted", "told"):
        trimmed[name][padding] = NOBODY
    among: Ints = np.maximum(kept.cumsum(axis=1) - 1, 0)
    trimmed["at"] = np.take_along_axis(among, taken["at"], axis=1)
    trimmed["place"] = place
    trimmed["lower"] = taken["lower"][rows, place].astype(np.float32)
    return trimmed


def _deal(taken: Arrays, row: int, chance: Chance) -> None:
    """Other slots for the people of a passage."""
    dealt = np.concatenate([[0], 1 + chance.generator.permutation(SLOTS)])
    for name in ("slot", "candidate_slot"):
        taken[name][row] = dealt[taken[name][row]]


def _reveal(taken: Arrays, row: int, chance: Chance) -> None:
    """Hide odds of a passage, or make them certain."""
    random = chance.generator.random
    odds = taken["odds"][row]
    if random() < chance.blind:
        odds[:] = 0
        return
    odds[random(len(odds)) < HIDDEN] = 0
    if random() < CORRECTED:
        right = taken["right"][row]
        sure = (random(len(odds)) < SURE) & right.any(axis=1)
        odds[sure] = right[sure] / right[sure].sum(axis=1, keepdims=True)
        # What is known already has nothing to teach.
        taken["taught"][row][sure] = False


def _tensor(values: npt.NDArray[np.generic], device: str) -> Tensor:
    if values.dtype not in (np.bool_, np.float32):
        values = values.astype(np.int64)
    return torch.from_numpy(values).to(device)
