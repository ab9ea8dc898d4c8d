"""``python -m benchmarks.attribution train``: a model from annotated novels, and what it is
worth.

Every figure printed is of novels that the models in question never saw: the folds are over
novels, and within each fold the second stage learnt from first odds of folds of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from audiobook.attribute.ranker.evidence import Floats
from benchmarks.attribution.data import DATA, novels, scorer
from benchmarks.attribution.train import Trained, folds, outcomes, train, write
from benchmarks.attribution.train_data import Example, example

BINS = 10


def command(folder: Path, out: Path, *, strict: bool, by_author: bool) -> str:
    """Train on the novels of a folder, write the model, and report.

    ``strict`` and ``by_author`` add the scores of nested folds.
    """
    found = (example(folder / name) for name in novels(folder))
    examples = [e for e in found if e is not None]
    names = [e.name for e in examples]
    trained = train(examples, folds(names))
    write(trained.model, out)
    parts = [
        f"model: {out.stat().st_size} bytes, {len(examples)} novels",
        reliability(examples, trained),
    ]
    if strict:
        parts.append(table(examples, nested(examples, folds(names))))
    if by_author:
        parts.append(table(examples, nested(examples, authors(examples))))
    return "\n\n".join(parts)


def nested(examples: Sequence[Example], fold: Mapping[str, int]) -> dict[str, Floats]:
    """Odds of every novel by a whole training without its fold."""
    out: dict[str, Floats] = {}
    for number in sorted(set(fold.values())):
        seen = [e for e in examples if fold[e.name] != number]
        model = train(seen, folds([e.name for e in seen])).model
        out.update(
            {
                e.name: model.odds(e.scene, e.table)
                for e in examples
                if fold[e.name] == number
            }
        )
    return out


def authors(examples: Iterable[Example]) -> dict[str, int]:
    """Folds in which no author is in their own training: one fold an author."""
    codes = {e.name: str(e.gold[3].get("author", e.name)) for e in examples}
    numbers = {code: number for number, code in enumerate(sorted(set(codes.values())))}
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
