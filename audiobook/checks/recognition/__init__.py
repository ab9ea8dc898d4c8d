"""A finished book -> the words that a speech recogniser misses in it."""

from audiobook.checks.recognition.listen import listen
from audiobook.checks.recognition.recognisers import (
    AUTO,
    RECOGNISERS,
    Aligner,
    Transcriber,
)

__all__ = ["AUTO", "RECOGNISERS", "Aligner", "Transcriber", "listen"]
