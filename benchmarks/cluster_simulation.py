"""A library made by 1 to 1,000 workers, some of which fail, by a simulation.

``python -m benchmarks.cluster_simulation [--books N] [--picture FILE]``.

Nothing is measured here: the costs of a book stand in :data:`VOICES`, as the other benchmarks
print them. Books differ in length as novels do; a worker is lost as often as :data:`LOST_PER_DAY`
says, is replaced after some minutes, and what it was making is made anew by another. The
scheduler hands out one task at a time, and the store takes so many bytes a second and no more.
The same seed gives the same figures, whatever the machine.
"""

import argparse
import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pictures import keep, pyplot

LOST_PER_DAY = 0.05  # of each worker, as machines that are let cheaply are
REPLACED_S = 180.0
FOUND_S = 30.0  # until the scheduler knows of it
HANDING_S = 0.015  # of the sender and the scheduler, for each task
STARTING_S = 1.2  # of a worker, for each task: a process, its imports, the parcel
STORE_MB_S = 1_000.0  # of all workers together
LINK_MB_S = 50.0  # of one worker
MB_PER_HOUR = 58.0  # of sound: MP3 and AAC at 64 kbit/s
HOURS, SPREAD = 6.3, 0.9  # of sound in a book of 60,000 words; spread of its logarithm
CHAPTERS, OTHER_WRITES, READS = 25, 12, 14  # of a book: requests to an object store
# Dollars, about what large providers ask: a core for an hour, a gigabyte for a month, a request.
CORE_PRICE, GB_PRICE, WRITE_PRICE, READ_PRICE = 0.04, 0.023, 5e-6, 4e-7
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


@dataclass(frozen=True, slots=True)
class Voice:
    """What an hour of sound costs in CPU seconds, and the length of a task in hours of sound.

    ``task_h`` of 0: the book is the task.
    """

    name: str
    cpu_s: float
    task_h: float = 0


VOICES = (
    Voice("eSpeak, a book is a task", 29.0),
    Voice("natural voice, a book is a task", 3_630.0),
    Voice("natural voice, chapters are tasks", 3_630.0, 0.5),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to: its length, how busy the workers were, and what was done twice."""

    hours: float
    busy: float
    lost: int
    again_h: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--books", type=int, default=75_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    lengths = books(options.books, options.seed)
    print(f"{options.books:,} books, {sum(lengths):,.0f} hours of sound")
    curves: dict[str, list[Run]] = {}
    for voice in VOICES:
        curves[voice.name] = _curve(voice, lengths, options.seed)
    _bill(lengths)
    if options.picture:
        _draw(curves, options.picture)


def _bill(lengths: Sequence[float]) -> None:
    """What the whole run takes and costs."""
    sound_h = sum(lengths)
    stored_gb = sound_h * MB_PER_HOUR / 1_000
    written = len(lengths) * (OTHER_WRITES + CHAPTERS)
    read = len(lengths) * READS
    print(
        f"\nstored {stored_gb:,.0f} GB, {written:,} requests that write, {read:,} others"
    )
    print(
        f"{'':<36}{'core hours':>12}{'cores':>12}{'store, month':>14}{'requests':>10}"
    )
    for voice in VOICES[:2]:
        core_h = (sound_h * voice.cpu_s + len(lengths) * STARTING_S) / 3600
        asked = written * WRITE_PRICE + read * READ_PRICE
        print(
            f"{voice.name.partition(',')[0]:<36}{core_h:>12,.0f}{core_h * CORE_PRICE:>10,.0f} $"
            f"{stored_gb * GB_PRICE:>12,.0f} ${asked:>8,.0f} $"
        )


def books(count: int, seed: int) -> list[float]:
    """Hours of sound of each book, the longest first."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    middle = math.log(HOURS) - SPREAD**2 / 2
    lengths = [chance.lognormvariate(middle, SPREAD) for _ in range(count)]
    return sorted(lengths, reverse=True)


def _curve(voice: Voice, lengths: Sequence[float], seed: int) -> list[Run]:
    print(
        f"\n{voice.name}\n{'workers':>8}{'hours':>11}{'x as fast':>11}{'busy':>7}",
        end="",
    )
    print(f"{'lost':>7}{'made twice':>12}")
    runs = []
    for workers in COUNTS:
        run = simulate(voice, lengths, workers, seed)
        runs.append(run)
        faster = runs[0].hours / run.hours
        print(
            f"{workers:>8,}{run.hours:>11,.1f}{faster:>11,.1f}{run.busy:>7.0%}"
            f"{run.lost:>7,}{run.again_h:>10,.0f} h",
            flush=True,
        )
    return runs


def simulate(voice: Voice, lengths: Sequence[float], workers: int, seed: int) -> Run:
    """Make books by some workers, the longest first."""
    return _Simulation(voice, tasks(voice, lengths), workers, seed).run()


def tasks(voice: Voice, lengths: Sequence[float]) -> list[float]:
    """Hours of sound of each task."""
    if not voice.task_h:
        return list(lengths)
    found = []
    for length in lengths:
        pieces = max(1, round(length / voice.task_h))
        found += [length / pieces] * pieces
    return found


class _Simulation:
    """What happens, in the order of time: workers become free, and have sound to send."""

    def __init__(
        self, voice: Voice, pieces: Sequence[float], workers: int, seed: int
    ) -> None:
        self._voice = voice
        self._workers = workers
        self._chance = random.Random(f"{seed} {workers}")  # noqa: S311 - repeatable
        self._left = list(reversed(pieces))
        # Moments, and the hours of sound that a worker has to send; none where it is free.
        self._moments = [(0.0, 0.0)] * workers
        self._handed = 0.0  # when the sender and the scheduler are free again
        self._stored = 0.0  # when the store is
        self._worked = 0.0
        self._end = 0.0
        self._lost = 0
        self._again_s = 0.0

    def run(self) -> Run:
        """From the beginning to the last task."""
        while self._moments:
            now, sound_h = heapq.heappop(self._moments)
            self._end = now
            if sound_h:
                self._send(now, sound_h)
            elif self._left:
                self._begin(now, self._left.pop())
        busy = self._worked / (self._end * self._workers)
        return Run(self._end / 3600, busy, self._lost, self._again_s / 3600)

    def _begin(self, now: float, task_h: float) -> None:
        """Have a free worker do a task; where it is lost, another does the task again."""
        self._handed = max(now, self._handed) + HANDING_S
        task_s = STARTING_S + task_h * self._voice.cpu_s
        until_lost = self._chance.expovariate(LOST_PER_DAY / 86_400)
        if until_lost >= task_s:
            self._worked += task_s
            heapq.heappush(self._moments, (self._handed + task_s, task_h))
            return
        self._lost += 1
        self._again_s += until_lost
        self._left.append(task_h)
        gone_s = until_lost + FOUND_S + REPLACED_S
        heapq.heappush(self._moments, (self._handed + gone_s, 0.0))

    def _send(self, now: float, sound_h: float) -> None:
        """Send finished sound, no faster than the worker's link and the store."""
        size_mb = sound_h * MB_PER_HOUR
        self._stored = max(now, self._stored) + size_mb / STORE_MB_S
        done = max(now + size_mb / LINK_MB_S, self._stored)
        heapq.heappush(self._moments, (done, 0.0))


def _draw(curves: dict[str, list[Run]], picture: Path) -> None:
    plt = pyplot()
    if plt is None:
        return
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.8))
    for name, runs in curves.items():
        axes[0].plot(COUNTS, [run.hours for run in runs], "o-", label=name)
        axes[1].plot(COUNTS, [100 * run.busy for run in runs], "o-", label=name)
    axes[0].set(xscale="log", yscale="log", xlabel="workers", ylabel="hours")
    axes[1].set(xscale="log", xlabel="workers", ylabel="time at work, %", ylim=(0, 105))
    axes[0].legend()
    keep(figure, picture)


if __name__ == "__main__":
    main()
