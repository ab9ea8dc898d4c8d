"""Annotated books made ready for the reader, once: passages, and what frozen layers make of them.

The odds of the ranker on the novels are those of trees that have not seen the novel in question,
as the reader will meet them later.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiobook.attribute.ranker.evidence import Floats
from benchmarks.attribution.data import novels
from benchmarks.attribution.evaluate_folds import models_of_folds
from benchmarks.attribution.reader.batches import Book, lower_of
from benchmarks.attribution.reader.network import Lower
from benchmarks.attribution.reader.windows import arrays_of, loaded, saved
from benchmarks.attribution.reader.wordpiece import WordPieces
from benchmarks.attribution.train import folds
from benchmarks.attribution.train_data import Example, example

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workplace:
    """A folder that keeps what is made ready."""

    folder: Path
    pieces: WordPieces
    lower: Lower
    device: str

    def cut_novels(self, folder: Path) -> None:
        """Cut the novels of a folder into passages, unless all are there."""
        names = novels(folder)
        if all(self._passages(name).is_file() for name in names):
            return
        examples = read(folder, names)
        fold = folds([one.name for one in examples])
        models = models_of_folds(examples, fold)
        for one in examples:
            model = models[fold[one.name]]
            self.cut(one, model.odds(one.scene, one.table))

    def cut(self, one: Example, odds: Floats) -> None:
        """Cut a book into passages, unless they are there. ``odds`` are the ranker's."""
        path = self._passages(one.name)
        if not path.is_file():
            LOG.info("passages of %s", one.name)
            saved(path, arrays_of(one, odds, self.pieces))

    def book(self, name: str) -> Book:
        """The passages of a book that is cut."""
        arrays = loaded(self._passages(name))
        path = self.folder / "lower" / f"{name}.npy"
        if not path.is_file():
            LOG.info("frozen layers of %s", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, lower_of(arrays, self.lower, self.device))
        return Book(name, arrays, np.load(path))

    def _passages(self, name: str) -> Path:
        return self.folder / "passages" / f"{name}.npz"


def read(folder: Path, names: Sequence[str]) -> list[Example]:
    """The books of a folder in which somebody speaks."""
    found = [example(folder / name) for name in names]
    return [one for one in found if one is not None]
