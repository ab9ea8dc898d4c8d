"""One MP3 per chapter: ``01 - Title.mp3``.

The track number goes without the number of tracks, so that a serial that grows leaves its earlier files as they
are.
"""

import shutil
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.id3 import id3_tag
from audiobook.publish.naming import chapter_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of

VERSION = 3  # to be raised when the same tracks and tags give other bytes
_PADDING = 1024  # bytes in which a user's tag editor can work without writing the whole file again


class Mp3Publisher(Publisher):
    """A file per chapter, in a folder that sorts."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A tagged file for every track."""
        tags, picture = tags_of(edition), picture_of(edition)
        return tuple(_output(track, chapter_name(edition, track), tags, picture) for track in edition.tracks)


def _output(track: Track, name: str, tags: Tags, picture: Picture) -> Output:
    return Output(
        name=f"{name}.mp3",
        slot=f"mp3 {track.chapter}",
        recipe=recipe(VERSION, tags, picture, track=track.key, title=title_of(track), n=track.chapter),
        write=partial(_write, track, tags, picture),
        title=title_of(track),
        duration_ms=track.duration_ms,
        tracks=(track,),
    )


def _write(track: Track, tags: Tags, picture: Picture, path: Path) -> None:
    header = BytesIO()
    tag = id3_tag(tags, picture, title_of(track), str(track.chapter))
    tag.save(header, v1=0, v2_version=3, padding=lambda _: _PADDING)
    with path.open("wb") as out, track.file("mp3").open("rb") as sound:
        out.write(header.getvalue())
        shutil.copyfileobj(sound, out)
