"""``python -m benchmarks.attribution train``: a model from annotated novels, and what it is
worth.

Every figure printed is of novels that the models in question never saw: the folds are over
novels, and within each fold the second stage learnt from first odds of folds of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiobook.attribute.ranker.evidence import Floats
from benchmarks.attribution.data import DATA, scorer
from benchmarks.attribution.evaluate_folds import examples, models_of_folds
from benchmarks.attribution.train import (
    Trained,
    folds,
    folds_of,
    outcomes,
    train,
    write,
)
from benchmarks.attribution.train_data import Example

BINS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is trained.

    ``folders`` hold the books, ``out`` is where the model goes, ``keep`` has the models of the
    folds; ``workers`` fits run at a time. ``by_author`` adds the scores of folds over authors.
    """

    folders: tuple[Path, ...]
    out: Path
    keep: Path | None = None
    workers: int = 1
    by_author: bool = False


def command(plan: Plan) -> str:
    """Train on the books of some folders, write the model, and report."""
    found = [one for folder in plan.folders for one in examples(folder)]
    fold = folds_of(plan.folders)
    models = models_of_folds(found, fold, plan.workers, plan.keep)
    trained = train(found, fold, models)
    write(trained.model, plan.out)
    parts = [
        f"model: {plan.out.stat().st_size} bytes, {len(found)} books",
        reliability(found, trained),
        table(found, trained.unseen),
    ]
    if plan.by_author:
        fold = authors(found)
        models = models_of_folds(found, fold, plan.workers)
        parts.append(table(found, train(found, fold, models).unseen))
    return "\n\n".join(parts)


def authors(found: Iterable[Example]) -> dict[str, int]:
    """Folds in which no author is in their own training."""
    codes = {e.name: str(e.gold[3].get("author", e.name)) for e in found}
    numbers = folds(sorted(set(codes.values())))
    return {name: numbers[code] for name, code in codes.items()}


def table(examples: Sequence[Example], odds: Mapping[str, Floats]) -> str:
    """The scorer's table."""
    module = scorer(DATA)
    per = {
        e.name: module.score_novel(e.gold, e.answers(odds[e.name])) for e in examples
    }
    shown: str = module.table(per, module.summarise(per))
    return shown


def reliability(examples: Sequence[Example], trained: Trained) -> str:
    """How often choices were right, by the confidence claimed; and the mean gap, weighted by
    size.
    """
    claims, hits = outcomes(examples, trained.unseen)
    sure = trained.model.confidence(claims)
    rows, gap = ["claimed   right    turns"], 0.0
    for place in range(BINS):
        inside = (sure >= place / BINS) & (
            (sure < (place + 1) / BINS) | (place == BINS - 1)
        )
        if inside.any():
            said, true = float(sure[inside].mean()), float(hits[inside].mean())
            gap += abs(said - true) * int(inside.sum()) / len(sure)
            rows.append(f"{said:7.3f} {true:7.3f} {int(np.sum(inside)):8d}")
    return "\n".join([*rows, f"expected calibration error {gap:.4f}"])
