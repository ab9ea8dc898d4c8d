"""A sample of the book: its beginning, to be listened to before buying.

It begins with the story, not with the credits, ends with a line (one before a long pause, where there is one
near the length that is asked for), and fades out in the pause after it. Where the first chapter is shorter than
the minute that shops ask for at least, the next ones follow.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.sound.mp3 import tag_bytes
from audiobook.publish.tags import Tags, tags_of
from audiobook.publish.tags.id3 import id3_tag
from audiobook.settings import Encoding
from audiobook.sound.meter import decoded
from audiobook.sound.mp3 import Mp3Encoder
from audiobook.sound.stitch import scaled
from audiobook.speech import OPENING

VERSION = 2  # to be raised when the same tracks and tags give other bytes
SHORTEST_MS, LONGEST_MS = 60_000, 300_000  # what ACX asks for
FADE_MS = 1500  # at most, of the pause after the last line
_NEAR = 0.7  # of the length that is asked for: from there on, the longest pause decides

_Excerpt = tuple[Track, float, float]  # a track, where its last line ends, and where the fade after that ends


class SamplePublisher(Publisher):
    """One MP3 of one to five minutes."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`PublishError` for a book without chapters."""
        tracks = [track for track in edition.tracks if track.title != OPENING] or list(edition.tracks)
        if not tracks:
            raise PublishError("There is no chapter to take a sample of.", remedy="Choose some with --chapters.")
        tags, picture = tags_of(edition), picture_of(edition)
        taken = excerpts(tracks, edition.settings.sample_s * 1000)
        output = Output(
            name=f"{book_name(edition)} - sample.mp3",
            slot="sample",
            recipe=recipe(VERSION, tags, picture, taken=[(track.key, end, fade) for track, end, fade in taken]),
            write=partial(_write, taken, edition.settings.encoding, tags, picture),
            title=f"{tags.album} (sample)",
            duration_ms=sum(fade for _, _, fade in taken),
        )
        return (output,)


def excerpts(tracks: Sequence[Track], wanted_ms: float) -> list[_Excerpt]:
    """What is taken of the beginning of some tracks."""
    taken: list[_Excerpt] = []
    room = wanted_ms
    for track in tracks:
        taken.append((track, *_end(track, room)))
        room = wanted_ms - sum(fade for _, _, fade in taken)
        if wanted_ms - room >= min(SHORTEST_MS, wanted_ms) or taken[-1][2] < track.duration_ms:
            break
    return taken


def _end(track: Track, room_ms: float) -> tuple[float, float]:
    """Where a track's excerpt ends, and where the fade after it ends: the track's end where all of it fits."""
    whole = track.duration_ms
    if whole <= room_ms:
        return whole, whole
    said = [cue for cue in track.cues if cue.end_ms > cue.start_ms]
    following = [cue.start_ms for cue in said[1:]] + [whole]
    ends = [(cue.end_ms, after) for cue, after in zip(said, following, strict=True) if cue.end_ms <= room_ms]
    if not ends:  # a line that is longer than all that: it is cut
        return max(0.0, room_ms - FADE_MS), room_ms
    near = [pair for pair in ends if pair[0] >= room_ms * _NEAR] or ends[-1:]
    end, after = max(near, key=lambda pair: (round(pair[1] - pair[0]), pair[0]))
    return end, min(after, end + FADE_MS)


def _write(taken: Sequence[_Excerpt], encoding: Encoding, tags: Tags, picture: Picture, path: Path) -> None:
    title = f"{tags.album} (sample)"
    with path.open("w+b") as out:
        out.write(tag_bytes(id3_tag(tags, picture, title)))
        encoder: Mp3Encoder | None = None
        for track, end, fade in taken:
            for samples, rate in _faded(track.file("mp3"), end, fade):
                encoder = encoder or Mp3Encoder(out, encoding, rate)
                encoder.feed(scaled(samples.tobytes(), 1 / encoder.softening))
        if encoder:
            encoder.finish()


def _faded(path: Path, end_ms: float, fade_ms: float) -> Iterator[tuple["npt.NDArray[np.int16]", int]]:
    """The sound of a file up to ``fade_ms``, softer and softer from ``end_ms`` on."""
    try:
        with av.open(str(path)) as file:
            at = 0
            for frame in decoded(file):
                rate, channels = frame.sample_rate, frame.layout.nb_channels
                last = round(fade_ms * rate / 1000)
                if at >= last:
                    return
                samples = frame.to_ndarray().reshape(-1, channels)[: last - at]
                times = np.arange(at, at + len(samples)) * 1000 / rate
                gain = np.interp(times, (end_ms, max(fade_ms, end_ms + 1)), (1, 0 if fade_ms > end_ms else 1))
                at += len(samples)
                yield np.rint(samples * gain[:, None]).astype("<i2"), rate
    except FFmpegError as error:
        raise PublishError(
            f"No sample could be taken of {path}: {error}.", remedy="Delete it and run the same command again."
        ) from error
