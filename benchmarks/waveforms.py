"""The waveforms of sound files, one under the other.

``python -m benchmarks.waveforms OUT.png SECONDS FILE ...``.

In each, the level (RMS over 50 ms, in dB of full scale) stands below the samples: what is -inf is
left out. Needs matplotlib.
"""

import sys
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from audiobook.sound.meter import decoded

_WINDOW_S = 0.05


def beginning(path: Path, seconds: float) -> tuple["npt.NDArray[np.float64]", int]:
    """The first seconds of a file of one channel, as floats of full scale, and its sample rate."""
    pieces: list[npt.NDArray[np.float64]] = []
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        for frame in decoded(file):
            pieces.append(frame.to_ndarray().reshape(-1) / 32768)
            if sum(map(len, pieces)) >= seconds * rate:
                break
    return np.concatenate(pieces)[: round(seconds * rate)], rate


def levels(samples: "npt.NDArray[np.float64]", rate: int) -> "npt.NDArray[np.float64]":
    """The level of every window in dB; NaN for digital silence."""
    step = round(rate * _WINDOW_S)
    power = (
        np.square(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)
    )
    return np.where(power > 0, 10 * np.log10(np.maximum(power, 1e-20)), np.nan)


def main(out: Path, seconds: float, *paths: Path) -> None:
    """Draw the picture."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - the module is read without it

    figure, axes = plt.subplots(
        2 * len(paths), 1, figsize=(11, 3.4 * len(paths)), sharex=True, squeeze=False
    )
    for path, wave, level in zip(paths, axes[::2, 0], axes[1::2, 0], strict=True):
        samples, rate = beginning(path, seconds)
        wave.plot(np.arange(len(samples)) / rate, samples, linewidth=0.3)
        wave.set(ylim=(-1, 1), ylabel="sample", title=str(path.parent.name))
        found = levels(samples, rate)
        level.plot(np.arange(len(found)) * _WINDOW_S, found, linewidth=0.8)
        level.set(ylim=(-95, 0), ylabel="dB", xlim=(0, seconds))
        level.grid(visible=True, alpha=0.3)
        for line in (-18, -23, -60):
            level.axhline(line, linewidth=0.6, linestyle="--", color="grey")
    axes[-1, 0].set_xlabel("seconds")
    figure.tight_layout()
    figure.savefig(out, dpi=80)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), *map(Path, sys.argv[3:]))
