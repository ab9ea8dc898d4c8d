"""Corners of the formats that no library reads for us.

They are an MP4's chapter track, and Ogg's chapters and pictures.

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
_LONG_SIZE = 8  # bytes of a size that does not fit into the header
_CHAPTER = re.compile(r"chapter\d{1,4}")
_CLOCK = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?")


def chapter_tracks(path: Path) -> int:
    """How many tracks of an MP4 name a chapter track. Raises ``OSError``."""
    with path.open("rb") as file:
        whole = (0, file.seek(0, 2))
        references = [whole]
        for kind in (b"moov", b"trak", b"tref", b"chap"):
            inner: list[tuple[int, int]] = []
            for start, end in references:
                inner += _boxes(file, start, end, kind)
            references = inner
        return len(references)


def _boxes(
    file: BinaryIO, start: int, end: int, kind: bytes
) -> Iterator[tuple[int, int]]:
    """Where the contents of the boxes of a kind begin and end."""
    for _ in range(_MOST_BOXES):
        file.seek(start)
        header = file.read(_HEADER.size + _LONG_SIZE)
        if start + _HEADER.size > end or len(header) < _HEADER.size:
            return
        size, name = _HEADER.unpack_from(header)
        begin = start + _HEADER.size
        if size == 1 and len(header) == _HEADER.size + _LONG_SIZE:
            # The size did not fit into 32 bits: it follows in 64.
            size = int.from_bytes(header[_HEADER.size :], "big")
            begin += _LONG_SIZE
        stop = min(end, start + size)
        if size == 0:
            stop = end  # to the end of what it lies in
        if stop < begin:
            return
        if name == kind:
            yield begin, stop
        start = stop


def chapters_of_ogg(tags: Mapping[str, Sequence[str]]) -> Iterator[tuple[float, str]]:
    """Beginnings in milliseconds and titles, in order; ``tags`` have small letters."""
    chapters = []
    for name, values in tags.items():
        if not values or not _CHAPTER.fullmatch(name):
            continue
        clock = _CLOCK.fullmatch(values[0].strip())
        if clock:
            title = next(iter(tags.get(f"{name}name", ())), "")
            chapters.append((_milliseconds(clock), title.strip()))
    yield from sorted(chapters)


def _milliseconds(clock: re.Match[str]) -> float:
    hours, minutes, seconds, part = clock.groups()
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return 1000 * (whole + float(f"0.{part or 0}"))


def pictures_of_ogg(tags: Mapping[str, Sequence[str]]) -> Iterator[bytes]:
    """The pictures in an Ogg file's comments; what is none is an empty one."""
    for value in tags.get("metadata_block_picture", ()):
        try:
            yield bytes(Picture(base64.b64decode(value, validate=True)).data)
        except (NotBase64, ValueError, MutagenError, struct.error):
            yield b""
