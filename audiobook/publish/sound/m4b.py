"""One M4B with a chapter for every track: see :mod:`audiobook.publish.sound.mp4_book`."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import ClassVar

from mutagen.mp4 import MP4

from audiobook.model import Track
from audiobook.publish.cover import Picture
from audiobook.publish.sound.book_file import BookFile, publish_errors
from audiobook.publish.sound.mp4_book import join
from audiobook.publish.sound.tagging.mp4 import add_mp4_tags, save_in_place
from audiobook.publish.tags import Tags, title_of
from audiobook.sound.aac import joined_ms

_MORE_ROOM = 4096  # bytes


class M4bPublisher(BookFile):
    """The whole book in one file."""

    encodings: ClassVar[tuple[str, ...]] = ("aac",)
    slot: ClassVar[str] = "m4b"
    suffix: ClassVar[str] = ".m4b"
    version: ClassVar[int] = 3

    def write(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Join the tracks and tag the file. Raises ``OSError`` or :class:`PublishError`."""
        files = [track.file("aac") for track in tracks]
        titles = list(map(title_of, tracks))
        room = _room(tags, picture)
        with publish_errors("The M4B"):
            join(files, titles, tags.language, room, path)
            _tag(tags, picture, path)

    def starts(self, tracks: Sequence[Track]) -> tuple[float, ...]:
        """In whole frames of AAC, so a little later than the tracks' lengths add up to."""
        files = [track.file("aac") for track in tracks[:-1]]
        lengths_ms = map(joined_ms, files)
        return tuple(accumulate(lengths_ms, initial=0.0))


def _room(tags: Tags, picture: Picture) -> int:
    """Bytes that hold the tags, and some more in which a user's tag editor can work."""
    # Some texts stand in several atoms, each with a header.
    tag_bytes = 4 * len(repr(tags).encode())
    return len(picture.data) + tag_bytes + _MORE_ROOM


def _tag(
    tags: Tags,
    picture: Picture,
    path: Path,
) -> None:
    file = MP4(path)
    add_mp4_tags(file, tags, picture, tags.album)
    save_in_place(file)
