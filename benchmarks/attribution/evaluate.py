"""Reads, cuts and attributes novels as the program does, and scores who speaks."""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.export import quotes_json
from audiobook.model import Guidance
from benchmarks.attribution.data import scorer, script_of


@dataclass(frozen=True, slots=True)
class Result:
    """What an attributor made of a novel, and the seconds that reading and attributing took."""

    novel: str
    quotes: dict[str, object]
    reading: float
    attributing: float


def attributed(attributor: str, novel: Path) -> Result:
    """One novel, from its raw text."""
    begin = time.perf_counter()
    script = script_of(novel)
    read = time.perf_counter()
    done = ATTRIBUTORS.load(attributor)().attribute(script, Guidance())
    return Result(novel.name, quotes_json(done), read - begin, time.perf_counter() - read)


def evaluate(attributor: str, folder: Path, names: Sequence[str], workers: int) -> str:
    """The scorer's table over novels of a folder, and seconds per novel."""
    paths = [folder / name for name in names]
    if workers > 1:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            results = list(pool.map(attributed, repeat(attributor), paths))
    else:
        results = list(map(partial(attributed, attributor), paths))
    return report(folder, results)


def report(folder: Path, results: Sequence[Result]) -> str:
    """The table of scores and times."""
    module = scorer(folder.parent)
    per, total = module.score_all(str(folder), {r.novel: r.quotes for r in results}, [r.novel for r in results])
    times = [r.attributing for r in results]
    reading = [r.reading for r in results]
    seconds = (
        f"seconds per novel: attributing {sum(times) / len(times):.2f} (most {max(times):.2f}), "
        f"reading and cutting {sum(reading) / len(reading):.2f} (most {max(reading):.2f})"
    )
    return f"{module.table(per, total)}\n{seconds}"
