"""Pitch, which the model cannot move: what it says slower is played faster by as much.

The line takes as long as it would, and its timbre moves with its pitch, as on a tape. How far that
sounds natural was measured (``benchmarks.pitch_heard``): :data:`LOWEST` and :data:`HIGHEST`.
"""

import av
import numpy as np
from numpy.typing import NDArray

from audiobook.engines.kokoro.model import RATE
from audiobook.model import Delivery

LOWEST = -2.0  # semitones: there it has lost a tenth of a point
HIGHEST = 1.0
_FULL_SCALE = 32767


def faster_by(delivery: Delivery) -> float:
    """The factor by which what the model says is played faster."""
    return ratio(min(HIGHEST, max(LOWEST, delivery.pitch)))


def ratio(semitones: float) -> float:
    """Of two frequencies that lie so far apart."""
    return float(2 ** (semitones / 12))


def played_faster(samples: NDArray[np.int16], factor: float) -> NDArray[np.int16]:
    """The samples at the same rate, in so many times less time."""
    if factor == 1 or not samples.size:
        return samples
    resampler = av.AudioResampler("dbl", "mono", RATE)
    wave = samples.astype(np.float64).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(wave, format="dbl", layout="mono")
    frame.sample_rate = round(RATE * factor)
    frame.pts = 0
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    found: NDArray[np.float64] = np.concatenate(
        [each.to_ndarray()[0] for each in frames]
    )
    return np.rint(found).clip(-_FULL_SCALE, _FULL_SCALE).astype(np.int16)
