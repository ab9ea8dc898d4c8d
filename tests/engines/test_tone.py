"""The hum: pitch says who, length says what."""

import os
import subprocess
import sys
from array import array
from itertools import pairwise

import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.table import ENGINES
from audiobook.engines.tone import CRASH_STATUS, ToneEngine, pitch_hz
from audiobook.errors import EngineError
from audiobook.model import Delivery, Line, Voice

ANN = Voice("ann", "tone", (("pitch_hz", 300),))
WORDS = "Twenty-four characters.."


def samples(line):
    sound = ToneEngine().speak(line)
    assert sound.rate == SAMPLE_RATE
    return array("h", sound.pcm)


def heard_hz(values):
    rising = sum(1 for a, b in pairwise(values) if a < 0 <= b)
    return rising * SAMPLE_RATE / len(values)


def test_is_reached_by_name():
    assert ENGINES.load("tone") is ToneEngine


def test_hums_the_pitch_of_the_voice_for_the_length_of_the_words():
    values = samples(Line(WORDS, ANN))
    assert len(values) == round(len(WORDS) * 0.060 * SAMPLE_RATE)
    assert heard_hz(values) == pytest.approx(300, abs=1)


def test_length_is_proportional_to_the_characters():
    assert len(samples(Line(WORDS * 10, ANN))) == 10 * len(samples(Line(WORDS, ANN)))


def test_names_give_pitches_of_their_own():
    pitches = {pitch_hz(Voice(name, "tone")) for name in ("Ann", "Bob", "Cat", "Dan", "Eve")}
    assert len(pitches) == 5
    assert all(110 <= hertz < 770 for hertz in pitches)


@pytest.mark.parametrize(("semitones", "hertz"), [(12, 600), (-12, 150), (7, 449)])
def test_delivery_moves_pitch_by_semitones(semitones, hertz):
    values = samples(Line(WORDS, ANN, Delivery(pitch=semitones)))
    assert heard_hz(values) == pytest.approx(hertz, abs=1.5)


def test_delivery_divides_length_by_rate():
    assert len(samples(Line(WORDS, ANN, Delivery(rate=2)))) == len(samples(Line(WORDS, ANN))) // 2


@pytest.mark.parametrize(("decibels", "peak"), [(0, 0.25), (-6.0206, 0.125), (40, 0.9)])
def test_delivery_sets_volume_and_never_clips(decibels, peak):
    assert max(samples(Line(WORDS, ANN, Delivery(volume=decibels)))) == pytest.approx(
        32767 * peak, rel=0.01
    )


def test_begins_and_ends_in_silence():
    values = samples(Line(WORDS, ANN))
    assert values[0] == values[-1] == 0
    assert max(map(abs, [*values[:10], *values[-10:]])) < 32767 * 0.25 / 5


def test_same_line_same_bytes_whatever_came_before():
    engine = ToneEngine()
    first = engine.speak(Line(WORDS, ANN))
    for number in range(100):
        engine.speak(Line("x" * (number + 1), Voice(f"v{number}", "tone")))
    assert engine.speak(Line(WORDS, ANN)) == first


@pytest.mark.parametrize("words", ["", " ", "\n\t "])
def test_no_words_are_an_error_not_silence(words):
    with pytest.raises(EngineError, match="no words"):
        ToneEngine().speak(Line(words, ANN))


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ((("pich_hz", 300),), r'no option "pich_hz".*"pitch_hz"'),
        ((("pitch_hz", 1),), "within 50 and 5000"),
        ((("pitch_hz", "high"),), "must be a number"),
        ((("pitch_hz", True),), "must be a number"),
        ((("fail_on", 3),), "must be a text"),
    ],
)
def test_wrong_options_are_named(options, complaint):
    with pytest.raises(EngineError, match=complaint):
        ToneEngine().check(Voice("ann", "tone", options))


def test_fails_on_request_and_only_then():
    voice = ANN.with_options(fail_on="dragon")
    with pytest.raises(EngineError, match="dragon"):
        ToneEngine().speak(Line("Here be dragons.", voice))
    assert ToneEngine().speak(Line("Here be none.", voice)).frames


def _in_a_process(option):
    code = (
        "from audiobook.engines.tone import ToneEngine; from audiobook.model import Line, Voice\n"
        f"ToneEngine().speak(Line('a dragon', Voice('ann', 'tone', (({option!r}, 'dragon'),))))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )


def test_crashes_on_request():
    assert _in_a_process("crash_on").wait(600) == CRASH_STATUS


def test_hangs_on_request():
    child = _in_a_process("hang_on")
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(1)
    finally:
        child.kill()
        child.wait()


def test_offers_voices_it_can_speak_with():
    engine = ToneEngine()
    assert len({pitch_hz(voice) for voice in engine.voices()}) == 3
    for voice in engine.voices():
        engine.check(voice)
