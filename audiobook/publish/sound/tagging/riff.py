"""Chunks behind the sound of a WAV: cue points with labels, and others with four letters.

"Multimedia Programming Interface and Data Specifications 1.0" (IBM, Microsoft 1991), chapters
2 and 3: chunks have an even number of bytes, and the size of the whole stands in bytes 4 to 7.
A cue point counts samples.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

_RIFF = b"RIFF"
_RF64 = b"RF64"
_LARGEST = 2**32 - 1  # bytes that a size can name
_HEADER_BYTES = 8  # "RIFF" and the size, which do not count in it


@dataclass(frozen=True, slots=True)
class Chunk:
    """A name of four letters, and what it holds."""

    name: bytes
    data: bytes

    @property
    def packed(self) -> bytes:
        """As it stands in a file."""
        padding = bytes(len(self.data) % 2)
        return self.name + _uint32(len(self.data)) + self.data + padding


def cue_chunks(chapters: Iterable[tuple[str, float]], rate: int) -> tuple[Chunk, Chunk]:
    """Cue points, and the list of their labels.

    A chapter is its title and where it begins, in milliseconds; ``rate`` is in samples a
    second.
    """
    points = []
    labels = []
    for number, (title, start_ms) in enumerate(chapters, 1):
        at = round(start_ms * rate / 1000)
        points.append(struct.pack("<II4sIII", number, at, b"data", 0, 0, at))
        text = title.encode("utf-8", "replace")
        label = Chunk(b"labl", _uint32(number) + text + b"\0")
        labels.append(label.packed)
    cue = Chunk(b"cue ", _uint32(len(points)) + b"".join(points))
    label_list = Chunk(b"LIST", b"adtl" + b"".join(labels))
    return cue, label_list


def is_rf64(path: Path) -> bool:
    """Whether a WAV has the form for more than 4 GiB. Raises ``OSError``."""
    with path.open("rb") as file:
        return file.read(len(_RF64)) == _RF64


def append_chunks(file: BinaryIO, chunks: Iterable[Chunk]) -> None:
    """Write chunks behind those of a WAV.

    Nothing is written where the file is too large for one, or would be. Raises ``OSError``.
    """
    file.seek(0)
    header = file.read(len(_RIFF))
    more = b"".join(chunk.packed for chunk in chunks)
    end = file.seek(0, SEEK_END)
    # Of more than 4 GiB, it is an RF64: its size stands elsewhere.
    too_large = end + 1 + len(more) - _HEADER_BYTES > _LARGEST
    if header != _RIFF or too_large:
        return
    padding = bytes(end % 2)
    file.write(padding + more)
    size = file.tell() - _HEADER_BYTES
    file.seek(len(_RIFF))
    file.write(_uint32(size))


def _uint32(value: int) -> bytes:
    return struct.pack("<I", value)
