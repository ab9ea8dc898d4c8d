"""Script + voices + what the cast file says -> who plays whom, with a reason for each. Pure.

In this order of force:

1. The user's choice stands.
2. Whoever was cast in an earlier run keeps that voice: a new chapter or character moves nobody. It
   gives way only where the voice is gone, where the user states another gender or age, or where
   the user has given the same voice to the narrator or to somebody met.
3. The narrator's voice is nobody else's, except the "I" who tells the story.
4. Two speakers who meet never sound alike.
5. Gender.
6. A voice of one's own of the right age; once voices run out, a voice by audible steps of pitch
   higher or lower, or for those with little to say the voice of another such speaker whom they
   never meet.
7. The voice most unlike those of whoever is met, the most talkative choosing first.
"""

from dataclasses import replace

from audiobook.casting.candidates import Assignments, CastSound, VoiceNeeds
from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.likeness import Likeness
from audiobook.casting.meetings import meetings
from audiobook.casting.packs import GENDERS
from audiobook.casting.reasons import is_group, why_kept, why_narrator, why_new
from audiobook.errors import SettingsError
from audiobook.model import (
    NARRATOR,
    Cast,
    Character,
    Role,
    Script,
    Voice,
    primary_subtag,
)
from audiobook.model.cast import NEUTRAL
from audiobook.registry import nearest

NOTHING_CHOSEN = CastChoices()
MINOR_SHARE = 0.01  # of the words that characters say; below it a voice may be shared

_CHOSEN = "chosen in the cast file"


def cast(
    script: Script, voices: tuple[Voice, ...], choices: CastChoices = NOTHING_CHOSEN
) -> Cast:
    """A role for the narrator and for every character of ``script``, in its order.

    Raises :class:`SettingsError` where the cast file names an unknown voice, or where there are
    no voices.
    """
    if not voices:
        remedy = "Name a voice pack with --voices."
        raise SettingsError("There are no voices to cast from.", remedy=remedy)
    casting = _Casting(script, voices, choices)
    casting.cast_narrator()
    # Everybody passes one step before anybody takes the next: a choice of the user counts for
    # those cast later, whoever comes first in the book.
    for step in (casting.choose, casting.keep, casting.cast_anew):
        for character in casting.characters:
            if character.name not in casting.roles:
                step(character)
    names = [NARRATOR, *(character.name for character in casting.characters)]
    return Cast(tuple(casting.roles[name] for name in names))


class _Casting:
    """One cast in the making."""

    def __init__(
        self, script: Script, voices: tuple[Voice, ...], choices: CastChoices
    ) -> None:
        self.voices = {voice.name: voice for voice in voices}
        self.pool = suitable(voices, script.book.metadata.language)
        self.choices = {choice.speaker: choice for choice in choices.speakers}
        self.complain = choices.error
        self.characters = tuple(
            _as_stated(character, self._choice(character.name))
            for character in script.characters
        )
        self.meets = meetings(script)
        self.spoken_words = max(
            1, sum(character.words for character in script.characters)
        )
        self.assignments = Assignments(Likeness(voices))
        self.roles: dict[str, Role] = {}

    def cast_narrator(self) -> None:
        """The user's choice, else that of an earlier run, else the first that suits.

        A new narrator suits both the part and the "I" of the story.
        """
        choice = self._choice(NARRATOR)
        if choice.voice:
            self._enter(NARRATOR, self._voice(choice), reason=_CHOSEN, chosen=True)
            return
        before = self.voices.get(choice.automatic)
        if before is not None and not self._contradicts(before, choice):
            self._enter(NARRATOR, before, reason="narrator as before")
            return
        teller = self._teller()
        gender = choice.gender
        if not gender and teller:
            gender = teller.gender
        voice = self._narrators_voice(gender, choice.age)
        self._enter(NARRATOR, voice, reason=why_narrator(gender, teller))

    def choose(self, character: Character) -> None:
        """What the user chose, and the narrator's voice for the "I" of the story."""
        name = character.name
        choice = self._choice(name)
        if choice.voice:
            self._enter(name, self._voice(choice), reason=_CHOSEN, chosen=True)
        elif character.narrates:
            narrator = self.roles[NARRATOR]
            delivery = (
                narrator.delivery if choice.delivery == NEUTRAL else choice.delivery
            )
            reason = "tells the story, and so has the narrator's voice"
            voice = choice.played(narrator.voice)
            self.roles[name] = Role(name, voice, reason, delivery=delivery)

    def keep(self, character: Character) -> None:
        """The voice of an earlier run, unless something that the user said stands against it."""
        choice = self._choice(character.name)
        voice = self.voices.get(choice.automatic)
        if voice is None or self._contradicts(voice, choice):
            return
        sound = CastSound(voice, choice.pitch)
        if self._given_to_another(character, sound):
            return
        alike = self.assignments.met_alike(sound, self.meets.get(character.name, {}))
        reason = why_kept(character, alike)
        self._enter(character.name, voice, reason=reason, minor=self._minor(character))

    def cast_anew(self, character: Character) -> None:
        """The voice that costs least."""
        name = character.name
        choice = self._choice(name)
        before = self.voices.get(choice.automatic)
        gender = character.gender
        if not gender and before:
            gender = before.gender
        gender = gender or self._balance(character)
        met = self.meets.get(name, {})
        minor = self._minor(character)
        age_stated = bool(choice.age)
        needs = VoiceNeeds(gender, character.age, age_stated, minor, met, choice.pitch)
        sound = self.assignments.best(self.pool, needs)
        reason = why_new(character, gender, sound, self.assignments.sounds, met)
        if choice.automatic and before is None:
            reason += f'; its former voice "{choice.automatic}" is no longer there'
        self._enter(name, sound.voice, reason=reason, pitch=sound.pitch, minor=minor)

    def _enter(
        self,
        speaker: str,
        voice: Voice,
        *,
        reason: str,
        pitch: float | None = None,
        minor: bool = False,
        chosen: bool = False,
    ) -> None:
        choice = self._choice(speaker)
        delivery = choice.delivery
        if pitch is not None:
            delivery = replace(delivery, pitch=pitch)
        self.assignments.enter(speaker, CastSound(voice, delivery.pitch), minor=minor)
        self.roles[speaker] = Role(
            speaker, choice.played(voice), reason, chosen, delivery
        )

    def _choice(self, speaker: str) -> Choice:
        return self.choices.get(speaker, Choice(speaker))

    def _voice(self, choice: Choice) -> Voice:
        if choice.voice not in self.voices:
            message = f'There is no voice "{choice.voice}".'
            remedy = nearest(choice.voice, self.voices)
            raise self.complain(message, choice.speaker, "voice", remedy=remedy)
        return self.voices[choice.voice]

    def _teller(self) -> Character | None:
        """The "I" of the story, where there is one."""
        for character in self.characters:
            if character.narrates:
                return character
        return None

    def _narrators_voice(self, gender: str, age: str) -> Voice:
        """The first voice that suits: the "I" of the story, the part, then nobody's choice yet."""
        used: set[str] = set()
        for choice in self.choices.values():
            if choice.speaker != NARRATOR:
                used.update((choice.voice, choice.automatic))

        def misfit(voice: Voice) -> tuple[bool, bool, bool, bool]:
            other_gender = bool(gender and voice.gender != gender)
            other_age = bool(age and voice.age != age)
            return (
                other_gender,
                other_age,
                voice.suits != "narrator",
                voice.name in used,
            )

        return min(self.pool, key=misfit)

    def _contradicts(self, voice: Voice, choice: Choice) -> bool:
        """Whether the user has stated what ``voice`` is not, and there is a voice that is."""
        if choice.gender and voice.gender and choice.gender != voice.gender:
            return True
        if not choice.age or voice.age == choice.age:
            return False
        narrator = self.assignments.sounds.get(NARRATOR)
        for other in self.pool:
            is_narrators = narrator is not None and other == narrator.voice
            if (
                other.age == choice.age
                and other.gender == voice.gender
                and not is_narrators
            ):
                return True
        return False

    def _given_to_another(self, character: Character, sound: CastSound) -> bool:
        """Whether the narrator has this sound, or the user gave it to somebody met."""
        chosen = []
        for other in self.meets.get(character.name, {}):
            if other in self.roles and self.roles[other].chosen:
                chosen.append(other)
        return bool(self.assignments.met_alike(sound, (NARRATOR, *chosen)))

    def _minor(self, character: Character) -> bool:
        return is_group(character) or character.words < MINOR_SHARE * self.spoken_words

    def _balance(self, character: Character) -> str:
        """A gender for a speaker of unknown gender: the one that fewer such speakers have.

        Of equals the one with more voices to spare; none for a group.
        """
        if is_group(character):
            return ""
        genders_given = [
            self.roles[name].voice.gender for name in self._unknown_gender()
        ]
        narrators_voice = self.assignments.sounds[NARRATOR].voice
        ranks = {}
        for gender in GENDERS:
            free = [
                voice
                for voice in self.pool
                if voice.gender == gender and voice != narrators_voice
            ]
            if free:
                ranks[gender] = (
                    genders_given.count(gender),
                    self.assignments.crowding(free),
                )
        return min(ranks, key=lambda gender: ranks[gender], default="")

    def _unknown_gender(self) -> list[str]:
        """The names of those already cast whose gender nobody knows."""
        names = []
        for character in self.characters:
            unknown = not character.gender and not character.narrates
            if unknown and character.name in self.roles:
                names.append(character.name)
        return names


def _as_stated(character: Character, choice: Choice) -> Character:
    gender = choice.gender or character.gender
    age = choice.age or character.age
    return replace(character, gender=gender, age=age)


def suitable(voices: tuple[Voice, ...], language: str) -> tuple[Voice, ...]:
    """The voices that speak the book's language and are not oddities; all where there are none.

    A book that names no language is taken for English.
    """
    spoken = primary_subtag(language or "en")
    speaking = [voice for voice in voices if primary_subtag(voice.language) == spoken]
    usual = [voice for voice in speaking or voices if voice.suits != "oddity"]
    return tuple(usual or speaking or voices)
