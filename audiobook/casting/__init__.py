"""Script + voices + cast file -> who plays whom, and the cast file brought up to date."""

from audiobook.casting.castfile import parse_castfile, read_castfile, unused
from audiobook.casting.casting import cast
from audiobook.casting.castwriter import castfile_text, write_castfile
from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.folding import Folded
from audiobook.casting.guidance import guidance, places
from audiobook.casting.likeness import Likeness
from audiobook.casting.meetings import meetings
from audiobook.casting.packs import in_language, load_voices, speaks, with_chosen
from audiobook.casting.parts import ALL, in_parts
from audiobook.casting.series import Volume, with_names, with_voices
from audiobook.casting.suited import suited
from audiobook.casting.unsure import Doubt, corrections, doubts, naming_words

__all__ = [
    "ALL",
    "CastChoices",
    "Choice",
    "Doubt",
    "Folded",
    "Likeness",
    "Volume",
    "cast",
    "castfile_text",
    "corrections",
    "doubts",
    "guidance",
    "in_language",
    "in_parts",
    "load_voices",
    "meetings",
    "naming_words",
    "parse_castfile",
    "places",
    "read_castfile",
    "speaks",
    "suited",
    "unused",
    "with_chosen",
    "with_names",
    "with_voices",
    "write_castfile",
]
