import numpy as np
import pytest
from audiobook.model import Sound
from audiobook.sound.stitch import CEILING_DB, FADE_MS, polish, silence, trim

RATE = 22050


def tone(frames=RATE, peak=8000, hertz=441):
    return (peak * np.sin(2 * np.pi * hertz * np.arange(frames) / RATE + 1)).astype("<i2")


def sound(*parts):
    return Sound(np.concatenate(parts).astype("<i2").tobytes(), RATE)


def samples(pcm):
    return np.frombuffer(pcm, "<i2").astype(float)


def nothing(frames):
    return np.zeros(frames, "<i2")


@pytest.mark.parametrize(
    ("milliseconds", "frames"), [(0, 0), (1, 22), (250, 5512), (1000, 22050), (333.3, 7349)]
)
def test_silence_is_exact_to_the_sample(milliseconds, frames):
    assert silence(milliseconds, RATE) == bytes(2 * frames)


def test_an_engines_own_silence_goes_but_for_soft_edges():
    trimmed = trim(sound(nothing(3000), tone(), nothing(7000)))
    assert trimmed.frames == RATE + 221 + 441  # 10 ms before and 20 ms after, rounded up
    assert samples(trimmed.pcm)[221:-441] == pytest.approx(tone().astype(float))


def test_a_whisper_is_measured_by_its_own_peak():
    whisper = tone(peak=20)
    assert trim(sound(nothing(3000), whisper, nothing(3000))).frames == pytest.approx(
        RATE + 662, abs=30
    )


def test_silence_inside_a_clip_stays():
    clip = sound(tone(500), nothing(RATE), tone(500))
    assert trim(clip) == clip


@pytest.mark.parametrize("clip", [sound(nothing(100)), Sound(b"", RATE)])
def test_nothing_but_silence_is_left_as_it_is(clip):
    assert trim(clip) == clip
    assert polish(clip, 6.0) == clip.pcm


@pytest.mark.parametrize("frames", [1, 2, 3, 50, 219, 220, 221, 222, 1000, 22049, 22061, 100_003])
def test_no_sample_is_lost_or_added_whatever_the_length(frames):
    clip = Sound(np.full(frames, 5000, "<i2").tobytes(), RATE)
    assert len(polish(clip, -3.0)) == 2 * frames


@pytest.mark.parametrize("gain_db", [-12.0, -3.0, 0.0, 6.0])
def test_the_gain_is_the_voices(gain_db):
    before, after = samples(sound(tone()).pcm), samples(polish(sound(tone()), gain_db))
    middle = slice(1000, -1000)
    change_db = 20 * np.log10(np.std(after[middle]) / np.std(before[middle]))
    assert change_db == pytest.approx(gain_db, abs=0.01)


@pytest.mark.parametrize("peak", [8000, 30000, 32767])
def test_a_gain_that_would_clip_stops_at_the_ceiling_and_keeps_the_waveform(peak):
    loud = sound(tone(peak=peak), np.array([-32768, 32767]) * (peak == 32767), tone(peak=peak))
    after = samples(polish(loud, 40.0))
    highest_db = 20 * np.log10(np.abs(after).max() / 32768)
    assert highest_db == pytest.approx(CEILING_DB, abs=0.01)
    middle = slice(1000, RATE - 1000)
    assert np.corrcoef(after[middle], samples(loud.pcm)[middle])[0, 1] == pytest.approx(1, abs=1e-6)


def test_clips_begin_and_end_without_a_click():
    after = samples(polish(Sound(np.full(RATE, 20000, "<i2").tobytes(), RATE)))
    fade = RATE * FADE_MS // 1000
    assert abs(after[0]) < 200
    assert abs(after[-1]) < 200
    assert np.abs(np.diff(after)).max() <= 20000 / fade + 2
    assert (after[fade:-fade] == 20000).all()
