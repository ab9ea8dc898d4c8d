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


@dataclass(frozen=True, slots=True)
class Heard:
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
    """The files of the first format that tells which tracks are heard in them: their slots begin with one word.

    Raises :class:`PublishError` where there is none; ``what`` begins the complaint ("A playlist").
    """
    playable = [output for output in earlier if output.duration_ms and output.tracks]
    if not playable:
        raise PublishError(
            f"{what} needs sound files to name.", remedy="Name a format with sound before it in --formats."
        )
    _, first = next(groupby(playable, key=lambda output: output.slot.split()[0]))
    return tuple(first)


def whole_of(earlier: Sequence[Output], edition: Edition) -> Output | None:
    """The file that holds the whole book; ``None`` where there is none.

    Of a book of one chapter, that is the M4B and not the chapter's MP3, which holds as much.
    """
    whole = [output for output in earlier if output.tracks and output.tracks == edition.tracks]
    return min(whole, key=lambda output: output.starts is None, default=None)


def media_type_of(output: Output) -> str:
    """The media type of a sound file, by its suffix."""
    return _MEDIA_TYPES.get(PurePosixPath(output.name).suffix.lower(), "application/octet-stream")


def places_of(sounds: Sequence[Output]) -> Iterator[Heard]:
    """Every chapter of the files, in order."""
    for output in sounds:
        bounds = pairwise((*starts_of(output), length_of(output)))
        for track, (start, end) in zip(output.tracks, bounds, strict=True):
            yield Heard(title_of(track), output, start, end)
