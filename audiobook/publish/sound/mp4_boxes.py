"""The boxes of an MP4 file that holds one AAC track and its chapters.

ISO/IEC 14496-12 (boxes), 14496-14 (``mp4a``, ``esds``) and Apple's "QuickTime File Format" (the chapters: a track
of text that the sound refers to). What grows with the length of a book, the sizes of its frames, is never copied:
a box is a list of its pieces, and the sizes are put into their form while they are written.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from audiobook.sound.adts import HEADER, Sizes

MOVIE_SCALE = 1000  # units a second of the movie's own times
_MATRIX = b"".join(number.to_bytes(4, "big") for number in (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30))
_LARGEST = 2**32 - 1  # what 32 bits hold
_PIECE = 2**16  # sizes that are put into their form at once


@dataclass(frozen=True, slots=True)
class FrameSizes:
    """The sizes of all frames without their headers, as ``stsz`` has them: four bytes each."""

    tracks: "Sequence[Sizes[int]]"

    @property
    def count(self) -> int:
        """How many frames."""
        return sum(map(len, self.tracks))

    def __len__(self) -> int:
        return 4 * self.count

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a part at a time."""
        for sizes in self.tracks:
            for start in range(0, len(sizes), _PIECE):
                numbers = array("I", [size - HEADER for size in sizes[start : start + _PIECE]])
                if sys.byteorder == "little":
                    numbers.byteswap()
                yield numbers.tobytes()


Piece = bytes | FrameSizes
Box = list[Piece]


def size_of(box: Box) -> int:
    """The length of a box in bytes."""
    return sum(map(len, box))


def write(box: Box, file: BinaryIO) -> None:
    """Write a box. Raises ``OSError``."""
    for piece in box:
        file.writelines(piece.pieces() if isinstance(piece, FrameSizes) else (piece,))


def number(value: int, size: int = 4) -> bytes:
    """A whole number, the most significant byte first."""
    return value.to_bytes(size, "big", signed=value < 0)


def box(kind: bytes, *contents: bytes | Box) -> Box:
    """A box of some contents: bytes, and boxes."""
    pieces: Box = list(chain.from_iterable([each] if isinstance(each, bytes) else each for each in contents))
    return [number(8 + size_of(pieces)) + kind, *pieces]


def full(kind: bytes, *contents: bytes | Box, version: int = 0, flags: int = 0) -> Box:
    """A box with a version and flags before its contents."""
    return box(kind, number(version, 1) + number(flags, 3), *contents)


def timed(kind: bytes, before: bytes, duration: int, after: bytes, flags: int = 0) -> Box:
    """A box that begins with two dates (none are told, so that the same book gives the same bytes) and has a
    duration behind ``before``: with 64 bits where 32 do not hold it.
    """
    wide = duration > _LARGEST
    width = 8 if wide else 4
    return full(kind, bytes(2 * width) + before + number(duration, width) + after, version=int(wide), flags=flags)


def movie_header(duration: int) -> Box:
    """``mvhd``: of two tracks; ``duration`` in :data:`MOVIE_SCALE`."""
    after = number(1 << 16) + number(1 << 8, 2) + bytes(10) + _MATRIX + bytes(24) + number(3)
    return timed(b"mvhd", number(MOVIE_SCALE), duration, after)


def track_header(track: int, duration: int, *, enabled: bool) -> Box:
    """``tkhd``: in the movie, and played where it is ``enabled``."""
    after = (
        bytes(8) + bytes(2) + number(enabled, 2) + number((1 << 8) * enabled, 2) + bytes(2) + _MATRIX + bytes(8)
    )
    return timed(b"tkhd", number(track) + bytes(4), duration, after, flags=2 | enabled)


def edit_list(duration: int, start: int) -> Box:
    """``elst``: what is played of a track, ``duration`` in :data:`MOVIE_SCALE` from ``start`` of its own time."""
    width = 8 if duration > _LARGEST else 4
    entry = number(1) + number(duration, width) + number(start, width) + number(1 << 16)
    return box(b"edts", full(b"elst", entry, version=width // 8))


def media_header(scale: int, duration: int, language: str) -> Box:
    """``mdhd``: ``duration`` in units of which there are ``scale`` a second; three letters of a language."""
    letters = language if len(language) == 3 and language.isascii() and language.islower() else "und"
    first, second, third = (ord(letter) - 0x60 for letter in letters)
    return timed(b"mdhd", number(scale), duration, number(first << 10 | second << 5 | third, 2) + bytes(2))


def handler(kind: bytes, name: bytes) -> Box:
    """``hdlr``: what sort of track it is."""
    return full(b"hdlr", bytes(4) + kind + bytes(12) + name + b"\0")


def data_in_this_file() -> Box:
    """``dinf``."""
    return box(b"dinf", full(b"dref", number(1), full(b"url ", flags=1)))


def runs(kind: bytes, pairs: Iterable[tuple[int, int]]) -> Box:
    """``stts``, the durations of samples: pairs of how many and how long."""
    entries = b"".join(number(count) + number(value) for count, value in pairs)
    return full(kind, number(len(entries) // 8), entries)


def chunk_offsets(places: Sequence[int]) -> Box:
    """``stco``, or ``co64`` where 32 bits do not hold a place."""
    wide = max(places, default=0) > _LARGEST
    entries = b"".join(number(place, 8 if wide else 4) for place in places)
    return full(b"co64" if wide else b"stco", number(len(places)), entries)


def descriptor(tag: int, contents: bytes) -> bytes:
    """A descriptor of ISO/IEC 14496-1, 8.3.3: its length in four bytes."""
    length = bytes(len(contents) >> shift & 0x7F | 0x80 for shift in (21, 14, 7)) + number(len(contents) & 0x7F, 1)
    return number(tag, 1) + length + contents
