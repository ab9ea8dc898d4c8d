"""A script -> how each utterance is said, from what the text says about it."""

from audiobook.speech.direction.direction import directions

__all__ = ["directions"]
