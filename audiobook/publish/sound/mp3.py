"""One MP3 per chapter: ``01 - Title.mp3``."""

import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from mutagen import id3

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import ChapterFiles
from audiobook.publish.tags import Tags
from audiobook.publish.tags.id3 import id3_tag

_PADDING = 1024  # bytes in which a user's tag editor can work without writing the whole file again

_HEADER_BYTES = 10  # of a tag, before its frames


class Mp3Publisher(ChapterFiles):
    """What every player plays."""

    name = "mp3"
    version = 3
    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def write(self, sound: Path, tags: Tags, picture: Picture, about: tuple[str, str], path: Path) -> None:
        """The tag, then the sound: nothing has to be moved to make room."""
        with path.open("wb") as out, sound.open("rb") as file:
            out.write(tag_bytes(id3_tag(tags, picture, *about)))
            shutil.copyfileobj(file, out)


def tag_bytes(tag: id3.ID3, more: Iterable[id3.Frame] = ()) -> bytes:
    """A tag as it stands at the beginning of a file, with ``more`` frames after its own, in that order.

    Mutagen sorts frames by length; players that list chapters as they stand would show them in disorder.
    """
    frames = b"".join((_frames(tag), *(_frames(_only(frame)) for frame in more))) + bytes(_PADDING)
    size = len(frames)
    return b"ID3\x03\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + frames


def _only(frame: id3.Frame) -> id3.ID3:
    tag = id3.ID3()
    tag.add(frame)
    return tag


def _frames(tag: id3.ID3) -> bytes:
    header = BytesIO()
    tag.save(header, v1=0, v2_version=3, padding=lambda _: 0)
    return header.getvalue()[_HEADER_BYTES:]
