"""What each voice would cost a speaker, given who has which voice already.

The scale, from worst to mildest: sounding like somebody met; the narrator's voice; the other
gender; a voice that somebody with much to say has already; pitch moved; the wrong age; a voice
measured as hard to understand or unnatural; likeness to whoever is met. Each step outweighs all
that follow it, so that the lowest cost is the best choice by the order of force of
:mod:`audiobook.casting.casting`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from audiobook.casting.likeness import Likeness, age_gap
from audiobook.model import NARRATOR, Voice

AUDIBLE_SEMITONES = 3  # two sounds of one voice are told apart from here on
SHIFTS = (0, 3, -3, 6, -6)  # semitones

_ALIKE_AND_MET = 1000.0
_ALIKE_NARRATOR = 2000.0
_NARRATORS_VOICE = 300.0
_OTHER_GENDER = 100.0
_NO_GENDER = 12.0
_SHARED = 8.0  # with somebody never met
_SHARED_BY_MINOR = 2.5
_PER_HOLDER = 0.2  # spreads the sharing over all voices, up to so many holders:
_MANY = 10
_MOVED = 3.0
_MOVED_PER_SEMITONE = 0.5
_AGE = 2.0
_STATED_AGE = 25.0
_POOR = 1.6
_LIKENESS = 1.5
# What a good voice is measured at, where its pack says: a quality of 1 to 5 as listeners would give
# it, and the share of words that a recogniser misses.
GOOD_QUALITY = 4.3
GOOD_WORDS_WRONG = 0.02
_BASE = 0.05  # weight of somebody never met, against 1 for one exchange


@dataclass(frozen=True, slots=True)
class CastSound:
    """What the listener tells speakers apart by: a voice, and how far its pitch is moved.

    ``pitch`` is in semitones. Voices of one collection differ by name.
    """

    voice: Voice
    pitch: float = 0.0

    def alike(self, other: "CastSound") -> bool:
        """Whether the two cannot be told apart."""
        return self.voice.name == other.voice.name and _near(self.pitch, other.pitch)


@dataclass(frozen=True, slots=True)
class VoiceNeeds:
    """What a speaker's voice should be.

    ``meets`` weighs whoever is met. ``minor``: so little to say that a voice may be shared.
    ``pitch``, in semitones, is stated by the user where it is not 0, and then it is not moved.
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


class Assignments:
    """Who has which sound already."""

    def __init__(self, likeness: Likeness) -> None:
        self.sounds: dict[str, CastSound] = {}
        self._likeness = likeness
        # voice -> pitch -> whether only minor speakers have it
        self._held: dict[str, dict[float, bool]] = {}
        self._holders: Counter[str] = Counter()

    def enter(self, speaker: str, sound: CastSound, *, minor: bool = False) -> None:
        """Note that ``speaker`` has ``sound``."""
        name = sound.voice.name
        self.sounds[speaker] = sound
        pitches = self._held.setdefault(name, {})
        only_minor_before = pitches.get(sound.pitch, True)
        pitches[sound.pitch] = only_minor_before and minor
        self._holders[name] += 1

    def met_alike(self, sound: CastSound, met: Iterable[str]) -> tuple[str, ...]:
        """Those of ``met`` who sound like ``sound``."""
        known = [speaker for speaker in met if speaker in self.sounds]
        return tuple(speaker for speaker in known if self.sounds[speaker].alike(sound))

    def crowding(self, voices: Collection[Voice]) -> float:
        """How many speakers there are for each of ``voices``, which are not the narrator's."""
        return sum(self._holders[voice.name] for voice in voices) / len(voices)

    def cost(self, sound: CastSound, needs: VoiceNeeds) -> float:
        """What one sound would cost a speaker."""
        company = self._company(needs)
        cost = self._cost_of_voice(sound.voice, needs, company)
        return cost + self._cost_of_sound(sound, needs, company)

    def best(self, voices: Iterable[Voice], needs: VoiceNeeds) -> CastSound:
        """The sound of the lowest cost; of equals the first."""
        company = self._company(needs)
        best: CastSound | None = None
        lowest = float("inf")
        for voice in voices:
            cost_of_voice = self._cost_of_voice(voice, needs, company)
            for sound in _sounds(voice, needs):
                cost = self._cost_of_sound(sound, needs, company) + cost_of_voice
                if best is None or cost < lowest:
                    best = sound
                    lowest = cost
        assert best is not None, "there is at least one voice to cast from"
        return best

    def _company(self, needs: VoiceNeeds) -> _Company:
        weights = {name: _BASE * count for name, count in self._holders.items()}
        met: dict[str, list[tuple[float, float]]] = {}
        total = sum(needs.meets.values()) or 1.0
        for speaker, weight in needs.meets.items():
            if speaker in self.sounds:
                sound = self.sounds[speaker]
                weights[sound.voice.name] += weight
                met.setdefault(sound.voice.name, []).append(
                    (sound.pitch, weight / total)
                )
        narrator = self.sounds.get(NARRATOR)
        if narrator:
            weights[narrator.voice.name] += 1.0  # heard between any two others
        return _Company(weights, met)

    def _cost_of_voice(
        self, voice: Voice, needs: VoiceNeeds, company: _Company
    ) -> float:
        """The part of the cost that does not depend on the pitch."""
        age_weight = _STATED_AGE if needs.age_stated else _AGE
        cost = age_weight * age_gap(voice.age, needs.age)
        if voice.gender != needs.gender:
            both_known = voice.gender and needs.gender
            cost += _OTHER_GENDER if both_known else _NO_GENDER
        if _is_poor(voice):
            cost += _POOR
        narrator = self.sounds.get(NARRATOR)
        if narrator and narrator.voice.name == voice.name:
            cost += _NARRATORS_VOICE
        return cost + self._cost_of_likeness(voice, company)

    def _cost_of_likeness(self, voice: Voice, company: _Company) -> float:
        total = sum(company.weights.values())
        if not total:
            return 0.0
        weighed = []
        for other, weight in company.weights.items():
            nearness = 1 - self._likeness.distance(voice.name, other)
            weighed.append(weight * nearness**2)
        return _LIKENESS * sum(weighed) / total

    def _cost_of_sound(
        self, sound: CastSound, needs: VoiceNeeds, company: _Company
    ) -> float:
        name = sound.voice.name
        cost = 0.0
        if sound.pitch and not needs.pitch:
            cost += _MOVED + _MOVED_PER_SEMITONE * abs(sound.pitch)
        narrator = self.sounds.get(NARRATOR)
        if narrator and narrator.alike(sound):
            cost += _ALIKE_NARRATOR
        met = company.met.get(name, ())
        shares = [share for pitch, share in met if _near(pitch, sound.pitch)]
        if shares:
            return cost + _ALIKE_AND_MET * (1 + sum(shares))
        pitches = self._held.get(name, {})
        holders = [
            minor for pitch, minor in pitches.items() if _near(pitch, sound.pitch)
        ]
        if holders:
            only_minor = needs.minor and all(holders)
            cost += _SHARED_BY_MINOR if only_minor else _SHARED
            cost += _PER_HOLDER * min(self._holders[name], _MANY)
        return cost


def _is_poor(voice: Voice) -> bool:
    """Whether a voice is measured as worse than a good one."""
    measured = dict(voice.measured)
    quality = measured.get("quality", GOOD_QUALITY)
    words_wrong = measured.get("words_wrong", GOOD_WORDS_WRONG)
    return quality < GOOD_QUALITY or words_wrong > GOOD_WORDS_WRONG


def _near(first: float, second: float) -> bool:
    return abs(first - second) < AUDIBLE_SEMITONES


def _sounds(voice: Voice, needs: VoiceNeeds) -> Iterator[CastSound]:
    if needs.pitch:
        yield CastSound(voice, float(needs.pitch))
        return
    for shift in SHIFTS:
        yield CastSound(voice, float(shift))
