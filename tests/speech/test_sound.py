"""What direction does to the sound, measured with the real engine: pitch, level, length, the fall at the end."""

import numpy as np
import pytest
from audiobook.casting.packs import load_voices
from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.model import Line
from audiobook.model.cast import NEUTRAL
from audiobook.speech.direction.manners import built_in
from hearing import level_db

EN = built_in("en")
FRAME = SAMPLE_RATE * 40 // 1000


@pytest.fixture(scope="module")
def speak():
    voices = {voice.name: voice for voice in load_voices()}
    with Pyttsx3Engine() as engine:

        def spoken(words, *manners, voice="edmund"):
            delivery = EN.delivery(manners) if manners else NEUTRAL
            sound = engine.speak(Line(words, voices[voice], delivery))
            return np.frombuffer(sound.pcm, "<i2").astype(float) / 32768

        yield spoken


def pitches(samples):
    """Fundamental frequency of every voiced frame in hertz, by autocorrelation."""
    found = []
    for start in range(0, len(samples) - FRAME, FRAME // 2):
        frame = samples[start : start + FRAME] - samples[start : start + FRAME].mean()
        alike = np.correlate(frame, frame, "full")[FRAME - 1 :]
        shortest, longest = SAMPLE_RATE // 350, SAMPLE_RATE // 60
        lag = shortest + int(np.argmax(alike[shortest:longest]))
        if alike[lag] > 0.5 * alike[0] > 0.001:
            found.append(SAMPLE_RATE / lag)
    return np.array(found)


def semitones(one, other):
    return 12 * np.log2(np.median(pitches(one)) / np.median(pitches(other)))


TEXT = "I never meant to leave you here alone"


@pytest.mark.parametrize("voice", ["edmund", "clara"])
@pytest.mark.parametrize(
    "manner", ["whisper", "mutter", "shout", "sigh", "drawl", "hurry", "growl", "laugh"]
)
def test_a_manner_is_heard_by_the_degrees_that_the_table_states(speak, manner, voice):
    plain, directed, stated = (
        speak(TEXT, voice=voice),
        speak(TEXT, manner, voice=voice),
        EN.named[manner],
    )
    assert level_db(directed) - level_db(plain) == pytest.approx(stated.volume, abs=1.2)
    assert len(plain) / len(directed) == pytest.approx(stated.rate, abs=0.04)
    assert semitones(directed, plain) == pytest.approx(stated.pitch, abs=0.8)


def test_a_quotation_before_its_tag_does_not_fall_like_a_sentence(speak):
    over, goes_on = (pitches(speak(f"We are going home{mark}"))[-4:] for mark in (".", ","))
    assert 12 * np.log2(np.mean(goes_on) / np.mean(over)) > 2


def test_a_stressed_word_is_higher_louder_and_longer_than_it_was(speak):
    plain, stressed = speak("I said never again to him."), speak("I said {never|*} again to him.")
    assert 60 < 1000 * (len(stressed) - len(plain)) / SAMPLE_RATE < 250
    start = slice(int(0.42 * SAMPLE_RATE), int(0.75 * SAMPLE_RATE))
    assert semitones(stressed[start], plain[start]) > 0.5
    assert level_db(stressed[start]) > level_db(plain[start]) + 1


def test_a_hush_is_a_sound_and_no_spelling(speak):
    hush = speak("{Shhh|ʃː}!")
    assert len(pitches(hush)) < 0.3 * len(hush) / (FRAME // 2)  # breath has no pitch
    assert len(hush) < len(speak("Shhh!")) / 2
