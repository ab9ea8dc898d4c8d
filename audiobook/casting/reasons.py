"""Why somebody has a voice, in words for the person who reads the cast file."""

from collections.abc import Iterable, Mapping

from audiobook.casting.candidates import Sound
from audiobook.model import NARRATOR, Character

_GROUPS = frozenset(
    {
        "all",
        "everyone",
        "everybody",
        "both",
        "others",
        "crowd",
        "people",
        "men",
        "women",
        "voices",
        "chorus",
        "group",
    }
)
_GROUP_BEGINNINGS = ("several", "many", "some", "all", "both", "two", "three", "crowd")
_ARTICLES = ("the", "a", "an")


def is_group(character: Character) -> bool:
    """Whether a speaker is many people."""
    return character.group or means_many(character.name)


def means_many(name: str) -> bool:
    """Whether a name means many people: "the crowd", "several voices"."""
    words = name.lower().split()
    if words[:1] and words[0] in _ARTICLES:
        words = words[1:]
    return bool(words) and (words[0] in _GROUP_BEGINNINGS or (len(words) == 1 and words[0] in _GROUPS))


def why_narrator(gender: str, teller: Character | None) -> str:
    """Of a newly cast narrator."""
    who = f", {gender} like {teller.name}, who tells the story" if gender and teller else ""
    return f"suits a narrator{who}"


def why_kept(character: Character, alike: Iterable[str]) -> str:
    """Of a voice from an earlier run; ``alike`` are those met who have the same."""
    reason = f"{_described(character, character.gender)}; voice as before"
    names = _listed(alike)
    return f"{reason}, though it now meets {names}, who sounds alike: recast one of them" if names else reason


def why_new(
    character: Character, gender: str, sound: Sound, sounds: Mapping[str, Sound], met: Mapping[str, float]
) -> str:
    """Of a newly cast voice; ``sounds`` are those of everyone cast so far."""
    said = _described(character, gender)
    if sound.voice.gender and gender and sound.voice.gender != gender:
        said += f", but there was no {gender} voice left"
    sharers = [who for who, other in sounds.items() if other.alike(sound)]
    if sharers:
        meeting = [who for who in sharers if who in met or who == NARRATOR]
        return f"{said}; {_shared(sharers, meeting)}"
    if sound.pitch:
        way = "higher" if sound.pitch > 0 else "lower"
        return f"{said}; no unused voice fitted: {abs(sound.pitch):g} semitones {way}"
    partners = _listed(sorted((who for who in met if who in sounds), key=lambda who: (-met[who], who)))
    return f"{said}; told apart from {partners}" if partners else f"{said}; a voice of their own"


def _shared(sharers: Iterable[str], meeting: Iterable[str]) -> str:
    if _listed(meeting):
        return f"sounds like {_listed(meeting)}, whom it meets: there are too few voices"
    return f"shares its voice with {_listed(sharers)}, never met"


def _described(character: Character, gender: str) -> str:
    if is_group(character):
        return "a group: a neutral voice"
    known = ", ".join(word for word in (character.gender, character.age) if word)
    if character.gender:
        return known
    decided = f"gender unknown, cast as {gender} for balance" if gender else "gender unknown"
    return f"{decided}, {character.age}" if character.age else decided


def _listed(names: Iterable[str]) -> str:
    return " and ".join(list(names)[:2])
