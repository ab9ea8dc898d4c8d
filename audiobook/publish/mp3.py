"""One MP3 per chapter: ``01 - Title.mp3``.

Tags are ID3v2.3: every player reads it, also those of cars and of Windows, which 2.4 still escapes. The track
number goes without the number of tracks, so that a serial that grows leaves its earlier files as they are.
"""

import shutil
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from mutagen import id3

from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.names import safe_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import GENRE, Picture, Tags, picture_of, tags_of, title_of

VERSION = 2  # to be raised when the same tracks and tags give other bytes
_PADDING = 1024  # bytes in which a user's tag editor can work without writing the whole file again
_UTF16 = id3.Encoding.UTF16
_FRONT_COVER = 3


class Mp3Publisher(Publisher):
    """A file per chapter, in a folder that sorts."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A tagged file for every track."""
        tags, picture = tags_of(edition), picture_of(edition.book.cover, edition.listener)
        total = max(len(edition.book.chapters), len(edition.tracks))
        return tuple(_output(track, total, tags, picture) for track in edition.tracks)


def _output(track: Track, total: int, tags: Tags, picture: Picture | None) -> Output:
    number = f"{track.chapter:0{max(2, len(str(total)))}}"
    return Output(
        name=f"{number} - {safe_name(title_of(track), f'Chapter {track.chapter}')}.mp3",
        slot=f"mp3 {track.chapter}",
        recipe=recipe(VERSION, tags, picture, track=track.key, title=title_of(track), n=track.chapter),
        write=partial(_write, track, tags, picture),
        title=title_of(track),
        duration_ms=track.duration_ms,
        tracks=(track,),
    )


def _write(track: Track, tags: Tags, picture: Picture | None, path: Path) -> None:
    header = BytesIO()
    _id3(track, tags, picture).save(header, v1=0, v2_version=3, padding=lambda _: _PADDING)
    with path.open("wb") as out, track.file("mp3").open("rb") as sound:
        out.write(header.getvalue())
        shutil.copyfileobj(sound, out)


def _id3(track: Track, tags: Tags, picture: Picture | None) -> id3.ID3:
    """The tag, as players read it: the narrator is the composer, the book the album."""
    found = id3.ID3()
    texts = {
        "TIT2": title_of(track),
        "TALB": tags.album,
        "TPE1": tags.artist,
        "TPE2": tags.artist,
        "TCOM": tags.narrators,
        "TRCK": str(track.chapter),
        "TYER": tags.year,
        "TLAN": tags.language,
        "TCON": GENRE,
        "TPUB": tags.publisher,
    }
    for frame, text in texts.items():
        if text:
            found.add(id3.Frames[frame](encoding=_UTF16, text=text))
    for name, text in {"SERIES": tags.series, "SERIES-PART": tags.part}.items():
        if text:
            found.add(id3.TXXX(encoding=_UTF16, desc=name, text=text))
    if tags.description:
        comment = {"lang": tags.language or "und", "desc": "", "text": tags.description}
        found.add(id3.COMM(encoding=_UTF16, **comment))
    if picture:
        found.add(id3.APIC(mime=picture.media_type, type=_FRONT_COVER, data=picture.data))
    return found
