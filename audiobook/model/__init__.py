"""The vocabulary of the program: frozen values, standard library only, no input or output.

One word has one meaning here and everywhere else in the code:

=============  ==================================================================================
book           metadata, cover and chapters of plain text in reading order
mark           a stretch of a chapter's text with a meaning: heading, emphasis, language ...
script         a book plus who says which stretch of it, and how sure we are
utterance      one stretch of one chapter: its kind, speaker, confidence and reason
speaker        a character's canonical name, or ``narrator``
character      canonical name, aliases, gender, age, how much they speak
guidance       what the user knows better: merged names and corrected lines
voice          an engine, its options, and what the voice sounds like
cast           speaker -> voice, with the reason for each choice
line           words as spoken + voice + delivery: what an engine is handed
sound          mono 16-bit PCM with its sample rate
clip           the sound of one line in the store, named by its content key
cue            where in the finished sound of a chapter an utterance lies, in milliseconds
track          a finished chapter: its encoded files and a cue for every utterance
=============  ==================================================================================
"""

from audiobook.model.book import (
    Book,
    Chapter,
    Cover,
    Loss,
    LossKind,
    Mark,
    MarkKind,
    Metadata,
    Note,
    Skipped,
    Unread,
)
from audiobook.model.cast import NEUTRAL, Cast, Delivery, Role, Voice, primary_subtag
from audiobook.model.markup import pronounced
from audiobook.model.script import (
    NARRATOR,
    WRITTEN,
    Character,
    Correction,
    Guidance,
    Kind,
    Script,
    Utterance,
)
from audiobook.model.sound import Cue, Line, Sound, Track

__all__ = [
    "NARRATOR",
    "NEUTRAL",
    "WRITTEN",
    "Book",
    "Cast",
    "Chapter",
    "Character",
    "Correction",
    "Cover",
    "Cue",
    "Delivery",
    "Guidance",
    "Kind",
    "Line",
    "Loss",
    "LossKind",
    "Mark",
    "MarkKind",
    "Metadata",
    "Note",
    "Role",
    "Script",
    "Skipped",
    "Sound",
    "Track",
    "Unread",
    "Utterance",
    "Voice",
    "primary_subtag",
    "pronounced",
]
