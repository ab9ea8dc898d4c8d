"""A model for every novel that has not seen it: five trainings, each without a fifth of the novels."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audiobook.attribute.ranker_model import Model
from benchmarks.attribution.data import novels
from benchmarks.attribution.train import folds, train
from benchmarks.attribution.train_data import Example, example

LOG = logging.getLogger(__name__)


def examples(folder: Path, names: Sequence[str] = ()) -> list[Example]:
    """The novels of a folder in which somebody speaks, all or those named, their features computed once."""
    found = []
    for name in names or novels(folder):
        LOG.info("features of %s", name)
        found.append(example(folder / name))
    return [one for one in found if one is not None]


def unseen_models(found: Sequence[Example], names: Sequence[str], workers: int = 1) -> Mapping[str, Model]:
    """A model for each of ``names``, trained on all novels of the other folds: trees, second stage and
    calibration. Only the folds of ``names`` are trained; ``workers`` of them at a time.
    """
    fold = folds([e.name for e in found])
    wanted = sorted({fold[name] for name in names if name in fold})

    def without(number: int) -> Model:
        LOG.info("training without fold %d", number + 1)
        seen = [e for e in found if fold[e.name] != number]
        return train(seen, folds([e.name for e in seen])).model

    with ThreadPoolExecutor(workers) as pool:
        models = dict(zip(wanted, pool.map(without, wanted), strict=True))
    return {name: models[fold[name]] for name in names if name in fold}
