"""What can be measured of a voice: pitch, timbre, pace and loudness.

Arrays are float64, full scale 1.0.
"""

from dataclasses import dataclass
from functools import cache
from math import pi, tan

import numpy as np
import numpy.typing as npt
from numpy.fft import irfft, rfft

from audiobook.model import Sound

Array = npt.NDArray[np.float64]

FRAME_S, HOP_S = 0.046, 0.020
LOWEST_HZ, HIGHEST_HZ = 50, 600  # of pitch
BANDS, CEPSTRA = (
    32,
    13,
)  # mel bands from 100 Hz to 8 kHz; what is kept of them after smoothing
ACTIVE_DB = -45  # frames quieter than that, against full scale, are pauses


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one voice on one passage.

    ``pitch_hz`` is 0 for a voice without pitch; ``spectrum`` is the mean smoothed mel spectrum in
    dB, its own mean taken off.
    """

    pitch_hz: float
    centroid_hz: float
    words_per_minute: float
    loudness_lufs: float
    peak_db: float
    spectrum: Array


def samples(sound: Sound) -> Array:
    """Full scale 1.0."""
    return np.frombuffer(sound.pcm, "<i2").astype(np.float64) / 32768


def measure(sound: Sound, words: int) -> Measures:
    """Everything about a sound in which ``words`` words are spoken."""
    x = samples(sound)
    spectra, frames = _active_spectra(x, sound.rate)
    hertz = np.fft.rfftfreq(frames.shape[1] * 2, 1 / sound.rate)
    power = (np.abs(spectra) ** 2).mean(axis=0)
    return Measures(
        pitch_hz=_pitch(frames, sound.rate),
        centroid_hz=float((hertz * power).sum() / power.sum()),
        words_per_minute=words / (sound.duration_ms / 60_000),
        loudness_lufs=loudness(x, sound.rate),
        peak_db=20 * float(np.log10(np.abs(x).max())),
        spectrum=_timbre(np.abs(spectra) ** 2, sound.rate),
    )


def timbre_distance(one: Measures, two: Measures) -> float:
    """Root mean square difference of the two mean mel spectra, in dB."""
    return float(np.sqrt(((one.spectrum - two.spectrum) ** 2).mean()))


def semitones(one: Measures, two: Measures) -> float:
    """How far apart the pitches lie; none where a voice has no pitch."""
    if not one.pitch_hz or not two.pitch_hz:
        return 0.0
    return abs(12 * float(np.log2(one.pitch_hz / two.pitch_hz)))


def _active_spectra(x: Array, rate: int) -> tuple[npt.NDArray[np.complex128], Array]:
    size, hop = int(FRAME_S * rate), int(HOP_S * rate)
    frames = np.lib.stride_tricks.sliding_window_view(x, size)[::hop]
    active = frames[10 * np.log10((frames**2).mean(axis=1) + 1e-12) > ACTIVE_DB]
    windowed = active * np.hanning(size)
    return rfft(windowed, 2 * size, axis=1), windowed


def _pitch(frames: Array, rate: int) -> float:
    """Median of the voiced frames, by autocorrelation corrected for the window (Boersma 1993)."""
    size = frames.shape[1]
    window = irfft(np.abs(rfft(np.hanning(size), 2 * size)) ** 2)[:size]
    auto = irfft(np.abs(rfft(frames, 2 * size, axis=1)) ** 2, axis=1)[:, :size]
    auto = auto / auto[:, :1] / (window / window[0] + 1e-3)
    low, high = rate // HIGHEST_HZ, rate // LOWEST_HZ
    lags = np.arange(low, high)
    # The first of equal peaks.
    best = np.argmax(auto[:, low:high] * (1 - 0.1 * np.log2(lags / low)), axis=1)
    # No peak at the edge of the search.
    voiced = (auto[np.arange(len(auto)), best + low] > 0.6) & (best > 0)
    return float(rate / np.median(lags[best[voiced]])) if voiced.mean() > 0.2 else 0.0


@cache
def _mel_bank(bins: int, rate: int) -> Array:
    hertz = np.linspace(0, rate / 2, bins)
    mel = 2595 * np.log10(1 + hertz / 700)
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (100, 8000))
    edges = np.linspace(low, high, BANDS + 2)
    rising = (mel - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - mel) / (edges[2:] - edges[1:-1])[:, None]
    bank: Array = np.maximum(0, np.minimum(rising, falling))
    return bank


def _timbre(power: Array, rate: int) -> Array:
    decibels = 10 * np.log10(power @ _mel_bank(power.shape[1], rate).T + 1e-9)
    smooth: Array = _smoothing() @ decibels.mean(axis=0)
    return smooth


@cache
def _smoothing() -> Array:
    """Keeps the slow cosines of a spectrum, but for the first: the harmonics of the pitch go, and
    the level.
    """
    k, n = np.arange(1, CEPSTRA)[:, None], np.arange(BANDS)[None]
    cosines = np.sqrt(2 / BANDS) * np.cos(pi * k * (2 * n + 1) / (2 * BANDS))
    smoothing: Array = cosines.T @ cosines
    return smoothing


def loudness(x: Array, rate: int) -> float:
    """Integrated loudness of a mono sound in LUFS (ITU-R BS.1770-4.

    K-weighting, 400 ms blocks, two gates).
    """
    room = len(x) + rate  # for the filters to die away
    z = np.exp(-2j * pi * np.arange(room // 2 + 1) / room)
    response = np.prod(
        [
            np.polyval(b[::-1], z) / np.polyval(a[::-1], z)
            for b, a in _k_weighting(rate)
        ],
        axis=0,
    )
    x = irfft(rfft(x, room) * response, room)[: len(x)]
    size, hop = int(0.4 * rate), int(0.1 * rate)
    power = (np.lib.stride_tricks.sliding_window_view(x, size)[::hop] ** 2).mean(axis=1)
    power = power[_lufs(power) > -70]
    power = power[_lufs(power) > _lufs(power.mean()) - 10]
    return float(_lufs(power.mean()))


def _lufs(power: "Array | np.float64") -> Array:
    return np.asarray(-0.691 + 10 * np.log10(power + 1e-12))


@cache
def _k_weighting(rate: int) -> tuple[tuple[Array, Array], ...]:
    """The standard's two filters for any rate: its analogue shelf and high-pass through the
    bilinear transform.
    """
    k, q, gain = (
        tan(pi * 1681.974450955533 / rate),
        0.7071752369554196,
        10 ** (3.999843853973347 / 20),
    )
    band = gain**0.4996667741545416
    norm = 1 + k / q + k * k
    shelf_b = (
        np.array(
            [
                gain + band * k / q + k * k,
                2 * (k * k - gain),
                gain - band * k / q + k * k,
            ]
        )
        / norm
    )
    shelf_a = np.array([1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm])
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    norm = 1 + k / q + k * k
    return (shelf_b, shelf_a), (
        np.array([1.0, -2.0, 1.0]),
        np.array([1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm]),
    )
