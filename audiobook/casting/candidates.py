"""What each voice would cost a speaker, given who has which voice already.

The scale, from worst to mildest: sounding like somebody met; the narrator's voice; the other gender; a voice
that somebody with much to say has already; pitch moved; the wrong age; likeness to whoever is met. Each step
outweighs all that follow it, so that the lowest cost is the best choice by the order of force of
:mod:`audiobook.casting.casting`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from audiobook.casting.likeness import Likeness, age_gap
from audiobook.model import NARRATOR, Voice

AUDIBLE_SEMITONES = 3  # two sounds of one voice are told apart from here on
SHIFTS = (0, 3, -3, 6, -6)

_ALIKE_AND_MET = 1000.0
_ALIKE_NARRATOR = 2000.0
_NARRATORS_VOICE = 300.0
_OTHER_GENDER = 100.0
_NO_GENDER = 12.0
_SHARED = 8.0  # with somebody never met
_SHARED_BY_MINOR = 2.5
_PER_HOLDER, _MANY = 0.2, 10  # spreads the sharing over all voices
_MOVED, _MOVED_PER_SEMITONE = 3.0, 0.5
_AGE, _STATED_AGE = 2.0, 25.0
_LIKENESS = 1.5
_BASE = 0.05  # weight of somebody never met, against 1 for one exchange


@dataclass(frozen=True, slots=True)
class Sound:
    """What the listener tells speakers apart by. Voices of one collection differ by name."""

    voice: Voice
    pitch: float = 0.0

    def alike(self, other: "Sound") -> bool:
        """Whether the two cannot be told apart."""
        return self.voice.name == other.voice.name and _near(self.pitch, other.pitch)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a speaker's voice should be.

    ``meets`` weighs whoever is met; ``minor``: so little to say that a voice may be shared; ``pitch`` is
    stated by the user where it is not 0, and then it is not moved.
    """

    gender: str
    age: str
    age_stated: bool = False
    minor: bool = False
    meets: Mapping[str, float] = field(default_factory=dict)
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class _Company:
    """Whoever is met, by the names of their voices; ``weights`` has everyone else as well."""

    weights: Mapping[str, float]
    met: Mapping[str, list[tuple[float, float]]]  # pitch and share of all meetings


class Ledger:
    """Who has which sound already."""

    def __init__(self, likeness: Likeness) -> None:
        self.sounds: dict[str, Sound] = {}
        self._likeness = likeness
        self._held: dict[str, dict[float, bool]] = {}  # voice -> pitch -> whether only minor speakers have it
        self._holders: Counter[str] = Counter()

    def enter(self, speaker: str, sound: Sound, *, minor: bool = False) -> None:
        """Note that ``speaker`` has ``sound``."""
        name = sound.voice.name
        self.sounds[speaker] = sound
        pitches = self._held.setdefault(name, {})
        pitches[sound.pitch] = pitches.get(sound.pitch, True) and minor
        self._holders[name] += 1

    def met_alike(self, sound: Sound, met: Iterable[str]) -> tuple[str, ...]:
        """Those of ``met`` who sound like ``sound``."""
        return tuple(who for who in met if who in self.sounds and self.sounds[who].alike(sound))

    def crowding(self, voices: Collection[Voice]) -> float:
        """How many speakers there are for each of ``voices``, which are not the narrator's."""
        return sum(self._holders[voice.name] for voice in voices) / len(voices)

    def best(self, voices: Iterable[Voice], wanted: Wanted) -> Sound:
        """The sound of the lowest cost; of equals the first."""
        company = self._company(wanted)
        costed = (
            (self._of_sound(sound, wanted, company) + alike, sound)
            for voice in voices
            for alike in (self._of_voice(voice, wanted, company),)
            for sound in _sounds(voice, wanted)
        )
        return min(costed, key=lambda pair: pair[0])[1]

    def _company(self, wanted: Wanted) -> _Company:
        weights = {name: _BASE * count for name, count in self._holders.items()}
        met: dict[str, list[tuple[float, float]]] = {}
        total = sum(wanted.meets.values()) or 1.0
        for speaker, weight in wanted.meets.items():
            if speaker in self.sounds:
                sound = self.sounds[speaker]
                weights[sound.voice.name] += weight
                met.setdefault(sound.voice.name, []).append((sound.pitch, weight / total))
        if NARRATOR in self.sounds:
            weights[self.sounds[NARRATOR].voice.name] += 1.0  # heard between any two others
        return _Company(weights, met)

    def _of_voice(self, voice: Voice, wanted: Wanted, company: _Company) -> float:
        """The part of the cost that does not depend on the pitch."""
        cost = (_STATED_AGE if wanted.age_stated else _AGE) * age_gap(voice.age, wanted.age)
        if voice.gender != wanted.gender:
            cost += _OTHER_GENDER if voice.gender and wanted.gender else _NO_GENDER
        narrator = self.sounds.get(NARRATOR)
        if narrator and narrator.voice.name == voice.name:
            cost += _NARRATORS_VOICE
        total = sum(company.weights.values())
        near = sum(
            weight * (1 - self._likeness.distance(voice.name, other)) ** 2
            for other, weight in company.weights.items()
        )
        return cost + (_LIKENESS * near / total if total else 0)

    def _of_sound(self, sound: Sound, wanted: Wanted, company: _Company) -> float:
        cost = 0.0
        if sound.pitch and not wanted.pitch:
            cost += _MOVED + _MOVED_PER_SEMITONE * abs(sound.pitch)
        if NARRATOR in self.sounds and self.sounds[NARRATOR].alike(sound):
            cost += _ALIKE_NARRATOR
        alike = [share for pitch, share in company.met.get(sound.voice.name, ()) if _near(pitch, sound.pitch)]
        if alike:
            return cost + _ALIKE_AND_MET * (1 + sum(alike))
        held = [
            minor for pitch, minor in self._held.get(sound.voice.name, {}).items() if _near(pitch, sound.pitch)
        ]
        if held:
            cost += _SHARED_BY_MINOR if wanted.minor and all(held) else _SHARED
            cost += _PER_HOLDER * min(self._holders[sound.voice.name], _MANY)
        return cost


def _near(one: float, two: float) -> bool:
    return abs(one - two) < AUDIBLE_SEMITONES


def _sounds(voice: Voice, wanted: Wanted) -> Iterator[Sound]:
    for shift in (wanted.pitch,) if wanted.pitch else SHIFTS:
        yield Sound(voice, float(shift))
