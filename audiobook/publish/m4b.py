"""One M4B with a chapter for every track.

The AAC frames of the tracks are joined as they are. Every track begins with :data:`PRIMING` samples of its
encoder's; an edit list hides those of the first, so that a track's own first sample lies exactly where its
first frame would begin, and so do the chapters. They are written twice: as a QuickTime chapter track, which
Apple's players read, and as Nero's ``chpl``, which most others read.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache, partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import av
from av.error import FFmpegError
from mutagen import MutagenError
from mutagen.mp4 import MP4

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.mp4tags import add_mp4_tags
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of
from audiobook.sound.aac import FRAME, PRIMING, joined_ms

if TYPE_CHECKING:  # it exists in av's annotations only
    from av.container.core import Chapter

VERSION = 2  # to be raised when the same tracks and tags give other bytes
MOST_NERO_CHAPTERS = 255  # chpl counts them in one byte: above, readers would lose the rest, so it is left out
_REMEDY = "Delete the tracks in the book's .work folder and run again."


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
    try:
        _join(tracks, tags, path)
        _tag(tags, picture, path)
    except (FFmpegError, MutagenError) as error:
        for reason in (error, *error.args):  # mutagen wraps what the system said
            if isinstance(reason, OSError):
                raise reason from error
        raise PublishError(f"The M4B could not be made: {error}.", remedy=_REMEDY) from error


def _join(tracks: Sequence[Track], tags: Tags, path: Path) -> None:
    flags = "+faststart" if len(tracks) <= MOST_NERO_CHAPTERS else "+faststart+disable_chpl"
    with av.open(path, "w", format="mp4", options={"brand": "M4B ", "movflags": flags}) as book:
        with av.open(tracks[0].file("aac")) as first:
            stream = book.add_stream_from_template(first.streams.audio[0])
            rate = first.streams.audio[0].rate
        if tags.language:
            stream.metadata["language"] = tags.language
        unit, starts = Fraction(1, rate), [0]
        for track in tracks:
            starts.append(starts[-1])
            for packet in _packets(track.file("aac")):
                packet.stream, packet.time_base = stream, unit
                packet.pts = packet.dts = starts[-1] - PRIMING
                packet.duration = FRAME
                book.mux_one(packet)
                starts[-1] += FRAME
        starts[-1] -= PRIMING  # the edit list hides it: the last chapter ends with the sound
        book.set_chapters(list(_chapters(tracks, starts, unit)))


def starts_of(tracks: Sequence[Track]) -> tuple[float, ...]:
    """Where the first sample of each track lies in the file, in milliseconds: whole frames, so a little later than
    the lengths of the tracks add up to.
    """
    return tuple(accumulate((joined_ms(track.file("aac")) for track in tracks[:-1]), initial=0.0))


def _chapters(tracks: Sequence[Track], starts: Sequence[int], unit: Fraction) -> "Iterator[Chapter]":
    for index, (track, (start, end)) in enumerate(zip(tracks, pairwise(starts), strict=True)):
        title = {"title": title_of(track)}
        yield {"id": index, "start": start, "end": end, "time_base": unit, "metadata": title}


def _packets(path: Path) -> Iterator["av.Packet[av.AudioStream]"]:
    with av.open(path) as track:
        yield from (packet for packet in track.demux(audio=0) if packet.size)


def _tag(tags: Tags, picture: Picture, path: Path) -> None:
    file = MP4(path)
    add_mp4_tags(file, tags, picture, tags.album)
    file.save()
