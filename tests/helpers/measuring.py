"""Sounds whose levels are known, and the levels that are found of samples."""

import numpy as np
from audiobook.sound.meter import Meter

RATE = 22050


def sine(hz, level_db, seconds, rate=RATE, phase=0.0):
    time_s = np.arange(round(seconds * rate)) / rate
    return np.rint(32768 * 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * time_s + phase)).astype(
        "<i2"
    )


def levels(samples, rate=RATE, channels=1, step=RATE):
    meter = Meter(rate, channels)
    for start in range(0, len(samples), step):
        meter.feed(samples[start : start + step].tobytes())
    return meter.levels()


def speechlike(seconds, rate=RATE):
    """Noise in syllables, with pauses in which only a faint noise is left."""
    rng = np.random.default_rng(3)
    time_s = np.arange(round(seconds * rate)) / rate
    syllables = np.clip(np.sin(2 * np.pi * 3 * time_s), 0, None) * (
        np.sin(2 * np.pi * 0.2 * time_s) > -0.5
    )
    return (
        np.rint(rng.standard_normal(len(time_s)) * (5000 * syllables + 8))
        .clip(-32768, 32767)
        .astype("<i2")
    )
