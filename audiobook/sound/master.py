"""A stitched chapter -> the same chapter at the level that was asked for, as a stream.

In one pass: gain, resampling to the finished rate, a limiter that looks ahead (FFmpeg's
``alimiter``), then room tone, which is also the dither of the rounding to 16 bits. Same input,
same bytes, however it is cut.

The limiter holds samples :data:`MARGIN_DB` under the peak that is asked for, because lossy
encoders overshoot and a true peak lies between samples. It is there for single syllables, not for
loudness: no gain lifts the highest peak by more than :data:`MOST_LIMITED_DB` above that, so that
a chapter of one word is softer than asked and not crushed.
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
from audiobook.sound.base import LAYOUTS, encoded_rate
from audiobook.sound.meter import SILENT_DB, UNGATED_LUFS, Levels

Floats = npt.NDArray[np.float64]

MARGIN_DB = 1.0
MOST_LIMITED_DB = 9.0
MOST_GAIN_DB = 40.0  # what is still softer is noise

_HARMLESS_DB = 3.0  # of limiting, which costs speech a tenth of a decibel
# What is softer than that as a whole is silence, whose gain means nothing.
_SPEECH_DB = -70.0
_TWO_CHANNELS_LU = 3.0
_ATTACK_MS = 5
_RELEASE_MS = 50
_TONE_SAMPLES = 2**17  # of room tone, then it begins again: three seconds at 44.1 kHz
_SMOOTHED = 8  # samples whose mean is one of the tone's: a dull noise, like a room's


def gain_db(levels: Levels, mastering: Mastering) -> float:
    """The gain that brings a chapter with these levels to the one that is asked for."""
    if levels.rms_db <= _SPEECH_DB:
        return 0.0
    lacking = _lacking_db(levels, mastering)
    return min(lacking, _most_db(levels, mastering), MOST_GAIN_DB)


def limited_much(levels: Levels, mastering: Mastering, gain: float) -> bool:
    """Whether the limiter has so much to do that the level suffers.

    Then the result should be measured.
    """
    ceiling = mastering.peak - MARGIN_DB
    return gain + levels.peak_db > ceiling + _HARMLESS_DB


def corrected_db(
    levels: Levels, mastering: Mastering, gain: float, result: Levels
) -> float:
    """Compensate for what the limiter removed, within headroom.

    ``levels`` are those of the chapter, ``result`` those that ``gain`` brought it to; a new gain
    is returned.
    """
    removed = max(0.0, _lacking_db(result, mastering))
    return min(gain + removed, _most_db(levels, mastering), MOST_GAIN_DB)


def _lacking_db(levels: Levels, mastering: Mastering) -> float:
    if mastering.measure == "lufs" and levels.lufs > UNGATED_LUFS:
        channels = _TWO_CHANNELS_LU * (levels.channels - 1)
        return mastering.level + channels - levels.lufs
    return mastering.level - levels.rms_db


def _most_db(levels: Levels, mastering: Mastering) -> float:
    return mastering.peak - MARGIN_DB + MOST_LIMITED_DB - levels.peak_db


class Master:
    """Takes 16-bit PCM at ``rate`` Hz, channels interleaved, and gives it back mastered.

    What comes out is at ``self.rate``, the encoding's. Whatever is fed in, exactly its length
    comes out in the end, rounded to the frame.
    """

    def __init__(
        self, mastering: Mastering, encoding: Encoding, rate: int, gain: float
    ) -> None:
        self.rate = encoded_rate(encoding, rate)
        self._in_rate = rate
        self._channels = encoding.channels
        self._layout = LAYOUTS[encoding.channels]
        self._fed = 0  # frames
        self._given = 0  # frames
        self._tone = _Tone(mastering.room_tone)
        self._graph = self._chain(mastering, gain)

    def feed(self, pcm: bytes) -> bytes:
        """What is finished after these frames; the limiter and the resampler hold some back."""
        # A second at a time: long lines need no more memory than short ones.
        step = 2 * self._channels * self._in_rate
        finished = []
        for at in range(0, len(pcm), step):
            finished.append(self._piece(pcm[at : at + step]))
        return b"".join(finished)

    def finish(self) -> bytes:
        """The rest."""
        self._graph.push(None)
        whole = round(self._fed * self.rate / self._in_rate)
        left = (whole - self._given) * self._channels
        rest = self._pulled()[:left]
        return self._finished(np.pad(rest, (0, left - len(rest))))

    def _chain(self, mastering: Mastering, gain: float) -> Graph:
        """FFmpeg's filters, one behind the other."""
        graph = Graph()
        last = graph.add_abuffer(
            format="s16",
            sample_rate=self._in_rate,
            layout=self._layout,
            time_base=Fraction(1, self._in_rate),
        )
        ceiling = 10 ** ((mastering.peak - MARGIN_DB) / 20)
        limiter = (
            f"limit={ceiling:.6f}:level=0:latency=1"
            f":attack={_ATTACK_MS}:release={_RELEASE_MS}"
        )
        filters = (
            ("volume", f"volume={gain:.4f}dB:precision=double"),
            ("aresample", f"{self.rate}:internal_sample_fmt=dblp"),
            ("aformat", "sample_fmts=dbl"),
            ("alimiter", limiter),
        )
        for name, options in filters:
            added = graph.add(name, options)
            last.link_to(added)
            last = added
        last.link_to(graph.add("abuffersink"))
        graph.configure()
        return graph

    def _piece(self, pcm: bytes) -> bytes:
        samples = np.frombuffer(pcm, "<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=self._layout)
        frame.sample_rate = self._in_rate
        frame.pts = self._fed
        self._fed += frame.samples
        self._graph.push(frame)
        return self._finished(self._pulled())

    def _pulled(self) -> Floats:
        pieces = [np.zeros(0)]
        while True:
            try:
                pieces.append(self._graph.pull().to_ndarray()[0])
            except (NothingYet, NothingMore):
                return np.concatenate(pieces)

    def _finished(self, samples: Floats) -> bytes:
        self._given += len(samples) // self._channels
        whole = np.rint(samples * 32768 + self._tone.next(len(samples)))
        return whole.clip(-32768, 32767).astype("<i2").tobytes()


class _Tone:
    """Room tone without end; every chapter has the same."""

    def __init__(self, level_db: float) -> None:
        self._loop = _loop(level_db)
        self._at = 0

    def next(self, length: int) -> Floats:
        """The samples that follow."""
        places = np.arange(self._at, self._at + length) % len(self._loop)
        self._at = (self._at + length) % len(self._loop)
        return self._loop[places]


@lru_cache(maxsize=2)
def _loop(level_db: float) -> Floats:
    """Noise of a level, or nothing.

    It is made of a generator's raw bits, which no version of NumPy changes.
    """
    if level_db <= SILENT_DB:
        return np.zeros(1)
    bits = np.random.PCG64(1).random_raw(_TONE_SAMPLES)
    white = (bits >> np.uint64(48)).astype(np.int64) - 2**15
    smooth = white.copy()
    for shift in range(1, _SMOOTHED):
        smooth += np.roll(white, shift)
    noise = smooth - smooth.mean()
    rms = math.sqrt(float(np.square(noise).mean()))
    return np.asarray(noise * 32768 * 10 ** (level_db / 20) / rms)
