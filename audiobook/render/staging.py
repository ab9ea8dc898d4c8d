"""Script + cast -> plans, with everything that shapes how a book is spoken besides its text.

Pronunciations and manners are read from ``pronunciation.toml`` and ``direction.toml``, of the book before the
user's; the cast is played in as many parts as asked; announcements become chapters.
"""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from audiobook.casting import in_parts
from audiobook.engines import ENGINES
from audiobook.errors import UsageError
from audiobook.model import Cast, Script, Voice
from audiobook.registry import nearest
from audiobook.render.panning import seated
from audiobook.render.parts import divisible
from audiobook.render.plan import ChapterPlan, plan
from audiobook.settings import Settings
from audiobook.sound.base import MEASURES
from audiobook.speech import Guide
from audiobook.speech.announce import announced, check_templates
from audiobook.speech.direction.manners import read_manners
from audiobook.speech.direction.phrasing import foreign_passages
from audiobook.speech.lexicon_file import read_lexicon
from audiobook.speech.words.tables import primary

PRONUNCIATION, DIRECTION = "pronunciation.toml", "direction.toml"


@dataclass(frozen=True, slots=True)
class Staged:
    """What is played: the script with its announcements, the cast as it plays, a plan per chapter."""

    script: Script
    cast: Cast
    plans: tuple[ChapterPlan, ...]


def check(settings: Settings) -> None:
    """Raise :class:`~audiobook.errors.UsageError` for a wrong name in what concerns speaking, before any work."""
    in_parts(Cast(()), settings.parts)
    check_templates(settings.speech)
    measure = settings.mastering.measure
    if measure and measure not in MEASURES:
        raise UsageError(f'Levels cannot be measured as "{measure}".', remedy=nearest(measure, MEASURES))


def guide(language: str, *folders: Path) -> Guide:
    """What the files in ``folders``, the book's before the user's, say of pronunciation and direction.

    Raises :class:`~audiobook.errors.SettingsError`.
    """
    lexicon = read_lexicon(*(folder / PRONUNCIATION for folder in folders))
    manners = read_manners(primary(language), *(folder / DIRECTION for folder in reversed(folders)))
    return Guide(lexicon, language or "en", manners)


def with_foreign_voices(known: Guide, script: Script, cast: Cast) -> Guide:
    """``known`` with the voices that the engines have for passages in other languages, in the same timbre."""
    chapters = script.book.chapters
    tongues = sorted({tongue for c in chapters for _, _, tongue in foreign_passages(c, known.language)})
    voices = dict.fromkeys(role.voice for role in cast.roles) if tongues else {}
    found: dict[tuple[Voice, str], Voice] = {}
    with ExitStack() as stack:
        engines = {name: stack.enter_context(ENGINES.load(name)()) for name in {voice.engine for voice in voices}}
        for voice, tongue in product(voices, tongues):
            if (spoken := engines[voice.engine].in_language(voice, tongue)) is not None:
                found[voice, tongue] = spoken
    return replace(known, voices=found) if found else known


def staged(script: Script, cast: Cast, settings: Settings, known: Guide) -> Staged:
    """Everything that is said, ready to be spoken. Raises :class:`~audiobook.errors.UsageError`."""
    played = in_parts(cast, settings.parts)
    whole = announced(script, played, settings.speech)
    plans = plan(whole, played, settings, with_foreign_voices(known, whole, played))
    placed = seated(plans, whole, played, settings.encoding)
    return Staged(whole, played, divisible(placed, whole, settings.split_min))
