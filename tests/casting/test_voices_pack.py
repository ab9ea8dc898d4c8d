"""The pack that ships: every voice can be spoken with, and there is somebody for every character."""

from array import array
from collections import Counter

import pytest
from audiobook.casting.packs import read_pack
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.model import Line
from places import ROOT

PACK = ROOT / "voices" / "default.toml"
SENTENCE = "Then the bell rang, six slow strokes, and everyone looked toward the hill."


@pytest.fixture(scope="module")
def pack():
    return read_pack(PACK)


@pytest.fixture(scope="module")
def people(pack):
    return [voice for voice in pack if voice.suits != "oddity"]


@pytest.fixture(scope="module")
def spoken(pack):
    with Pyttsx3Engine() as engine:
        return {voice.name: engine.speak(Line(SENTENCE, voice)) for voice in pack}


def test_has_voices_enough(people):
    assert len(people) >= 28


def test_has_somebody_of_every_gender_and_age(people):
    counted = Counter((voice.gender, voice.age) for voice in people)
    for gender in ("female", "male"):
        assert all(counted[gender, age] >= 2 for age in ("child", "young", "adult", "old")), gender


def test_has_narrators_of_both_genders(people):
    assert Counter(voice.gender for voice in people if voice.suits == "narrator") == {
        "female": 2,
        "male": 2,
    }


def test_has_accents(people):
    assert len({voice.accent for voice in people}) >= 7


def test_every_voice_is_accepted_and_heard(pack, spoken):
    for voice in pack:
        values = array("h", spoken[voice.name].pcm)
        assert max(map(abs, values)) > 1000, voice.name


def test_no_voice_clips_before_its_gain_or_after(pack, spoken):
    for voice in pack:
        peak = max(map(abs, array("h", spoken[voice.name].pcm)))
        assert peak < 32_000, voice.name
        assert peak * 10 ** (voice.gain_db / 20) < 32_000, voice.name


def test_voices_are_about_equally_loud_after_their_gain(people, spoken):
    """Mean power of one sentence: rougher than the loudness of a passage, near enough to find a wrong gain."""
    for voice in people:
        values = array("h", spoken[voice.name].pcm)
        power = sum(value * value for value in values) / len(values) * 10 ** (voice.gain_db / 10)
        assert 1400 < power**0.5 < 3600, voice.name


@pytest.mark.slow
def test_every_voice_speaks_at_the_pace_of_a_reader(people, spoken):
    for voice in people:
        pace = len(SENTENCE.split()) / (spoken[voice.name].duration_ms / 60_000)
        assert 120 < pace < 230, voice.name


def test_the_old_are_slower_than_the_young(people, spoken):
    def mean(age):
        lengths = [spoken[voice.name].duration_ms for voice in people if voice.age == age]
        return sum(lengths) / len(lengths)

    assert mean("old") > 1.1 * mean("young")


def test_pitches_suit_who_they_are_for(people):
    pitch = {voice.name: dict(voice.measured)["pitch_hz"] for voice in people}
    for voice in people:
        low, high = (
            (230, 400)
            if voice.age == "child"
            else (150, 240)
            if voice.gender == "female"
            else (70, 145)
        )
        assert low <= pitch[voice.name] <= high, voice.name


def test_no_two_voices_ask_for_the_same(pack):
    assert len({voice.options for voice in pack}) == len(pack)


def test_every_voice_is_described(pack):
    assert all(voice.description and voice.accent and voice.measured for voice in pack)
    assert len({voice.description for voice in pack}) == len(pack)
