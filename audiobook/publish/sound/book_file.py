"""What the formats with the whole book in one file have in common."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

from av.error import FFmpegError
from mutagen import MutagenError

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of


@contextmanager
def publish_errors(what: str) -> Iterator[None]:
    """What libraries say of damaged tracks, as a :class:`PublishError`.

    What the system says comes as an ``OSError``, also where a library has wrapped it.
    ``what`` begins the message ("The M4B").
    """
    try:
        yield
    except (ValueError, FFmpegError, MutagenError) as error:
        _raise_wrapped_os_error(error)
        raise PublishError(
            f"{what} could not be made: {error}.",
            remedy="Delete the tracks in the book's .work folder and run again.",
        ) from error


def _raise_wrapped_os_error(error: Exception) -> None:
    """Raise the ``OSError`` that an error is or that a library put into it, if any.

    Mutagen raises its own error with what the system said as its argument.
    """
    for reason in (error, *error.args):
        if isinstance(reason, OSError):
            raise reason from error


class BookFile(Publisher):
    """The whole book in one file, named like it.

    ``slot`` is the format's name; ``version`` is to be raised when the same tracks and tags
    give other bytes.
    """

    slot: ClassVar[str]
    suffix: ClassVar[str]
    version: ClassVar[int]

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`PublishError` for a book without chapters."""
        tracks = edition.tracks
        if not tracks:
            raise PublishError(
                "There is no chapter to put into the book.",
                remedy="Choose some with --chapters.",
            )
        tags = tags_of(edition)
        picture = picture_of(edition)
        chapters = [(track.key, title_of(track)) for track in tracks]
        output = Output(
            name=f"{book_name(edition)}{self.suffix}",
            slot=self.slot,
            recipe=recipe(self.version, tags, picture, chapters=chapters),
            write=partial(self.write, tracks, tags, picture),
            title=tags.album,
            duration_ms=sum(track.duration_ms for track in tracks),
            tracks=tracks,
            # The starts are read from the tracks' files, and asked for by several formats.
            starts=cache(partial(self.starts, tracks)),
        )
        return (output,)

    @abstractmethod
    def write(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Write the file whole. Raises ``OSError`` or :class:`PublishError`."""

    @abstractmethod
    def starts(self, tracks: Sequence[Track]) -> tuple[float, ...]:
        """Where the first sample of each track lies in the file, in milliseconds."""

    def chapters(self, tracks: Sequence[Track]) -> list[tuple[str, float]]:
        """Titles, and where they begin in milliseconds."""
        return list(zip(map(title_of, tracks), self.starts(tracks), strict=True))
