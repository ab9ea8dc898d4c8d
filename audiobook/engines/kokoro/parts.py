"""What is too long for one call of the model is cut at the best place."""

from collections.abc import Sequence
from dataclasses import replace

from audiobook.engines.kokoro.words import Unit

LONGEST = (
    280  # symbols in a part; the model takes 510, which its author advises against
)
_EARLIEST = 1 / 3  # of that: no part is cut shorter for the sake of a better place
# The better places first; a word's end is the last resort.
_PLACES = (".!?…", ";:—", ',)”"')


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
    cut = [unit.symbols[at : at + size] for at in range(0, len(unit.symbols), size)]
    first, *others = cut
    return [replace(unit, symbols=first), *(Unit("", more) for more in others)]


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
