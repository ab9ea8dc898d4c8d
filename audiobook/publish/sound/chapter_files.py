"""What all formats of one tagged file per chapter have in common: ``01 - Title.flac``.

The track number goes without the number of tracks, so that a serial that grows leaves its
earlier files as they are.
"""

import shutil
from abc import abstractmethod
from functools import partial
from pathlib import Path
from typing import ClassVar

from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.naming import chapter_name, number_of
from audiobook.publish.recipe import recipe
from audiobook.publish.sound.book_file import publish_errors
from audiobook.publish.tags import Tags, tags_of, title_of

TitleAndNumber = tuple[str, str]  # of a chapter


class ChapterFiles(Publisher):
    """A file per chapter, in a folder that sorts.

    A subclass says which encoding it takes and how it is tagged.
    """

    name: ClassVar[str]  # of the format; files have it as their suffix

    # To be raised when the same tracks and tags give other bytes.
    version: ClassVar[int] = 1

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A tagged file for every track."""
        tags = tags_of(edition)
        picture = picture_of(edition)
        outputs = []
        for track in edition.tracks:
            outputs.append(self._output(edition, track, tags, picture))
        return tuple(outputs)

    def _output(
        self,
        edition: Edition,
        track: Track,
        tags: Tags,
        picture: Picture,
    ) -> Output:
        title = title_of(track)
        number = number_of(edition, track)
        sound = track.file(self.encodings[0])
        key = recipe(
            self.version,
            tags,
            picture,
            track=track.key,
            title=title,
            n=number,
        )
        return Output(
            name=f"{chapter_name(edition, track)}.{self.name}",
            slot=slot_of(self.name, track),
            recipe=key,
            write=partial(self.write, sound, tags, picture, (title, str(number))),
            title=title,
            duration_ms=track.duration_ms,
            tracks=(track,),
        )

    @abstractmethod
    def write(
        self,
        sound: Path,
        tags: Tags,
        picture: Picture,
        chapter: TitleAndNumber,
        path: Path,
    ) -> None:
        """Write a file: the sound, with the tags of a chapter.

        Raises ``OSError`` and :class:`~audiobook.errors.PublishError`.
        """


class TaggedFiles(ChapterFiles):
    """Files that are copied, then tagged."""

    def write(
        self,
        sound: Path,
        tags: Tags,
        picture: Picture,
        chapter: TitleAndNumber,
        path: Path,
    ) -> None:
        """Copy and tag."""
        title, number = chapter
        with publish_errors(f"The {self.name} file of {title}"):
            self.copy(sound, tags, picture, title, path)
            self.tag(path, tags, picture, title, number)

    def copy(
        self,
        sound: Path,
        tags: Tags,  # noqa: ARG002
        picture: Picture,  # noqa: ARG002
        title: str,  # noqa: ARG002
        path: Path,
    ) -> None:
        """Write the sound of a file, as it is where a format says nothing else.

        Raises ``ValueError``.
        """
        shutil.copyfile(sound, path)

    @abstractmethod
    def tag(
        self,
        path: Path,
        tags: Tags,
        picture: Picture,
        title: str,
        number: str,
    ) -> None:
        """Write the tags into a file. Raises :class:`mutagen.MutagenError`."""


def slot_of(name: str, track: Track) -> str:
    """Which file of a format it is: "flac 3", "flac 3.2".

    The first part of a chapter has no number, so that a chapter that comes to be made in
    parts gives way to it.
    """
    slot = f"{name} {track.chapter}"
    if track.part > 1:
        slot += f".{track.part}"
    return slot
