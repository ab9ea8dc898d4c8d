"""A clip at another rate: the same sound, to the sample as long, and nothing that was not there."""

import numpy as np
import pytest
from audiobook.model import Sound
from audiobook.sound.resample import at_rate

RATES = [(22_050, 24_000), (24_000, 22_050), (16_000, 24_000), (44_100, 22_050)]
AMPLITUDE = 16_000


def tone(hertz, rate, seconds=1.0):
    samples = AMPLITUDE * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)
    return Sound(np.rint(samples).astype("<i2").tobytes(), rate)


def heard(sound):
    return np.frombuffer(sound.pcm, "<i2").astype(float)


def spectrum_db(sound):
    """Frequencies, and how loud each is against the tone; the ends are left out."""
    middle = heard(sound)[sound.rate // 4 : -sound.rate // 4]
    window = np.blackman(len(middle))
    levels = np.abs(np.fft.rfft(middle * window)) * 2 / window.sum() / AMPLITUDE
    return np.fft.rfftfreq(len(middle), 1 / sound.rate), 20 * np.log10(levels + 1e-12)


@pytest.mark.parametrize(("given", "wanted"), RATES)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.9, 0.95])
def test_what_both_rates_hold_stays_as_it_was(given, wanted, share):
    hertz = 2 * round(share * min(given, wanted) / 4)  # a bin of the spectrum
    frequencies, levels = spectrum_db(at_rate(tone(hertz, given), wanted))
    near = np.abs(frequencies - hertz) < 40
    assert levels[near].max() == pytest.approx(0, abs=0.05)
    assert levels[~near].max() < -80


@pytest.mark.parametrize(
    ("given", "wanted"), [(24_000, 22_050), (44_100, 22_050), (44_100, 24_000)]
)
def test_what_the_lower_rate_cannot_hold_is_gone(given, wanted):
    sound = tone(wanted * 0.51, given)
    _, levels = spectrum_db(at_rate(sound, wanted))
    assert levels.max() < -60


@pytest.mark.parametrize(("given", "wanted"), RATES)
@pytest.mark.parametrize("frames", [1, 2, 147, 1000, 22_051, 70_001])
def test_is_as_long_as_it_was_to_the_sample(given, wanted, frames):
    sound = Sound(tone(300, given, 5).pcm[: 2 * frames], given)
    assert at_rate(sound, wanted).frames == round(frames * wanted / given)


@pytest.mark.parametrize(("given", "wanted"), RATES)
def test_is_where_it_was_with_silence_around_it(given, wanted):
    samples = np.zeros(given, "<i2")
    samples[given // 2] = 30_000
    found = heard(at_rate(Sound(samples.tobytes(), given), wanted))
    assert np.abs(found).argmax() == pytest.approx(wanted / 2, abs=1)
    assert not found[: wanted // 4].any()
    assert not found[-wanted // 4 :].any()


def test_the_loudest_is_held_within_its_range():
    square = np.where(np.arange(24_000) % 60 < 30, 32_767, -32_768).astype("<i2")
    found = heard(at_rate(Sound(square.tobytes(), 24_000), 22_050))
    assert found.max() == 32_767
    assert found.min() == -32_768


def test_at_its_own_rate_nothing_changes():
    sound = tone(300, 22_050)
    assert at_rate(sound, 22_050) is sound
