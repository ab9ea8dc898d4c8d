"""Book in, Script out: every chapter cut into narration, dialogue, thoughts, headings and breaks,
sentence by sentence; nobody is named yet. Pure.
"""

from audiobook.segment.segmenter import segment

__all__ = ["segment"]
