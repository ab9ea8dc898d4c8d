"""The clip store: the sound of a line, in a file named by everything audible in it.

A clip's key hashes the engine and its fingerprint, the voice's options and language, the
delivery, the words as spoken, the take, and :data:`PROCESSING_VERSION`. Gain and pauses are
applied when clips are stitched and are not part of it. A clip is a WAV file that any player opens,
followed by a chunk with a CRC-32 of all that is before it: a clip that was cut short or changed
counts as missing and is spoken again. Before that may stand chunks with what the sound cost, where
it cost much, and when its words are said, where its engine tells that with the sound. Several
runs, of several books, may share a store.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path

from audiobook.engines.base import COST, INAUDIBLE, WordTimes
from audiobook.files import write_bytes
from audiobook.model import Line, Sound

# To be raised when our own handling of an engine's sound changes.
PROCESSING_VERSION = 1

# RIFF header, "fmt " chunk, header of the "data" chunk.
_WAV = struct.Struct("<4sI4s 4sIHHIIHH 4sI")
_CRC = struct.Struct("<4sII")  # a chunk of our own, which players skip
_COST = struct.Struct("<4sIf")  # another, where a clip cost more than next to nothing
_WORDS = struct.Struct("<4sI")  # another, of words and milliseconds as JSON
_PCM = 1
_MONO = 1
_BYTES = 2  # of a sample
_BITS = 16

Fingerprints = Mapping[str, str]  # engine's name -> its fingerprint


def clip_key(line: Line, fingerprints: Fingerprints) -> str:
    """The name of a line's clip: 64 hexadecimal digits."""
    voice = line.voice
    delivery = line.delivery
    audible: list[object] = [
        PROCESSING_VERSION,
        voice.engine,
        fingerprints[voice.engine],
        [option for option in voice.options if option[0] not in INAUDIBLE],
        voice.language,
        [delivery.rate, delivery.pitch, delivery.volume],
        line.words,
    ]
    if line.take:  # first takes are named as they were before there were others
        audible.append(line.take)
    return hashlib.sha256(json.dumps(audible).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ClipStore:
    """Clips in a folder. Picklable; any number of processes may use it at once."""

    folder: Path

    def path(self, key: str) -> Path:
        """Where a clip is, or would be."""
        return self.folder / key[:2] / f"{key}.wav"

    def get(self, key: str) -> Sound | None:
        """The sound of a clip; ``None`` where it is missing or damaged."""
        try:
            return _unpack(self.path(key).read_bytes())
        except OSError:
            return None

    def frames(self, key: str) -> int | None:
        """The length of an intact clip in samples, ``None`` where it is missing or damaged."""
        sound = self.get(key)
        if sound is None:
            return None
        return sound.frames

    def words(self, key: str) -> WordTimes | None:
        """When the words of an intact clip begin; ``None`` where that was not kept with it."""
        try:
            return _words(self.path(key).read_bytes())
        except OSError:
            return None

    def put(
        self, key: str, sound: Sound, cost: float = COST, words: WordTimes | None = None
    ) -> None:
        """Keep a clip, whole or not at all, with what a second of it cost, and its words.

        Raises :class:`~audiobook.errors.OutputError`.
        """
        write_bytes(self.path(key), _pack(sound, cost, words))

    def size(self) -> int:
        """Bytes in all clips."""
        return sum(path.stat().st_size for path in self.folder.glob("*/*.wav"))


def cost_of_clip(path: Path) -> float:
    """What a second of the sound in a clip cost, in CPU seconds. Raises ``OSError``."""
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - _COST.size - _CRC.size))
        told = file.read(_COST.size)
    if len(told) == _COST.size and told[:4] == b"cost":
        return float(_COST.unpack(told)[2])
    return COST


def _pack(sound: Sound, cost: float, words: WordTimes | None) -> bytes:
    length = len(sound.pcm)
    told = b""
    if words is not None:
        written = json.dumps(words).encode()
        written += b" " * (len(written) % 2)  # chunks begin at even places
        told += _WORDS.pack(b"wrds", len(written)) + written
    if cost > COST:
        told += _COST.pack(b"cost", 4, cost)
    size = _WAV.size - 8 + length + len(told) + _CRC.size
    riff = (b"RIFF", size, b"WAVE")
    layout = (b"fmt ", 16, _PCM, _MONO, sound.rate, sound.rate * _BYTES, _BYTES, _BITS)
    body = _WAV.pack(*riff, *layout, b"data", length) + sound.pcm + told
    return body + _CRC.pack(b"crc ", 4, zlib.crc32(body))


def _unpack(data: bytes) -> Sound | None:
    """The sound in exactly what :func:`_pack` wrote, else ``None``."""
    if len(data) < _WAV.size + _CRC.size:
        return None
    body = data[: -_CRC.size]
    if data[-_CRC.size :] != _CRC.pack(b"crc ", 4, zlib.crc32(body)):
        return None
    header = _WAV.unpack_from(body)
    return Sound(body[_WAV.size : _WAV.size + header[-1]], header[7])


def _words(data: bytes) -> WordTimes | None:
    """The words in what :func:`_pack` wrote; ``None`` where there are none, or it is damaged."""
    sound = _unpack(data)
    if sound is None:
        return None
    place = _WAV.size + len(sound.pcm)
    name, length = _WORDS.unpack_from(data, place)
    if name != b"wrds":
        return None
    place += _WORDS.size
    told = json.loads(data[place : place + length])
    return tuple((str(word), float(ms)) for word, ms in told)
