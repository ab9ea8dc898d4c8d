"""``python -m benchmarks.attribution evaluate``: one table of all systems, novel by novel, and
what came of their confidence.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiobook.attribute.ranker.model import Model
from benchmarks.attribution.evaluate import RANKER, Result, results
from benchmarks.attribution.evaluate_earlier import earlier
from benchmarks.attribution.evaluate_tables import (
    by_novel,
    claims,
    reliability,
    scored,
    totals,
)
from benchmarks.attribution.evaluate_wrong import write_wrong_lines


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    ``attributors`` on ``names`` of the novels in ``folder``, and the rules of the checkout
    ``before``, called ``name``, where there is one. The models of the folds learn from the books
    of ``taught`` and are kept in ``keep``; ``wrong`` gets the wrong lines of each system.
    """

    folder: Path
    names: tuple[str, ...]
    attributors: tuple[str, ...]
    before: Path | None = None
    name: str = "v1"
    keep: Path | None = None
    wrong: Path | None = None
    taught: tuple[Path, ...] = ()


def command(plan: Plan, model: Path, *, workers: int = 1, shipped: bool = False) -> str:
    """The report.

    ``model`` is the file that ships, for its size; ``shipped`` scores it instead of training on
    the other folds.
    """

    def taught() -> Mapping[str, Model]:
        from benchmarks.attribution.evaluate_folds import unseen_models  # noqa: PLC0415 needs LightGBM

        return (
            {}
            if shipped
            else unseen_models(plan.taught, plan.names, workers, plan.keep)
        )

    systems = [scored(name, found, plan.folder) for name, found in _read(plan, taught)]
    if plan.wrong is not None:
        for system in systems:
            write_wrong_lines(system, plan.folder, plan.wrong)
    parts = [by_novel(systems), totals(systems, {RANKER: model.stat().st_size})]
    parts += [
        f"{s.name}: {reliability(*claims(s, plan.folder))}"
        for s in systems
        if s.results[0].sure
    ]
    return "\n\n".join(parts)


def _read(
    plan: Plan, taught: Callable[[], Mapping[str, Model]]
) -> Iterator[tuple[str, list[Result]]]:
    paths = [plan.folder / name for name in plan.names]
    if plan.before is not None:
        yield plan.name, earlier(plan.before, paths)
    yield from results(plan.attributors, paths, taught)
