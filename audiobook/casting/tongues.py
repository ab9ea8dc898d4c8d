"""Voices for a book in a language that no voice of the pack speaks: the same timbres, in that language."""

from collections.abc import Callable

from audiobook.model import Voice, primary_subtag

InLanguage = Callable[[Voice, str], Voice | None]  # what an engine offers for a voice in another language


def primary(language: str) -> str:
    """The primary part of a BCP 47 tag in small letters; English where there is none."""
    return primary_subtag(language) or "en"


def speaks(voices: tuple[Voice, ...], language: str) -> bool:
    """Whether one of ``voices`` speaks a language."""
    return any(primary(voice.language) == primary(language) for voice in voices)


def in_language(voices: tuple[Voice, ...], language: str, ask: InLanguage) -> tuple[Voice, ...]:
    """``voices``, or where none of them speaks ``language``, those that the engines have in it.

    Voices that come out alike, because only their accents differed, are one.
    """
    if speaks(voices, language):
        return voices
    found: dict[object, Voice] = {}
    for voice in voices:
        spoken = ask(voice, language)
        if spoken is not None:
            found.setdefault((spoken.engine, spoken.options), spoken)
    return tuple(found.values()) or voices
