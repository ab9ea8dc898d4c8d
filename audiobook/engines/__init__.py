"""SEAM Line -> Sound: one file per engine; and what any engine needs to say a whole line."""

from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.engines.pieces import say, word_times
from audiobook.engines.table import ENGINES

__all__ = ["ENGINES", "SAMPLE_RATE", "Engine", "say", "word_times"]
