"""A stitched chapter -> the same chapter at the level that was asked for, as a stream.

In one pass: gain, resampling to the finished rate, a limiter that looks ahead (FFmpeg's ``alimiter``), then room
tone, which is also the dither of the rounding to 16 bits. Same input, same bytes, however it is cut.

The limiter holds samples :data:`MARGIN_DB` under the peak that is asked for, because lossy encoders overshoot and
a true peak lies between samples. It is there for single syllables, not for loudness: no gain lifts the highest
peak by more than :data:`MOST_LIMITED_DB` above that, so that a chapter of one word is softer than asked and not
crushed.
"""

import math
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
import numpy.typing as npt
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph

from audiobook.settings import Encoding, Mastering
from audiobook.sound.base import LAYOUTS, nearest_rate
from audiobook.sound.meter import SILENT_DB, UNGATED_LUFS, Levels

MARGIN_DB = 1.0
MOST_LIMITED_DB = 9.0
_HARMLESS_DB = 3.0  # of limiting, which costs speech a tenth of a decibel
MOST_GAIN_DB = 40.0  # what is still softer is noise

_SPEECH_DB = -70.0  # what is softer than that as a whole is silence, whose gain would mean nothing
_TWO_CHANNELS_LU = 3.0
_ATTACK_MS, _RELEASE_MS = 5, 50
_TONE_SAMPLES = 2**17  # of room tone, then it begins again: three seconds at 44.1 kHz
_SMOOTHED = 8  # samples whose mean is one of the tone's: a dull noise, like a room's


def gain_db(levels: Levels, mastering: Mastering) -> float:
    """The gain that brings a chapter with these levels to the one that is asked for."""
    if levels.rms_db <= _SPEECH_DB:
        return 0.0
    return min(_lacking_db(levels, mastering), _most_db(levels, mastering), MOST_GAIN_DB)


def limited_much(levels: Levels, mastering: Mastering, gain: float) -> bool:
    """Whether the limiter has so much to do that the level suffers: the result should be measured."""
    return gain + levels.peak_db > mastering.peak - MARGIN_DB + _HARMLESS_DB


def corrected_db(levels: Levels, mastering: Mastering, gain: float, result: Levels) -> float:
    """The gain of a chapter with these ``levels`` that ``gain`` brought to ``result``: what the limiter took is
    given back, as far as it goes.
    """
    return min(gain + max(0.0, _lacking_db(result, mastering)), _most_db(levels, mastering), MOST_GAIN_DB)


def _lacking_db(levels: Levels, mastering: Mastering) -> float:
    if mastering.measure == "lufs" and levels.lufs > UNGATED_LUFS:
        return mastering.level + _TWO_CHANNELS_LU * (levels.channels - 1) - levels.lufs
    return mastering.level - levels.rms_db


def _most_db(levels: Levels, mastering: Mastering) -> float:
    return mastering.peak - MARGIN_DB + MOST_LIMITED_DB - levels.peak_db


class Master:
    """Takes 16-bit PCM at ``rate`` Hz, channels interleaved, and gives it back at ``self.rate``, the encoding's.

    Whatever is fed in, exactly its length comes out in the end, rounded to the frame.
    """

    def __init__(self, mastering: Mastering, encoding: Encoding, rate: int, gain: float) -> None:
        self.rate = nearest_rate(encoding.sample_rate)
        self._in_rate, self._channels = rate, encoding.channels
        self._fed = self._given = 0
        self._tone = _Tone(mastering.room_tone)
        self._graph = Graph()
        source = self._graph.add_abuffer(
            format="s16", sample_rate=rate, layout=LAYOUTS[encoding.channels], time_base=Fraction(1, rate)
        )
        ceiling = 10 ** ((mastering.peak - MARGIN_DB) / 20)
        chain = (
            ("volume", f"volume={gain:.4f}dB:precision=double"),
            ("aresample", f"{self.rate}:internal_sample_fmt=dblp"),
            ("aformat", "sample_fmts=dbl"),
            ("alimiter", f"limit={ceiling:.6f}:level=0:latency=1:attack={_ATTACK_MS}:release={_RELEASE_MS}"),
            ("abuffersink", ""),
        )
        for name, options in chain:
            after = self._graph.add(name, options) if options else self._graph.add(name)
            source.link_to(after)
            source = after
        self._graph.configure()

    def feed(self, pcm: bytes) -> bytes:
        """What is finished after these frames; the limiter and the resampler hold some back."""
        step = 2 * self._channels * self._in_rate  # a second: long lines need no more memory than short ones
        return b"".join(self._piece(pcm[at : at + step]) for at in range(0, len(pcm), step))

    def _piece(self, pcm: bytes) -> bytes:
        samples = np.frombuffer(pcm, "<i2")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=LAYOUTS[self._channels])
        frame.sample_rate, frame.pts = self._in_rate, self._fed
        self._fed += frame.samples
        self._graph.push(frame)
        return self._finished(self._pulled())

    def finish(self) -> bytes:
        """The rest."""
        self._graph.push(None)
        left = (round(self._fed * self.rate / self._in_rate) - self._given) * self._channels
        rest = self._pulled()[:left]
        return self._finished(np.pad(rest, (0, left - len(rest))))

    def _pulled(self) -> "npt.NDArray[np.float64]":
        pieces = [np.zeros(0)]
        while True:
            try:
                pieces.append(self._graph.pull().to_ndarray()[0])
            except (NothingYet, NothingMore):
                return np.concatenate(pieces)

    def _finished(self, samples: "npt.NDArray[np.float64]") -> bytes:
        self._given += len(samples) // self._channels
        whole = np.rint(samples * 32768 + self._tone.next(len(samples)))
        return whole.clip(-32768, 32767).astype("<i2").tobytes()


class _Tone:
    """Room tone without end; every chapter has the same."""

    def __init__(self, level_db: float) -> None:
        self._loop = _loop(level_db)
        self._at = 0

    def next(self, length: int) -> "npt.NDArray[np.float64]":
        """The samples that follow."""
        found = self._loop[np.arange(self._at, self._at + length) % len(self._loop)]
        self._at = (self._at + length) % len(self._loop)
        return found


@lru_cache(maxsize=2)
def _loop(level_db: float) -> "npt.NDArray[np.float64]":
    """Noise of a level, or nothing. Made of a generator's raw bits, which no version of NumPy changes."""
    if level_db <= SILENT_DB:
        return np.zeros(1)
    bits = np.random.PCG64(1).random_raw(_TONE_SAMPLES)
    white = (bits >> np.uint64(48)).astype(np.int64) - 2**15
    smooth = white.copy()
    for shift in range(1, _SMOOTHED):
        smooth += np.roll(white, shift)
    found = smooth - smooth.mean()
    return np.asarray(found * 32768 * 10 ** (level_db / 20) / math.sqrt(float(np.square(found).mean())))
