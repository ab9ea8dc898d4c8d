"""A file as it is heard: decoded once from beginning to end, measured on the way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from audiobook.checks.sound.decoding import NoSoundError, opened
from audiobook.checks.sound.detectors import Clicks, Clipping, Detector, Power, Silences
from audiobook.sound.meter import Levels, Meter


@dataclass(frozen=True)
class Measured:
    """What was measured of a file.

    ``stated_ms`` is the length that the file says it has (0: it says none); ``constant`` whether
    all packets have one size, padding aside; places and stretches are in milliseconds.
    """

    codec: str
    kbps: float
    stated_ms: float
    constant: bool
    damaged: tuple[float, ...]
    silences: tuple[tuple[float, float], ...]
    clipped: tuple[float, ...]
    clipped_runs: int
    clicks: tuple[float, ...]
    power: npt.NDArray[np.float32]  # mean square of each second
    levels: Levels

    @property
    def duration_ms(self) -> float:
        """Length of what was decoded."""
        return self.levels.duration_ms

    @property
    def lead_ms(self) -> float:
        """Silence before the first sound."""
        if not self.silences:
            return 0.0
        start_ms, end_ms = self.silences[0]
        return 0.0 if start_ms else end_ms

    @property
    def trail_ms(self) -> float:
        """Silence after the last sound."""
        if not self.silences:
            return 0.0
        start_ms, end_ms = self.silences[-1]
        # Silences are found to 5 ms: the last step may be missing.
        if end_ms < self.duration_ms - 10:
            return 0.0
        return self.duration_ms - start_ms


@contextmanager
def _measuring() -> Iterator[None]:
    """What FFmpeg cannot convert or measure is not sound."""
    try:
        yield
    except FFmpegError as error:
        raise NoSoundError(f"it cannot be measured: {error}") from error


def hear(path: Path, others: Sequence[Detector] = ()) -> Measured:
    """Listen to a whole file; ``others`` listen too.

    Raises :class:`~audiobook.checks.sound.decoding.NoSoundError`, and ``OSError`` where the file
    cannot be read.
    """
    with opened(path) as source, _measuring():
        rate = source.rate
        silences = Silences(rate)
        clipping = Clipping(rate)
        clicks = Clicks(rate)
        power = Power(rate)
        detectors: tuple[Detector, ...] = (silences, clipping, clicks, power, *others)
        meter = Meter(rate, source.channels)
        for samples in source.blocks():
            meter.feed(samples.T.astype("<i2").tobytes())
            for detector in detectors:
                detector.feed(samples)
        return Measured(
            codec=source.codec,
            kbps=source.kbps,
            stated_ms=source.stated_ms,
            constant=source.constant,
            damaged=tuple(source.damaged_ms),
            silences=silences.found(),
            clipped=tuple(clipping.places),
            clipped_runs=clipping.runs,
            clicks=tuple(clicks.places),
            power=power.seconds(),
            levels=meter.levels(),
        )
