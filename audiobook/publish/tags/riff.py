"""Chunks behind the sound of a WAV: cue points with labels, and whatever else has a name of four letters.

"Multimedia Programming Interface and Data Specifications 1.0" (IBM, Microsoft 1991), chapters 2 and 3: chunks have
an even number of bytes, and the size of the whole stands in bytes 4 to 7. A cue point counts samples.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from os import SEEK_END
from typing import BinaryIO

_RIFF, _LARGEST = b"RIFF", 2**32 - 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """A name of four letters, and what it holds."""

    name: bytes
    data: bytes

    @property
    def packed(self) -> bytes:
        """As it stands in a file."""
        return self.name + struct.pack("<I", len(self.data)) + self.data + bytes(len(self.data) % 2)


def cue_chunks(chapters: Iterable[tuple[str, float]], rate: int) -> tuple[Chunk, Chunk]:
    """Cue points for titles and where they begin in milliseconds, and the list of their labels."""
    points, labels = [], []
    for number, (title, start_ms) in enumerate(chapters, 1):
        at = round(start_ms * rate / 1000)
        points.append(struct.pack("<II4sIII", number, at, b"data", 0, 0, at))
        labels.append(Chunk(b"labl", struct.pack("<I", number) + title.encode("utf-8", "replace") + b"\0").packed)
    count = struct.pack("<I", len(points))
    return Chunk(b"cue ", count + b"".join(points)), Chunk(b"LIST", b"adtl" + b"".join(labels))


def append_chunks(file: BinaryIO, chunks: Iterable[Chunk]) -> None:
    """Write chunks behind those of a WAV; nothing where it is, or would be, too large for one.

    Raises ``OSError``.
    """
    file.seek(0)
    header, more = file.read(len(_RIFF)), b"".join(chunk.packed for chunk in chunks)
    end = file.seek(0, SEEK_END)
    if header != _RIFF or end + 1 + len(more) - 8 > _LARGEST:
        return
    file.write(bytes(end % 2) + more)
    size = file.tell() - 8
    file.seek(len(_RIFF))
    file.write(struct.pack("<I", size))
