"""How unlike two voices sound, from 0 (the same) to 1.

Where both voices state measured features, those alone count, each scaled to its spread over all voices
(frequencies, whose names end in "_hz", by octaves).
Otherwise what the pack says of them counts: gender most, then age, accent, and the engine's options.
"""

from collections.abc import Iterable, Mapping
from math import log2, sqrt

from audiobook.model import Voice

AGE_PLACES: Mapping[str, float] = {"child": 0, "young": 2, "adult": 3, "old": 4.5}  # by ear: a child stands apart
_SHARES = {"gender": 0.4, "age": 0.15, "accent": 0.15, "options": 0.3}

Numbers = Mapping[str, float]


class Likeness:
    """Distances between the voices of one collection."""

    def __init__(self, voices: Iterable[Voice]) -> None:
        self._voices = {voice.name: voice for voice in voices}
        self._measured = _scaled({name: _measured(voice) for name, voice in self._voices.items()})
        self._numbers = _scaled({name: _numeric_options(voice) for name, voice in self._voices.items()})
        self._known: dict[tuple[str, str], float] = {}

    def distance(self, one: str, two: str) -> float:
        """How unlike the voices of two names sound: 0 to 1, symmetric."""
        if one == two:
            return 0.0
        if (one, two) not in self._known:
            self._known[one, two] = self._known[two, one] = self._compare(self._voices[one], self._voices[two])
        return self._known[one, two]

    def _compare(self, one: Voice, two: Voice) -> float:
        features = self._measured[one.name], self._measured[two.name]
        common = sorted(features[0].keys() & features[1].keys())  # sums depend on the order
        if common:
            return sqrt(sum((features[0][name] - features[1][name]) ** 2 for name in common) / len(common))
        parts = {
            "gender": float(one.gender != two.gender),
            "age": age_gap(one.age, two.age) / AGE_PLACES["old"],
            "accent": float((one.accent, one.language) != (two.accent, two.language)),
            "options": self._option_gap(one, two),
        }
        return sum(_SHARES[name] * value for name, value in parts.items())

    def _option_gap(self, one: Voice, two: Voice) -> float:
        if one.engine != two.engine:
            return 1.0
        mine, yours = dict(one.options), dict(two.options)
        names = mine.keys() | yours.keys()
        gaps = [
            abs(self._numbers[one.name][name] - self._numbers[two.name][name])
            if name in self._numbers[one.name] and name in self._numbers[two.name]
            else float(mine.get(name) != yours.get(name))
            for name in sorted(names)
        ]
        return sum(gaps) / len(gaps) if gaps else 0.0


def age_gap(one: str, two: str) -> float:
    """How far two ages lie apart; an unknown age counts as adult."""
    adult = AGE_PLACES["adult"]
    return abs(AGE_PLACES.get(one, adult) - AGE_PLACES.get(two, adult))


def _measured(voice: Voice) -> dict[str, float]:
    """Frequencies as the ear hears them: by octaves."""
    return {name: log2(value) if name.endswith("_hz") and value > 0 else value for name, value in voice.measured}


def _numeric_options(voice: Voice) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in voice.options
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _scaled(numbers: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Each feature mapped to 0..1 over all voices; features that never differ are left out."""
    names = {name for features in numbers.values() for name in features}
    spans = {}
    for name in names:
        values = [features[name] for features in numbers.values() if name in features]
        if max(values) > min(values):
            spans[name] = (min(values), max(values) - min(values))
    return {
        voice: {
            name: (value - spans[name][0]) / spans[name][1] for name, value in features.items() if name in spans
        }
        for voice, features in numbers.items()
    }
