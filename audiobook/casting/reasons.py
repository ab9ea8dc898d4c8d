"""Why somebody has a voice, in words for the person who reads the cast file."""

from collections.abc import Iterable, Mapping

from audiobook.casting.candidates import CastSound
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
_MOST_NAMES = 2  # a reason that lists more is not read


def is_group(character: Character) -> bool:
    """Whether a speaker is many people."""
    return character.group or means_many(character.name)


def means_many(name: str) -> bool:
    """Whether a name means many people: "the crowd", "several voices"."""
    words = name.lower().split()
    if words and words[0] in _ARTICLES:
        words = words[1:]
    if not words:
        return False
    if words[0] in _GROUP_BEGINNINGS:
        return True
    return len(words) == 1 and words[0] in _GROUPS


def why_narrator(gender: str, teller: Character | None) -> str:
    """Why a narrator was newly cast."""
    if gender and teller:
        return f"suits a narrator, {gender} like {teller.name}, who tells the story"
    return "suits a narrator"


def why_kept(character: Character, alike: Iterable[str]) -> str:
    """Why a voice of an earlier run was kept; ``alike`` are those met who sound the same."""
    reason = f"{_described(character, character.gender)}; voice as before"
    names = _listed(alike)
    if not names:
        return reason
    return (
        f"{reason}, though it now meets {names}, who sounds alike: recast one of them"
    )


def why_new(
    character: Character,
    gender: str,
    sound: CastSound,
    sounds: Mapping[str, CastSound],
    met: Mapping[str, float],
) -> str:
    """Why a voice was newly cast; ``sounds`` are those of everyone cast so far."""
    description = _described(character, gender)
    if sound.voice.gender and gender and sound.voice.gender != gender:
        description += f", but there was no {gender} voice left"
    sharers = [speaker for speaker, other in sounds.items() if other.alike(sound)]
    if sharers:
        meeting = [
            speaker for speaker in sharers if speaker in met or speaker == NARRATOR
        ]
        return f"{description}; {_shared(sharers, meeting)}"
    if sound.pitch:
        way = "higher" if sound.pitch > 0 else "lower"
        moved = f"{abs(sound.pitch):g} semitones {way}"
        return f"{description}; no unused voice fitted: {moved}"
    partners = [speaker for speaker in met if speaker in sounds]
    partners.sort(key=lambda speaker: (-met[speaker], speaker))
    if not partners:
        return f"{description}; a voice of their own"
    return f"{description}; told apart from {_listed(partners)}"


def _shared(sharers: Iterable[str], meeting: Iterable[str]) -> str:
    met = _listed(meeting)
    if met:
        return f"sounds like {met}, whom it meets: there are too few voices"
    return f"shares its voice with {_listed(sharers)}, never met"


def _described(character: Character, gender: str) -> str:
    if is_group(character):
        return "a group: a neutral voice"
    if character.gender:
        return _joined(character.gender, character.age)
    if gender:
        return _joined(f"gender unknown, cast as {gender} for balance", character.age)
    return _joined("gender unknown", character.age)


def _joined(description: str, age: str) -> str:
    return f"{description}, {age}" if age else description


def _listed(names: Iterable[str]) -> str:
    return " and ".join(list(names)[:_MOST_NAMES])
