"""``C``: everybody has a voice, and those who talk with each other can be told apart."""

from collections.abc import Iterator, Sequence

from audiobook.casting import (
    ALL,
    CastChoices,
    doubts,
    load_voices,
    meetings,
    read_castfile,
    unused,
    with_chosen,
)
from audiobook.checks.book_record import Ours
from audiobook.checks.findings import Finding
from audiobook.errors import SettingsError
from audiobook.model import Cast, Role, Script, Voice
from audiobook.settings import Settings

# The least weight of two who talk with each other: one answer, see casting.meetings.
ANSWERS = 1.0


def cast_findings(book: Ours) -> Iterator[Finding]:
    """What is wrong with the cast, and with the cast file as it is now."""
    name = book.project.cast_file.name
    yield from without_voices(book.script, book.cast)
    if book.settings.parts == ALL:
        yield from alike(book.script, book.cast)
    yield from _unsure(book.script, book.settings)
    try:
        choices = read_castfile(book.project.cast_file)
        names = [choice.voice for choice in choices.speakers]
        voices = with_chosen(load_voices(book.settings.voices), names)
        yield from chosen(book.script, book.cast, choices, voices, name)
    except SettingsError as error:
        yield Finding("C002", str(error), file=name)


def without_voices(script: Script, cast: Cast) -> Iterator[Finding]:
    """Speakers whom nobody plays."""
    played = {role.speaker for role in cast.roles}
    missing: dict[str, None] = {}  # in the order in which they first speak
    for utterances in script.utterances:
        for utterance in utterances:
            if utterance.speaker not in played:
                missing[utterance.speaker] = None
    for speaker in missing:
        yield Finding("C001", f'Nobody plays "{speaker}".')


def alike(script: Script, cast: Cast) -> Iterator[Finding]:
    """Two who answer each other with one and the same voice, spoken in the same way."""
    roles = {role.speaker: role for role in cast.roles}
    for speaker, others in meetings(script).items():
        for other, weight in others.items():
            # Each pair stands in the table twice: it is told of once.
            if other <= speaker or weight < ANSWERS:
                continue
            role = roles.get(speaker)
            if role and _sounds_like(role, roles.get(other)):
                what = f'"{speaker}" and "{other}" both speak as {role.voice.name}.'
                yield Finding("C003", what)


def _sounds_like(role: Role, other: Role | None) -> bool:
    if other is None or role.voice != other.voice:
        return False
    return role.delivery == other.delivery


def _unsure(script: Script, settings: Settings) -> Iterator[Finding]:
    unsure = doubts(script, settings.unsure)
    if not unsure:
        return
    quotations = 0
    for utterances in script.utterances:
        numbers = {utterance.quotation for utterance in utterances}
        quotations += len(numbers - {None})
    share = len(unsure) / quotations
    words = sum(doubt.words for doubt in unsure)
    what = (
        f"{len(unsure):,} of {quotations:,} quotations ({share:.0%}; {words:,} words)."
    )
    yield Finding("C004", what)


def chosen(
    script: Script, cast: Cast, choices: CastChoices, voices: Sequence[Voice], name: str
) -> Iterator[Finding]:
    """What the cast file, called ``name``, asks for and does not get."""
    voice_names = {voice.name for voice in voices}
    spoken_as = {role.speaker: role.voice.name for role in cast.roles}
    with_voices = [choice for choice in choices.speakers if choice.voice]
    for choice in with_voices:
        actual = spoken_as.get(choice.speaker, choice.voice)
        if choice.voice not in voice_names:
            what = f'There is no voice "{choice.voice}" for "{choice.speaker}".'
            yield Finding("C002", what, file=name)
        elif actual != choice.voice:
            what = (
                f'"{choice.speaker}" should speak as {choice.voice}, '
                f"and speaks as {actual}."
            )
            yield Finding("C006", what, file=name)
    yield from _unused(script, choices, name)


def _unused(script: Script, choices: CastChoices, name: str) -> Iterator[Finding]:
    """Tables of speakers who say nothing."""
    characters = frozenset(character.name for character in script.characters)
    for notice in unused(choices, characters):
        yield Finding("C005", notice, file=name)
