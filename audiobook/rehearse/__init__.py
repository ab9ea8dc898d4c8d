"""Before speaking: names to doubt, how lines would be said, voices beside each other."""

from audiobook.rehearse.rehearsal import rehearsal, say, words

__all__ = ["rehearsal", "say", "words"]
