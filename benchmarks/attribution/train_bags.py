"""A model as the mean of several, each of which has missed one fold of the books.

What one fit learns by chance, the mean forgets: each of the means has seen every book, and no two
of its members the same ones. The members that have missed a book also give its first odds, from
which the second stage learns, so that the mean costs little more to train than one model.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audiobook.attribute.ranker.evidence import Floats, as_floats
from audiobook.attribute.ranker.features import second_stage_features
from audiobook.attribute.ranker.model import Model
from audiobook.attribute.ranker.trees import Trees
from benchmarks.attribution.train import calibration, fit_trees, odds, taught
from benchmarks.attribution.train_data import Example
from benchmarks.attribution.train_trees import Lesson

LOG = logging.getLogger(__name__)
Folds = tuple[int, ...]  # numbers of folds, in order
Stages = tuple[Trees, Trees]
NONE: Folds = ()


@dataclass(frozen=True)
class Trained:
    """A model, and the odds of every novel by models that never saw it."""

    model: Model
    unseen: Mapping[str, Floats]


def train(
    examples: Sequence[Example],
    fold: Mapping[str, int],
    models: Mapping[int, Model],
    workers: int = 1,
) -> Trained:
    """A model from all examples and their excerpts.

    ``models`` are those of the folds, each made without its fold: their odds of the examples tell
    how far odds can be believed.
    """
    settled = {e.name: models[fold[e.name]].odds(e.scene, e.table) for e in examples}
    first, second = Bags(examples, fold, workers).stages([NONE])[NONE]
    return Trained(Model(first, second, *calibration(examples, settled)), settled)


def mean(members: Sequence[Trees]) -> Trees:
    """Trees whose scores are the mean of the members' scores."""
    values = np.concatenate([one.value for one in members])
    return Trees(
        feature=np.concatenate([one.feature for one in members]),
        threshold=np.concatenate([one.threshold for one in members]),
        mask=np.concatenate([one.mask for one in members]),
        value=as_floats(values / len(members)),
    )


@dataclass(frozen=True)
class Bags:
    """Fits both stages to books without some folds. ``fold`` of each of ``books``."""

    books: Sequence[Example]
    fold: Mapping[str, int]
    workers: int = 1

    def stages(self, held: Sequence[Folds]) -> dict[Folds, Stages]:
        """For each of ``held`` both stages from the books of all other folds: every member of
        their means misses one more fold.
        """
        missed = {without: self._members(without) for without in held}
        fewer = sorted({one for members in missed.values() for one in members})
        with ThreadPoolExecutor(self.workers) as pool:
            first = dict(zip(fewer, pool.map(self._first, fewer), strict=True))
        second: dict[Folds, list[Trees]] = {}
        for without in held:
            lessons = self._second_lessons(without, first)
            with ThreadPoolExecutor(self.workers) as pool:
                fitted = pool.map(
                    lambda one, known=lessons: self._fit(one, known), missed[without]
                )
                second[without] = list(fitted)
        return {
            without: (
                mean([first[one] for one in missed[without]]),
                mean(second[without]),
            )
            for without in held
        }

    @cached_property
    def _every(self) -> list[Example]:
        return [one for e in self.books for one in (e, *e.excerpts)]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The fold of every book and excerpt."""
        return {
            one.name: self.fold[e.name] for e in self.books for one in (e, *e.excerpts)
        }

    @cached_property
    def _lessons(self) -> Mapping[str, Lesson]:
        """What each book teaches the first stage."""
        return {e.name: taught(e, e.table) for e in self._every}

    def _members(self, without: Folds) -> list[Folds]:
        """The folds that each member of a mean misses."""
        others = sorted(set(self.fold.values()) - set(without))
        return [tuple(sorted((*without, one))) for one in others]

    def _first(self, without: Folds) -> Trees:
        LOG.info("first stage without folds %s", without)
        return self._fit(without, self._lessons)

    def _fit(self, without: Folds, lessons: Mapping[str, Lesson]) -> Trees:
        seen = [e for e in self._every if self._places[e.name] not in without]
        return fit_trees(seen, lessons)

    def _second_lessons(
        self, without: Folds, first: Mapping[Folds, Trees]
    ) -> Mapping[str, Lesson]:
        """What the books of all other folds teach the second stage, each by first odds that have
        not seen it.
        """
        LOG.info("second stage without folds %s", without)
        lessons: dict[str, Lesson] = {}
        for e in self._every:
            place = self._places[e.name]
            if place in without:
                continue
            unseen = odds(first[tuple(sorted((*without, place)))], e.table)
            both = second_stage_features(e.scene, e.table, unseen)
            lessons[e.name] = taught(e, both)
        return lessons
