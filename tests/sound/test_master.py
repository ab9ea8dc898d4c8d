"""What mastering makes of sound, measured by the meter and, on finished files, by ffmpeg."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from audiobook.settings import Encoding, Mastering
from audiobook.sound.master import (
    MARGIN_DB,
    MOST_GAIN_DB,
    MOST_LIMITED_DB,
    Master,
    corrected_db,
    gain_db,
    limited_much,
)
from hearing import PEAK_KIB
from measuring import levels, sine, speechlike

RATE = 22050
RMS = Mastering("rms", -20, -3, -75)
LUFS = Mastering("lufs", -19, -1, -75)
FULL = Encoding(192, 44_100)


def mastered(samples, mastering, encoding=FULL, step=RATE, gain=None):
    gain = gain_db(levels(samples, channels=encoding.channels), mastering) if gain is None else gain
    master = Master(mastering, encoding, RATE, gain)
    pcm = b"".join(
        master.feed(samples[at : at + step].tobytes()) for at in range(0, len(samples), step)
    )
    return np.frombuffer(pcm + master.finish(), "<i2"), master.rate


def speech(level_db=-14, seconds=12):
    sound = speechlike(seconds).astype(float)
    return np.rint(sound / np.abs(sound).max() * 32767 * 10 ** (level_db / 20)).astype("<i2")


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("peak_db", [-36, -30, -6, 0])
def test_however_loud_it_was_it_comes_to_the_level_asked_for(peak_db):
    found = levels(*mastered(speech(peak_db), RMS))
    assert found.rms_db == pytest.approx(-20, abs=1.6)
    assert found.peak_db <= -3 - MARGIN_DB + 0.02
    assert found.true_peak_db <= -3
    found = levels(*mastered(speech(peak_db), LUFS))
    assert found.lufs == pytest.approx(-19, abs=1)
    assert found.true_peak_db <= -1


def test_nothing_clips_however_much_is_asked_for():
    found = levels(*mastered(sine(300, -1, 3), Mastering("rms", -8, -1, -75)))
    assert found.peak_db <= -1 - MARGIN_DB + 0.02


def test_room_tone_fills_silence_and_no_more():
    sound = np.concatenate((speech(), np.zeros(2 * RATE, "<i2"), speech()))
    assert levels(*mastered(sound, RMS)).floor_db == pytest.approx(-75, abs=0.7)
    silent, _ = mastered(sound, replace(RMS, room_tone=-120))
    assert not silent[-13 * 44_100 : -12 * 44_100 - 8000].any()


def test_nothing_but_silence_stays_silent():
    for sound in (np.zeros(3 * RATE, "<i2"), np.full(3 * RATE, 3, "<i2")):
        found = levels(*mastered(sound, RMS))
        assert found.rms_db < -70
        assert found.frames == 3 * 44_100


def test_one_word_in_a_long_silence_is_not_crushed():
    sound = np.concatenate((np.zeros(3 * RATE, "<i2"), speech(-14, 0.3), np.zeros(3 * RATE, "<i2")))
    gain = gain_db(levels(sound), RMS)
    assert gain == pytest.approx(-3 - MARGIN_DB + MOST_LIMITED_DB + 14, abs=0.1)
    assert levels(*mastered(sound, RMS)).peak_db <= -3


def test_what_the_limiter_takes_is_given_back():
    sound = np.concatenate((speech(-14, 6), np.zeros(2 * RATE, "<i2")))
    before, gain = levels(sound), gain_db(levels(sound), RMS)
    result = levels(*mastered(sound, RMS))
    assert limited_much(before, RMS, gain)
    assert result.rms_db < -20.5
    again = levels(*mastered(sound, RMS, gain=corrected_db(before, RMS, gain, result)))
    assert result.rms_db + 0.3 < again.rms_db < -20
    assert again.peak_db <= -3


def test_gain_has_an_end():
    assert gain_db(replace(levels(speech()), rms_db=-69, peak_db=-60), RMS) == MOST_GAIN_DB


def test_a_sound_too_short_to_have_a_loudness_is_levelled_by_its_power():
    blip = speech(-14, 0.3)
    assert gain_db(levels(blip), LUFS) == pytest.approx(
        min(-19 - levels(blip).rms_db, -1 - MARGIN_DB + MOST_LIMITED_DB + 14), abs=0.1
    )


def test_two_channels_are_three_decibels_louder_as_loudness_counts_them():
    both = np.repeat(speech(), 2)
    found = levels(*mastered(both, LUFS, replace(FULL, channels=2)), channels=2)
    assert found.lufs == pytest.approx(-16, abs=1)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("frames", [0, 1, 2, 999, 3 * RATE + 777])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_comes_out_is_as_long_as_what_went_in(rate, frames, channels):
    sound = np.full(frames * channels, 3000, "<i2")
    found, out = mastered(sound, RMS, Encoding(192, rate, channels))
    assert out == rate
    assert len(found) == round(frames * rate / RATE) * channels


def test_the_place_of_every_sound_stays_to_the_sample():
    sound = np.zeros(4 * RATE, "<i2")
    sound[RATE : RATE + 2000] = sine(500, -10, 2000 / RATE)
    found, _ = mastered(sound, replace(RMS, room_tone=-120))
    heard = np.flatnonzero(np.abs(found) > 40)
    assert heard[0] == pytest.approx(2 * RATE, abs=12)
    assert heard[-1] == pytest.approx(2 * (RATE + 2000), abs=25)


def test_the_same_sound_gives_the_same_bytes_however_it_is_cut():
    sound = speech()
    whole, _ = mastered(sound, RMS, step=len(sound))
    for step in (777, RATE, 10**6):
        assert np.array_equal(mastered(sound, RMS, step=step)[0], whole)


FLAT = (
    PEAK_KIB
    + """
import numpy as np
from audiobook.settings import Encoding, Mastering
from audiobook.sound.master import Master
sound = np.random.default_rng(1).integers(-9000, 9000, 22050).astype("<i2").tobytes()
master, peaks = Master(Mastering("rms"), Encoding(192, 44100), 22050, 6.0), []
for second in range(400):
    master.feed(sound)
    if second in (99, 399):
        peaks.append(peak_kib())
print(peaks[1] - peaks[0])
"""
)


@pytest.mark.slow
def test_memory_does_not_grow_with_length():
    told = subprocess.run(
        [sys.executable, "-c", FLAT], capture_output=True, text=True, check=True
    ).stdout
    assert int(told) < 5000  # the five minutes between the readings are 25,800 KiB of samples
