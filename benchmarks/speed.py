"""How near the limit: ``python -m benchmarks.speed [--words N] [--slice N] [--skip PART ...]``,
``--picture FILE`` for a picture of the lengths (needs ``matplotlib``).

Side by side in one run, so that ratios hold on a busy machine too; CPU seconds (user and system,
of everything that was started) stand beside wall time, which other work on the machine stretches.

ways      the limit (:mod:`benchmarks.speed_limit`), ours with a cold cache, and the naive way
          (:mod:`benchmarks.speed_naive`) on a slice, scaled by its length
again     a second run with nothing changed, a recast speaker, a chapter added at the end
start     ``--help``, and how long until the first line of a short story is spoken
length    1, 2, 4 and 8 times the slice
cores     the slice on one core and on two

The book is *Emma* where the optional data folder has it, else our own stories over and over.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.pictures import keep, pyplot
from benchmarks.speed_measure import Cost, measured
from benchmarks.speed_text import ROOT, write_book, write_lines

PYTHON = sys.executable
_NAIVE_CHAPTERS = 2
_ADDED = "\n\n\nCHAPTER LAST\n\n\nThis was added at the end, and nobody had to wait for the rest.\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--words", type=int, default=160_000, help="length of the book that is compared"
    )
    parser.add_argument(
        "--slice",
        type=int,
        default=6_000,
        help="length that is doubled, and put on one core",
    )
    parser.add_argument(
        "--skip", nargs="*", default=[], choices=sorted(_PARTS), help="leave these out"
    )
    parser.add_argument("--picture", type=Path, help="draw the time over the length")
    options = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        if hasattr(os, "getloadavg")
        else ""
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, part in _PARTS.items():
            if name not in options.skip:
                print(f"\n{name}", flush=True)
                part(Path(folder), options)


def _ours(book: Path, out: Path, cores: int = 0) -> Cost:
    return measured(
        [PYTHON, "-m", "audiobook", "make", book, "--out", out, "--quiet"], cores
    )


def _row(name: str, cost: Cost, limit: Cost | None = None, note: str = "") -> None:
    ratios = (
        f"{cost.wall_s / limit.wall_s:>8.2f}{cost.cpu_s / limit.cpu_s:>8.2f}"
        if limit
        else " " * 16
    )
    print(
        f"{name:<26}{cost.wall_s:>9.1f}{cost.cpu_s:>9.1f}{ratios}  {note}", flush=True
    )


def _heads(*more: str) -> None:
    print(f"{'':<26}{'wall s':>9}{'CPU s':>9}" + "".join(f"{head:>8}" for head in more))


def _ways(folder: Path, options: argparse.Namespace) -> None:
    book, lines = folder / "book.txt", folder / "lines.json"
    words = write_book(book, options.words)
    count = write_lines(book, lines)
    print(f"{words:,} words, {count:,} lines, MP3 and M4B")
    _heads("x wall", "x CPU")
    bare = folder / "limit"
    bare.mkdir()
    limit = measured([PYTHON, "-m", "benchmarks.speed_limit", lines, bare])
    _row("limit", limit, limit, _hours(float((bare / "seconds").read_text())))
    ours = _ours(book, folder / "ours")
    _row("ours, cold", ours, limit, _hours(_seconds(folder / "ours")))
    _row("ours, nothing changed", _ours(book, folder / "ours"))
    _naive(folder, lines, count, limit)


def _naive(folder: Path, lines: Path, count: int, limit: Cost) -> None:
    """On a slice of some chapters; its cost grows faster than its length, so that scaling it is
    kind.
    """
    chapters = json.loads(lines.read_text())[:_NAIVE_CHAPTERS]
    part = sum(map(len, chapters))
    piece, out = folder / "slice.json", folder / "naive"
    piece.write_text(json.dumps(chapters))
    out.mkdir()
    cost = measured([PYTHON, "-m", "benchmarks.speed_naive", piece, out])
    scaled = Cost(cost.wall_s * count / part, cost.cpu_s * count / part)
    _row("naive, scaled up", scaled, limit, f"measured on {part:,} lines")


def _again(folder: Path, options: argparse.Namespace) -> None:
    book, out = folder / "book.txt", folder / "ours"
    if not out.exists():
        write_book(book, options.words)
        _ours(book, out)
    _heads()
    _row("nothing changed", _ours(book, out))
    before = _digests(out)
    _recast(out / "cast.toml")
    _row("one speaker recast", _ours(book, out), note=_changed(before, out))
    before = _digests(out)
    book.write_text(book.read_text(encoding="utf-8") + _ADDED, encoding="utf-8")
    _row("a chapter added", _ours(book, out), note=_changed(before, out))


def _recast(cast_file: Path) -> None:
    """A little faster: the second speaker of the file, who is the most talkative after the
    narrator.
    """
    lines = cast_file.read_text(encoding="utf-8").splitlines()
    tables = [
        number for number, line in enumerate(lines) if line.startswith("[speakers.")
    ]
    lines.insert(tables[1] + 1, "rate = 1.1")
    cast_file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _digests(out: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.glob("*.m*")
    }


def _changed(before: dict[str, str], out: Path) -> str:
    same = sum(before.get(name) == digest for name, digest in _digests(out).items())
    return f"{same} of {len(before)} earlier files are byte for byte the same"


def _start(folder: Path, _options: argparse.Namespace) -> None:
    _heads()
    command = str(Path(PYTHON).with_name("make-audiobook"))
    _row("--help", measured([command, "--help"]))
    story = ROOT / "seeds" / "curly.txt"
    out = folder / "first"
    started = time.monotonic()
    with subprocess.Popen(
        [PYTHON, "-m", "audiobook", "make", str(story), "--out", str(out), "--quiet"]
    ) as process:
        while not list(out.glob(".work/clips/*/*.wav")) and process.poll() is None:
            time.sleep(0.005)
        first_s = time.monotonic() - started
    print(f"{'until the first clip':<26}{first_s:>9.2f}")


def _length(folder: Path, options: argparse.Namespace) -> None:
    _heads("hours", "CPU/h")
    points: list[tuple[float, Cost]] = []
    for times in (1, 2, 4, 8):
        book, out = folder / f"{times}.txt", folder / f"x{times}"
        write_book(book, times * options.slice)
        cost, hours = _ours(book, out), _seconds(out) / 3600
        points.append((hours, cost))
        print(
            f"{f'x {times}':<26}{cost.wall_s:>9.1f}{cost.cpu_s:>9.1f}{hours:>8.2f}{cost.cpu_s / hours:>8.1f}",
            flush=True,
        )
    if options.picture:
        _draw(points, options.picture)


def _draw(points: Sequence[tuple[float, Cost]], picture: Path) -> None:
    plt = pyplot()
    if plt is None:
        return
    figure, axis = plt.subplots(figsize=(6, 3.6))
    hours = [0.0, *(length for length, _ in points)]
    for name, seconds in (
        ("CPU", [c.cpu_s for _, c in points]),
        ("wall", [c.wall_s for _, c in points]),
    ):
        (line,) = axis.plot(hours[1:], seconds, "o", label=name)
        per_hour = seconds[-1] / hours[-1]
        axis.plot(
            hours,
            [per_hour * length for length in hours],
            "--",
            color=line.get_color(),
            linewidth=1,
        )
    axis.set(xlabel="hours of sound", ylabel="seconds", ylim=(0, None), xlim=(0, None))
    axis.legend(title="dashed: in proportion to the longest")
    keep(figure, picture)


def _cores(folder: Path, options: argparse.Namespace) -> None:
    book = folder / "cores.txt"
    write_book(book, 2 * options.slice)
    _heads()
    costs = {cores: _ours(book, folder / f"cores{cores}", cores) for cores in (1, 2)}
    for cores, cost in costs.items():
        _row(
            f"{cores} core{'s' if cores > 1 else ''}",
            cost,
            note=f"{costs[1].wall_s / cost.wall_s:.2f} x as fast",
        )
    same = _digests(folder / "cores1") == _digests(folder / "cores2")
    print("the files are", "byte for byte the same" if same else "DIFFERENT")


def _seconds(out: Path) -> float:
    records = [
        json.loads(path.read_text())
        for path in (out / ".work" / "tracks").glob("*.mp3.json")
    ]
    return float(sum(record["frames"] / record["rate"] for record in records))


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.2f} h of sound"


_PARTS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "ways": _ways,
    "again": _again,
    "start": _start,
    "length": _length,
    "cores": _cores,
}


if __name__ == "__main__":
    main()
