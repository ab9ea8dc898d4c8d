"""Faults, tried for real.

``python -m benchmarks.faults [--kills N] [--seed N] [--engine NAME] [--only ...]``.

After each fault the same command is run again, and the finished files have to be byte for byte
those of a run that nobody disturbed, with the user's edits of the cast file where they were.
Linux alone: it reads ``/proc``.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults_book import Trial, workers

_LONGEST_S = 6.0  # into a run, for a kill at a random moment
_FEW_MB = 3  # of a disk that fills up
_JUMPING = """\
import random, time
_time, _chance = time.time, random.Random(5)
time.time = lambda: _time() + _chance.uniform(-1e6, 1e6)
time.time_ns = lambda: int(time.time() * 1e9)
"""


class Faults:
    """The parts, each of which returns what was seen; an ``AssertionError`` says what did not
    hold.
    """

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self._folder = folder
        self._kills = int(options.kills)
        self._chance = random.Random(options.seed)  # noqa: S311 - repeatable moments, no secret
        self._flags = ("--engine", options.engine, "--workers", "2")
        calm = Trial(folder / "calm", self._flags)
        assert calm.run()[0] == 0
        calm.edit_the_cast()
        started = time.monotonic()
        assert calm.run()[0] == 0
        self._longest_s = min(_LONGEST_S, 1.5 * (time.monotonic() - started) + 1)
        self._wanted = calm.digests()

    def _trial(self, name: str) -> Trial:
        trial = Trial(self._folder / name, self._flags)
        assert trial.run("--chapters", "1", "--formats", "mp3")[0] == 0
        trial.edit_the_cast()
        return trial

    def _mended(self, trial: Trial) -> None:
        status, last = trial.run()
        assert status == 0, last
        assert trial.digests() == self._wanted, "the files differ"
        assert trial.edits_are_there, "the user's edits are gone"

    def killed(self) -> str:
        """Kill -9 of the main process at random moments, over and over."""
        trial, hit = self._trial("killed"), 0
        for _ in range(self._kills):
            process = trial.start()
            time.sleep(self._chance.uniform(0, self._longest_s))
            hit += process.poll() is None
            process.kill()
            process.communicate()
            assert trial.edits_are_there
            if not self._chance.randrange(
                5
            ):  # begin again, so that every moment has its turn
                self._mended(trial)
                self._unmade(trial)
        self._mended(trial)
        return f"{hit} of {self._kills} kills hit a run at work"

    def workers_killed(self) -> str:
        """Kill -9 of a worker at random moments, over and over."""
        trial, hit, done = self._trial("worker"), 0, 0
        for _ in range(self._kills):
            self._unmade(trial)
            process = trial.start()
            time.sleep(self._chance.uniform(0.3, self._longest_s))
            victims = list(workers(process))
            if victims and process.poll() is None:
                os.kill(self._chance.choice(victims), signal.SIGKILL)
                hit += 1
            process.communicate()
            done += process.returncode == 0
            self._mended(trial)
        return f"{hit} workers killed; {done} of {self._kills} runs went on and made the book"

    def _unmade(self, trial: Trial) -> None:
        """Nothing is made yet."""
        shutil.rmtree(trial.out / ".work", ignore_errors=True)
        for name in self._wanted:
            (trial.out / name).unlink(missing_ok=True)

    def faulty_engine(self) -> str:
        """An engine that raises, crashes, hangs or gives garbage on a line: it is named, the rest
        is kept.
        """
        for fault in ("fail_on", "crash_on", "hang_on", "garbage_on"):
            trial = Trial(self._folder / fault)
            trial.give_anna(fault)
            (trial.out / "settings.toml").write_text("line_timeout_s = 1.0\n")
            status, last = trial.run()
            assert (status, len(last["lines"])) == (5, 4), last
            assert all("number 7 " in line for line in last["lines"])
            assert "--allow-missing" in last["remedy"]
            status, last = trial.run("--allow-missing")
            assert (status, len(last["missing"]), last["spoken"]) == (0, 4, 0), last
        return "raises, crashes, hangs, gives garbage: 4 lines named, everything else kept; 4 beeps where allowed"

    def full_disk(self) -> str:
        """A file system of a few megabytes fills up, then grows."""
        disk = self._folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={_FEW_MB}m", "tmpfs", disk],  # noqa: S607
            capture_output=True,
            check=False,
        )
        if mounted.returncode:
            return "skipped: a file system may not be mounted here"
        try:
            trial = Trial(disk, self._flags)
            status, last = trial.run()
            assert status == 4, last
            assert "disk is full" in last["remedy"], last
            subprocess.run(["mount", "-o", "remount,size=500m", disk], check=True)  # noqa: S607
            assert trial.run()[0] == 0
            trial.edit_the_cast()
            self._mended(trial)
        finally:
            subprocess.run(["umount", disk], check=False)  # noqa: S607
        return f"full after {_FEW_MB} MB: it says so; with more room it is carried on"

    def clock(self) -> str:
        """A clock that jumps by days at every look, and files that were changed ten years ahead
        or ago.
        """
        trial = self._trial("clock")
        (trial.folder / "sitecustomize.py").write_text(_JUMPING)
        trial.env = {
            "PYTHONPATH": os.pathsep.join([str(trial.folder), *filter(None, sys.path)])
        }
        self._mended(trial)
        trial.env = {}
        for years in (10, -10):
            moment = time.time() + years * 365 * 86400
            for path in filter(Path.is_file, trial.out.rglob("*")):
                os.utime(path, (moment, moment))
            status, last = trial.run()
            assert (status, last["spoken"]) == (0, 0), last
            assert trial.digests() == self._wanted
        return "nothing is made anew, nothing is lost"

    def two_runs(self) -> str:
        """Two runs on one folder at once: the second is refused whenever it comes while the first
        is at work.
        """
        trial = self._trial("two")
        shutil.rmtree(trial.out / ".work" / "tracks")
        first = trial.start()
        assert first.stdout
        refused = 0
        for line in first.stdout:
            if '"StageStarted"' not in line or '"speak"' not in line:
                continue
            os.kill(first.pid, signal.SIGSTOP)
            status, last = trial.run()
            os.kill(first.pid, signal.SIGCONT)
            assert status == 4, last
            assert "Another run is working" in last["message"], last
            refused += 1
        assert (first.wait(), refused) == (0, 1)
        first.communicate()
        self._mended(trial)
        return "the second was refused, the first undisturbed"

    def damage(self) -> str:
        """A bit of every kind of file of ours is flipped, and each is cut short."""
        trial, count = self._trial("damage"), 0
        self._mended(trial)
        for pattern in (
            "clips/*/*.wav",
            "tracks/*.mp3",
            "tracks/*.aac",
            "tracks/*.json",
            "script.json",
            "manifest.json",
        ):
            for cut in (False, True):
                path = self._chance.choice(sorted((trial.out / ".work").glob(pattern)))
                self._spoil(path, cut=cut)
                if pattern.startswith(
                    "clips"
                ):  # a finished chapter would not ask for it
                    shutil.rmtree(trial.out / ".work" / "tracks")
                self._mended(trial)
                count += 1
        return f"{count} files damaged, found and made anew"

    def _spoil(self, path: Path, *, cut: bool) -> None:
        data = bytearray(path.read_bytes())
        if cut:
            data = data[: len(data) // 2]
        else:
            data[self._chance.randrange(len(data))] ^= 1 << self._chance.randrange(8)
        path.write_bytes(data)

    def two_books(self) -> str:
        """Two books are made at once with one cache."""
        both = [
            Trial(
                self._folder / name,
                (*self._flags, "--cache", str(self._folder / "shared")),
            )
            for name in "ab"
        ]
        running = [trial.start() for trial in both]
        assert [
            (process.communicate(), process.returncode)[1] for process in running
        ] == [0, 0]
        for trial in both:
            trial.edit_the_cast()
            self._mended(trial)
        return "both whole"

    def cache_limit(self) -> str:
        """Spoken lines are kept within a limit; what goes is spoken again where it is needed."""
        trial = self._trial("limit")
        (trial.out / "settings.toml").write_text("cache_limit_mb = 1\n")
        self._mended(trial)
        text = trial.cast_file.read_text(encoding="utf-8")
        trial.cast_file.write_text(
            text.replace("rate = 1.1", "rate = 1.2"), encoding="utf-8"
        )
        status, last = trial.run()
        assert (status, last["spoken"] > 0) == (0, True), last
        trial.cast_file.write_text(text, encoding="utf-8")
        self._mended(trial)
        kept = (
            sum(path.stat().st_size for path in trial.out.glob(".work/clips/*/*.wav"))
            / 1e6
        )
        assert kept <= 1, kept
        return f"{kept:.1f} MB of spoken lines are kept; recast there and back, the files are the same"


PARTS = (
    "killed",
    "workers_killed",
    "faulty_engine",
    "full_disk",
    "clock",
    "two_runs",
    "damage",
    "two_books",
    "cache_limit",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", default="tone")
    parser.add_argument("--only", nargs="*", default=PARTS, choices=PARTS)
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        faults = Faults(Path(folder), options)
        for name in options.only:
            failed += not _held(name, getattr(faults, name))
    sys.exit(1 if failed else 0)


def _held(name: str, part: Callable[[], str]) -> bool:
    started = time.monotonic()
    try:
        seen, held = part(), True
    except AssertionError as error:
        seen, held = f"{error}"[:600], False
    print(
        f"{name:<16}{'held' if held else 'FAILED':<8}{time.monotonic() - started:>6.0f} s  {seen}",
        flush=True,
    )
    return held


if __name__ == "__main__":
    main()
