"""The same books made in several ways: ``python -m benchmarks.cluster [--words N] [--rounds N]``.

The twelve stories of *The Adventures of Sherlock Holmes*, where the optional data folder has
them, else our own stories; each is a book, and ``--words`` takes the beginning of each. The ways
take turns, so that other work on the machine hits them alike; of several rounds the medians are
printed, with the overhead against the local pool. With ``--record FILE`` ways can be tried by
several commands: each adds its rounds to the file, and prints what is in it. CPU seconds are those of everything that was
started, the scheduler and the workers included; wall time is that of the sender.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from audiobook.readers import read_book
from benchmarks.cluster_machines import standing
from benchmarks.speed_measure import Cost, measured
from benchmarks.speed_text import ROOT

_BOOK = ROOT.parent / "shared" / "books" / "sherlock-holmes.epub"
_STORIES = 12
_INSIDE = "--inside"  # with a scheduler and workers: for this program itself
_BASE = "local pool"
_WAYS: dict[str, tuple[str, ...]] = {
    "one process": ("--at-once", "1", "--executor", "inline"),
    _BASE: ("--at-once", "1"),
    "two books at once": ("--at-once", "2"),
    "Dask, local": ("--cluster", "local:2"),
    "Dask, separate processes": ("--cluster", "{scheduler}"),
}


@dataclass(slots=True)
class Tried:
    """What a way cost in each round, and the files that came of it."""

    costs: list[Cost] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    def wall_s(self) -> float:
        """Seconds that the sender waited, in the middle round."""
        return statistics.median(cost.wall_s for cost in self.costs)

    def cpu_s(self) -> float:
        """CPU seconds of all that was started, in the middle round."""
        return statistics.median(cost.cpu_s for cost in self.costs)


def main() -> None:
    if sys.argv[1:2] == [_INSIDE]:
        _with_cluster(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=int, default=0, help="of each story; 0: all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", default="", help="such as tone, which is quick")
    parser.add_argument("--ways", nargs="+", default=list(_WAYS), choices=list(_WAYS))
    parser.add_argument("--record", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        count, words = write_stories(Path(folder, "stories"), options.words)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"{count} books, {words:,} words, median of {options.rounds} rounds\n")
        tried = _recorded(options.record)
        _try(Path(folder), options, tried)
    if options.record:
        _record(options.record, tried)
    _show(tried)


def write_stories(folder: Path, most: int) -> tuple[int, int]:
    """Write each story as a book of its own; how many, and how many words they have."""
    folder.mkdir()
    if _BOOK.exists():
        chapters = [c for c in read_book(_BOOK).chapters if len(c.text) > 10_000]
        texts = [f"{c.title}\n\n{c.text}" for c in chapters[:_STORIES]]
    else:
        paths = sorted((ROOT / "seeds").glob("*.txt"))
        texts = [p.read_text("utf-8") for p in paths if ".script" not in p.name]
    words = 0
    for number, text in enumerate(texts, 1):
        taken = _beginning(text, most)
        words += len(taken.split())
        (folder / f"story{number}.txt").write_text(taken, encoding="utf-8")
    return len(texts), words


def _beginning(text: str, most: int) -> str:
    """The first paragraphs with at least so many words."""
    taken: list[str] = []
    count = 0
    for paragraph in text.split("\n\n"):
        if most and count >= most:
            break
        taken.append(paragraph)
        count += len(paragraph.split())
    return "\n\n".join(taken) + "\n"


def _recorded(path: Path | None) -> dict[str, Tried]:
    """What earlier commands tried."""
    if path is None or not path.exists():
        return {}
    tried = {}
    for name, way in json.loads(path.read_text()).items():
        costs = [Cost(**cost) for cost in way["costs"]]
        tried[name] = Tried(costs, set(way["files"]))
    return tried


def _record(path: Path, tried: dict[str, Tried]) -> None:
    ways = {}
    for name, way in tried.items():
        costs = [asdict(cost) for cost in way.costs]
        ways[name] = {"costs": costs, "files": sorted(way.files)}
    path.write_text(json.dumps(ways))


def _try(folder: Path, options: argparse.Namespace, tried: dict[str, Tried]) -> None:
    """Make the books in each way, round after round."""
    for turn in range(options.rounds):
        for name in options.ways:
            flags = _WAYS[name]
            books = folder / f"{turn} {name}"
            shutil.copytree(folder / "stories", books)
            words = [str(books), "--each", "--quiet", *flags]
            if options.engine:
                words += ["--engine", options.engine]
            cost = _cost(words)
            way = tried.setdefault(name, Tried())
            way.costs.append(cost)
            _told(
                f"round {turn + 1}, {name}: {cost.wall_s:.1f} s, {cost.cpu_s:.1f} CPU s"
            )
            way.files.add(_digest(books))
            shutil.rmtree(books)


def _told(news: str) -> None:
    """Say how far it is, apart from the table."""
    sys.stderr.write(f"{news}\n")
    sys.stderr.flush()


def _cost(words: Sequence[str]) -> Cost:
    make = [sys.executable, "-m", "audiobook", "make", *words]
    if "{scheduler}" not in words:
        return measured(make)
    with tempfile.NamedTemporaryFile("r") as told:
        command = [sys.executable, "-m", "benchmarks.cluster", _INSIDE, told.name]
        cost = measured([*command, *make])
        return Cost(float(told.read()), cost.cpu_s)


def _with_cluster(words: Sequence[str]) -> None:
    """Start a scheduler and two workers, run a command with them, and tell its wall time."""
    told, *command = words
    with tempfile.TemporaryDirectory() as folder, standing(Path(folder), 2) as address:
        filled = [word.replace("{scheduler}", address) for word in command]
        started = time.monotonic()
        subprocess.run(filled, check=True)
        Path(told).write_text(str(time.monotonic() - started))


def _digest(folder: Path) -> str:
    """One name for all finished files."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.m*")):
        if ".work" not in path.parts:
            found.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return found.hexdigest()


def _show(tried: dict[str, Tried]) -> None:
    base = tried.get(_BASE) or next(iter(tried.values()))
    print(f"{'':<26}{'wall s':>8}{'CPU s':>8}{'x wall':>8}{'x CPU':>8}")
    for name in filter(tried.get, _WAYS):
        way = tried[name]
        ratios = _ratio(way, base, Tried.wall_s) + _ratio(way, base, Tried.cpu_s)
        print(f"{name:<26}{way.wall_s():>8.1f}{way.cpu_s():>8.1f}{ratios}")
    digests = set()
    for way in tried.values():
        digests |= way.files
    alike = "byte for byte the same" if len(digests) == 1 else "DIFFERENT"
    print(f"the files are {alike}")


def _ratio(way: Tried, base: Tried, cost: Callable[[Tried], float]) -> str:
    return f"{cost(way) / cost(base):>8.2f}"


if __name__ == "__main__":
    main()
