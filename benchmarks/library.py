"""What a run over a finished library costs: python -m benchmarks.library [--books N].

Small books are generated and made once, all in one process, to be quick; then the command runs
over them as anybody would run it.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from audiobook.library.finding import find_books
from audiobook.library.one import make_one

_FLAGS: dict[str, object] = {"engine": "tone", "formats": ["mp3"], "executor": "inline"}
_COMMAND = [
    *(sys.executable, "-m", "audiobook", "make", "--each", "--quiet"),
    *("--engine", "tone", "--formats", "mp3", "--executor", "inline"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(options.books):
            _write(folder / f"shelf {number % 10}" / f"book {number}.txt", number)
        jobs = find_books([folder], None, _FLAGS, each=True).jobs
        started = time.monotonic()
        for job in jobs:
            outcome = make_one(job)
            assert outcome.there, outcome.message
        took_s = time.monotonic() - started
        print(f"{options.books} books made, one process: {took_s:.1f} s")
        for attempt in ("first", "second"):
            wall_s, cpu_s = _timed(folder)
            print(f"{attempt} run, nothing to do: {wall_s:.1f} s, {cpu_s:.1f} CPU s")


def _write(path: Path, number: int) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"The Tale of Number {number}\n\nChapter 1\n\n"
        f'"Is this number {number}?" said Anna. "It is," said Ben.\n',
        encoding="utf-8",
    )


def _timed(folder: Path) -> tuple[float, float]:
    import resource  # noqa: PLC0415 - POSIX

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run([*_COMMAND, str(folder)], check=True)
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall_s, cpu_s


if __name__ == "__main__":
    main()
