"""Memory over length.

``python -m benchmarks.memory [--hours 1 16 60] [--rate 1] [--picture FILE]``.

Makes books of several lengths, watches the main process, the finder (a process that is there
while the speakers of a long book are found), and the largest worker (encoders and the process
that speaks included), and prints the highest of each. The sound is encoded at 8 kHz, which is
cheap and needs no less memory than any other rate; with ``--rate 4`` a book of 60 hours is spoken
in 15, with as many lines. ``--picture`` draws the curves (needs ``matplotlib``; left out with a
word where it is not installed).
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.memory_watch import Watched, watch
from benchmarks.pictures import keep, pyplot
from benchmarks.speed_text import write_book

WORDS_PER_HOUR = 9_600  # about, at the default voices' pace
_LIMITS = {"main": 250, "worker": 150}  # MB
_TITLES = {"main": "main process", "worker": "largest other: the finder, then workers"}
_SETTINGS = "[encoding]\nbitrate_kbps = 16\nsample_rate = 8000\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, nargs="+", default=[1, 16, 60])
    parser.add_argument("--engine", default="tone", help="tone hums, which is quick")
    parser.add_argument("--rate", type=float, default=1.0, help="how fast it is spoken")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    print(
        f"{'hours':>6}{'words':>10}{'sound h':>9}{'main MB':>9}{'finder MB':>11}{'worker MB':>11}"
    )
    curves: dict[float, Watched] = {}
    for hours in options.hours:
        curves[hours], sound_h, words = _made(hours, options)
        seen = curves[hours]
        print(
            f"{hours:>6g}{words:>10,}{sound_h:>9.1f}{seen.main_mb:>9.0f}{seen.finder_mb:>11.0f}"
            f"{seen.worker_mb:>11.0f}",
            flush=True,
        )
    print(f"\nlimits: main {_LIMITS['main']} MB, worker {_LIMITS['worker']} MB")
    if options.picture:
        _draw(curves, options.picture)


def _made(hours: float, options: argparse.Namespace) -> tuple[Watched, float, int]:
    with tempfile.TemporaryDirectory() as folder:
        book, out = Path(folder, "book.txt"), Path(folder, "out")
        words = write_book(book, round(hours * WORDS_PER_HOUR))
        out.mkdir()
        (out / "settings.toml").write_text(f"rate = {options.rate}\n{_SETTINGS}")
        seen = watch(
            [
                sys.executable,
                "-m",
                "audiobook",
                "make",
                book,
                "--out",
                out,
                "--engine",
                options.engine,
                "--json",
            ]
        )
        if seen.status:
            raise SystemExit(f"The run ended with {seen.status}.")
        return seen, seen.sound_h, words


def _draw(curves: dict[float, Watched], picture: Path) -> None:
    plt = pyplot()
    if plt is None:
        return
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True)
    for axis, who in ((axes[0], "main"), (axes[1], "worker")):
        for hours, seen in curves.items():
            end = seen.samples[-1].time_s
            shown = [
                (s.time_s / end, s.main_mb if who == "main" else s.other_mb)
                for s in seen.samples
            ]
            axis.plot(*zip(*shown, strict=True), label=f"{hours:g} h")
        axis.axhline(_LIMITS[who], color="grey", linestyle="--", linewidth=1)
        axis.set(title=_TITLES[who], xlabel="share of the run", ylabel="MB")
        axis.legend(title="sound")
    keep(figure, picture)


if __name__ == "__main__":
    main()
