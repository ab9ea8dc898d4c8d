"""Levels of sound whose figures are known from theory, and those of ffmpeg, an independent program."""

import re
import subprocess
import sys
import wave

import numpy as np
import pytest
from audiobook.errors import InputError
from audiobook.sound.meter import SILENT_DB, UNGATED_LUFS, measured
from hearing import PEAK_KIB, needs_ffmpeg
from measuring import RATE, levels, sine, speechlike


def written(path, samples, rate=RATE, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def test_a_sine_has_the_figures_of_theory():
    """BS.1770-4: a sine of 997 Hz at full scale in one channel has -3.01 LKFS."""
    found = levels(sine(997, -20, 10))
    assert found.rms_db == pytest.approx(-23.01, abs=0.01)
    assert found.peak_db == pytest.approx(-20, abs=0.01)
    assert found.lufs == pytest.approx(-23.01, abs=0.06)
    assert found.floor_db == pytest.approx(-23.01, abs=0.05)
    assert (found.frames, found.duration_ms) == (10 * RATE, 10_000)


def test_the_true_peak_lies_between_the_samples():
    tone = sine(12_000, -6, 4, 48_000, np.pi / 4)
    found = levels(np.rint(tone * np.hanning(len(tone))).astype("<i2"), 48_000)
    assert found.peak_db == pytest.approx(-9.01, abs=0.01)
    assert found.true_peak_db == pytest.approx(-6, abs=0.2)


def test_two_equal_channels_are_as_strong_and_three_decibels_louder():
    one = sine(997, -20, 5)
    both = levels(np.column_stack((one, one)).reshape(-1), channels=2)
    assert both.rms_db == pytest.approx(-23.01, abs=0.01)
    assert both.lufs == pytest.approx(-20, abs=0.06)
    assert both.frames == 5 * RATE


def test_the_noise_floor_is_the_quietest_half_second():
    loud, soft = sine(200, -10, 3), sine(200, -65, 0.6)
    assert levels(np.concatenate((loud, soft, loud))).floor_db == pytest.approx(-68, abs=0.2)
    assert levels(np.concatenate((loud, soft[: RATE // 5], loud))).floor_db > -20


@pytest.mark.parametrize("seconds", [0, 0.01, 3])
def test_silence_is_finite(seconds):
    found = levels(np.zeros(round(seconds * RATE), "<i2"))
    assert (found.rms_db, found.peak_db, found.true_peak_db, found.floor_db) == (SILENT_DB,) * 4
    assert found.lufs == UNGATED_LUFS


def test_the_lowest_sample_counts_as_full_scale():
    assert levels(np.full(100, -32768, "<i2")).peak_db == 0


@pytest.mark.parametrize("step", [37, 4999, 10**6])
def test_how_the_sound_is_cut_does_not_matter(step):
    sound = speechlike(4)
    whole, cut = levels(sound), levels(sound, step=step)
    assert (cut.frames, cut.peak_db, cut.lufs, cut.true_peak_db) == (
        whole.frames,
        whole.peak_db,
        whole.lufs,
        whole.true_peak_db,
    )
    assert cut.rms_db == pytest.approx(whole.rms_db, abs=1e-9)
    assert cut.floor_db == pytest.approx(whole.floor_db, abs=1e-9)


def figure(pattern, path, filters):
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-i",
        str(path),
        "-af",
        filters,
        "-f",
        "null",
        "-",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.findall(pattern, told)[-1])


@pytest.mark.slow
@needs_ffmpeg
@pytest.mark.parametrize(("rate", "channels"), [(22050, 1), (44100, 2)])
def test_ffmpeg_finds_the_same(tmp_path, rate, channels):
    sound = np.repeat(speechlike(20, rate), channels)
    path = written(tmp_path / "a.wav", sound, rate, channels)
    found = measured(path)
    assert (found.rate, found.channels, found.frames) == (rate, channels, 20 * rate)
    assert found.rms_db == pytest.approx(
        figure(r"mean_volume: (\S+) dB", path, "volumedetect"), abs=0.1
    )
    assert found.peak_db == pytest.approx(
        figure(r"max_volume: (\S+) dB", path, "volumedetect"), abs=0.1
    )
    assert found.lufs == pytest.approx(
        figure(r"I: +(\S+) LUFS", path, "ebur128=peak=true"), abs=0.1
    )
    assert found.true_peak_db == pytest.approx(
        figure(r"Peak: +(\S+) dBFS", path, "ebur128=peak=true"), abs=0.2
    )


@pytest.mark.parametrize("data", [b"", b"no sound at all" * 99, b"RIFF\x24\0\0\0WAVEfmt "])
def test_a_file_without_sound_is_an_error(tmp_path, data):
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(InputError):
        measured(tmp_path / "a.wav")


def test_a_sound_file_of_no_length_is_an_error(tmp_path):
    with pytest.raises(InputError):
        measured(written(tmp_path / "a.wav", np.zeros(0)))


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError):
        measured(tmp_path / "none.mp3")


FLAT = (
    PEAK_KIB
    + """
import numpy as np
from audiobook.sound.meter import Meter
sound = np.random.default_rng(1).integers(-9000, 9000, 44100).astype("<i2").tobytes()
meter, peaks = Meter(44100), []
for second in range(400):
    meter.feed(sound)
    if second in (99, 399):
        peaks.append(peak_kib())
print(peaks[1] - peaks[0])
"""
)


@pytest.mark.slow
def test_memory_does_not_grow_with_length():
    grown_kib = int(
        subprocess.run(
            [sys.executable, "-c", FLAT], capture_output=True, text=True, check=True
        ).stdout
    )
    assert grown_kib < 5000  # the five minutes between the readings are 25,800 KiB of samples
