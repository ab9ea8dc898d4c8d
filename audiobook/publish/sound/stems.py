"""Stems: for every chapter and speaker a sound file as long as the chapter, in which only that speaker is heard.

They are cut from the finished sound, so that together they are it, sample by sample. What is between the lines,
such as room tone, is the narrator's.
"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
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
from audiobook.publish.tags import tags_of
from audiobook.publish.timeline import one_line, timelines
from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS

VERSION = 1  # to be raised when the same track and lines give other bytes
_LONGEST = 60  # characters of a speaker in a file's name

Stretch = tuple[float, float]  # milliseconds


class StemsPublisher(Publisher):
    """For whoever mixes: effects on one voice, another level for a second."""

    encodings: ClassVar[tuple[str, ...]] = ("flac",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A file for every speaker of every track."""
        tags = tags_of(edition)
        found = []
        for track in edition.tracks:
            heard, names = _heard(edition.script, track), set[str]()
            for number, (speaker, stretches) in enumerate(heard.items()):
                name = _fresh(safe_name(one_line(speaker), "speaker", _LONGEST), names)
                found.append(
                    Output(
                        name=f"stems/{chapter_name(edition, track)}/{name}.flac",
                        slot=f"{slot_of('stems', track)} {number}",
                        recipe=recipe(VERSION, tags, None, track=track.key, heard=stretches),
                        write=partial(_write, track.file("flac"), stretches),
                    )
                )
        return tuple(found)


def _heard(script: Script, track: Track) -> dict[str, list[Stretch]]:
    """Who is heard when. The narrator has what is left."""
    (said,) = timelines(script, (track,))
    spoken = [one for one in said if one.end_ms > one.start_ms]
    found: dict[str, list[Stretch]] = {NARRATOR: []}
    for one in spoken:
        found.setdefault(one.speaker, []).append((one.start_ms, one.end_ms))
    edges = [0.0, *(edge for one in spoken for edge in (one.start_ms, one.end_ms)), track.duration_ms + 1000]
    between = [(start, end) for start, end in list(pairwise(edges))[::2] if end > start]
    found[NARRATOR] = sorted((*found[NARRATOR], *between))
    return found


def _fresh(name: str, taken: set[str]) -> str:
    """A name that no other file of the folder has, also where capitals do not count."""
    number, fresh = 1, name
    while fresh.casefold() in taken:
        number += 1
        fresh = f"{name} {number}"
    taken.add(fresh.casefold())
    return fresh


def _write(sound: Path, stretches: Sequence[Stretch], path: Path) -> None:
    try:
        with av.open(sound) as source, path.open("w+b") as file:
            stream = source.streams.audio[0]
            encoding = Encoding(sample_rate=stream.rate, channels=stream.channels)
            encoder = ENCODERS.load("flac")(file, encoding, stream.rate)
            ranges = [
                (round(start * stream.rate / 1000), round(end * stream.rate / 1000)) for start, end in stretches
            ]
            at = first = 0
            for frame in source.decode(stream):
                block = frame.to_ndarray().astype("<i2").reshape(frame.samples, stream.channels)
                while first < len(ranges) and ranges[first][1] <= at:
                    first += 1
                encoder.feed(_only(block, at, ranges[first:]).tobytes())
                at += frame.samples
            encoder.finish()
    except FFmpegError as error:
        raise PublishError(
            f"The stems could not be made: {error}.", remedy="Delete the tracks in the book's .work folder."
        ) from error


def _only(block: "npt.NDArray[np.int16]", at: int, ranges: Sequence[tuple[int, int]]) -> "npt.NDArray[np.int16]":
    """A block of samples that begins at ``at``, silent but for the ranges."""
    kept = np.zeros_like(block)
    for start, end in ranges:
        if start >= at + len(block):
            break
        kept[max(0, start - at) : max(0, end - at)] = block[max(0, start - at) : max(0, end - at)]
    return kept
