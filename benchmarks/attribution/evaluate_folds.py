"""A model for every novel that has not seen it: five trainings, each without a fifth of the novels.

Training takes minutes a fold: models may be kept in a folder, and are used again as long as they lie there.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audiobook.attribute.ranker_model import Model, read
from benchmarks.attribution.data import novels
from benchmarks.attribution.train import folds, train, write
from benchmarks.attribution.train_data import Example, example

LOG = logging.getLogger(__name__)


def examples(folder: Path, names: Sequence[str] = ()) -> list[Example]:
    """The novels of a folder in which somebody speaks, all or those named, their features computed once."""
    found = []
    for name in names or novels(folder):
        LOG.info("features of %s", name)
        found.append(example(folder / name))
    return [one for one in found if one is not None]


def unseen_models(
    folder: Path, names: Sequence[str], workers: int = 1, keep: Path | None = None
) -> Mapping[str, Model]:
    """A model for each of ``names``, trained on all novels of the other folds of a folder: trees, second stage and
    calibration. Only the folds of ``names`` are trained, ``workers`` of them at a time, and none of which there is a
    model in ``keep``.
    """
    fold = folds(novels(folder))
    wanted = sorted({fold[name] for name in names})
    kept = {number: keep / f"fold-{number + 1}.npz" for number in wanted} if keep else {}
    missing = [number for number in wanted if number not in kept or not kept[number].is_file()]
    found = examples(folder) if missing else []

    def without(number: int) -> Model:
        LOG.info("training without fold %d", number + 1)
        seen = [e for e in found if fold[e.name] != number]
        model = train(seen, folds([e.name for e in seen])).model
        if number in kept:
            kept[number].parent.mkdir(parents=True, exist_ok=True)
            write(model, kept[number])
        return model

    with ThreadPoolExecutor(workers) as pool:
        models = dict(zip(missing, pool.map(without, missing), strict=True))
    models |= {number: read(path.read_bytes()) for number, path in kept.items() if number not in models}
    return {name: models[fold[name]] for name in names}
