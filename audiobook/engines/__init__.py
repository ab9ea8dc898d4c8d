"""SEAM Line -> Sound: one file per engine; and what any engine needs to say a whole line."""

from collections.abc import Iterable

from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.engines.pieces import say, timed, word_times
from audiobook.engines.table import ENGINES

__all__ = [
    "ENGINES",
    "SAMPLE_RATE",
    "Engine",
    "highest_rate",
    "say",
    "timed",
    "word_times",
]


def highest_rate(names: Iterable[str]) -> int:
    """The highest sample rate, in Hz, at which one of these engines speaks.

    Raises what :meth:`~audiobook.registry.Seam.load` raises.
    """
    rates = [ENGINES.load(name).sample_rate for name in sorted(set(names))]
    return max(rates, default=SAMPLE_RATE)
