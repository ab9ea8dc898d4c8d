"""One MP3 per chapter: ``01 - Title.mp3``."""

import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from mutagen import id3

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import ChapterFiles, TitleAndNumber
from audiobook.publish.sound.tagging.id3 import id3_tag
from audiobook.publish.tags import Tags

# Bytes in which a user's tag editor can work without writing the whole file again.
_PADDING = 1024
_VERSION = b"ID3\x03\0\0"  # 2.3.0, no flags
_HEADER_BYTES = 10  # of a tag, before its frames


class Mp3Publisher(ChapterFiles):
    """What every player plays."""

    name = "mp3"
    version = 3
    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def write(
        self,
        sound: Path,
        tags: Tags,
        picture: Picture,
        chapter: TitleAndNumber,
        path: Path,
    ) -> None:
        """The tag, then the sound: nothing has to be moved to make room."""
        title, number = chapter
        with path.open("wb") as out, sound.open("rb") as file:
            out.write(tag_bytes(id3_tag(tags, picture, title, number)))
            shutil.copyfileobj(file, out)


def tag_bytes(tag: id3.ID3, more: Iterable[id3.Frame] = ()) -> bytes:
    """A tag as it stands at the beginning of a file.

    ``more`` are frames that come after its own, in that order: Mutagen sorts frames by
    length, and players that list chapters as they stand would show them in disorder.
    """
    pieces = [_frames(tag)]
    for frame in more:
        pieces.append(_frame_bytes(frame))
    pieces.append(bytes(_PADDING))
    frames = b"".join(pieces)
    return _VERSION + _syncsafe(len(frames)) + frames


def _syncsafe(size: int) -> bytes:
    """A size in four bytes of seven bits: no byte looks like the beginning of sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _frame_bytes(frame: id3.Frame) -> bytes:
    tag = id3.ID3()
    tag.add(frame)
    return _frames(tag)


def _frames(tag: id3.ID3) -> bytes:
    file = BytesIO()
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[_HEADER_BYTES:]
