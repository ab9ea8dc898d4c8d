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
)
from audiobook.checks.book_record import Ours
from audiobook.checks.findings import Finding
from audiobook.errors import SettingsError
from audiobook.model import Cast, Script, Voice
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
        yield from chosen(
            book.script, book.cast, choices, load_voices(book.settings.voices), name
        )
    except SettingsError as error:
        yield Finding("C002", str(error), file=name)


def without_voices(script: Script, cast: Cast) -> Iterator[Finding]:
    """Speakers whom nobody plays."""
    speakers = dict.fromkeys(
        u.speaker for utterances in script.utterances for u in utterances
    )
    played = {role.speaker for role in cast.roles}
    for speaker in speakers:
        if speaker not in played:
            yield Finding("C001", f'Nobody plays "{speaker}".')


def alike(script: Script, cast: Cast) -> Iterator[Finding]:
    """Two who answer each other with one and the same voice, spoken in the same way."""
    sounds = {role.speaker: (role.voice, role.delivery) for role in cast.roles}
    names = {role.speaker: role.voice.name for role in cast.roles}
    for speaker, others in meetings(script).items():
        for other, weight in others.items():
            if (
                speaker < other
                and weight >= ANSWERS
                and speaker in sounds
                and sounds[speaker] == sounds.get(other)
            ):
                yield Finding(
                    "C003", f'"{speaker}" and "{other}" both speak as {names[speaker]}.'
                )


def _unsure(script: Script, settings: Settings) -> Iterator[Finding]:
    found = doubts(script, settings.unsure)
    quotations = sum(
        len({u.quotation for u in us if u.quotation is not None})
        for us in script.utterances
    )
    if found:
        share = len(found) / quotations
        words = sum(doubt.words for doubt in found)
        yield Finding(
            "C004",
            f"{len(found):,} of {quotations:,} quotations "
            f"({share:.0%}; {words:,} words).",
        )


def chosen(
    script: Script, cast: Cast, choices: CastChoices, voices: Sequence[Voice], name: str
) -> Iterator[Finding]:
    """What the cast file, called ``name``, asks for and does not get."""
    known, heard = (
        {voice.name for voice in voices},
        {role.speaker: role.voice.name for role in cast.roles},
    )
    for choice in choices.speakers:
        if choice.voice and choice.voice not in known:
            yield Finding(
                "C002",
                f'There is no voice "{choice.voice}" for "{choice.speaker}".',
                file=name,
            )
        elif choice.voice and heard.get(choice.speaker, choice.voice) != choice.voice:
            what = f'"{choice.speaker}" should speak as {choice.voice}, and speaks as {heard[choice.speaker]}.'
            yield Finding("C006", what, file=name)
    for notice in unused(
        choices, frozenset(character.name for character in script.characters)
    ):
        yield Finding("C005", notice, file=name)
