"""SEAM Line -> Sound: one file per engine."""

from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.engines.table import ENGINES

__all__ = ["ENGINES", "SAMPLE_RATE", "Engine"]
