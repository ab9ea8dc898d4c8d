"""Sound from a server or a program that is not ours -> :class:`Sound`.

What it is is told by its first bytes, and only these kinds are opened: a playlist that passes for
a sound file could name other files of this machine.
"""

import io
import wave

from audiobook.engines.pcm import audible, chunks, resampled
from audiobook.errors import EngineError
from audiobook.model import Sound

# First bytes -> the format's name in FFmpeg.
_KINDS = {
    b"RIFF": "wav",
    b"RF64": "wav",
    b"FORM": "aiff",
    b"fLaC": "flac",
    b"OggS": "ogg",
    b"ID3": "mp3",
    b"\xff\xf1": "aac",
    b"\xff\xf9": "aac",
    b"\xff\xe3": "mp3",
    b"\xff\xf2": "mp3",
    b"\xff\xf3": "mp3",
    b"\xff\xfa": "mp3",
    b"\xff\xfb": "mp3",
}
_LEAST_STREAMED = 0x7FFF0000  # a size that says: as long as it lasts


def is_sound_file(data: bytes) -> bool:
    """Whether these are the first bytes of a sound file that :func:`read_sound` opens."""
    return bool(_kind(data))


def read_sound(data: bytes) -> Sound:
    """The sound in a file of WAV, AIFF, FLAC, Ogg (Opus, Vorbis), MP3 or AAC.

    Raises :class:`EngineError`, whose message ends a sentence that begins with who sent it.
    """
    import av  # noqa: PLC0415 - 20 MB that most engines do without

    if not data:
        raise EngineError("sent nothing")
    if not is_sound_file(data):
        raise EngineError("sent something that is not sound")
    if data[:4] == b"RIFF":
        _check_length(data)
    try:
        with av.open(io.BytesIO(data), "r", format=_kind(data)) as file:
            sound = resampled(file)
    except (av.error.FFmpegError, EngineError) as error:
        raise EngineError("sent a damaged sound file") from error
    return heard(sound)


def raw_sound(pcm: bytes, rate: int) -> Sound:
    """The sound in bare mono 16-bit samples at ``rate``. Raises as :func:`read_sound` does."""
    if not pcm:
        raise EngineError("sent nothing")
    if len(pcm) % 2:
        raise EngineError("sent half a sample")
    wrapped = io.BytesIO()
    with wave.open(wrapped, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return read_sound(wrapped.getvalue())


def heard(sound: Sound) -> Sound:
    """The same sound. Raises as :func:`read_sound` does where there is nothing in it."""
    try:
        return audible(sound)
    except EngineError as error:
        raise EngineError("sent silence instead of speech") from error


def _kind(data: bytes) -> str:
    for start, kind in _KINDS.items():
        if data.startswith(start):
            return kind
    return ""


def _check_length(data: bytes) -> None:
    """Raise where a WAV file has less sound than it announces."""
    for name, place, size in chunks(data):
        if name == b"data":
            if size < _LEAST_STREAMED and place + size > len(data):
                raise EngineError("sent a sound file that breaks off")
            return
