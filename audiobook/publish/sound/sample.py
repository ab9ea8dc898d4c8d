"""A sample of the book: its beginning, to be listened to before buying.

It begins with the story, not with the credits, ends with a line (one before a long pause,
where there is one near the length that is asked for), and fades out in the pause after it.
Where the first chapter is shorter than the minute that shops ask for at least, the next ones
follow.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, NamedTuple

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
from audiobook.publish.sound.tagging.id3 import id3_tag
from audiobook.publish.tags import Tags, tags_of
from audiobook.settings import Encoding
from audiobook.sound.meter import decoded
from audiobook.sound.mp3 import Mp3Encoder
from audiobook.sound.stitch import scaled
from audiobook.speech import OPENING

# To be raised when the same tracks and tags give other bytes.
VERSION = 2

# What ACX asks for.
SHORTEST_MS = 60_000
LONGEST_MS = 300_000

# At most, of the pause after the last line.
FADE_MS = 1500

# Of the length that is asked for: from there on, the longest pause decides.
_NEAR = 0.7


class _Excerpt(NamedTuple):
    """A track, where its last line ends, and where the fade after that ends, in ms."""

    track: Track
    end_ms: float
    fade_ms: float


class SamplePublisher(Publisher):
    """One MP3 of one to five minutes."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`PublishError` for a book without chapters."""
        tags = tags_of(edition)
        picture = picture_of(edition)
        wanted_ms = edition.settings.sample_s * 1000
        taken = excerpts(_story(edition.tracks), wanted_ms)
        encoding = edition.settings.encoding
        keys = []
        for track, end_ms, fade_ms in taken:
            keys.append((track.key, end_ms, fade_ms))
        output = Output(
            name=f"{book_name(edition)} - sample.mp3",
            slot="sample",
            recipe=recipe(VERSION, tags, picture, taken=keys),
            write=partial(_write, taken, encoding, tags, picture),
            title=f"{tags.album} (sample)",
            duration_ms=_duration_ms(taken),
        )
        return (output,)


def _story(tracks: Sequence[Track]) -> list[Track]:
    """The tracks without the opening credits, where there are others."""
    if not tracks:
        raise PublishError(
            "There is no chapter to take a sample of.",
            remedy="Choose some with --chapters.",
        )
    story = [track for track in tracks if track.title != OPENING]
    return story or list(tracks)


def excerpts(tracks: Sequence[Track], wanted_ms: float) -> list[_Excerpt]:
    """What is taken of the beginning of some tracks."""
    taken: list[_Excerpt] = []
    room_ms = wanted_ms
    for track in tracks:
        excerpt = _Excerpt(track, *_end(track, room_ms))
        taken.append(excerpt)
        room_ms = wanted_ms - _duration_ms(taken)
        shortest_ms = min(SHORTEST_MS, wanted_ms)
        is_enough = wanted_ms - room_ms >= shortest_ms
        is_cut = excerpt.fade_ms < track.duration_ms
        if is_enough or is_cut:
            break
    return taken


def _duration_ms(taken: Sequence[_Excerpt]) -> float:
    return sum(excerpt.fade_ms for excerpt in taken)


def _end(track: Track, room_ms: float) -> tuple[float, float]:
    """Where a track's excerpt ends, and where the fade after it ends.

    Where all of the track fits, both are its end.
    """
    if track.duration_ms <= room_ms:
        return track.duration_ms, track.duration_ms
    pauses = [pause for pause in _pauses(track) if pause[0] <= room_ms]
    if not pauses:
        # A line that is longer than all that: it is cut.
        return max(0.0, room_ms - FADE_MS), room_ms
    near = [pause for pause in pauses if pause[0] >= room_ms * _NEAR]
    if not near:
        near = pauses[-1:]
    end_ms, next_ms = max(near, key=_length_and_start)
    return end_ms, min(next_ms, end_ms + FADE_MS)


def _pauses(track: Track) -> Iterator[tuple[float, float]]:
    """The pause after every line: where that ends, and where the next one begins."""
    heard = [cue for cue in track.cues if cue.end_ms > cue.start_ms]
    next_starts = [cue.start_ms for cue in heard[1:]]
    next_starts.append(track.duration_ms)
    for cue, next_ms in zip(heard, next_starts, strict=True):
        yield cue.end_ms, next_ms


def _length_and_start(pause: tuple[float, float]) -> tuple[int, float]:
    """What a pause is chosen by: its length, and of equal ones the later."""
    start_ms, end_ms = pause
    return round(end_ms - start_ms), start_ms


def _write(
    taken: Sequence[_Excerpt],
    encoding: Encoding,
    tags: Tags,
    picture: Picture,
    path: Path,
) -> None:
    title = f"{tags.album} (sample)"
    with path.open("w+b") as out:
        out.write(tag_bytes(id3_tag(tags, picture, title)))
        encoder: Mp3Encoder | None = None
        for excerpt in taken:
            for samples, rate in _faded(excerpt):
                encoder = encoder or Mp3Encoder(out, encoding, rate)
                # The encoder softens what it gets, and the tracks already are.
                louder = scaled(samples.tobytes(), 1 / encoder.softening)
                encoder.feed(louder)
        if encoder:
            encoder.finish()


def _faded(excerpt: _Excerpt) -> Iterator[tuple["npt.NDArray[np.int16]", int]]:
    """The sound of an excerpt and its rate, softer and softer after its last line.

    Blocks have the shape (samples, channels).
    """
    path = excerpt.track.file("mp3")
    try:
        with av.open(str(path)) as file:
            start = 0
            for frame in decoded(file):
                rate = frame.sample_rate
                channels = frame.layout.nb_channels
                last = round(excerpt.fade_ms * rate / 1000)
                if start >= last:
                    return
                block = frame.to_ndarray().reshape(-1, channels)
                samples = block[: last - start]
                gain = _gain(excerpt, start, len(samples), rate)
                start += len(samples)
                faded = np.rint(samples * gain[:, None])
                yield faded.astype("<i2"), rate
    except FFmpegError as error:
        raise PublishError(
            f"Cannot cut a sample from {path}: {error}.",
            remedy="Delete it and run the same command again.",
        ) from error


def _gain(
    excerpt: _Excerpt,
    start: int,
    count: int,
    rate: int,
) -> "npt.NDArray[np.float64]":
    """What ``count`` samples from ``start`` are multiplied by: 1, then down to 0."""
    times_ms = np.arange(start, start + count) * 1000 / rate
    loud_ms = excerpt.end_ms
    silent_ms = max(excerpt.fade_ms, loud_ms + 1)
    # Nothing fades where a track is taken whole.
    last_gain = 1
    if excerpt.fade_ms > loud_ms:
        last_gain = 0
    return np.interp(times_ms, (loud_ms, silent_ms), (1, last_gain))
