"""How unlike two voices sound, from 0 (the same) to 1.

Where both voices state measured features, those alone count, each scaled to its spread over all
voices (frequencies, whose names end in "_hz", by octaves). Otherwise what the pack says of them
counts: gender most, then age, accent, and the engine's options.
"""

from collections.abc import Iterable, Mapping
from math import log2, sqrt

from audiobook.model import Voice
from audiobook.model.cast import Options

# By ear, a child stands further from a young adult than a young adult from an adult.
AGE_PLACES: Mapping[str, float] = {"child": 0, "young": 2, "adult": 3, "old": 4.5}
# Measures of how good a voice is, not of how it sounds.
_JUDGED = ("quality", "words_wrong")
_SHARES = {"gender": 0.4, "age": 0.15, "accent": 0.15, "options": 0.3}

Numbers = Mapping[str, float]


class Likeness:
    """Distances between the voices of one collection."""

    def __init__(self, voices: Iterable[Voice]) -> None:
        self._voices = {voice.name: voice for voice in voices}
        measured = {}
        numeric_options = {}
        for name, voice in self._voices.items():
            measured[name] = _measured(voice)
            numeric_options[name] = _numeric_options(voice)
        self._measured = _scaled(measured)
        self._numeric_options = _scaled(numeric_options)
        self._distances: dict[tuple[str, str], float] = {}

    def distance(self, first: str, second: str) -> float:
        """How unlike the voices of two names sound: 0 to 1, symmetric."""
        if first == second:
            return 0.0
        if (first, second) not in self._distances:
            distance = self._compare(self._voices[first], self._voices[second])
            self._distances[first, second] = distance
            self._distances[second, first] = distance
        return self._distances[first, second]

    def _compare(self, first: Voice, second: Voice) -> float:
        first_features = self._measured[first.name]
        second_features = self._measured[second.name]
        # Sorted, because a sum of floating-point numbers depends on their order.
        common = sorted(first_features.keys() & second_features.keys())
        if common:
            squares = [
                (first_features[name] - second_features[name]) ** 2 for name in common
            ]
            return sqrt(sum(squares) / len(common))
        return self._compare_descriptions(first, second)

    def _compare_descriptions(self, first: Voice, second: Voice) -> float:
        first_accent = (first.accent, first.language)
        second_accent = (second.accent, second.language)
        gaps = {
            "gender": float(first.gender != second.gender),
            "age": age_gap(first.age, second.age) / AGE_PLACES["old"],
            "accent": float(first_accent != second_accent),
            "options": self._option_gap(first, second),
        }
        return sum(_SHARES[name] * gap for name, gap in gaps.items())

    def _option_gap(self, first: Voice, second: Voice) -> float:
        if first.engine != second.engine:
            return 1.0
        first_options = dict(first.options)
        second_options = dict(second.options)
        first_numbers = self._numeric_options[first.name]
        second_numbers = self._numeric_options[second.name]
        gaps = []
        for name in sorted(first_options.keys() | second_options.keys()):
            if name in first_numbers and name in second_numbers:
                gaps.append(abs(first_numbers[name] - second_numbers[name]))
            else:
                gaps.append(float(first_options.get(name) != second_options.get(name)))
        if not gaps:
            return 0.0
        return sum(gaps) / len(gaps)


def age_gap(first: str, second: str) -> float:
    """How far two ages lie apart; an unknown age counts as adult."""
    adult = AGE_PLACES["adult"]
    return abs(AGE_PLACES.get(first, adult) - AGE_PLACES.get(second, adult))


def _measured(voice: Voice) -> Numbers:
    """The measured features of a voice, frequencies as the ear hears them: by octaves."""
    features = {}
    for name, value in voice.measured:
        if name in _JUDGED:
            continue
        is_frequency = name.endswith("_hz") and value > 0
        features[name] = log2(value) if is_frequency else value
    return features


def _numeric_options(voice: Voice) -> Numbers:
    return {name: float(value) for name, value in _numbers_among(voice.options)}


def _numbers_among(options: Options) -> list[tuple[str, float]]:
    numbers = []
    for name, value in options:
        # A bool is an int to Python.
        if isinstance(value, int | float) and not isinstance(value, bool):
            numbers.append((name, value))
    return numbers


def _scaled(numbers: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Map each feature to 0..1 over all voices; features that never differ are left out."""
    spans = _spans(numbers)
    return {voice: _within(spans, features) for voice, features in numbers.items()}


def _spans(numbers: Mapping[str, Numbers]) -> dict[str, tuple[float, float]]:
    """Feature -> its lowest value and how far the highest lies above it, where it does."""
    values: dict[str, list[float]] = {}
    for features in numbers.values():
        for name, value in features.items():
            values.setdefault(name, []).append(value)
    spans = {}
    for name, found in values.items():
        lowest = min(found)
        highest = max(found)
        if highest > lowest:
            spans[name] = (lowest, highest - lowest)
    return spans


def _within(spans: Mapping[str, tuple[float, float]], features: Numbers) -> Numbers:
    scaled = {}
    for name, value in features.items():
        if name in spans:
            lowest, width = spans[name]
            scaled[name] = (value - lowest) / width
    return scaled
