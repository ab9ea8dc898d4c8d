"""What catalogues, playlists and packages list: the sound files of one format, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import PurePosixPath

from audiobook.errors import PublishError
from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import title_of
from audiobook.publish.timeline import length_of, starts_of

_MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4b": "audio/mp4",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class ChapterPlace:
    """Where a chapter is heard: in which file, from where to where, in milliseconds."""

    title: str
    output: Output
    start_ms: float
    end_ms: float

    @property
    def alone(self) -> bool:
        """Whether the file holds nothing else."""
        return len(self.output.tracks) == 1


def sounds_of(earlier: Sequence[Output], what: str) -> tuple[Output, ...]:
    """The files of the first format that tells which tracks are heard in them.

    Raises :class:`PublishError` where there is none; ``what`` begins the complaint
    ("A playlist").
    """
    playable = [output for output in earlier if output.duration_ms and output.tracks]
    if not playable:
        raise PublishError(
            f"{what} needs sound files to name.",
            remedy="Name a format with sound before it in --formats.",
        )
    _, first = next(groupby(playable, key=_format_of))
    return tuple(first)


def _format_of(output: Output) -> str:
    # The slots of one format begin with the same word: "mp3 1", "mp3 2".
    return output.slot.split()[0]


def whole_of(earlier: Sequence[Output], edition: Edition) -> Output | None:
    """The file that holds the whole book; ``None`` where there is none.

    Of a book of one chapter, that is the M4B and not the chapter's MP3, which holds as much.
    """
    # A book's file says where its chapters start; that of a single chapter does not.
    whole = wholes_of(earlier, edition)
    return min(whole, key=lambda output: output.starts is None, default=None)


def wholes_of(earlier: Sequence[Output], edition: Edition) -> list[Output]:
    """Every file that holds the whole book."""
    whole = []
    for output in earlier:
        if output.tracks and output.tracks == edition.tracks:
            whole.append(output)
    return whole


def is_abridged(edition: Edition) -> bool:
    """Whether some chapters of the book are not among the tracks."""
    heard = {track.chapter for track in edition.tracks}
    return len(heard) < len(edition.book.chapters)


def media_type_of(output: Output) -> str:
    """The media type of a sound file, by its suffix."""
    suffix = PurePosixPath(output.name).suffix.lower()
    return _MEDIA_TYPES.get(suffix, _UNKNOWN_TYPE)


def places_of(sounds: Sequence[Output]) -> Iterator[ChapterPlace]:
    """Every chapter of the files, in order."""
    for output in sounds:
        bounds = pairwise((*starts_of(output), length_of(output)))
        for track, (start_ms, end_ms) in zip(output.tracks, bounds, strict=True):
            yield ChapterPlace(title_of(track), output, start_ms, end_ms)
