"""Sound files of a speech driver become :class:`Sound`: mono 16-bit at :data:`SAMPLE_RATE`."""

import io
import wave

import numpy as np

from audiobook.engines.base import SAMPLE_RATE
from audiobook.errors import EngineError
from audiobook.model import Sound

CEILING = 10 ** (-0.1 / 20)  # of full scale: what a gain may raise the highest peak to
_FULL_SCALE = 32767


def read_wav(data: bytes) -> Sound:
    """The sound in a WAV file of mono 16-bit PCM. Raises :class:`EngineError` where it is not that."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise EngineError(f"The driver wrote no sound file: {error}.") from error
    if shape != (1, 2, SAMPLE_RATE):
        raise EngineError(f"The driver wrote {shape[0]} channels of {8 * shape[1]} bits at {shape[2]} Hz.")
    return Sound(pcm, SAMPLE_RATE)


def audible(sound: Sound) -> Sound:
    """The same sound. Raises :class:`EngineError` where there is nothing in it: failure is never silence."""
    if not sound.pcm:
        raise EngineError("The driver returned no sound.")
    if not sound.pcm.strip(b"\0"):
        raise EngineError("The driver returned silence.")
    return sound


def louder(sound: Sound, decibels: float) -> Sound:
    """The sound with a gain, which is cut back where it would raise the highest peak above -0.1 dBFS."""
    if not decibels:
        return sound
    samples = np.frombuffer(sound.pcm, "<i2").astype(np.float64)
    room = CEILING * _FULL_SCALE / max(1.0, float(np.abs(samples).max()))
    factor = min(10 ** (decibels / 20), max(1.0, room))
    return Sound(np.rint(samples * factor).astype("<i2").tobytes(), sound.rate)
