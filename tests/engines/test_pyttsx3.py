"""The default engine: a line's sound depends on the line alone, and every known trap of the driver is handled."""

import faulthandler
import importlib
import os
import random
import subprocess
import sys
import tempfile
import time
import wave
from array import array
from io import BytesIO
from pathlib import Path

import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.espeak import server as espeak_server
from audiobook.engines.espeak.client import EspeakClient
from audiobook.engines.pyttsx3_engine import SOURCE_VARIABLE, Pyttsx3Engine, speakable
from audiobook.engines.table import ENGINES
from audiobook.errors import EngineError, UsageError
from audiobook.model import Delivery, Line, Voice

WORDS = "The road ran down to the river, and beyond the river lay the town."
PLAIN = Voice("plain", "pyttsx3", (("voice", "gmw/en-US"),))
BREATHY = PLAIN.with_options(variant="f3")  # its breath is noise, which has a seed
VOICES = [
    PLAIN,
    BREATHY,
    *(PLAIN.with_options(variant=v) for v in ("croak", "klatt2", "whisper", "Andy")),
]
TEXTS = ("Go on!", WORDS, "Well, well; what have we here?")
PROPERTIES = {"voice": "gmw/en-US+f3", "rate": 170, "pitch": 50, "range": 50, "volume": 100}

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module")
def engine():
    with Pyttsx3Engine() as opened:
        yield opened


@pytest.fixture(scope="module")
def expected(engine):
    """Each line spoken by a helper process of its own order of first use."""
    return {line: engine.speak(line) for line in all_lines()}


def all_lines():
    return [Line(text, voice) for voice in VOICES for text in TEXTS]


def samples(sound):
    assert sound.rate == SAMPLE_RATE
    return array("h", sound.pcm)


def loudest(sound):
    return max(map(abs, samples(sound)))


def test_is_the_default_engine():
    assert ENGINES.default() == "pyttsx3"
    assert ENGINES.load("pyttsx3") is Pyttsx3Engine


# The same line, the same bytes


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_sounds_the_same_in_any_order(engine, expected, seed):
    lines = all_lines()
    random.Random(seed).shuffle(lines)
    assert all(engine.speak(line) == expected[line] for line in lines)


@pytest.mark.slow
def test_a_line_sounds_the_same_after_many_others(engine, expected):
    for number in range(100):
        engine.speak(Line(f"Number {number}.", VOICES[number % len(VOICES)]))
    assert all(engine.speak(line) == expected[line] for line in all_lines())


def test_a_line_sounds_the_same_in_another_process_a_second_later(expected):
    code = (
        "import sys, time, hashlib; time.sleep(1.1)\n"
        "from audiobook.engines.pyttsx3_engine import Pyttsx3Engine\n"
        "from audiobook.model import Line, Voice\n"
        f"voice = {BREATHY!r}\n"
        f"print(hashlib.sha256(Pyttsx3Engine().speak(Line({WORDS!r}, voice)).pcm).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=python_path(), check=True
    )
    digest = (
        importlib.import_module("hashlib").sha256(expected[Line(WORDS, BREATHY)].pcm).hexdigest()
    )
    assert done.stdout.strip() == digest


@pytest.mark.slow
def test_a_library_loaded_anew_sounds_the_same_as_a_fork(expected):
    lines = all_lines()
    random.Random(4).shuffle(lines)
    with Pyttsx3Engine(isolation="reload") as other:
        assert all(other.speak(line) == expected[line] for line in lines)


def test_a_library_that_stays_loaded_ends_its_process_instead(monkeypatch, tmp_path, expected):
    (tmp_path / "sitecustomize.py").write_text(
        "from audiobook.engines.espeak import library\nlibrary.seeded = lambda dll: False\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with Pyttsx3Engine(isolation="reload") as other:
        helpers = set()
        for _ in range(2):
            assert other.speak(Line(WORDS, PLAIN)) == expected[Line(WORDS, PLAIN)]
            helpers.add(other._client._helper._process.pid)
    assert len(helpers) == 2


@pytest.mark.slow
def test_two_engines_at_once_do_not_disturb_each_other(expected):
    with Pyttsx3Engine() as one, Pyttsx3Engine() as two:
        for line in all_lines():
            assert one.speak(line) == two.speak(line) == expected[line]


def python_path():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


# The traps of pyttsx3 2.99, each by what its own driver does


def test_trap_only_the_last_of_several_files_is_written(engine):
    sounds = [engine.speak(Line(f"Line {number}.", PLAIN)) for number in range(5)]
    assert len(set(sounds)) == 5
    assert all(loudest(sound) > 1000 for sound in sounds)


@pytest.mark.slow
def test_trap_long_texts_are_quadratic_or_crash(engine):
    short = engine.speak(Line(WORDS, PLAIN))
    long = engine.speak(Line(" ".join([WORDS] * 100), PLAIN))  # 6,700 characters
    assert long.frames == pytest.approx(100 * short.frames, rel=0.15)


def test_trap_property_changes_get_lost(engine):
    slow, fast = (PLAIN.with_options(rate=rate) for rate in (100, 300))
    alone = {voice: engine.speak(Line("One, two, three.", voice)).frames for voice in (slow, fast)}
    assert alone[slow] > 2 * alone[fast]
    for _ in range(10):
        for voice in (slow, fast):
            assert engine.speak(Line("One, two, three.", voice)).frames == alone[voice]


def test_trap_an_unknown_voice_keeps_the_previous_one(engine):
    engine.speak(Line(WORDS, PLAIN))
    with pytest.raises(EngineError, match=r'no voice "gmw/en-UX".*"gmw/en-us"'):
        engine.speak(Line(WORDS, PLAIN.with_options(voice="gmw/en-UX")))


@pytest.mark.parametrize("variant", ["F3", "croack", "f3 "])
def test_trap_an_unknown_variant_falls_back_to_the_base_voice(engine, variant):
    with pytest.raises(
        EngineError, match=r'option variant .* is not known. Did you mean "(f3|croak)"\?$'
    ):
        engine.speak(Line(WORDS, PLAIN.with_options(variant=variant)))


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("voice", ["zz", "gmw/en-US+nope"])
def test_trap_the_driver_itself_goes_on_with_a_wrong_voice(voice):
    client = EspeakClient("bundled", 60)
    with pytest.raises(EngineError, match="eSpeak NG"):
        client.speak(WORDS, {**PROPERTIES, "voice": voice})
    assert client.speak(WORDS, PROPERTIES)[:4] == b"RIFF"
    client.close()


def test_trap_a_refused_parameter_is_not_noticed():
    client = EspeakClient("bundled", 60)
    with pytest.raises(EngineError, match="refused rate"):
        client.speak(WORDS, {**PROPERTIES, "rate": 2**40})
    client.close()


def test_trap_an_unwritable_path_returns_normally(tmp_path):
    with driver_in_this_process() as speaker:
        engine = speaker._engine
        engine.save_to_file(WORDS, str(tmp_path / "no" / "such" / "folder.wav"))
        engine.runAndWait()
        assert "No such file" in str(speaker._errors)


def test_trap_prints_on_standard_output(capfd, engine, tmp_path):
    with driver_in_this_process() as speaker:
        speaker._engine.save_to_file(WORDS, str(tmp_path / "a.wav"))
        speaker._engine.runAndWait()
        assert (tmp_path / "a.wav").stat().st_size > 10_000
    engine.speak(Line(WORDS, PLAIN))
    assert capfd.readouterr().out == ""


def test_trap_text_after_a_nul_is_dropped(engine):
    assert engine.speak(Line("Go on\0, said the road.", PLAIN)) == engine.speak(
        Line("Go on, said the road.", PLAIN)
    )


def test_trap_lengths_are_of_characters_not_bytes(engine):
    one, ten = (
        engine.speak(Line("Naïve café – “déjà vu” … 😀 end. " * times, PLAIN)) for times in (1, 10)
    )
    assert ten.frames > 9 * one.frames


def test_trap_lone_surrogates_cannot_be_encoded(engine):
    assert loudest(engine.speak(Line("Go \ud83d on.", PLAIN))) > 1000


def test_trap_control_characters_are_commands_to_espeak(engine):
    assert engine.speak(Line("\x0199P\x01300SGo on.", PLAIN)) == engine.speak(
        Line(" 99P 300SGo on.", PLAIN)
    )


def test_trap_the_system_needs_an_installed_library(engine):
    import espeakng_loader

    assert Path(engine._client.about()["data"]) == Path(espeakng_loader.get_data_path())


def test_trap_the_environment_names_other_data(monkeypatch, expected):
    monkeypatch.setenv("ESPEAK_DATA_PATH", "/nowhere")
    with Pyttsx3Engine() as other:
        assert other.speak(Line(WORDS, PLAIN)) == expected[Line(WORDS, PLAIN)]


def test_trap_espeak_keeps_paths_in_160_bytes(tmp_path, monkeypatch):
    import espeakng_loader

    deep = tmp_path / ("é" * 60) / ("d" * 100)
    deep.mkdir(parents=True)
    for name in ("libespeak-ng.so", "espeak-ng-data", "libespeak-ng.dylib", "espeak-ng.dll"):
        if (Path(espeakng_loader.__file__).parent / name).exists():
            (deep / name).symlink_to(Path(espeakng_loader.__file__).parent / name)
    library = deep / Path(espeakng_loader.get_library_path()).name
    monkeypatch.chdir(tmp_path)
    with driver_in_this_process((library, deep / "espeak-ng-data")) as speaker:
        file = BytesIO()
        assert not speaker.speak(WORDS, PROPERTIES, file)
        assert len(file.getvalue()) > 10_000


def test_trap_the_silence_after_a_line_is_not_ours(engine):
    for ending in ("", ".", "!", "?", ",", ";", "...", " –", ".”", ".)", " . . .", "...”"):
        values = samples(engine.speak(Line(f"Go on{ending}", PLAIN)))
        heard = [i for i, value in enumerate(values) if abs(value) > 33]
        assert len(values) - 1 - heard[-1] <= SAMPLE_RATE // 100, ending
        assert heard[0] <= SAMPLE_RATE // 200, ending


@needs_fork
def test_trap_a_crash_ends_the_process():
    assert "crashed (SIGSEGV)" in fork_result(
        lambda: (faulthandler.disable(), os.kill(os.getpid(), 11))
    )


@needs_fork
def test_trap_a_hang_never_ends():
    assert "took longer than 0.2 s" in fork_result(
        lambda: [None for _ in iter(int, 1)], limit_s=0.2
    )


@needs_fork
def test_trap_an_exit_status_is_not_read():
    assert "status 7" in fork_result(lambda: os._exit(7))


@needs_fork
def test_trap_an_unexpected_error_is_lost():
    assert "ZeroDivisionError" in fork_result(lambda: 1 // 0)


def fork_result(action, limit_s=300.0):
    class Misbehaving:
        def speak(self, words, properties, file):
            file.write(b"half a sound")
            action()

    with tempfile.TemporaryFile(buffering=0) as sounds:
        request = {"words": "", "properties": {}}
        size, error = espeak_server._in_a_fork(Misbehaving(), request, limit_s, sounds)
    assert size == 0
    return error


@pytest.mark.slow
@pytest.mark.parametrize("isolation", [pytest.param("fork", marks=needs_fork), "reload"])
def test_trap_a_hang_is_an_error_and_the_next_line_is_spoken(isolation, expected):
    with Pyttsx3Engine(line_timeout_s=4, isolation=isolation) as impatient:
        with pytest.raises(EngineError, match=r"longer than 4 s"):
            impatient.speak(Line(WORDS * 20_000, PLAIN))
        assert impatient.speak(Line("Go on!", PLAIN)) == expected[Line("Go on!", PLAIN)]


@pytest.mark.slow
def test_trap_a_helper_that_died_is_an_error_and_the_next_line_is_spoken(expected):
    with Pyttsx3Engine() as other:
        other.speak(Line(WORDS, PLAIN))
        process = other._client._helper._process
        process.stdin.write(b"this is no request\n")
        process.stdin.flush()
        with pytest.raises(EngineError, match=r"ended unexpectedly \(status 1\).*Expecting value"):
            other.speak(Line(WORDS, PLAIN))
        assert other.speak(Line(WORDS, PLAIN)) == expected[Line(WORDS, PLAIN)]


@pytest.mark.slow
@needs_fork
def test_trap_a_fork_of_a_live_engine_talks_to_a_helper_of_its_own(engine, expected):
    line = Line(WORDS, BREATHY)
    child = os.fork()
    if not child:
        os._exit(0 if engine.speak(line) == expected[line] else 1)
    mine = engine.speak(line)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert mine == expected[line]


def test_the_helper_ends_when_the_engine_is_closed():
    other = Pyttsx3Engine()
    other.speak(Line(WORDS, PLAIN))
    process = other._client._helper._process
    other.close()
    assert process.returncode == 0


@pytest.mark.slow
@needs_fork
def test_the_helper_ends_when_its_program_is_killed():
    code = (
        "import time; from audiobook.engines.pyttsx3_engine import Pyttsx3Engine\n"
        "engine = Pyttsx3Engine(); engine.fingerprint(); helper = engine._client._helper\n"
        "print(helper._process.pid, flush=True); time.sleep(3600)"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=python_path()
    )
    helper = int(program.stdout.readline())
    os.kill(helper, 0)
    program.kill()
    program.wait()
    program.stdout.close()
    for _ in range(6000):
        if has_ended(helper):
            return
        time.sleep(0.05)
    pytest.fail("the helper is still there")


def has_ended(pid):
    """Gone, or a zombie that nobody has asked for yet."""
    done = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()[:1] in {"", "Z"}


def test_the_helper_imports_nothing_that_starts_threads():
    code = (
        "import sys; sys.argv = ['x']\n"
        "from audiobook.engines.espeak import library, server\n"
        "library.load(*server.library_paths('bundled')); library.Speaker()\n"
        "import threading; print('numpy' in sys.modules, threading.active_count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=python_path(), check=True
    )
    assert done.stdout.split() == ["False", "1"]


class driver_in_this_process:  # noqa: N801
    def __init__(self, paths=None):
        self.paths = paths or espeak_server.library_paths("bundled")

    def __enter__(self):
        from audiobook.engines.espeak import library as espeak_library

        self.folder = Path.cwd()
        self.dll = espeak_library.load(*self.paths)
        self.speaker = espeak_library.Speaker()
        return self.speaker

    def __exit__(self, *_):
        from audiobook.engines.espeak import library as espeak_library

        os.chdir(self.folder)
        del self.speaker
        espeak_library.unload(self.dll)


def test_our_driver_is_found_by_pyttsx3_under_its_name():
    import pyttsx3

    with driver_in_this_process():
        engine = pyttsx3.init("audiobook_espeak")
        file = BytesIO()
        engine.setProperty("voice", "gmw/en-GB-scotland")
        engine.save_to_file(WORDS, file)
        engine.runAndWait()
        file.seek(0)
        with wave.open(file) as sound:
            assert sound.getnframes() > 20_000
        errors = []
        engine.connect("error", lambda name, exception: errors.append(str(exception)))  # noqa: ARG005
        engine.say(WORDS)
        engine.runAndWait()
        assert errors == ["This driver saves sound; it does not play it."]
        del engine


# What a line may ask


@pytest.mark.parametrize("words", ["", " \n", "\0", "...", "***", "“?!”", "— –", "🙂"])
def test_words_without_a_letter_or_digit_are_refused(engine, words):
    with pytest.raises(EngineError, match="no words to speak"):
        engine.speak(Line(words, PLAIN))


@pytest.mark.parametrize("words", ["a", "7", "é", "Ω", "ж"])
def test_a_single_letter_or_digit_is_spoken(engine, words):
    assert speakable(words) == words
    assert loudest(engine.speak(Line(words, PLAIN))) > 1000


def test_rate_of_the_delivery_multiplies_the_rate_of_the_voice(engine):
    voice = PLAIN.with_options(rate=150)
    assert engine.speak(Line(WORDS, voice, Delivery(rate=1.2))) == engine.speak(
        Line(WORDS, PLAIN.with_options(rate=180))
    )


@pytest.mark.parametrize(("rate", "limit"), [(100, 450), (0.001, 80)])
def test_rate_stays_within_what_espeak_can(engine, rate, limit):
    assert engine.speak(Line("Go on.", PLAIN, Delivery(rate=rate))) == engine.speak(
        Line("Go on.", PLAIN.with_options(rate=limit))
    )


@pytest.mark.parametrize("semitones", [-5, -2, 2, 5])
@pytest.mark.parametrize("variant", ["", "f4"])
def test_pitch_of_the_delivery_moves_by_semitones(engine, semitones, variant):
    from math import log2

    voice = PLAIN.with_options(variant=variant) if variant else PLAIN
    base, moved = (
        heard_hz(engine.speak(Line(WORDS, voice, Delivery(pitch=p)))) for p in (0, semitones)
    )
    assert 12 * log2(moved / base) == pytest.approx(semitones, abs=1.0)


def heard_hz(sound):
    import numpy as np

    x = np.frombuffer(sound.pcm, "<i2").astype(float)
    frames = np.lib.stride_tricks.sliding_window_view(x, 1024)[::441] * np.hanning(1024)
    auto = np.fft.irfft(np.abs(np.fft.rfft(frames, 4096)) ** 2)[:, :512]
    lags = 50 + np.argmax(auto[:, 50:400] / (1 - np.arange(50, 400) / 1200), axis=1)
    strong = auto[np.arange(len(auto)), lags] > 0.4 * auto[:, 0]
    strong &= auto[:, 0] > np.median(auto[:, 0])
    return SAMPLE_RATE / np.median(lags[strong])


def test_volume_of_the_delivery_is_in_decibels(engine):
    plain, quiet = (engine.speak(Line(WORDS, PLAIN, Delivery(volume=v))) for v in (0, -20))
    assert loudest(quiet) == pytest.approx(loudest(plain) / 10, rel=0.01)


def test_volume_never_clips(engine):
    shouted = samples(engine.speak(Line(WORDS, PLAIN.with_options(volume=30), Delivery(volume=40))))
    assert 32_000 < max(map(abs, shouted)) < 32_500
    assert sum(abs(value) > 32_000 for value in shouted) < 5


# What a voice may be


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"varient": "f3"}, r'no option "varient".*"variant"'),
        ({"rate": 20}, "within 80 and 450"),
        ({"rate": 170.5}, "whole number"),
        ({"pitch": "high"}, "whole number"),
        ({"pitch": 101}, "within 0 and 100"),
        ({"range": -1}, "within 0 and 100"),
        ({"volume": 0}, "within 1 and 100"),
        ({"voice": "gmw/en-GB-scotlnd"}, r'"gmw/en-gb-scotland"'),
        ({"voice": ""}, "no voice"),
        ({"variant": "Croak"}, r'"croak"'),
        ({"driver": "sapi"}, r'no driver "sapi".*"sapi5"'),
        ({"driver": "espek"}, r'"espeak"'),
    ],
)
def test_wrong_options_are_named_with_the_nearest_right_value(engine, options, complaint):
    with pytest.raises(EngineError, match=complaint):
        engine.check(PLAIN.with_options(**options))


@pytest.mark.parametrize("voice", ["en-gb", "EN-GB", "gmw/en", "GMW/EN"])
def test_a_voice_is_named_by_identifier_or_language(engine, voice):
    assert engine.speak(Line(WORDS, PLAIN.with_options(voice=voice))) == engine.speak(
        Line(WORDS, PLAIN.with_options(voice="gmw/en"))
    )


@pytest.mark.slow
def test_every_variant_is_spoken_as_named(engine):
    """A variant that eSpeak did not find would sound like the plain voice."""
    plain = engine.speak(Line("Go on!", PLAIN))
    same = [
        v
        for v in engine._data.variants
        if engine.speak(Line("Go on!", PLAIN.with_options(variant=v))) == plain
    ]
    assert same == ["fast"]  # which is about very fast speech


def test_installed_voices_can_be_spoken_with(engine):
    voices = engine.voices()
    assert len(voices) > 100
    assert {"en-gb", "en-us", "fr-fr", "de"} <= {voice.language for voice in voices}
    for voice in voices:
        engine.check(voice)


def test_fingerprint_names_everything_that_shapes_the_sound(engine):
    import pyttsx3.engine  # noqa: F401 - proves that the package is there to be named

    fingerprint = engine.fingerprint()
    for part in ("pyttsx3 2.", "eSpeak NG 1.", engine._data.digest):
        assert part in fingerprint
    with Pyttsx3Engine() as other:
        assert other.fingerprint() == fingerprint


def test_a_changed_data_file_changes_the_fingerprint(tmp_path):
    from audiobook.engines.espeak.data import EspeakData

    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "a").write_bytes(b"1")
    before = EspeakData(tmp_path).digest
    (tmp_path / "voices" / "a").write_bytes(b"2")
    assert EspeakData(tmp_path).digest != before


def test_a_wrong_source_is_refused(monkeypatch):
    monkeypatch.setenv(SOURCE_VARIABLE, "sistem")
    with pytest.raises(UsageError, match='"system"'):
        Pyttsx3Engine()


def test_the_systems_espeak_is_used_where_asked(monkeypatch):
    monkeypatch.setenv(SOURCE_VARIABLE, "system")
    with Pyttsx3Engine() as system:
        try:
            about = system._client.about()
        except EngineError as error:
            assert "cannot be loaded" in str(error) or "too old" in str(error)  # noqa: PT017 - one or the other
            return
        assert "espeakng_loader" not in about["data"]
        assert loudest(system.speak(Line(WORDS, PLAIN))) > 1000
