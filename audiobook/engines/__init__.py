"""SEAM Line -> Sound: one file per engine."""

from audiobook.engines.base import Engine
from audiobook.engines.table import ENGINES

__all__ = ["ENGINES", "Engine"]
