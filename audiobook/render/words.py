"""When each word is heard, for whatever shows the text while it plays.

Some engines tell it with the sound, and it lies with the clip. Others are asked, line by line, once
the sound is made, and only for books that are to be read along: it costs about as much as speaking
them. What comes of it is kept beside the track.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.engines import word_times
from audiobook.engines.base import WordTimes as EngineTimes
from audiobook.errors import EngineError
from audiobook.events import (
    Listener,
    StageAdvanced,
    StageFinished,
    StageStarted,
    ignore,
)
from audiobook.executors import Pool
from audiobook.files import write_text
from audiobook.model import Line, Track
from audiobook.render.assemble import TrackBuilder
from audiobook.render.cost import allowed_s
from audiobook.render.plan import ChapterPlan
from audiobook.render.store import clip_key
from audiobook.render.tasks import engine_for, watched
from audiobook.sound.stitch import lead_frames

STAGE = "words"
VERSION = 1  # to be raised when the same sound gives other times

Times = tuple[
    tuple[str, float], ...
]  # words as they are said, and milliseconds from the beginning of the track


@dataclass(frozen=True, slots=True)
class WordTimes:
    """The times that are kept in a folder. Picklable."""

    folder: Path

    def path(self, track: Track) -> Path:
        """Where those of a track are, or would be."""
        return self.folder / f"{track.key}.words.json"

    def of(self, track: Track) -> Mapping[int, Times]:
        """The words of every utterance of a track that has any, by its number; none where they
        are not known.
        """
        return self.kept(track) or {}

    def kept(self, track: Track) -> dict[int, Times] | None:
        """As :meth:`of`; ``None`` where nothing is kept for the track, or where it is damaged."""
        try:
            record = json.loads(self.path(track).read_bytes())
            if record["version"] != VERSION:
                return None
            return _in_track(record["words"], track)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


def time_words(
    plans: Sequence[ChapterPlan],
    tracks: Sequence[Track],
    shop: TrackBuilder,
    pool: Pool,
    line_timeout_s: float,
    listener: Listener = ignore,
) -> WordTimes:
    """Find out when the words of every track are said; the tracks are those of the plans'
    chapters, or of parts.

    A line of which the engine says nothing has none, nor has a chapter that ends its worker
    twice. Raises :class:`~audiobook.errors.OutputError`.
    """
    times = WordTimes(shop.tracks.folder)
    by_chapter = {plan.number: plan for plan in plans}
    tasks = []
    for track in tracks:
        if times.kept(track) is None:
            part = _part(by_chapter[track.chapter], track)
            tasks.append((part, times.path(track), shop, line_timeout_s))
    if tasks:
        listener(StageStarted(STAGE, len(tasks), "chapters"))
        for done in pool.each(_keep, tasks):
            # An engine that crashes here has spoken all the same.
            with suppress(BrokenExecutor):
                done.result()
            listener(StageAdvanced(STAGE, 1))
        listener(StageFinished(STAGE))
    return times


def _in_track(
    record: Mapping[str, Sequence[tuple[str, float]]], track: Track
) -> dict[int, Times]:
    """The kept times, which count from the beginning of each line, as times in the track."""
    starts = {cue.utterance: cue.start_ms for cue in track.cues}
    times = {}
    for key, words in record.items():
        number = int(key)
        start_ms = starts[number]
        times[number] = tuple((str(word), start_ms + float(ms)) for word, ms in words)
    return times


def _part(plan: ChapterPlan, track: Track) -> ChapterPlan:
    """What of a chapter is heard in a track."""
    heard = {cue.utterance for cue in track.cues}
    return replace(
        plan, items=tuple(item for item in plan.items if item.utterance in heard)
    )


def _keep(
    plan: ChapterPlan, path: Path, shop: TrackBuilder, line_timeout_s: float
) -> None:
    """Ask for the words of one chapter and write them down, relative to where each line begins in
    the track.
    """
    times = {}
    for item in plan.items:
        if item.line is None:
            continue
        sound, words = shop.clips.timed(clip_key(item.line, shop.prints))
        if sound is None:
            continue
        lead_ms = lead_frames(sound) * 1000 / sound.rate
        try:
            if words is None:
                words = _asked(item.line, line_timeout_s)
        except EngineError:
            # It has its sound; that it is not followed word by word is not a reason to fail.
            continue
        if words:
            times[item.utterance] = [
                [word, max(0.0, ms - lead_ms)] for word, ms in words
            ]
    write_text(path, json.dumps({"version": VERSION, "words": times}))


def _asked(line: Line, line_timeout_s: float) -> EngineTimes:
    """When the words of a line begin, by its engine. Raises :class:`EngineError`."""
    with watched(allowed_s(line, line_timeout_s)):
        return word_times(engine_for(line.voice.engine, line_timeout_s), line)
