"""Words as printed -> words as spoken, and how they are said."""

from audiobook.speech.direction.manners import Manners
from audiobook.speech.lexicon import Entry, Lexicon
from audiobook.speech.phrasing import Guide, Phrased, phrase_chapter
from audiobook.speech.words.spoken import spoken

__all__ = [
    "Entry",
    "Guide",
    "Lexicon",
    "Manners",
    "Phrased",
    "phrase_chapter",
    "spoken",
]
