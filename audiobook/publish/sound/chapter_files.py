"""What all formats of one tagged file per chapter have in common: ``01 - Title.flac``.

The track number goes without the number of tracks, so that a serial that grows leaves its earlier files as they
are.
"""

import shutil
from abc import abstractmethod
from functools import partial
from pathlib import Path
from typing import ClassVar

from mutagen import MutagenError

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.naming import chapter_name, number_of
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of


class ChapterFiles(Publisher):
    """A file per chapter, in a folder that sorts. A subclass says which encoding it takes and how it is tagged."""

    name: ClassVar[str]  # of the format; files have it as their suffix
    version: ClassVar[int] = 1  # to be raised when the same tracks and tags give other bytes

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A tagged file for every track."""
        tags, picture = tags_of(edition), picture_of(edition)
        return tuple(self._output(edition, track, tags, picture) for track in edition.tracks)

    def _output(self, edition: Edition, track: Track, tags: Tags, picture: Picture) -> Output:
        title, number = title_of(track), number_of(edition, track)
        return Output(
            name=f"{chapter_name(edition, track)}.{self.name}",
            slot=slot_of(self.name, track),
            recipe=recipe(self.version, tags, picture, track=track.key, title=title, n=number),
            write=partial(self.write, track.file(self.encodings[0]), tags, picture, (title, str(number))),
            title=title,
            duration_ms=track.duration_ms,
            tracks=(track,),
        )

    @abstractmethod
    def write(self, sound: Path, tags: Tags, picture: Picture, about: tuple[str, str], path: Path) -> None:
        """Write a file: the sound, tagged with ``about``, the chapter's title and number.

        Raises ``OSError`` and :class:`PublishError`.
        """


class TaggedFiles(ChapterFiles):
    """Files that are copied, then tagged."""

    def write(self, sound: Path, tags: Tags, picture: Picture, about: tuple[str, str], path: Path) -> None:
        """Copy and tag."""
        try:
            self.copy(sound, tags, picture, about[0], path)
            self.tag(path, tags, picture, *about)
        except (ValueError, MutagenError) as error:
            reason = error.args[0] if error.args else None
            if isinstance(reason, OSError):  # it wraps what the system said
                raise reason from error
            raise PublishError(
                f"The {self.name} file of {about[0]} could not be made: {error}.",
                remedy="Delete the tracks in the book's .work folder and run again.",
            ) from error

    def copy(self, sound: Path, tags: Tags, picture: Picture, title: str, path: Path) -> None:  # noqa: ARG002
        """Write the sound of a file, as it is where a format says nothing else. Raises ``ValueError``."""
        shutil.copyfile(sound, path)

    @abstractmethod
    def tag(self, path: Path, tags: Tags, picture: Picture, title: str, number: str) -> None:
        """Write the tags into a file. Raises :class:`mutagen.MutagenError`."""


def slot_of(name: str, track: Track) -> str:
    """Which file of a format it is. A chapter that comes to be made in parts gives way to the first of them."""
    return f"{name} {track.chapter}" + (f".{track.part}" if track.part > 1 else "")
