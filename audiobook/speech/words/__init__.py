"""Words as printed go in, words as spoken come out; also which printed words are stressed."""

from audiobook.speech.words.letters import emphasised
from audiobook.speech.words.spoken import spoken

__all__ = ["emphasised", "spoken"]
