"""Corners of the formats that no library reads for us: an MP4's chapter track, Ogg's chapters and
pictures.

MP4 boxes: ISO/IEC 14496-12 section 4.2; a track names its chapter track in ``tref/chap``
(QuickTime File Format, "Track References"). Ogg's chapters: ``CHAPTER001=00:00:00.000`` and
``CHAPTER001NAME`` (Xiph wiki, "Chapter Extension").
"""

import base64
import re
import struct
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from mutagen import MutagenError
from mutagen.flac import Picture

_HEADER = struct.Struct(">I4s")
_MOST_BOXES = 10_000  # of a level: files that were made to be walked through for ever
_CLOCK = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?")


def chapter_tracks(path: Path) -> int:
    """How many tracks of an MP4 name a chapter track. Raises ``OSError``."""
    with path.open("rb") as file:
        file.seek(0, 2)
        end, found = file.tell(), 0
        for moov in _boxes(file, 0, end, b"moov"):
            for trak in _boxes(file, *moov, b"trak"):
                for tref in _boxes(file, *trak, b"tref"):
                    found += sum(1 for _ in _boxes(file, *tref, b"chap"))
        return found


def _boxes(
    file: BinaryIO, start: int, end: int, kind: bytes
) -> Iterator[tuple[int, int]]:
    """Where the contents of the boxes of a kind begin and end."""
    for _ in range(_MOST_BOXES):
        file.seek(start)
        header = file.read(_HEADER.size + 8)
        if start + _HEADER.size > end or len(header) < _HEADER.size:
            return
        size, name = _HEADER.unpack_from(header)
        begin = start + _HEADER.size
        if size == 1 and len(header) == _HEADER.size + 8:
            size, begin = int.from_bytes(header[_HEADER.size :], "big"), begin + 8
        stop = end if size == 0 else min(end, start + size)
        if stop < begin:
            return
        if name == kind:
            yield begin, stop
        start = stop


def chapters_of_ogg(tags: Mapping[str, Sequence[str]]) -> Iterator[tuple[float, str]]:
    """Beginnings in milliseconds and titles, in order; ``tags`` have small letters."""
    found = []
    for name, values in tags.items():
        clock = (
            _CLOCK.fullmatch(values[0].strip())
            if re.fullmatch(r"chapter\d{1,4}", name) and values
            else None
        )
        if clock:
            hours, minutes, seconds, part = clock.groups()
            whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
            title = next(iter(tags.get(f"{name}name", ())), "")
            found.append((1000 * (whole + float(f"0.{part or 0}")), title.strip()))
    yield from sorted(found)


def pictures_of_ogg(tags: Mapping[str, Sequence[str]]) -> Iterator[bytes]:
    """The pictures in an Ogg file's comments; what is none is an empty one."""
    for value in tags.get("metadata_block_picture", ()):
        try:
            yield bytes(Picture(base64.b64decode(value, validate=True)).data)
        except (NotBase64, ValueError, MutagenError, struct.error):
            yield b""
