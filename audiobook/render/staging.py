"""Script + cast -> plans, with everything that shapes how a book is spoken besides its text.

Pronunciations and manners are read from ``pronunciation.toml`` and ``direction.toml``, of the
book before the user's; the cast is played in as many parts as asked; announcements become
chapters.

In a book of two channels the narrator stands in the middle, the others to both sides. Those who
speak most stand farthest apart, left and right in turn; after eight the places begin again. A
speaker stands in one place all through the book, also where a chapter is made alone.

A preview is the beginning of every chapter, and the first line of everybody who is not heard in it,
so that a cast is judged before the whole book is spoken.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import cycle, product
from pathlib import Path

from audiobook.casting import in_parts
from audiobook.engines import ENGINES
from audiobook.errors import UsageError
from audiobook.model import NARRATOR, Cast, Script, Voice
from audiobook.registry import nearest
from audiobook.render.parts import divisible
from audiobook.render.plan import ChapterPlan, PlannedLine, plan
from audiobook.settings import Encoding, Settings
from audiobook.sound.base import MEASURES
from audiobook.speech import (
    SpeechGuide,
    announced,
    check_templates,
    foreign_passages,
    primary,
    read_lexicon,
    read_manners,
)

PRONUNCIATION = "pronunciation.toml"
DIRECTION = "direction.toml"

PAGE = 1500  # characters of a chapter's beginning that are heard in a preview
PREVIEW = "preview"  # behind the title of one
_PLACES = (-1.0, 1.0, -0.5, 0.5, -0.75, 0.75, -0.25, 0.25)  # of the width


@dataclass(frozen=True, slots=True)
class Staged:
    """What is played: the script with its announcements, the cast as it plays, the plans."""

    script: Script
    cast: Cast
    plans: tuple[ChapterPlan, ...]


def check(settings: Settings) -> None:
    """Raise :class:`~audiobook.errors.UsageError` for a wrong name in what concerns speaking.

    It is called before any work is done.
    """
    in_parts(Cast(()), settings.parts)
    check_templates(settings.speech)
    measure = settings.mastering.measure
    if measure and measure not in MEASURES:
        message = f'Levels cannot be measured as "{measure}".'
        raise UsageError(message, remedy=nearest(measure, MEASURES))


def guide(language: str, *folders: Path) -> SpeechGuide:
    """What the files in ``folders``, the book's before the user's, say of how words are spoken.

    Raises :class:`~audiobook.errors.SettingsError`.
    """
    lexicon = read_lexicon(*(folder / PRONUNCIATION for folder in folders))
    directions = [folder / DIRECTION for folder in reversed(folders)]
    manners = read_manners(primary(language), *directions)
    return SpeechGuide(lexicon, language or "en", manners)


def with_foreign_voices(known: SpeechGuide, script: Script, cast: Cast) -> SpeechGuide:
    """The guide with voices for passages in other languages, in the timbres of the cast."""
    languages = _foreign_languages(script, known.language)
    if not languages:
        return known
    # Each voice once, in order.
    voices = tuple(dict.fromkeys(role.voice for role in cast.roles))
    offered = _offered(voices, languages)
    if not offered:
        return known
    return replace(known, voices=offered)


def _offered(
    voices: Sequence[Voice], languages: Sequence[str]
) -> dict[tuple[Voice, str], Voice]:
    """What the engines have for voices in other languages."""
    offered: dict[tuple[Voice, str], Voice] = {}
    with ExitStack() as stack:
        engines = {}
        for name in {voice.engine for voice in voices}:
            engines[name] = stack.enter_context(ENGINES.load(name)())
        for voice, language in product(voices, languages):
            other = engines[voice.engine].in_language(voice, language)
            if other is not None:
                offered[voice, language] = other
    return offered


def _foreign_languages(script: Script, own: str) -> list[str]:
    languages: set[str] = set()
    for chapter in script.book.chapters:
        languages.update(language for _, _, language in foreign_passages(chapter, own))
    return sorted(languages)


def staged(
    script: Script, cast: Cast, settings: Settings, known: SpeechGuide
) -> Staged:
    """Everything that is said, ready to be spoken.

    Raises :class:`~audiobook.errors.UsageError`.
    """
    played = in_parts(cast, settings.parts)
    whole = announced(script, played, settings.speech)
    plans = plan(whole, played, settings, with_foreign_voices(known, whole, played))
    panned = with_places(plans, whole, played, settings.encoding)
    return Staged(whole, played, divisible(panned, whole, settings.split_min))


def with_places(
    plans: Sequence[ChapterPlan], script: Script, cast: Cast, encoding: Encoding
) -> tuple[ChapterPlan, ...]:
    """The plans with a place for every line; unchanged where there is one channel."""
    if encoding.channels == 1:
        return tuple(plans)
    speakers = [role.speaker for role in cast.roles if role.speaker != NARRATOR]
    places = {}
    for speaker, place in zip(speakers, cycle(_PLACES), strict=False):
        places[speaker] = place * encoding.width
    panned = []
    for chapter, utterances in zip(plans, script.utterances, strict=True):
        items = []
        for item in chapter.items:
            speaker = utterances[item.utterance].speaker
            items.append(replace(item, place=places.get(speaker, 0.0)))
        panned.append(replace(chapter, items=tuple(items)))
    return tuple(panned)


def previewed(staged: Staged) -> Staged:
    """What is played of it in a preview, under a title of its own."""
    plans = tuple(_taste(plan, staged.script) for plan in staged.plans)
    return replace(staged, script=_entitled(staged.script), plans=plans)


def _entitled(script: Script) -> Script:
    metadata = script.book.metadata
    named = replace(metadata, title=f"{metadata.title} {PREVIEW}")
    return replace(script, book=replace(script.book, metadata=named))


def _taste(plan: ChapterPlan, script: Script) -> ChapterPlan:
    utterances = script.utterances[_place(plan, script)]
    room = PAGE
    heard: set[str] = set()
    kept: list[PlannedLine] = []
    for item in plan.items:
        speaker = utterances[item.utterance].speaker
        if room <= 0 and (item.line is None or speaker in heard):
            continue
        kept.append(item)
        if item.line is not None:
            room -= len(item.line.plain)
            heard.add(speaker)
    return replace(plan, items=tuple(kept), seams=(), longest_ms=0.0)


def _place(plan: ChapterPlan, script: Script) -> int:
    """Which of the script's chapters a plan is of."""
    numbers = [chapter.number for chapter in script.book.chapters]
    return numbers.index(plan.number)
