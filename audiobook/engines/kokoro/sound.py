"""What the model returns becomes one clip."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.kokoro.model import RATE, Samples
from audiobook.engines.pcm import ends
from audiobook.model import Sound

FADE_MS = 3  # at both ends of a part: it begins and ends on zero
_FULL_SCALE = 32767
_CEILING = 0.985

# Milliseconds of silence between two parts, by the mark that ends the first.
_PAUSES_MS = {
    ".": 400,
    "!": 400,
    "?": 400,
    "…": 400,
    ";": 300,
    ":": 300,
    "—": 250,
    ",": 200,
}
_PAUSE_MS = 60  # where no mark is


@dataclass(frozen=True, slots=True)
class Part:
    """The sound of one part, without the silence around it.

    ``lead`` is how many samples were cut off before it.
    """

    samples: NDArray[np.int16]
    lead: int


def part(samples: Samples) -> Part:
    """A part of what the model returned."""
    peak = max(_CEILING, float(np.abs(samples).max(initial=0.0)))
    scaled = np.rint(samples * (_CEILING / peak * _FULL_SCALE)).astype("<i2")
    start, end = ends(Sound(scaled.tobytes(), RATE))
    return Part(_faded(scaled[start:end]), start)


def pause(mark: str) -> int:
    """The samples of silence behind a part that ends on that mark."""
    return _PAUSES_MS.get(mark, _PAUSE_MS) * RATE // 1000


def joined(parts: Sequence[Part], pauses: Sequence[int]) -> Sound:
    """The parts one after another, each with the silence behind it but the last."""
    pieces = []
    for one, silence in zip(parts, [*pauses, 0], strict=True):
        pieces += [one.samples.tobytes(), bytes(2 * silence)]
    return Sound(b"".join(pieces), RATE)


def _faded(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    length = min(RATE * FADE_MS // 1000, len(samples) // 2)
    ramp = np.linspace(0, 1, length, endpoint=False)
    faded = samples.astype(np.float64)
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return np.rint(faded).astype("<i2")
