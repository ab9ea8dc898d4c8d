"""Script + voices + cast file -> who plays whom, and the cast file brought up to date."""

from audiobook.casting.castfile import read_castfile, unused
from audiobook.casting.casting import cast
from audiobook.casting.castwriter import write_castfile
from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.guidance import guidance
from audiobook.casting.meetings import meetings
from audiobook.casting.packs import in_language, load_voices, speaks, with_chosen
from audiobook.casting.parts import ALL, in_parts
from audiobook.casting.series import Volume, merged_text, with_names, with_voices
from audiobook.casting.suited import suited
from audiobook.casting.unsure import Doubt, corrections, doubts

__all__ = [
    "ALL",
    "CastChoices",
    "Choice",
    "Doubt",
    "Volume",
    "cast",
    "corrections",
    "doubts",
    "guidance",
    "in_language",
    "in_parts",
    "load_voices",
    "meetings",
    "merged_text",
    "read_castfile",
    "speaks",
    "suited",
    "unused",
    "with_chosen",
    "with_names",
    "with_voices",
    "write_castfile",
]
