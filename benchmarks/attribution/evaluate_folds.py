"""A model for every novel that has not seen it: five models, each from the novels of four folds.

A second stage learns from first odds by trees that have not seen the novel in question, and no
novel of the fold that is held out may be behind them either: such trees are fitted once for every
pair of folds and serve both. How far odds can be believed is measured on the novels of the other
folds alone. Models may be kept in a folder, and are used again as long as they lie there.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

from audiobook.attribute.ranker.evidence import Floats
from audiobook.attribute.ranker.features import second_stage_features
from audiobook.attribute.ranker.model import Model, read
from audiobook.attribute.ranker.smoothing import smoothed
from audiobook.attribute.ranker.trees import Trees
from benchmarks.attribution.data import novels
from benchmarks.attribution.train import (
    calibration,
    fit_trees,
    folds_of,
    odds,
    taught,
    write,
)
from benchmarks.attribution.train_data import Example, example

LOG = logging.getLogger(__name__)


def examples(folder: Path, names: Sequence[str] = ()) -> list[Example]:
    """The novels of a folder in which somebody speaks, all or those named, their features
    computed once.
    """
    found = []
    for name in names or novels(folder):
        LOG.info("features of %s", name)
        found.append(example(folder / name))
    return [one for one in found if one is not None]


def unseen_models(
    folders: Sequence[Path],
    names: Sequence[str],
    workers: int = 1,
    keep: Path | None = None,
) -> Mapping[str, Model]:
    """A model for each of ``names``, from the books of the other folds of some folders: trees,
    second stage and calibration. ``workers`` fits run at a time; where ``keep`` has the models,
    nothing is trained.
    """
    fold = folds_of(folders)

    def found() -> list[Example]:
        return [one for folder in folders for one in examples(folder)]

    models = _kept(fold, keep) or models_of_folds(found(), fold, workers, keep)
    return {name: models[fold[name]] for name in names}


def models_of_folds(
    found: Sequence[Example],
    fold: Mapping[str, int],
    workers: int = 1,
    keep: Path | None = None,
) -> Mapping[int, Model]:
    """The model of every fold of some examples: those that ``keep`` has, or new ones."""
    kept = _kept(fold, keep)
    if kept:
        return kept
    models = trained(found, fold, workers)
    for number, path in _files(fold, keep).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write(models[number], path)
    return models


def _files(fold: Mapping[str, int], keep: Path | None) -> Mapping[int, Path]:
    """The file of each fold's model; none without a folder."""
    if keep is None:
        return {}
    return {number: keep / f"fold-{number + 1}.npz" for number in set(fold.values())}


def _kept(fold: Mapping[str, int], keep: Path | None) -> Mapping[int, Model]:
    """The models that a folder has of all folds; none where one is missing."""
    paths = _files(fold, keep)
    if not all(path.is_file() for path in paths.values()):
        return {}
    return {number: read(path.read_bytes()) for number, path in paths.items()}


def trained(
    found: Sequence[Example], fold: Mapping[str, int], workers: int = 1
) -> dict[int, Model]:
    """The model of every fold. ``fold`` of each example."""
    every = [one for e in found for one in (e, *e.excerpts)]
    places = {one.name: fold[e.name] for e in found for one in (e, *e.excerpts)}
    numbers = sorted(set(places.values()))
    lessons = {e.name: taught(e, e.table) for e in every}

    def without(held: tuple[int, ...]) -> Trees:
        LOG.info("first stage without folds %s", held)
        return fit_trees([e for e in every if places[e.name] not in held], lessons)

    def second(held: int) -> Trees:
        LOG.info("second stage without fold %s", held)
        seen = [e for e in every if places[e.name] != held]
        hidden = {
            e.name: odds(first[tuple(sorted((held, places[e.name])))], e.table)
            for e in seen
        }
        both = {
            e.name: taught(e, second_stage_features(e.scene, e.table, hidden[e.name]))
            for e in seen
        }
        return fit_trees(seen, both)

    with ThreadPoolExecutor(workers) as pool:
        held: list[tuple[int, ...]] = [
            *combinations(numbers, 1),
            *combinations(numbers, 2),
        ]
        first = dict(zip(held, pool.map(without, held), strict=True))
        latter = dict(zip(numbers, pool.map(second, numbers), strict=True))
    stages = {number: (first[(number,)], latter[number]) for number in numbers}
    unseen = {e.name: _odds(e, *stages[fold[e.name]]) for e in found}
    return {
        number: Model(*stages[number], *_believed(found, fold, unseen, number))
        for number in numbers
    }


def _odds(one: Example, first: Trees, second: Trees) -> Floats:
    both = second_stage_features(one.scene, one.table, odds(first, one.table))
    return smoothed(one.scene, one.table.candidates, odds(second, both))


def _believed(
    found: Sequence[Example],
    fold: Mapping[str, int],
    unseen: Mapping[str, Floats],
    held: int,
) -> tuple[Floats, Floats]:
    return calibration([e for e in found if fold[e.name] != held], unseen)
