"""The system's own voices, with stand-ins for pyttsx3's drivers: Windows and macOS are not needed.

A stand-in takes the place of ``pyttsx3.drivers.sapi5`` in the process that speaks.
"""

import math
import sys
import textwrap

import numpy as np
import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.pcm import LEAD_MS, TAIL_MS
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.engines.system import speech as system_speech
from audiobook.errors import EngineError
from audiobook.model import Delivery, Line, Voice

ZIRA = Voice("zira", "pyttsx3", (("driver", "sapi5"), ("voice", "Zira")))
WORDS = "Go on, said the road."

DRIVER = """
import os, struct, sys, time, wave
import aifc_writer as aiff
from pyttsx3.voice import Voice

def buildDriver(proxy):
    return Driver(proxy)

class Driver:
    def __init__(self, proxy):
        self.proxy, self.told = proxy, {"voice": "id-david", "rate": 200, "volume": 1.0}
    def destroy(self): pass
    def getProperty(self, name):
        if name == "voices":
            return [Voice("id-david", "David", ["en-US"], "Male", "Adult"),
                    Voice("id-zira", "Zira", ["en_GB"], "VoiceGenderFemale", None)]
        return self.told[name]
    def setProperty(self, name, value):
        self.told[name] = value
    def stop(self): pass
    def startLoop(self):
        self.proxy.setBusy(False)
    def endLoop(self): pass
    def save_to_file(self, text, filename):
        print("Audio saved to", filename)
        BODY
"""

# One channel of 440 Hz for the voice "Zira", 220 Hz for "David", a second of silence at both ends.
TONE = """
import math
def tone(told, rate, seconds=1.0):
    hertz = 440 if told["voice"] == "id-zira" else 220
    seconds *= 200 / told["rate"]
    step, peak = 2 * math.pi * hertz / rate, 8000 * told["volume"]
    heard = [int(peak * math.sin(step * i)) for i in range(int(rate * seconds))]
    return [0] * rate + heard + [0] * rate
"""

WAV = """
from tone import tone
with wave.open(filename, "wb") as f:
    f.setnchannels(CHANNELS); f.setsampwidth(2); f.setframerate(RATE)
    f.writeframes(b"".join(struct.pack("<h", s) * CHANNELS for s in tone(self.told, RATE)))
"""

AIFF = """
from tone import tone
aiff.write(filename, tone(self.told, 22050))
"""

AIFF_WRITER = """
import struct
def write(path, samples):
    data = b"".join(struct.pack(">h", s) for s in samples)
    rate = b"\\x40\\x0d\\xac\\x44" + bytes(6)  # 22050 as an 80-bit float
    comm = struct.pack(">hLh", 1, len(samples), 16) + rate
    body = b"AIFF" + b"COMM" + struct.pack(">L", len(comm)) + comm
    body += b"SSND" + struct.pack(">LLL", len(data) + 8, 0, 0) + data
    open(path, "wb").write(b"FORM" + struct.pack(">L", len(body)) + body)
"""


@pytest.fixture
def driver(tmp_path, monkeypatch):
    """Installs a stand-in: ``driver(body of save_to_file)``."""

    def install(body):
        indented = textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
        (tmp_path / "sapi5.py").write_text(DRIVER.replace("        BODY", indented))
        (tmp_path / "tone.py").write_text(TONE)
        (tmp_path / "aifc_writer.py").write_text(AIFF_WRITER)
        (tmp_path / "sitecustomize.py").write_text(
            f"import pyttsx3.drivers\npyttsx3.drivers.__path__.insert(0, {str(tmp_path)!r})\n"
        )
        monkeypatch.syspath_prepend(tmp_path)
        system_speech._installed.cache_clear()
        return Pyttsx3Engine(line_timeout_s=120)

    yield install
    system_speech._installed.cache_clear()
    for name in ("tone", "sapi5", "aifc_writer"):
        sys.modules.pop(name, None)


def wav(rate=22050, channels=1):
    return WAV.replace("RATE", str(rate)).replace("CHANNELS", str(channels))


def heard(sound):
    values = np.frombuffer(sound.pcm, "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(values * np.hanning(len(values))))
    return values, float(np.fft.rfftfreq(len(values), 1 / sound.rate)[spectrum.argmax()])


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(("rate", "channels"), [(22050, 1), (44100, 2), (16000, 1), (48000, 1)])
def test_a_well_behaved_driver_is_heard_at_our_rate(driver, rate, channels):
    sound = driver(wav(rate, channels)).speak(Line(WORDS, ZIRA.with_options(rate=200)))
    values, hertz = heard(sound)
    assert sound.rate == SAMPLE_RATE
    assert hertz == pytest.approx(440, abs=2)
    assert sound.duration_ms == pytest.approx(
        1000 + LEAD_MS + TAIL_MS, abs=3
    )  # its silence is cut off
    assert np.abs(values).max() == pytest.approx(8000, rel=0.05)


@pytest.mark.slow
def test_resampling_leaves_nothing_that_the_lower_rate_cannot_hold(driver):
    body = wav(48000).replace(
        "tone(self.told, 48000)", "[int(8000 * math.sin(i * 2.0)) for i in range(48000)]"
    )
    quiet = driver("import math\n" + body)  # 15.3 kHz, which would fold to 6.8 kHz
    with pytest.raises(EngineError, match="silence"):
        raise_if_quiet(quiet.speak(Line(WORDS, ZIRA)))


def raise_if_quiet(sound):
    middle = np.frombuffer(sound.pcm, "<i2").astype(float)[1000:-1000]
    if np.sqrt((middle**2).mean()) < 8000 / math.sqrt(2) / 1000:  # 60 dB down
        raise EngineError("silence")


def test_trap_macos_writes_aiff_whatever_the_suffix(driver):
    _, hertz = heard(driver(AIFF).speak(Line(WORDS, ZIRA)))
    assert hertz == pytest.approx(440, abs=2)


def test_trap_prints_on_standard_output(driver, capfd):
    driver(wav()).speak(Line(WORDS, ZIRA))
    assert capfd.readouterr().out == ""


@pytest.mark.slow
def test_trap_only_the_first_utterance_is_spoken(driver):
    engine = driver("if os.environ.get('SPOKEN'): return\nos.environ['SPOKEN'] = '1'\n" + wav())
    first, second = (engine.speak(Line(WORDS, ZIRA)) for _ in range(2))
    assert first == second


@pytest.mark.slow
def test_trap_run_and_wait_can_hang(driver):
    engine = driver("while True: time.sleep(1)")
    engine.check(ZIRA)
    engine.line_timeout_s = 1.5
    with pytest.raises(EngineError, match=r"took longer than 1\.5 s"):
        engine.speak(Line(WORDS, ZIRA.with_options(voice="id-zira")))


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("pass", "wrote no file"),
        ("open(filename, 'wb').close()", "no sound"),
        ("open(filename, 'wb').write(b'This is no sound file. ' * 99)", "no sound file"),
        (wav().replace("tone(self.told, 22050)", "[]"), "no sound"),
        (wav().replace("tone(self.told, 22050)", "[0] * 22050"), "silence"),
        ("raise OSError('the device is busy')", "the device is busy"),
        ("os._exit(3)", "status 3"),
        ("self.told['voice'] = 'id-david'\n" + wav(), "kept another voice"),
    ],
    ids=[
        "no file",
        "empty file",
        "garbage",
        "header only",
        "silence",
        "error",
        "crash",
        "wrong voice",
    ],
)
def test_a_driver_that_misbehaves_is_an_error_with_its_reason(driver, body, complaint):
    with pytest.raises(EngineError, match=complaint):
        driver(body).speak(Line(WORDS, ZIRA))


@pytest.mark.slow
def test_delivery_and_options_reach_the_driver(driver):
    engine = driver(wav())
    plain = engine.speak(Line(WORDS, ZIRA.with_options(rate=100)))
    fast = engine.speak(Line(WORDS, ZIRA.with_options(rate=100), Delivery(rate=2, volume=-20)))
    assert fast.duration_ms == pytest.approx(plain.duration_ms / 2, rel=0.02)
    assert heard(fast)[0].max() == pytest.approx(heard(plain)[0].max() / 10, rel=0.05)
    assert heard(engine.speak(Line(WORDS, ZIRA.with_options(voice="David"))))[1] == pytest.approx(
        220, abs=2
    )


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"voice": "Zirra"}, r'no voice "Zirra".*"Zira"'),
        ({"pitch": 50}, 'no option "pitch"'),
        ({"rate": 1000}, "within 50 and 500"),
        ({"volume": "loud"}, "whole number"),
    ],
)
def test_wrong_options_are_named(driver, options, complaint):
    with pytest.raises(EngineError, match=complaint):
        driver(wav()).check(ZIRA.with_options(**options))


def test_lists_the_voices_of_its_platform(driver, monkeypatch):
    engine = driver(wav())
    monkeypatch.setattr(system_speech, "native_driver", lambda: "sapi5")
    listed = engine.voices()[:2]
    assert [(v.name, v.gender, v.language) for v in listed] == [
        ("David", "male", "en-US"),
        ("Zira", "female", "en-GB"),
    ]
    for voice in listed:
        engine.check(voice)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has this driver")
def test_a_driver_of_another_platform_is_refused_with_its_reason():
    system_speech._installed.cache_clear()
    with Pyttsx3Engine() as engine, pytest.raises(EngineError, match='"sapi5" cannot be used here'):
        engine.check(ZIRA)
