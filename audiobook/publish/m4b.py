"""One M4B with a chapter for every track: see :mod:`audiobook.publish.mp4_book`."""

from collections.abc import Sequence
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import ClassVar

from mutagen import MutagenError
from mutagen.mp4 import MP4

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.mp4_book import join
from audiobook.publish.mp4tags import add_mp4_tags
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of
from audiobook.sound.aac import joined_ms

VERSION = 3  # to be raised when the same tracks and tags give other bytes
_REMEDY = "Delete the tracks in the book's .work folder and run again."
_MORE_ROOM = 4096  # bytes


class M4bPublisher(Publisher):
    """The whole book in one file."""

    encodings: ClassVar[tuple[str, ...]] = ("aac",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`PublishError` for a book without chapters."""
        if not edition.tracks:
            raise PublishError("There is no chapter to put into an M4B.", remedy="Choose some with --chapters.")
        tags, picture = tags_of(edition), picture_of(edition)
        chapters = [(track.key, title_of(track)) for track in edition.tracks]
        output = Output(
            name=f"{book_name(edition)}.m4b",
            slot="m4b",
            recipe=recipe(VERSION, tags, picture, chapters=chapters),
            write=partial(_write, edition.tracks, tags, picture),
            title=tags.album,
            duration_ms=sum(track.duration_ms for track in edition.tracks),
            tracks=edition.tracks,
            starts=cache(partial(starts_of, edition.tracks)),
        )
        return (output,)


def _write(tracks: Sequence[Track], tags: Tags, picture: Picture, path: Path) -> None:
    titles, room = [title_of(track) for track in tracks], _room(tags, picture)
    try:
        join([track.file("aac") for track in tracks], titles, tags.language, room, path)
        _tag(tags, picture, path)
    except (ValueError, MutagenError) as error:
        for reason in (error, *error.args):  # mutagen wraps what the system said
            if isinstance(reason, OSError):
                raise reason from error
        raise PublishError(f"The M4B could not be made: {error}", remedy=_REMEDY) from error


def _room(tags: Tags, picture: Picture) -> int:
    """Bytes that hold the tags, and some more in which a user's tag editor can work."""
    return len(picture.data) + 4 * len(repr(tags).encode()) + _MORE_ROOM


def starts_of(tracks: Sequence[Track]) -> tuple[float, ...]:
    """Where the first sample of each track lies in the file, in milliseconds: whole frames, so a little later than
    the lengths of the tracks add up to.
    """
    return tuple(accumulate((joined_ms(track.file("aac")) for track in tracks[:-1]), initial=0.0))


def _tag(tags: Tags, picture: Picture, path: Path) -> None:
    file = MP4(path)
    add_mp4_tags(file, tags, picture, tags.album)
    file.save(padding=lambda info: max(info.padding, 0))  # the room is there: nothing moves
