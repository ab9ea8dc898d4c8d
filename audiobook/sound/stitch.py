"""Clips -> one stretch of sound, piece by piece: flat memory whatever the length.

Each clip loses the silence that the engine put around it, and gets its voice's gain (pydub) and
5 ms fades, so that joins do not click; the silence between clips is ours. Everything is exact to
the sample.

Nothing clips: a gain that would lift a clip's highest sample above :data:`CEILING_DB` is reduced
for that clip until it just reaches it. This keeps the waveform as it is; only a line that is
louder than its voice's gain allows for comes out a little softer than asked.
"""

import math
import warnings
from io import BytesIO

import numpy as np
import numpy.typing as npt

from audiobook.model import Sound

with warnings.catch_warnings():
    # pydub warns that there is no ffmpeg, which is not needed.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

Samples = npt.NDArray[np.int16]

# Of full scale; lossy encoders overshoot by up to about half a decibel.
CEILING_DB = -1.0
FADE_MS = 5
BEEP_HZ = 440
BEEP_MS = 500
BEEP_DB = -24.0  # of full scale

_SILENCE = 33  # of 32768: -60 dB of full scale
_SILENCE_OF_PEAK = 0.01  # a soft clip is measured by its own peak: -40 dB below it
_PIECE = 2048  # samples looked through at once
# What is left around the sound: the soft edges of consonants.
_LEAD_MS = 10
_TRAIL_MS = 20


def silence(milliseconds: float, rate: int) -> bytes:
    """Digital silence, rounded to the sample."""
    return bytes(2 * round(milliseconds * rate / 1000))


def beep(rate: int) -> bytes:
    """Half a second of a soft, plain tone, heard in place of a line that could not be spoken."""
    time_s = np.arange(rate * BEEP_MS // 1000) / rate
    tone = np.sin(2 * np.pi * BEEP_HZ * time_s) * 32767 * 10 ** (BEEP_DB / 20)
    return _faded(np.rint(tone).astype("<i2"), rate).tobytes()


def wav(sound: Sound) -> bytes:
    """A sound as a WAV file."""
    file = BytesIO()
    _segment(sound).export(file, format="wav")
    return file.getvalue()


def polish(sound: Sound, gain_db: float = 0.0, rate: int = 0) -> bytes:
    """A clip's PCM as it goes into a track: trimmed, levelled below the ceiling, faded.

    It is brought to ``rate`` Hz; 0: it stays as it is.
    """
    sound = trim(sound)
    if rate not in (0, sound.rate):
        # FFmpeg's 20 MB, for books of several rates alone.
        from audiobook.sound.resample import at_rate  # noqa: PLC0415

        sound = at_rate(sound, rate)
    clip = _segment(sound)
    headroom_db = CEILING_DB - clip.max_dBFS
    levelled = clip.apply_gain(min(gain_db, headroom_db))
    samples = np.frombuffer(levelled.raw_data, "<i2")
    return _faded(samples, sound.rate).tobytes()


def scaled(pcm: bytes, factor: float) -> bytes:
    """The same sound, every sample multiplied and held within its range."""
    if factor == 1 or not pcm:
        return pcm
    samples = np.rint(np.frombuffer(pcm, "<i2") * factor)
    return samples.clip(-32768, 32767).astype("<i2").tobytes()


def placed(pcm: bytes, place: float, width: float) -> bytes:
    """The sound of one channel in two, interleaved, at ``place`` between -1 (left) and 1 (right).

    Every place is equally strong (sine and cosine of its angle). So that nothing clips, all are
    softened by what the farthest one, ``width``, adds on its side: nothing at 0, 1.5 dB at 0.25,
    3 dB at 1.
    """
    samples = np.frombuffer(pcm, "<i2")
    angles = np.pi / 4 * (1 + np.array((-place, place)))
    sides = np.sin(angles) / np.sin(np.pi / 4 * (1 + width))
    return np.rint(np.outer(samples, sides)).astype("<i2").tobytes()


def trim(sound: Sound) -> Sound:
    """The sound without the silence around it, but for a few milliseconds."""
    start, end = _audible(sound)
    return Sound(sound.pcm[2 * start : 2 * end], sound.rate)


def lead_frames(sound: Sound) -> int:
    """How many samples :func:`trim` takes away before the sound."""
    start, _ = _audible(sound)
    return start


def _segment(sound: Sound) -> AudioSegment:
    return AudioSegment(sound.pcm, sample_width=2, frame_rate=sound.rate, channels=1)


def _faded(samples: Samples, rate: int) -> Samples:
    """Fade both ends by the sample.

    Pydub's own fades cut at milliseconds, and lose or add a few samples per clip.
    """
    length = min(rate * FADE_MS // 1000, len(samples) // 2)
    end = len(samples) - length
    ramp = np.linspace(0, 1, length, endpoint=False).astype(np.float32)
    faded = samples.copy()
    faded[:length] = samples[:length] * ramp
    faded[end:] = samples[end:] * ramp[::-1]
    return faded


def _audible(sound: Sound) -> tuple[int, int]:
    """The stretch of samples that :func:`trim` keeps; all where nothing is loud enough."""
    samples = np.frombuffer(sound.pcm, "<i2")
    highest = int(samples.max(initial=0))
    lowest = int(samples.min(initial=0))
    peak = max(highest, -lowest)
    level = min(_SILENCE, peak * _SILENCE_OF_PEAK)
    first = _first_above(samples, level)
    last = _first_above(samples[::-1], level)
    if first is None or last is None:
        return 0, len(samples)
    lead = math.ceil(sound.rate * _LEAD_MS / 1000)
    trail = math.ceil(sound.rate * _TRAIL_MS / 1000)
    return max(0, first - lead), len(samples) - last + trail


def _first_above(samples: Samples, level: float) -> int | None:
    """The first sample louder than that.

    It is looked for piece by piece, because it is near the beginning.
    """
    for start in range(0, len(samples), _PIECE):
        piece = samples[start : start + _PIECE].astype(np.int32)
        loud = np.flatnonzero(np.abs(piece) > level)
        if loud.size:
            return start + int(loud[0])
    return None
