"""Lines that change their language or fall silent on the way, with an engine that speaks two languages."""

from array import array
from dataclasses import replace

import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.pieces import JOIN_MS, say
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.engines.tone import MS_PER_CHARACTER, ToneEngine
from audiobook.errors import EngineError
from audiobook.model import Line, Voice

ANN = Voice("ann", "tone", (("pitch_hz", 300),))
ANNE = Voice("ann", "tone", (("pitch_hz", 600),), language="fr")


class Bilingual(ToneEngine):
    def __init__(self):
        super().__init__()
        self.said = []

    def in_language(self, voice, language):
        return ANNE if language == "fr" else None

    def speak(self, line):
        self.said.append((line.voice.language, line.words))
        return super().speak(line)


def said(words):
    engine = Bilingual()
    sound = say(engine, Line(words, ANN))
    assert sound.rate == SAMPLE_RATE
    return engine.said, sound


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Plain words.", [("en", "Plain words.")]),
        ("One {two|tuː} {three|*}.", [("en", "One {two|tuː} {three|*}.")]),
        (
            "He said {au revoir,|@fr} and left.",
            [("en", "He said,"), ("fr", "au revoir,"), ("en", " and left.")],
        ),
        ("He said {au revoir|@fr}.", [("en", "He said,"), ("fr", "au revoir.")]),
        ("{Oui|@fr} {non.|@fr}", [("fr", "Oui non.")]),
        ("He said {servus|@de} to her.", [("en", "He said servus to her.")]),
        ("Wait. {|#500} Go.", [("en", "Wait. "), ("en", " Go.")]),
        ("Wait {|#500} {|#300} {non|@fr} so", [("en", "Wait "), ("fr", "non,"), ("en", " so")]),
        (
            "{Kakashi|kəˈkɑːʃi} {dit|@fr} oui",
            [("en", "{Kakashi|kəˈkɑːʃi},"), ("fr", "dit,"), ("en", " oui")],
        ),
    ],
)
def test_each_piece_is_spoken_in_its_language(words, expected):
    assert said(words)[0] == expected


def test_a_silence_is_as_long_as_asked_and_two_languages_are_set_apart():
    _, sound = said("ab{|#500}cd {ef|@fr}")
    spoken_ms = MS_PER_CHARACTER * (2 + 3 + 2)  # "cd," is one longer than printed
    assert sound.duration_ms == pytest.approx(spoken_ms + 500 + JOIN_MS, abs=1)
    values = array("h", sound.pcm)
    start = MS_PER_CHARACTER * 2 * SAMPLE_RATE // 1000
    assert not any(values[start + 5 : start + 500 * SAMPLE_RATE // 1000 - 5])


def test_a_failure_in_one_piece_is_the_failure_of_the_line():
    voice = replace(ANN, options=(("fail_on", "cd"), ("pitch_hz", 300)))
    with pytest.raises(EngineError):
        say(Bilingual(), Line("ab {|#100} cd", voice))


def test_the_real_engine_says_a_french_passage_as_a_french_voice_would():
    voice = Voice("f", "pyttsx3", (("variant", "f3"), ("voice", "en-gb")))
    with Pyttsx3Engine() as engine:
        alone = engine.speak(Line("bonjour mes amis.", engine.in_language(voice, "fr")))
        mixed = say(engine, Line("Hello. {|#100} {bonjour mes amis.|@fr}", voice))
        english = engine.speak(Line("bonjour mes amis.", voice))
    assert mixed.pcm.endswith(alone.pcm)
    assert alone.pcm != english.pcm
