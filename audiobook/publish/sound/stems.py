"""Stems: for every chapter and speaker a sound file in which only that speaker is heard.

Each is as long as the chapter. They are cut from the finished sound, so that together they
are it, sample by sample. What is between the lines, such as room tone, is the narrator's.
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
from audiobook.model import NARRATOR, Script, Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.naming import chapter_name, safe_name
from audiobook.publish.recipe import recipe
from audiobook.publish.sound.chapter_files import slot_of
from audiobook.publish.tags import Tags, tags_of
from audiobook.publish.timeline import one_line, timelines
from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS

# To be raised when the same track and lines give other bytes.
VERSION = 1

# Characters of a speaker in a file's name.
_LONGEST = 60

# By far more than a file can be longer than its track says.
_BEYOND_MS = 1000

TimeStretch = tuple[float, float]  # milliseconds
SampleRange = tuple[int, int]
Samples = npt.NDArray[np.int16]  # (samples, channels)


class StemsPublisher(Publisher):
    """For whoever mixes: effects on one voice, another level for a second."""

    encodings: ClassVar[tuple[str, ...]] = ("flac",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A file for every speaker of every track."""
        tags = tags_of(edition)
        outputs: list[Output] = []
        for track in edition.tracks:
            outputs.extend(_stems(edition, track, tags))
        return tuple(outputs)


def _stems(
    edition: Edition,
    track: Track,
    tags: Tags,
) -> Iterator[Output]:
    folder = chapter_name(edition, track)
    slot = slot_of("stems", track)
    sound = track.file("flac")
    taken = set[str]()
    heard = _heard(edition.script, track)
    for number, (speaker, stretches) in enumerate(heard.items()):
        wanted = safe_name(one_line(speaker), "speaker", _LONGEST)
        name = _unused(wanted, taken)
        yield Output(
            name=f"stems/{folder}/{name}.flac",
            slot=f"{slot} {number}",
            recipe=recipe(VERSION, tags, None, track=track.key, heard=stretches),
            write=partial(_write, sound, stretches),
        )


def _heard(script: Script, track: Track) -> dict[str, list[TimeStretch]]:
    """Who is heard when. The narrator, who comes first, has what is left."""
    (said,) = timelines(script, (track,))
    narrated: list[TimeStretch] = []
    heard = {NARRATOR: narrated}
    latest_ms = 0.0
    for utterance in said:
        start_ms = utterance.start_ms
        end_ms = utterance.end_ms
        # A scene break has no length.
        if end_ms <= start_ms:
            continue
        if start_ms > latest_ms:
            narrated.append((latest_ms, start_ms))
        stretches = heard.setdefault(utterance.speaker, [])
        stretches.append((start_ms, end_ms))
        latest_ms = end_ms

    beyond_ms = track.duration_ms + _BEYOND_MS
    if beyond_ms > latest_ms:
        narrated.append((latest_ms, beyond_ms))
    narrated.sort()
    return heard


def _unused(name: str, taken: set[str]) -> str:
    """A name that no other file of the folder has, also where capitals do not count."""
    number = 1
    unused = name
    while unused.casefold() in taken:
        number += 1
        unused = f"{name} {number}"
    taken.add(unused.casefold())
    return unused


def _write(
    sound: Path,
    stretches: Sequence[TimeStretch],
    path: Path,
) -> None:
    try:
        with av.open(sound) as source, path.open("w+b") as file:
            stream = source.streams.audio[0]
            rate = stream.rate
            encoding = Encoding(sample_rate=rate, channels=stream.channels)
            encoder = ENCODERS.load("flac")(file, encoding, rate)
            ranges = _ranges(stretches, rate)
            for block in _silenced(source, stream, ranges):
                encoder.feed(block.tobytes())
            encoder.finish()
    except FFmpegError as error:
        raise PublishError(
            f"The stems could not be made: {error}.",
            remedy="Delete the tracks in the book's .work folder.",
        ) from error


def _ranges(stretches: Sequence[TimeStretch], rate: int) -> list[SampleRange]:
    ranges = []
    for start_ms, end_ms in stretches:
        start = round(start_ms * rate / 1000)
        end = round(end_ms * rate / 1000)
        ranges.append((start, end))
    return ranges


def _silenced(
    source: av.container.InputContainer,
    stream: av.AudioStream,
    ranges: Sequence[SampleRange],
) -> Iterator[Samples]:
    """The sound of a file, silent but for the ranges."""
    start = 0
    first = 0
    for frame in source.decode(stream):
        samples = frame.to_ndarray().astype("<i2")
        block = samples.reshape(frame.samples, stream.channels)
        # The ranges are in order: what lies behind is not looked at again.
        while first < len(ranges) and ranges[first][1] <= start:
            first += 1
        yield _only(block, start, ranges[first:])
        start += frame.samples


def _only(
    block: Samples,
    at: int,
    ranges: Sequence[SampleRange],
) -> Samples:
    """A block of samples that begins at ``at``, silent but for the ranges."""
    kept = np.zeros_like(block)
    for start, end in ranges:
        if start >= at + len(block):
            break
        first = max(0, start - at)
        last = max(0, end - at)
        kept[first:last] = block[first:last]
    return kept
