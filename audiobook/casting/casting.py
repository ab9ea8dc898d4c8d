"""Script + voices + what the cast file says -> who plays whom, with a reason for each. Pure.

In this order of force:

1. The user's choice stands.
2. Whoever was cast in an earlier run keeps that voice: a new chapter or character moves nobody. It gives way
   only where the voice is gone, where the user states another gender or age, or where the user has given
   the same voice to the narrator or to somebody met.
3. The narrator's voice is nobody else's, except the "I" who tells the story.
4. Two speakers who meet never sound alike.
5. Gender.
6. A voice of one's own of the right age; once voices run out, a voice by audible steps of pitch higher or
   lower, or for those with little to say the voice of another such speaker whom they never meet.
7. The voice most unlike those of whoever is met, the most talkative choosing first.
"""

from dataclasses import replace

from audiobook.casting.candidates import Ledger, Sound, Wanted
from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.likeness import Likeness
from audiobook.casting.meetings import meetings
from audiobook.casting.reasons import is_group, why_kept, why_narrator, why_new
from audiobook.errors import SettingsError
from audiobook.model import NARRATOR, Cast, Character, Role, Script, Voice, primary_subtag
from audiobook.model.cast import NEUTRAL
from audiobook.registry import nearest

NOTHING_CHOSEN = CastChoices()
MINOR_SHARE = 0.01  # of the words that characters say; below it a voice may be shared


def cast(script: Script, voices: tuple[Voice, ...], choices: CastChoices = NOTHING_CHOSEN) -> Cast:
    """A role for the narrator and for every character of ``script``, in its order.

    Raises :class:`SettingsError` where the cast file names a voice that there is not, or there is none.
    """
    if not voices:
        raise SettingsError("There are no voices to cast from.", remedy="Name a voice pack with --voices.")
    casting = _Casting(script, voices, choices)
    casting.cast_narrator()
    for step in (casting.choose, casting.keep, casting.cast_anew):
        for character in casting.characters:
            if character.name not in casting.roles:
                step(character)
    return Cast(tuple(casting.roles[name] for name in (NARRATOR, *(c.name for c in casting.characters))))


class _Casting:
    """One cast in the making."""

    def __init__(self, script: Script, voices: tuple[Voice, ...], choices: CastChoices) -> None:
        self.voices = {voice.name: voice for voice in voices}
        self.pool = _suitable(voices, script.book.metadata.language)
        self.choices = {choice.speaker: choice for choice in choices.speakers}
        self.complain = choices.error
        self.characters = tuple(_as_stated(c, self._choice(c.name)) for c in script.characters)
        self.meets = meetings(script)
        self.said = max(1, sum(c.words for c in script.characters))
        self.ledger = Ledger(Likeness(voices))
        self.roles: dict[str, Role] = {}

    def cast_narrator(self) -> None:
        """The user's choice, else that of an earlier run, else the first that suits both the part and the "I"."""
        choice = self._choice(NARRATOR)
        teller = next((c for c in self.characters if c.narrates), None)
        if choice.voice:
            self._enter(NARRATOR, self._voice(choice), reason="chosen in the cast file", chosen=True)
        elif choice.automatic in self.voices and not self._contradicts(self.voices[choice.automatic], choice):
            self._enter(NARRATOR, self.voices[choice.automatic], reason="narrator as before")
        else:
            gender = choice.gender or (teller.gender if teller else "")
            self._enter(NARRATOR, self._narrators_voice(gender, choice.age), reason=why_narrator(gender, teller))

    def choose(self, character: Character) -> None:
        """What the user chose, and the narrator's voice for the "I" of the story."""
        choice = self._choice(character.name)
        if choice.voice:
            self._enter(character.name, self._voice(choice), reason="chosen in the cast file", chosen=True)
        elif character.narrates:
            narrator = self.roles[NARRATOR]
            delivery = narrator.delivery if choice.delivery == NEUTRAL else choice.delivery
            reason = "tells the story, and so has the narrator's voice"
            self.roles[character.name] = Role(
                character.name, choice.played(narrator.voice), reason, delivery=delivery
            )

    def keep(self, character: Character) -> None:
        """The voice of an earlier run, unless something that the user said stands against it."""
        choice = self._choice(character.name)
        voice = self.voices.get(choice.automatic)
        if voice is None or self._contradicts(voice, choice):
            return
        if self._given_to_another(character, voice, choice.pitch):
            return
        alike = self.ledger.met_alike(Sound(voice, choice.pitch), self.meets.get(character.name, {}))
        self._enter(character.name, voice, reason=why_kept(character, alike), minor=self._minor(character))

    def cast_anew(self, character: Character) -> None:
        """The voice that costs least."""
        name, choice = character.name, self._choice(character.name)
        before = self.voices.get(choice.automatic)
        gender = character.gender or (before.gender if before else "") or self._balance(character)
        met = self.meets.get(name, {})
        minor = self._minor(character)
        sound = self.ledger.best(
            self.pool, Wanted(gender, character.age, bool(choice.age), minor, met, choice.pitch)
        )
        reason = why_new(character, gender, sound, self.ledger.sounds, met)
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
        delivery = choice.delivery if pitch is None else replace(choice.delivery, pitch=pitch)
        self.ledger.enter(speaker, Sound(voice, delivery.pitch), minor=minor)
        self.roles[speaker] = Role(speaker, choice.played(voice), reason, chosen, delivery)

    def _choice(self, speaker: str) -> Choice:
        return self.choices.get(speaker, Choice(speaker))

    def _voice(self, choice: Choice) -> Voice:
        if choice.voice not in self.voices:
            raise self.complain(
                f'There is no voice "{choice.voice}".',
                choice.speaker,
                "voice",
                remedy=nearest(choice.voice, self.voices),
            )
        return self.voices[choice.voice]

    def _narrators_voice(self, gender: str, age: str) -> Voice:
        """The first voice that suits: the "I" of the story, the part, then nobody's choice yet."""
        others = [choice for choice in self.choices.values() if choice.speaker != NARRATOR]
        used = {name for choice in others for name in (choice.voice, choice.automatic)}

        def misfit(voice: Voice) -> tuple[bool, bool, bool, bool]:
            other_gender = bool(gender and voice.gender != gender)
            return (other_gender, bool(age and voice.age != age), voice.suits != "narrator", voice.name in used)

        return min(self.pool, key=misfit)

    def _contradicts(self, voice: Voice, choice: Choice) -> bool:
        """Whether the user has stated what ``voice`` is not, and there is a voice that is."""
        if choice.gender and voice.gender and choice.gender != voice.gender:
            return True
        narrator = self.ledger.sounds.get(NARRATOR)
        others = (v for v in self.pool if not narrator or v != narrator.voice)
        return (
            bool(choice.age)
            and voice.age != choice.age
            and any(other.age == choice.age and other.gender == voice.gender for other in others)
        )

    def _given_to_another(self, character: Character, voice: Voice, pitch: float) -> bool:
        """Whether the narrator has this sound, or the user gave it to somebody whom the character meets."""
        chosen = [
            who for who in self.meets.get(character.name, {}) if who in self.roles and self.roles[who].chosen
        ]
        return bool(self.ledger.met_alike(Sound(voice, pitch), (NARRATOR, *chosen)))

    def _minor(self, character: Character) -> bool:
        return is_group(character) or character.words < MINOR_SHARE * self.said

    def _balance(self, character: Character) -> str:
        """For an unknown gender, the one that fewer such speakers have; of equals the one with more voices to
        spare; none for a group.
        """
        if is_group(character):
            return ""
        unknown = [c.name for c in self.characters if not c.gender and not c.narrates and c.name in self.roles]
        had = [self.roles[who].voice.gender for who in unknown]
        taken = self.ledger.sounds[NARRATOR].voice
        free = {g: [v for v in self.pool if v.gender == g and v != taken] for g in ("female", "male")}
        ranks = {g: (had.count(g), self.ledger.crowding(voices)) for g, voices in free.items() if voices}
        return min(ranks, key=lambda gender: ranks[gender], default="")


def _as_stated(character: Character, choice: Choice) -> Character:
    return replace(character, gender=choice.gender or character.gender, age=choice.age or character.age)


def _suitable(voices: tuple[Voice, ...], language: str) -> tuple[Voice, ...]:
    """The voices that speak the book's language (English where it says none) and are no oddities; all where
    there are none such.
    """
    spoken = primary_subtag(language or "en")
    speaking = tuple(voice for voice in voices if primary_subtag(voice.language) == spoken) or voices
    return tuple(voice for voice in speaking if voice.suits != "oddity") or speaking
