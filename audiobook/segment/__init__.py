"""Book in, Script out: every chapter cut into utterances, of which nobody is named yet. Pure.

An utterance is a sentence of narration, dialogue or thought, a heading, or a break.
"""

from audiobook.segment.segmenter import segment

__all__ = ["segment"]
