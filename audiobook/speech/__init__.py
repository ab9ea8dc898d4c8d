"""A script's text goes in; the words an engine is handed, and how they are said, come out."""

from audiobook.speech.announce import CLOSING, OPENING, announced, check_templates
from audiobook.speech.direction import Manners, read_manners
from audiobook.speech.foreign import foreign_passages
from audiobook.speech.lexicon import Lexicon, Pronunciation, on_one_line
from audiobook.speech.lexicon_file import read_lexicon
from audiobook.speech.phrasing import Phrased, SpeechGuide, phrase_chapter
from audiobook.speech.tables import primary, tables
from audiobook.speech.wordlist import Suspect, suspects
from audiobook.speech.words import spoken

__all__ = [
    "CLOSING",
    "OPENING",
    "Lexicon",
    "Manners",
    "Phrased",
    "Pronunciation",
    "SpeechGuide",
    "Suspect",
    "announced",
    "check_templates",
    "foreign_passages",
    "on_one_line",
    "phrase_chapter",
    "primary",
    "read_lexicon",
    "read_manners",
    "spoken",
    "suspects",
    "tables",
]
