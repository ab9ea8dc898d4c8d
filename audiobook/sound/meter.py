"""How loud sound is, measured as a stream: memory does not grow with length.

Loudness and true peak are FFmpeg's (the filter ``ebur128``: ITU-R BS.1770-4 and EBU R128, gated;
the true peak at 192 kHz); level, highest sample and noise floor are sums over the samples.
Everything is in decibels of full scale, where a square wave of the highest level has 0 dB RMS, as
in FFmpeg's ``volumedetect`` and in ACX's figures. What is silent has :data:`SILENT_DB`.

The noise floor is the RMS of the quietest half second, looked for in steps of a tenth: in speech
with room tone, that is the tone in the longest pause. Lead and trail of a file count like
everything else.
"""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.error import FFmpegError
from av.filter import Graph

from audiobook.errors import InputError
from audiobook.sound.base import LAYOUTS

Samples = npt.NDArray[np.int16]

SILENT_DB = -120.0  # stands for minus infinity, and is what no 16-bit sound reaches
UNGATED_LUFS = -70.0  # BS.1770-4's absolute gate: of silence, and of less than 400 ms

_FULL_SCALE = 32768
_STEPS_PER_S = 10
_STEPS = 5  # the noise floor's window: half a second


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured.

    ``frames`` are samples per channel at ``rate`` Hz, ``rms_db`` and ``floor_db`` RMS over all
    channels, ``lufs`` the integrated loudness; a mono file counts as one channel (3 LU below the
    same in two).
    """

    rate: int
    channels: int
    frames: int
    rms_db: float
    peak_db: float
    true_peak_db: float
    floor_db: float
    lufs: float

    @property
    def duration_ms(self) -> float:
        """Length in milliseconds."""
        return self.frames * 1000 / self.rate


def decibels(ratio: float) -> float:
    """An amplitude, 1.0 being full scale, in decibels."""
    if ratio <= 0:
        return SILENT_DB
    return max(SILENT_DB, 20 * math.log10(ratio))


def measured(path: Path) -> Levels:
    """The levels of a sound file of any kind, as a player hears it.

    It is measured at the file's own rate, in one or two channels. Raises
    :class:`~audiobook.errors.InputError` where there is no sound in it that can be read.
    """
    meter = None
    try:
        with av.open(str(path)) as file:
            for frame in decoded(file):
                if meter is None:
                    meter = Meter(frame.sample_rate, frame.layout.nb_channels)
                meter.feed(frame.to_ndarray().tobytes())
    except (FFmpegError, IndexError) as error:
        raise InputError(f"Cannot read any sound in {path}: {error}.") from error
    if meter is None:
        raise InputError(f"There is no sound in {path}.")
    return meter.levels()


def decoded(file: "av.container.InputContainer") -> Iterator[av.AudioFrame]:
    """The first sound of an open file as 16-bit frames, interleaved.

    More than two channels are mixed to two.
    """
    channels = min(2, file.streams.audio[0].codec_context.channels)
    resampler = av.AudioResampler(format="s16", layout=LAYOUTS[channels])
    for frame in file.decode(audio=0):
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


class Meter:
    """Measures signed 16-bit little-endian PCM, channels interleaved, piece by piece."""

    def __init__(self, rate: int, channels: int = 1) -> None:
        self._rate = rate
        self._channels = channels
        self._frames = 0
        self._peak = 0
        self._power = 0.0
        self._floor = _Floor(max(1, rate // _STEPS_PER_S) * channels)
        self._ear = _Ear(rate, channels)

    def feed(self, pcm: bytes) -> None:
        """Listen to what follows: any number of whole frames."""
        # A second at a time: long pieces need no more memory than short ones.
        step = 2 * self._channels * self._rate
        for at in range(0, len(pcm), step):
            self._piece(np.frombuffer(pcm[at : at + step], "<i2"))

    def levels(self) -> Levels:
        """What was measured in all that was fed. Ends the measurement: to be called once."""
        lufs, true_peak = self._ear.result()
        mean = self._power / max(1, self._frames * self._channels)
        floor = self._floor.lowest(mean)
        return Levels(
            rate=self._rate,
            channels=self._channels,
            frames=self._frames,
            rms_db=decibels(math.sqrt(mean) / _FULL_SCALE),
            peak_db=decibels(self._peak / _FULL_SCALE),
            true_peak_db=decibels(true_peak),
            floor_db=decibels(math.sqrt(floor) / _FULL_SCALE),
            lufs=lufs,
        )

    def _piece(self, samples: Samples) -> None:
        highest = int(samples.max())
        lowest = int(samples.min())
        self._peak = max(self._peak, highest, -lowest)
        self._power += self._floor.feed(samples)
        self._ear.feed(samples, self._frames)
        self._frames += samples.size // self._channels


class _Floor:
    """The quietest window.

    It holds the powers of the last steps, and the samples of a step that is not full yet.
    """

    def __init__(self, step: int) -> None:
        self._step = step
        self._rest = np.zeros(0, "<i2")
        self._window: deque[float] = deque(maxlen=_STEPS)
        self._lowest: float | None = None

    def feed(self, samples: Samples) -> float:
        """Look for a quieter window. Returns the sum of the squares of ``samples``."""
        joined = np.concatenate((self._rest, samples))
        squares = np.square(joined.astype(np.float64))
        whole = len(joined) // self._step * self._step
        steps = squares[:whole].reshape(-1, self._step)
        for power in steps.mean(axis=1).tolist():
            self._window.append(power)
            if len(self._window) == _STEPS:
                self._note(sum(self._window) / _STEPS)
        new = float(squares[len(self._rest) :].sum())
        self._rest = joined[whole:]
        return new

    def lowest(self, mean: float) -> float:
        """The mean square of the quietest window; ``mean`` where the sound is shorter."""
        if self._lowest is None:
            return mean
        return self._lowest

    def _note(self, mean: float) -> None:
        if self._lowest is None or mean < self._lowest:
            self._lowest = mean


class _Ear:
    """FFmpeg's meter of loudness and true peak."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._layout = LAYOUTS[channels]
        self._lufs = UNGATED_LUFS
        self._true_peak = 0.0
        self._graph = Graph()
        source = self._graph.add_abuffer(
            format="s16",
            sample_rate=rate,
            layout=self._layout,
            time_base=Fraction(1, rate),
        )
        meter = self._graph.add("ebur128", "metadata=1:peak=true")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()

    def feed(self, samples: Samples, at: int) -> None:
        """Listen to samples, the first of which has ``at`` frames before it."""
        interleaved = samples.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(
            interleaved, format="s16", layout=self._layout
        )
        frame.sample_rate = self._rate
        frame.pts = at
        self._graph.push(frame)
        self._read()

    def result(self) -> tuple[float, float]:
        """Integrated loudness, and the true peak as a ratio of full scale."""
        self._graph.push(None)
        self._read()
        return self._lufs, self._true_peak

    def _read(self) -> None:
        while True:
            try:
                metadata = self._graph.pull().metadata
            except (NothingYet, NothingMore):
                return
            lufs = float(metadata.get("lavfi.r128.I", self._lufs))
            true_peak = float(metadata.get("lavfi.r128.true_peak", 0))
            self._lufs = max(UNGATED_LUFS, lufs)
            self._true_peak = max(self._true_peak, true_peak)
