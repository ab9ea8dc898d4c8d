"""What is looked for in sound as it goes by: silences, clipped waves, clicks, power by the
second.

Each detector is fed blocks of samples in order and keeps a few numbers, whatever the length.

A click is a place where the wave jumps more sharply than anything around it: its third
difference, within a quarter of a millisecond, is :data:`CLICK_RATIO` times as large as any from
half a millisecond to 25 ms before or after, and at least :data:`CLICK_FLOOR` of full scale.
Voiced speech jumps at every period of the voice, and the release of a stop for some milliseconds:
neither stands alone. The release of a stop in a natural voice does; it is told by being less
sharp than one wrong sample (:data:`SHARPEST_VOICE`), unless it is louder than any stop, or the wave
is cut off there. Of 100 damaged places each in four minutes of eSpeak's speech there are found,
after encoding (``benchmarks.clicks``; without damage there is no alarm):

==================================  =========  =========  ======  ======  ========  ========
damage                              22.05 kHz  22.05 kHz  24 kHz  24 kHz  44.1 kHz  44.1 kHz
.                                   MP3 64     AAC 64     MP3 64  AAC 64  MP3 192   AAC 192
==================================  =========  =========  ======  ======  ========  ========
a sample off by 0.5 in loud speech  97         99         97      99      100       100
a sample off by 0.25 in the same    61         89         81      92      99        100
a sample off by 0.1 in silence      95         95         93      94      100       100
4 to 20 ms dropped in loud speech   0          3          0       3       62        66
0.3 s muted in loud speech          13         24         20      28      45        55
5 ms muted in loud speech           0          1          0       1       26        24
==================================  =========  =========  ======  ======  ========  ========
"""

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt

from audiobook.checks.sound.decoding import Samples

SILENCE_DB = -50.0  # of full scale: below it all along is silence, room tone included
SHORTEST_SILENCE_MS = 100.0
CLICK_RATIO = 4.0
CLICK_FLOOR = 0.1  # of full scale
SHARPEST_VOICE = (
    2.55  # third difference by first: natural stops reach 2.50, one sample has 3
)
HIGHEST_VOICE_HZ = 7500.0  # where the strongest part of a stop lies, at most
LOUDEST_STOP = 0.75  # of full scale, of its third difference: natural ones reach 0.71
# Where a wave is cut off, by how far it falls at once: what was before, and what is left behind.
CUT_FROM = 0.5
CUT_TO = 0.125
CLIPPED_RUN = 3  # samples of full scale in a row
MOST_PLACES = 1000  # that are remembered of one kind

_FULL_SCALE = 32768
_SILENCE = round(10 ** (SILENCE_DB / 20) * _FULL_SCALE)
_STEPS_PER_S = 200  # of silences: 5 ms
_ONE_CLICK_MS = 10.0  # what is nearer belongs to the same click
_HOP_MS = 0.25
_AROUND_MS = 25.0
_GUARD = 2  # hops beside a click that may belong to it

_Floats = npt.NDArray[np.float32]


class Detector(Protocol):
    """Is fed the sound, block by block."""

    def feed(self, samples: Samples) -> None:
        """Look at what follows."""


class Silences:
    """Stretches in which no channel is louder than :data:`SILENCE_DB`, exact to 5 ms."""

    def __init__(self, rate: int) -> None:
        self._step = max(1, rate // _STEPS_PER_S)
        self._step_ms = self._step * 1000 / rate
        self._rest = np.zeros(0, np.int32)
        self._steps = 0
        self._since: int | None = None
        self._found: list[tuple[float, float]] = []

    def feed(self, samples: Samples) -> None:
        """Look at what follows."""
        loudest = np.abs(samples.astype(np.int32)).max(axis=0)
        joined = np.concatenate((self._rest, loudest))
        whole = len(joined) // self._step * self._step
        self._rest = joined[whole:]
        steps = joined[:whole].reshape(-1, self._step)
        loudest_steps: npt.NDArray[np.int32] = steps.max(axis=1)
        quiet = np.asarray(loudest_steps <= _SILENCE, np.bool_)
        for at in self._changes(quiet):
            if quiet[at]:
                self._since = self._steps + at
            else:
                self._close(self._steps + at)
        self._steps += len(quiet)

    def _changes(self, quiet: npt.NDArray[np.bool_]) -> list[int]:
        """Where silence begins or ends among the steps of a block."""
        before = quiet
        if quiet.size:
            before = np.concatenate(([self._since is not None], quiet[:-1]))
        changes: list[int] = np.flatnonzero(quiet != before).tolist()
        return changes

    def _close(self, end: int) -> None:
        start = self._since or 0
        self._since = None
        if (end - start) * self._step_ms >= SHORTEST_SILENCE_MS:
            self._found.append((start * self._step_ms, end * self._step_ms))

    def found(self) -> tuple[tuple[float, float], ...]:
        """Beginnings and ends, in milliseconds; one that is open ends where the sound does."""
        if self._since is None:
            return tuple(self._found)
        since = self._since
        end = self._steps
        if len(self._rest):
            end += 1
        self._close(end)
        closed = tuple(self._found)
        # It stays open: more sound may follow.
        self._since = since
        self._found = self._found[:-1]
        return closed


class Clipping:
    """Runs of samples at full scale, in any channel."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._at = 0
        self._last: Samples | None = None
        self.places: list[float] = []  # milliseconds
        self.runs = 0

    def feed(self, samples: Samples) -> None:
        """Look at what follows."""
        joined = samples
        if self._last is not None:
            joined = np.concatenate((self._last, samples), axis=1)
        start = self._at - (joined.shape[1] - samples.shape[1])
        highest = int(joined.max(initial=0))
        lowest = int(joined.min(initial=0))
        # Most blocks have none: two numbers tell, and nothing has to be searched.
        if highest >= _FULL_SCALE - 1 or lowest <= -_FULL_SCALE:
            self._count(joined, start)
        self._last = joined[:, -(CLIPPED_RUN - 1) :]
        self._at += samples.shape[1]

    def _count(self, joined: Samples, start: int) -> None:
        """Note the runs; ``start`` is the first sample's place in the file."""
        clipped = (joined >= _FULL_SCALE - 1) | (joined <= -_FULL_SCALE)
        full = np.atleast_1d(clipped.any(axis=0))
        run = full[2:] & full[1:-1] & full[:-2]
        begins = np.flatnonzero(run & ~np.concatenate(([False], run[:-1])))
        self.runs += len(begins)
        free = max(0, MOST_PLACES - len(self.places))
        for at in begins[:free].tolist():
            self.places.append((start + at) * 1000 / self._rate)


class Clicks:
    """Jumps in the wave that stand alone."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._hop = max(1, round(rate * _HOP_MS / 1000))
        self._around = round(_AROUND_MS * rate / 1000 / self._hop)
        self._reach = self._around + _GUARD
        # The third difference of a wave is at most so many times as large as its first.
        voice = (2 * math.sin(math.pi * min(0.5, HIGHEST_VOICE_HZ / rate))) ** 2
        self._sharp = min(SHARPEST_VOICE, voice)
        self._rest: _Floats = np.zeros(0, np.float32)
        self._hops = np.zeros((3, self._reach), np.float32)
        self._at = -self._reach  # of the first hop that is kept
        self.places: list[float] = []  # milliseconds

    def feed(self, samples: Samples) -> None:
        """Look at what follows."""
        wave = samples.mean(axis=0, dtype=np.float32) / _FULL_SCALE
        joined = np.concatenate((self._rest, wave))
        hops = max(0, (len(joined) - 3) // self._hop)
        if hops:
            looked = joined[: hops * self._hop + 3]
            rows = (np.diff(looked, 3), np.diff(looked)[:-2], looked[:-3])
            largest = [np.abs(row).reshape(hops, -1).max(axis=1) for row in rows]
            self._look(np.concatenate((self._hops, largest), axis=1))
        self._rest = joined[hops * self._hop :]

    def _look(self, hops: _Floats) -> None:
        """Look at those hops that have enough others on both sides; keep the rest.

        ``hops`` are, of each: the largest third difference, first difference, and sample.
        """
        count = hops.shape[1] - 2 * self._reach
        if count <= 0:
            self._hops = hops
            return
        middle = slice(self._reach, self._reach + count)
        here = hops[0, middle]
        beside = np.maximum(*self._beside(hops[0], count))
        alone = (here > CLICK_FLOOR) & (here > CLICK_RATIO * beside)
        slopes = _running_max(hops[1], 2 * _GUARD + 1)
        slope = slopes[self._reach - _GUARD :][:count]
        before, after = self._beside(hops[2], count)
        cut = (before > slope * CUT_FROM) & (after < slope * CUT_TO)
        sharp = here > self._sharp * slope
        clicks = alone & (cut | sharp | (here > LOUDEST_STOP))
        for at in np.flatnonzero(clicks).tolist():
            hop = self._at + self._reach + at
            self._found(hop * self._hop * 1000 / self._rate)
        self._at += count
        self._hops = hops[:, count:]

    def _beside(self, values: _Floats, count: int) -> tuple[_Floats, _Floats]:
        """The largest before and after each of the hops that are looked at."""
        around = _running_max(values, self._around)
        return around[:count], around[self._reach + _GUARD + 1 :][:count]

    def _found(self, place: float) -> None:
        last = -_ONE_CLICK_MS
        if self.places:
            last = self.places[-1]
        if len(self.places) < MOST_PLACES and place > last + _ONE_CLICK_MS:
            self.places.append(place)


def _running_max(values: _Floats, width: int) -> _Floats:
    """The maximum of every ``width`` neighbours.

    It is found by doubling: a few passes, whatever the width.
    """
    done = 1
    while done < width:
        step = min(done, width - done)
        values = np.maximum(values[:-step], values[step:])
        done += step
    return values


class Power:
    """The mean square of each second, over all channels, full scale being 1."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._rest: _Floats = np.zeros(0, np.float32)
        self._found: list[_Floats] = []

    def feed(self, samples: Samples) -> None:
        """Look at what follows."""
        squares = np.square(samples.astype(np.float32) / _FULL_SCALE).mean(axis=0)
        joined = np.concatenate((self._rest, squares))
        whole = len(joined) // self._rate * self._rate
        if whole:
            by_second = joined[:whole].reshape(-1, self._rate)
        self._found.append(by_second.mean(axis=1))
        self._rest = joined[whole:]

    def seconds(self) -> _Floats:
        """One number a second; what is left at the end counts where it is half a second or more."""
        seconds = [np.zeros(0, np.float32), *self._found]
        if 2 * len(self._rest) >= self._rate:
            seconds.append(self._rest.mean(keepdims=True))
        return np.concatenate(seconds)
