"""What is too long for one call of the model is cut at the best place, and joined unheard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.kokoro.model import RATE, Samples
from audiobook.engines.kokoro.pitch import played_faster
from audiobook.engines.kokoro.words import Unit
from audiobook.engines.pcm import ends
from audiobook.model import Sound

# Symbols in a part: the model takes 510, but memory grows by 2 MB with each (479 MB at 105).
LONGEST = 90
_EARLIEST = 1 / 3  # of that: no part is cut shorter for the sake of a better place
# The better places first; a word's end is the last resort.
_PLACES = (".!?…", ";:—", ',)”"')

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


def parts(units: Sequence[Unit], longest: int = LONGEST) -> list[list[Unit]]:
    """The units in runs of at most ``longest`` symbols each."""
    rest: list[Unit] = []
    for unit in units:
        rest += _pieces(unit, longest)
    runs = []
    while length(rest) > longest:
        cut = _cut(rest, longest)
        runs.append(rest[:cut])
        rest = rest[cut:]
    runs.append(rest)
    return runs


def length(units: Sequence[Unit]) -> int:
    """How many symbols they are."""
    return sum(len(unit.written) for unit in units)


def _pieces(unit: Unit, longest: int) -> list[Unit]:
    """A unit that is too long by itself, in pieces."""
    if len(unit.written) <= longest:
        return [unit]
    size = longest - 1  # a space may stand before it
    pieces = [replace(unit, symbols=unit.symbols[:size])]
    for at in range(size, len(unit.symbols), size):
        pieces.append(Unit("", unit.symbols[at : at + size]))
    return pieces


def _cut(units: Sequence[Unit], longest: int) -> int:
    """How many units go into the first part."""
    taken = 0
    fitting = 0
    best = (-1, 0)
    for count, unit in enumerate(units, start=1):
        taken += len(unit.written)
        if taken > longest:
            break
        fitting = count
        if taken >= longest * _EARLIEST:
            best = max(best, (_goodness(units, count), count))
    _, place = best
    return place or fitting


def _goodness(units: Sequence[Unit], count: int) -> int:
    """How good a place is behind ``count`` units."""
    unit, following = units[count - 1], units[count]
    if not following.spaced and not following.word:
        return -1  # a mark that belongs to what stands before it
    if unit.word:
        return 0
    for place, marks in enumerate(_PLACES):
        if unit.symbols in marks:
            return len(_PLACES) - place
    return 0


@dataclass(frozen=True, slots=True)
class PartSound:
    """The sound of one part, without the silence around it.

    ``lead`` is how many samples were cut off before it, ``faster`` the factor by which the rest
    is played faster than the model said it.
    """

    samples: NDArray[np.int16]
    lead: int
    faster: float = 1.0


def part(samples: Samples, faster: float = 1.0) -> PartSound:
    """A part of what the model returned, played faster by a factor."""
    peak = max(_CEILING, float(np.abs(samples).max(initial=0.0)))
    scaled = np.rint(samples * (_CEILING / peak * _FULL_SCALE)).astype("<i2")
    start, end = ends(Sound(scaled.tobytes(), RATE))
    played = played_faster(scaled[start:end], faster)
    return PartSound(_faded(played), start, faster)


def pause(mark: str) -> int:
    """The samples of silence behind a part that ends on that mark."""
    return _PAUSES_MS.get(mark, _PAUSE_MS) * RATE // 1000


def joined(parts: Sequence[PartSound], pauses: Sequence[int]) -> Sound:
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
