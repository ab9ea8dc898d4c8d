"""Which lines are listened to, at which rate, and when the answers mean something."""

from collections.abc import Sequence
from typing import TypeVar

import av
import numpy as np

from audiobook.checks.sound import Samples

T = TypeVar("T")

STAGE = "listen"
FEW = 5  # lines, of which a share says nothing


def evenly(lines: Sequence[T], count: int) -> list[T]:
    """So many of the lines, spread evenly, the same at every call; 0 for all of them."""
    if not count or count >= len(lines):
        return list(lines)
    step = len(lines) / count
    return [lines[int((index + 0.5) * step)] for index in range(count)]


def at_rate(wave: Samples, rate: int, wanted: int) -> Samples:
    """One channel of 16-bit samples at another rate."""
    if rate == wanted:
        return wave
    if not wave.size:
        return wave
    resampler = av.AudioResampler("s16", "mono", wanted)
    block = np.ascontiguousarray(wave.reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
    frame.sample_rate = rate
    frame.pts = 0
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    parts = [frame.to_ndarray()[0] for frame in frames]
    return np.concatenate(parts).astype(np.int16)
