import subprocess
import sys

import pytest
from audiobook.engines.espeak.ipa import with_phonemes
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.model import Line, Voice, pronounced

ENGLISH = "gmw/en-GB-x-rp+f3"


def test_a_pronunciation_becomes_phonemes_of_an_english_voice():
    assert with_phonemes("Say {Kakashi|kəˈkæʃi} now.", ENGLISH) == "Say [[k@'kaSi]] now."


@pytest.mark.parametrize("voice", ["gmw/de", "roa/fr", "gmw/enm"])
def test_a_voice_of_another_language_says_the_printed_word(voice):
    assert with_phonemes("Say {Kakashi|kəˈkæʃi}.", voice) == "Say Kakashi."


def test_brackets_in_the_words_are_no_phonemes():
    assert with_phonemes("a [[b]] c", ENGLISH) == "a ((b)) c"


def test_a_pronunciation_without_a_known_sound_is_the_printed_word():
    assert with_phonemes("{Kakashi|※}", ENGLISH) == "Kakashi"


def test_plain_words_are_those_without_pronunciations():
    voice = Voice("v", "tone")
    assert Line("{Shh|ʃː}, {A|eɪ} b", voice).plain == "Shh, A b"
    assert pronounced("no braces", str.upper) == "no braces"


TRACE = """
import ctypes, os, sys, espeakng_loader as e
os.chdir(os.path.dirname(e.get_data_path()))
lib, libc = ctypes.CDLL(e.get_library_path()), ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
lib.espeak_Initialize(2, 0, os.path.basename(e.get_data_path()).encode(), 0x8000)
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
lib.espeak_SetPhonemeTrace(2, out)
lib.espeak_SetVoiceByName(b"en-gb")
for words in sys.argv[1:]:
    data = words.encode()
    lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, 0x101, None, None)
libc.fflush(out)
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="the trace of the library is read through /dev/stdout"
)
@pytest.mark.parametrize(
    "ipa",
    ["kˌækəʃˈiː", "nˈɑːɹuːtˌəʊ", "ʃː", "bˈɜː", "dʒˈəʊnɪn", "ˈeɪ", "θˈɪŋ ðˈæt", "jˈɛs", "mˈɛʒə"],
)
def test_the_library_says_the_ipa_that_it_was_given(ipa):
    asked = with_phonemes(f"{{word|{ipa}}}", ENGLISH)
    traced = subprocess.run(
        [sys.executable, "-c", TRACE, asked], capture_output=True, check=True, text=True
    ).stdout
    assert _bare(traced) == _bare(ipa)


def _bare(ipa):
    for sign, plain in {"ˌ": "", "_": "", " ": "", "ɹ": "r", "æ": "a"}.items():
        ipa = ipa.replace(sign, plain)
    return ipa.strip()


def test_a_pronounced_word_is_heard_and_nothing_else_changes():
    voice = Voice("v", "pyttsx3", (("voice", "gmw/en"),))
    with Pyttsx3Engine() as engine:
        hush = engine.speak(Line("{Shh|ʃː}", voice))
        spelled = engine.speak(Line("Shh", voice))
        assert 100 < hush.duration_ms < spelled.duration_ms
        assert engine.speak(Line("Say {it|ɪt}.", voice)) != engine.speak(
            Line("Say {it|aʊt}.", voice)
        )
