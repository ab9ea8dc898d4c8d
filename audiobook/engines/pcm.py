"""Sound files of a speech driver become :class:`Sound`: mono 16-bit at :data:`SAMPLE_RATE`."""

import io
import json
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import av

from audiobook.engines.base import SAMPLE_RATE
from audiobook.errors import EngineError
from audiobook.model import Sound

CEILING = 10 ** (-0.1 / 20)  # of full scale: what a gain may raise the highest peak to
QUIET = 33  # -60 dBFS: what is not louder than that at an end of a sound is silence
LEAD_MS = 5  # of silence, kept at the beginning
TAIL_MS = 10  # and at the end
_FULL_SCALE = 32767
_FIRST_CHUNK = 12  # bytes before it, in a RIFF file
_CHUNK = struct.Struct("<4sI")


def read_wav(data: bytes) -> Sound:
    """The sound in a WAV file of mono 16-bit PCM.

    Raises :class:`EngineError` where it is not that.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels = file.getnchannels()
            bits = 8 * file.getsampwidth()
            rate = file.getframerate()
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise EngineError(f"The driver wrote no sound file: {error}.") from error
    if (channels, bits, rate) != (1, 16, SAMPLE_RATE):
        raise EngineError(
            f"The driver wrote {channels} channels of {bits} bits at {rate} Hz."
        )
    return Sound(pcm, SAMPLE_RATE)


def words_behind(data: bytes) -> tuple[tuple[str, float], ...]:
    """What the chunk "wrds" behind the sound of a WAV file says: (word, milliseconds).

    Nothing where there is no such chunk.
    """
    for name, place, size in chunks(data):
        if name == b"wrds":
            pairs = json.loads(data[place : place + size])
            return tuple((str(word), float(ms)) for word, ms in pairs)
    return ()


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of a RIFF file: name, place of the contents, and the size that is stated."""
    place = _FIRST_CHUNK
    while place + _CHUNK.size <= len(data):
        name, size = _CHUNK.unpack_from(data, place)
        place += _CHUNK.size
        yield name, place, size
        place += size + size % 2  # chunks begin at even places


def audible(sound: Sound) -> Sound:
    """The same sound.

    Raises :class:`EngineError` where there is nothing in it: failure is never silence.
    """
    if not sound.pcm:
        raise EngineError("The driver returned no sound.")
    if not sound.pcm.strip(b"\0"):
        raise EngineError("The driver returned silence.")
    return sound


def louder(sound: Sound, decibels: float) -> Sound:
    """The sound with a gain.

    It is cut back where it would raise the highest peak above -0.1 dBFS.
    """
    if not decibels:
        return sound
    samples = np.frombuffer(sound.pcm, "<i2").astype(np.float64)
    peak = max(1.0, float(np.abs(samples).max()))
    room = CEILING * _FULL_SCALE / peak
    # A sound that is above the ceiling already is not made softer than it is.
    factor = min(10 ** (decibels / 20), max(1.0, room))
    gained = np.rint(samples * factor).astype("<i2")
    return Sound(gained.tobytes(), sound.rate)


def decode(path: Path) -> Sound:
    """The sound in a file of any kind, by what it holds and not by its suffix.

    Raises :class:`EngineError`.
    """
    import av  # noqa: PLC0415 - 20 MB that most engines do without

    try:
        with av.open(str(path)) as file:
            return resampled(file)
    except av.error.FFmpegError as error:
        raise EngineError(f"The driver wrote no sound file: {error}.") from error


def resampled(file: "av.container.InputContainer") -> Sound:
    """The first sound in an open file, mono 16-bit at :data:`SAMPLE_RATE`.

    It is resampled by libswresample, which filters what the lower rate cannot hold. Raises
    :class:`EngineError`.
    """
    import av  # noqa: PLC0415

    converter = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    parts: list[bytes] = []
    try:
        for frame in file.decode(audio=0):
            parts += [_bytes(piece) for piece in converter.resample(frame)]
        if parts:
            parts += [_bytes(piece) for piece in converter.resample(None)]
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise EngineError(f"The driver wrote no sound file: {error}.") from error
    return Sound(b"".join(parts), SAMPLE_RATE)


def _bytes(frame: "av.AudioFrame") -> bytes:
    return frame.to_ndarray().astype("<i2").tobytes()


def trimmed(sound: Sound) -> Sound:
    """The sound without the silence at its ends.

    5 ms before and 10 ms after what can be heard are kept.
    """
    start, end = ends(sound)
    return Sound(sound.pcm[2 * start : 2 * end], sound.rate)


def ends(sound: Sound) -> tuple[int, int]:
    """What :func:`trimmed` keeps: [first sample, end)."""
    # As 32 bits: the magnitude of the lowest sample does not fit into 16.
    samples = np.frombuffer(sound.pcm, "<i2").astype(np.int32)
    heard = np.flatnonzero(np.abs(samples) > QUIET)
    if not len(heard):
        return 0, sound.frames
    start = int(heard[0]) - sound.rate * LEAD_MS // 1000
    end = int(heard[-1]) + 1 + sound.rate * TAIL_MS // 1000
    return max(0, start), min(sound.frames, end)
