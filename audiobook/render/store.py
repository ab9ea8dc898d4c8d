"""The clip store: the sound of a line, in a file named by everything audible in it.

A clip's key hashes the engine and its fingerprint, the voice's options, language and own
fingerprint, the delivery, the words as spoken, the take, and :data:`PROCESSING_VERSION`. Gain and
pauses are applied when clips are stitched and are not part of it. A clip is a WAV file that any
player opens, or a FLAC file where it cost much, and ends with a chunk with a CRC-32 of all that is
before it: a clip that was cut short or changed counts as missing and is spoken again. Before that
may stand chunks with when its words are said, where its engine tells that with the sound, and with
what the sound cost, where it cost much. Several runs, of several books, may share a store.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path

from audiobook.engines.base import COST, INAUDIBLE, WordTimes
from audiobook.files import write_bytes
from audiobook.model import Line, Sound, Voice
from audiobook.render.cost import SLOW
from audiobook.sound import packed as flac

# To be raised when our own handling of an engine's sound changes.
PROCESSING_VERSION = 1

_PLAIN = ".wav"

# RIFF header, "fmt " chunk, header of the "data" chunk.
_WAV = struct.Struct("<4sI4s 4sIHHIIHH 4sI")
_CRC = struct.Struct("<4sII")  # a chunk of our own, which players skip
_COST = struct.Struct("<4sIf")  # another, where a clip cost more than next to nothing
_WORDS = struct.Struct("<4sI")  # another, of words and milliseconds as JSON
_LENGTH = struct.Struct("<4sII")  # another, behind a FLAC stream: how many bytes it has
_PCM = 1
_MONO = 1
_BYTES = 2  # of a sample
_BITS = 16

# An engine's name -> its fingerprint; a voice -> its own, where it has one.
Fingerprints = Mapping[str | Voice, str]


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
    own = fingerprints.get(voice)
    if own:
        audible.append({"voice": own})
    if line.take:  # first takes are named as they were before there were others
        audible.append(line.take)
    return hashlib.sha256(json.dumps(audible).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ClipStore:
    """Clips in a folder. Picklable; any number of processes may use it at once."""

    folder: Path

    def path(self, key: str) -> Path:
        """Where a clip is, or would be."""
        packed = self._path(key, flac.SUFFIX)
        if packed.exists():
            return packed
        return self._path(key, _PLAIN)

    def get(self, key: str) -> Sound | None:
        """The sound of a clip; ``None`` where it is missing or damaged."""
        return _unpack(self._bytes(key))

    def frames(self, key: str) -> int | None:
        """The length of an intact clip in samples, ``None`` where it is missing or damaged."""
        data = self._bytes(key)
        if data.startswith(flac.MAGIC) and _is_whole(data):
            return flac.frames_in(data)
        sound = _unpack(data)
        if sound is None:
            return None
        return sound.frames

    def timed(self, key: str) -> tuple[Sound | None, WordTimes | None]:
        """The sound of a clip, as of :meth:`get`, and when its words begin.

        ``None`` for the words where they were not kept with it.
        """
        data = self._bytes(key)
        sound = _unpack(data)
        if sound is None:
            return None, None
        return sound, _words(data)

    def put(
        self, key: str, sound: Sound, cost: float = COST, words: WordTimes | None = None
    ) -> None:
        """Keep a clip, whole or not at all, with what a second of it cost, and its words.

        Raises :class:`~audiobook.errors.OutputError`.
        """
        if cost >= SLOW:
            write_bytes(self._path(key, flac.SUFFIX), _in_flac(sound, cost, words))
        else:
            write_bytes(self._path(key, _PLAIN), _in_wav(sound, cost, words))

    def paths(self) -> Iterator[Path]:
        """The files of all clips."""
        yield from self.folder.glob(f"*/*{_PLAIN}")
        yield from self.folder.glob(f"*/*{flac.SUFFIX}")

    def size(self) -> int:
        """Bytes in all clips."""
        return sum(path.stat().st_size for path in self.paths())

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / key[:2] / f"{key}{suffix}"

    def _bytes(self, key: str) -> bytes:
        """What is in the file of a clip; nothing where there is none."""
        for suffix in (_PLAIN, flac.SUFFIX):
            try:
                return self._path(key, suffix).read_bytes()
            except OSError:
                continue
        return b""


def cost_of_clip(path: Path) -> float:
    """What a second of the sound in a clip cost, in CPU seconds. Raises ``OSError``."""
    with path.open("rb") as file:
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - _COST.size - _CRC.size))
        told = file.read(_COST.size)
    if len(told) == _COST.size and told[:4] == b"cost":
        return float(_COST.unpack(told)[2])
    return COST


def _in_wav(sound: Sound, cost: float, words: WordTimes | None) -> bytes:
    told = _told(cost, words)
    length = len(sound.pcm)
    size = _WAV.size - 8 + length + len(told) + _CRC.size
    riff = (b"RIFF", size, b"WAVE")
    layout = (b"fmt ", 16, _PCM, _MONO, sound.rate, sound.rate * _BYTES, _BYTES, _BITS)
    body = _WAV.pack(*riff, *layout, b"data", length) + sound.pcm + told
    return body + _crc(body)


def _in_flac(sound: Sound, cost: float, words: WordTimes | None) -> bytes:
    stream = flac.packed(sound)
    length = _LENGTH.pack(b"flac", 4, len(stream))
    body = stream + _told(cost, words, before_cost=length)
    return body + _crc(body)


def _told(cost: float, words: WordTimes | None, before_cost: bytes = b"") -> bytes:
    """The chunks behind the sound; the last is what it cost."""
    told = b""
    if words is not None:
        written = json.dumps(words).encode()
        written += b" " * (len(written) % 2)  # chunks begin at even places
        told += _WORDS.pack(b"wrds", len(written)) + written
    told += before_cost
    if cost > COST:
        told += _COST.pack(b"cost", 4, cost)
    return told


def _crc(body: bytes) -> bytes:
    return _CRC.pack(b"crc ", 4, zlib.crc32(body))


def _is_whole(data: bytes) -> bool:
    return data[-_CRC.size :] == _crc(data[: -_CRC.size])


def _unpack(data: bytes) -> Sound | None:
    """The sound in exactly what was written, else ``None``."""
    if len(data) < _WAV.size + _CRC.size or not _is_whole(data):
        return None
    end = _end_of_sound(data)
    if data.startswith(flac.MAGIC):
        return flac.unpacked(data[:end])
    header = _WAV.unpack_from(data)
    return Sound(data[_WAV.size : end], header[7])


def _end_of_sound(data: bytes) -> int:
    """Where the chunks behind the sound begin, in the bytes of an intact clip."""
    if data.startswith(flac.MAGIC):
        place = len(data) - _CRC.size - _COST.size - _LENGTH.size
        return int(_LENGTH.unpack_from(data, place)[2])
    return _WAV.size + int(_WAV.unpack_from(data)[-1])


def _words(data: bytes) -> WordTimes | None:
    """The words in an intact clip; ``None`` where there are none."""
    place = _end_of_sound(data)
    name, length = _WORDS.unpack_from(data, place)
    if name != b"wrds":
        return None
    place += _WORDS.size
    told = json.loads(data[place : place + length])
    return tuple((str(word), float(ms)) for word, ms in told)
