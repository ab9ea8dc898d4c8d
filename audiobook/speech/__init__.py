"""Words as printed -> words as spoken."""

from audiobook.speech.spoken import spoken

__all__ = ["spoken"]
