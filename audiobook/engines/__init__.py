"""SEAM Line -> Sound: one file per engine; and what any engine needs to say a whole line."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.engines.base import SAMPLE_RATE, Engine
    from audiobook.engines.offers import highest_rate, offered
    from audiobook.engines.pieces import say, timed, word_times
    from audiobook.engines.table import ENGINES

__all__ = [
    "ENGINES",
    "SAMPLE_RATE",
    "Engine",
    "highest_rate",
    "offered",
    "say",
    "timed",
    "word_times",
]

# Imported when they are asked for: a helper process that speaks imports modules of this package,
# and is forked for every line, which takes the longer the more it has loaded.
_HOMES = {
    "ENGINES": "table",
    "SAMPLE_RATE": "base",
    "Engine": "base",
    "highest_rate": "offers",
    "offered": "offers",
    "say": "pieces",
    "timed": "pieces",
    "word_times": "pieces",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"audiobook.engines.{_HOMES[name]}"), name)
