"""Which voices suit one speaker of a finished cast, the best first. Pure."""

from audiobook.casting.candidates import Assignments, CastSound, VoiceNeeds
from audiobook.casting.casting import suitable
from audiobook.casting.likeness import Likeness
from audiobook.casting.meetings import meetings
from audiobook.model import NARRATOR, Cast, Character, Script, Voice


def suited(
    script: Script, voices: tuple[Voice, ...], cast: Cast, speaker: str
) -> tuple[Voice, ...]:
    """The voices of the book's language, and of the speaker's gender where both have one.

    They are ranked as casting ranks them, given who else has which voice; for the narrator, the
    voices that suit narrators come first.
    """
    assignments = Assignments(Likeness((*voices, *_played(cast, voices))))
    for role in cast.roles:
        if role.speaker != speaker:
            assignments.enter(role.speaker, CastSound(role.voice, role.delivery.pitch))
    who = _character(script, speaker)
    meets = meetings(script).get(speaker, {})
    needs = VoiceNeeds(who.gender, who.age, meets=meets)
    pool = [
        voice
        for voice in suitable(voices, script.book.metadata.language)
        if not who.gender or voice.gender in ("", who.gender)
    ]

    def rank(voice: Voice) -> tuple[bool, float]:
        unfit = speaker == NARRATOR and voice.suits != "narrator"
        return unfit, assignments.cost(CastSound(voice), needs)

    return tuple(sorted(pool, key=rank))


def _played(cast: Cast, voices: tuple[Voice, ...]) -> list[Voice]:
    """The voices of the cast that are in no pack any more."""
    known = {voice.name for voice in voices}
    return [role.voice for role in cast.roles if role.voice.name not in known]


def _character(script: Script, speaker: str) -> Character:
    """The speaker; the narrator is whoever tells the story, where somebody does."""
    for character in script.characters:
        if character.name == speaker:
            return character
        if speaker == NARRATOR and character.narrates:
            return character
    return Character(speaker)
