"""Clicks are found at any sample rate and in any encoding; the release of a stop is none."""

import numpy as np
import pytest
from audiobook.checks.sound.decoding import opened
from audiobook.checks.sound.detectors import Clicks
from audiobook.checks.sound.hearing import hear
from audiobook.model import Line, Voice
from checking import write

RATES = (22050, 24000, 44100)
KBPS = 64  # what books are made with, unless asked otherwise


def voice(rate, seconds=6):
    """Pulses at 100 Hz, each a decaying vowel, with a silence before every third of a second of them."""
    t = np.arange(rate // 50) / rate
    pulse = sum(
        g * np.exp(-t * b) * np.sin(2 * np.pi * f * t)
        for f, b, g in ((600, 200, 1), (1700, 350, 0.4))
    )
    sound = np.zeros(seconds * rate)
    for at in range(0, len(sound) - len(pulse), rate // 100):
        if at / rate % 1 > 0.6:
            sound[at : at + len(pulse)] += 0.4 * pulse
    return sound


def burst(rate, seed):
    """What follows a closed mouth: noise that swells and dies away within some milliseconds."""
    t = np.arange(-rate // 200, rate // 200) / rate
    return 0.04 * np.random.default_rng(seed).normal(0, 1, len(t)) * np.exp(-np.abs(t) / 0.0012)


def pcm(sound):
    return (sound * 32767).clip(-32768, 32767).astype("<i2")


def heard(path, sound, rate, codec):
    write(path, pcm(sound), rate, codec, KBPS if rate < 44100 else 2 * KBPS)
    return hear(path).clicks


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")]
)
def test_a_stop_is_no_click_and_a_single_sample_is_one(tmp_path, rate, name, codec):
    sound = voice(rate)
    for second in range(6):
        at = round((second + 0.3) * rate)
        stop = burst(rate, second)
        sound[at : at + len(stop)] += stop
    assert heard(tmp_path / name, sound, rate, codec) == ()
    wanted = [1.1, 2.8, 4.45]  # in silence, in a vowel, in silence
    for second in wanted:
        sound[round(second * rate)] += 0.5
    found = heard(tmp_path / name, sound, rate, codec)
    assert len(found) >= (
        3 if name.endswith("wav") else 2
    )  # encoders smear some that stand in silence
    for place in found:
        assert (
            min(abs(place - 1000 * second) for second in wanted) < 60
        )  # AAC begins with silence of its own


def sharp_burst(rate, seed):
    """A stop as a natural voice has it: one swing of a quarter of a millisecond, and a breath."""
    t = np.arange(-rate // 1000, rate // 80) / rate
    swing = 0.15 * np.sinc(2 * 6000 * t) * np.exp(-np.abs(t) / 0.0003)
    breath = 0.006 * np.random.default_rng(seed).normal(0, 1, len(t)) * np.exp(-np.abs(t) / 0.004)
    return swing + breath


@pytest.mark.parametrize("rate", [24000, 44100])
@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")]
)
def test_the_sharp_stop_of_a_natural_voice_is_no_click(tmp_path, rate, name, codec):
    sound = voice(rate)
    for second in range(6):
        at = round((second + 0.3) * rate)
        stop = sharp_burst(rate, second)
        sound[at : at + len(stop)] += stop
    assert heard(tmp_path / name, sound, rate, codec) == ()


@pytest.mark.natural
@pytest.mark.slow
def test_natural_speech_has_no_click_until_one_is_put_in(tmp_path, natural_speech):
    speech, rate = natural_speech
    path = tmp_path / "a.mp3"
    assert heard(path, speech, rate, "libmp3lame") == ()
    silent = rate // 4  # in the silence before it
    vowel = int(np.argmax(np.abs(speech))) + rate // 100
    for level in (0.15, 0.25, 0.5):
        clicked = speech.copy()
        clicked[silent] += level
        assert len(heard(path, clicked, rate, "libmp3lame")) == 1
    clicked[vowel] -= 0.9
    assert len(heard(path, clicked, rate, "libmp3lame")) == 2


@pytest.fixture(scope="module")
def natural_speech():
    """Words full of stops in two natural voices, with half a second of silence before each."""
    kokoro = pytest.importorskip("audiobook.engines.kokoro")
    said = []
    with kokoro.KokoroEngine() as engine:
        for style in ("af_heart", "im_nicola"):
            line = Line("Take the top packet, Peter, but keep it back.", natural(style))
            said += [np.zeros(engine.sample_rate // 2, "<i2")]
            said += [np.frombuffer(engine.speak(line).pcm, "<i2")]
    return np.concatenate(said) / 32768, engine.sample_rate


def natural(style):
    return Voice(style, "kokoro", (("style", style),))


@pytest.mark.parametrize("rate", RATES)
def test_sound_that_is_cut_off_at_a_peak_is_a_click(tmp_path, rate):
    sound = voice(rate)
    at = round(2.7 * rate)
    peak = at + int(np.argmax(np.abs(sound[at : at + rate // 100])))
    sound[peak + 1 : 3 * rate] = 0
    (found,) = heard(tmp_path / "a.wav", sound, rate, "pcm_s16le")
    assert found == pytest.approx(peak * 1000 / rate, abs=1)


@pytest.mark.slow
def test_how_the_sound_is_cut_into_blocks_makes_no_difference(tmp_path):
    sound = voice(22050)
    sound[[22050, 60000, 61000]] += 0.5
    write(tmp_path / "a.wav", pcm(sound), 22050, "pcm_s16le")
    with opened(tmp_path / "a.wav") as source:
        whole = np.concatenate(list(source.blocks()), axis=1)
    found = []
    for step in (1, 7, 500, 4096, whole.shape[1]):
        clicks = Clicks(22050)
        for start in range(0, whole.shape[1], step):
            clicks.feed(whole[:, start : start + step])
        found.append(clicks.places)
    assert len(found[0]) == 3
    assert all(places == found[0] for places in found)
