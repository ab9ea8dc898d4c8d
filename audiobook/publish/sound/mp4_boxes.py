"""The boxes of an MP4 file that holds one AAC track and its chapters.

ISO/IEC 14496-12 (boxes), 14496-14 (``mp4a``, ``esds``) and Apple's "QuickTime File Format"
(the chapters: a track of text that the sound refers to). What grows with the length of a
book, the sizes of its frames, is never copied: a box is a list of its pieces, and the sizes
are put into their form while they are written.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from audiobook.sound.adts import HEADER, Sizes

# Units a second of the movie's own times.
MOVIE_SCALE = 1000

# What 32 bits hold.
_LARGEST = 2**32 - 1

# Sizes that are put into their form at once.
_PIECE = 2**16
_UNKNOWN = "und"


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
                part = sizes[start : start + _PIECE]
                bare = [size - HEADER for size in part]
                numbers = array("I", bare)
                # A file has the most significant byte first.
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
        if isinstance(piece, FrameSizes):
            file.writelines(piece.pieces())
        else:
            file.write(piece)


def number(value: int, size: int = 4) -> bytes:
    """A whole number, the most significant byte first."""
    return value.to_bytes(size, "big", signed=value < 0)


# A picture as it is, neither turned nor stretched: fixed-point numbers of 16.16 bits, the
# last column of 2.30 bits (ISO/IEC 14496-12, 6.2.2).
_ONE = 1 << 16
_IDENTITY = (_ONE, 0, 0, 0, _ONE, 0, 0, 0, 1 << 30)
MATRIX = b"".join(map(number, _IDENTITY))


def box(kind: bytes, *contents: bytes | Box) -> Box:
    """A box of some contents: bytes, and boxes."""
    pieces: Box = []
    for content in contents:
        if isinstance(content, bytes):
            pieces.append(content)
        else:
            pieces.extend(content)
    return [number(8 + size_of(pieces)) + kind, *pieces]


def full(kind: bytes, *contents: bytes | Box, version: int = 0, flags: int = 0) -> Box:
    """A box with a version and flags before its contents."""
    return box(kind, number(version, 1) + number(flags, 3), *contents)


def timed(
    kind: bytes,
    before: bytes,
    duration: int,
    after: bytes,
    flags: int = 0,
) -> Box:
    """A box that begins with two dates and has a duration behind ``before``.

    Both have 64 bits where 32 do not hold the duration.
    """
    wide = duration > _LARGEST
    width = _width(duration)
    # The dates stay unsaid, so that the same book gives the same bytes.
    dates = bytes(2 * width)
    content = dates + before + number(duration, width) + after
    return full(kind, content, version=int(wide), flags=flags)


def _width(value: int) -> int:
    """How many bytes a number gets: 4, or 8 where they do not hold it."""
    if value > _LARGEST:
        return 8
    return 4


def movie_header(duration: int) -> Box:
    """``mvhd``: of two tracks; ``duration`` in :data:`MOVIE_SCALE`."""
    speed = number(_ONE)
    volume = number(1 << 8, 2)
    next_track = number(3)
    after = speed + volume + bytes(10) + MATRIX + bytes(24) + next_track
    return timed(b"mvhd", number(MOVIE_SCALE), duration, after)


def track_header(
    track: int,
    duration: int,
    *,
    enabled: bool,
) -> Box:
    """``tkhd``: in the movie, and played where it is ``enabled``."""
    group = number(enabled, 2)
    volume = number((1 << 8) * enabled, 2)
    after = bytes(10) + group + volume + bytes(2) + MATRIX + bytes(8)
    in_movie = 2
    return timed(
        b"tkhd",
        number(track) + bytes(4),
        duration,
        after,
        flags=in_movie | enabled,
    )


def edit_list(duration: int, start: int) -> Box:
    """``elst``: what is played of a track.

    ``duration`` is in :data:`MOVIE_SCALE`, from ``start`` of the track's own time.
    """
    width = _width(duration)
    speed = number(_ONE)
    entry = number(1) + number(duration, width) + number(start, width) + speed
    return box(b"edts", full(b"elst", entry, version=width // 8))


def media_header(
    scale: int,
    duration: int,
    language: str,
) -> Box:
    """``mdhd``: ``duration`` in units of which there are ``scale`` a second.

    ``language`` has three letters; another one is "und".
    """
    after = number(_packed_language(language), 2) + bytes(2)
    return timed(b"mdhd", number(scale), duration, after)


def _packed_language(language: str) -> int:
    """Three letters with five bits each."""
    plain = language.isascii() and language.islower()
    letters = _UNKNOWN
    if plain and len(language) == 3:
        letters = language
    packed = 0
    for letter in letters:
        packed = packed << 5 | ord(letter) - 0x60
    return packed


def handler(kind: bytes, name: bytes) -> Box:
    """``hdlr``: what sort of track it is."""
    return full(b"hdlr", bytes(4) + kind + bytes(12) + name + b"\0")


def data_in_this_file() -> Box:
    """``dinf``."""
    # The flag says that there is no address: it is this file.
    address = full(b"url ", flags=1)
    return box(b"dinf", full(b"dref", number(1), address))


def runs(kind: bytes, pairs: Iterable[tuple[int, int]]) -> Box:
    """``stts``, the durations of samples: pairs of how many and how long."""
    entries = []
    for count, value in pairs:
        entries.append(number(count) + number(value))
    return full(kind, number(len(entries)), b"".join(entries))


def chunk_offsets(places: Sequence[int]) -> Box:
    """``stco``, or ``co64`` where 32 bits do not hold a place."""
    kind = b"stco"
    width = _width(max(places, default=0))
    if width > 4:
        kind = b"co64"
    entries = b"".join(number(place, width) for place in places)
    return full(kind, number(len(places)), entries)


def descriptor(tag: int, contents: bytes) -> bytes:
    """A descriptor of ISO/IEC 14496-1, 8.3.3: its length in four bytes."""
    size = len(contents)
    # Seven bits a byte; the eighth says that another follows.
    length = bytes(
        (
            size >> 21 & 0x7F | 0x80,
            size >> 14 & 0x7F | 0x80,
            size >> 7 & 0x7F | 0x80,
            size & 0x7F,
        )
    )
    return number(tag, 1) + length + contents
