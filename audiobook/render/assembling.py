"""Turns chapters into tracks, each as soon as all its lines are there, while later ones are still
spoken.

The longest of those that are ready goes first. A chapter is stitched once for all its encodings,
as long as there are enough others to keep every core busy; of the last ones each encoding is made
by a worker of its own.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from pathlib import Path

from audiobook.errors import AudiobookError
from audiobook.events import (
    Listener,
    StageAdvanced,
    StageFinished,
    StageStarted,
    ignore,
)
from audiobook.executors import Pool
from audiobook.model import Track
from audiobook.render.assemble import TrackBuilder, assemble_parts
from audiobook.render.plan import ChapterPlan
from audiobook.render.store import Fingerprints, clip_key
from audiobook.render.work import Crew

STAGE = "assemble"
_CHAPTERS_PER_WORKER = 4  # from here on chapters alone keep every core busy
_ATTEMPTS = 3  # at a chapter whose worker was ended from outside
_IN_FLIGHT_PER_WORKER = 2
# Of a chapter's work with two encoders: measured.
_SPEAKING_SHARE = 0.2
_ENCODER_SHARE = 0.4

_Task = tuple[
    int, tuple[str, ...]
]  # index of a chapter, the encodings that are made in one pass


class Assembling(Crew):
    """The chapters of some plans on their way to tracks.

    ``lacking`` are the keys of lines without a clip; :meth:`settle` says which have one now.
    """

    def __init__(
        self,
        plans: Sequence[ChapterPlan],
        lacking: Collection[str],
        shop: TrackBuilder,
        pool: Pool,
        listener: Listener = ignore,
    ) -> None:
        super().__init__()
        self._plans = list(plans)
        self._shop = shop
        self._pool = pool
        self._listener = listener
        self._lengths = _lengths(plans)
        new = frozenset(lacking)
        self._lacking: dict[
            int, set[str]
        ] = {}  # index of a chapter -> its lines without a clip
        self._ready: list[_Task] = []
        for index, plan in enumerate(plans):
            keys = {clip_key(line, shop.prints) for line in plan.lines}
            keys &= new
            if keys:
                self._lacking[index] = keys
            else:
                self._ready.append((index, shop.encodings))
        self._tasks: dict[Future[tuple[Track, ...]], _Task] = {}
        self._attempts: Counter[_Task] = Counter()
        self._aside: list[_Task] = []
        self._retried = False
        self._made: list[dict[tuple[str, ...], tuple[Track, ...]]] = [{} for _ in plans]
        if plans:
            listener(StageStarted(STAGE, len(plans), "chapters"))

    def settle(self, keys: Iterable[str]) -> None:
        """These lines are in the store now."""
        settled = frozenset(keys)
        for index, lacking in list(self._lacking.items()):
            lacking.difference_update(settled)
            if not lacking:
                del self._lacking[index]
                self._ready.append((index, self._shop.encodings))

    def leave_out(self, failures: Collection[str]) -> None:
        """These lines will never be in the store: a beep stands for each."""
        for index in self._lacking:
            self._plans[index] = with_gaps(
                self._plans[index], failures, self._shop.prints
            )
            self._ready.append((index, self._shop.encodings))
        self._lacking.clear()

    def retry(self) -> None:
        """Try again what a dying worker took along, now that no more lines are spoken."""
        self._ready += self._aside
        self._aside.clear()
        self._retried = True

    def tracks(self) -> list[tuple[Track, ...]]:
        """The tracks of every chapter, one for each of its parts, when all are made."""
        chapters = []
        for made in self._made:
            # Of each, the track from every pass.
            parts = zip(*made.values(), strict=True)
            chapters.append(
                tuple(_merged(part, self._shop.encodings) for part in parts)
            )
        return chapters

    @property
    def waits(self) -> bool:
        """Whether a chapter can be handed out."""
        return bool(self._ready)

    def launch(self, *, quiet: bool) -> None:  # noqa: ARG002 - chapters get on with anything
        """Keep every worker busy with a chapter and another to follow."""
        most = self._pool.workers * _IN_FLIGHT_PER_WORKER
        while self._ready and len(self._tasks) < most:
            index, encodings = self._next()
            plan = self._plans[index]
            future = self._pool.submit(assemble_parts, plan, self._shop, encodings)
            self._tasks[future] = (index, encodings)
            self.flying.add(future)  # type: ignore[arg-type]

    def _next(self) -> _Task:
        """The longest chapter that is ready, in parts where few are left."""
        index, encodings = max(self._ready, key=lambda task: self._lengths[task[0]])
        self._ready.remove((index, encodings))
        chapters_left = len(self._lacking) + len(self._ready) + 1
        if chapters_left < _CHAPTERS_PER_WORKER * self._pool.workers:
            self._ready += [(index, (name,)) for name in encodings[1:]]
            encodings = encodings[:1]
        return index, encodings

    def land(self, future: Future[object]) -> None:
        """Take a chapter back. Raises what its task raised."""
        task = self._tasks.pop(future)  # type: ignore[arg-type]
        self.flying.discard(future)
        if isinstance(future.exception(), BrokenExecutor):
            self._again(task)
            return
        tracks: tuple[Track, ...] = future.result()  # type: ignore[assignment]
        index, encodings = task
        self._made[index][encodings] = tracks
        share = 1.0
        if encodings != self._shop.encodings:
            share = len(encodings) / len(self._shop.encodings)
        sound_ms = sum(track.duration_ms for track in tracks) * share
        self._listener(StageAdvanced(STAGE, share, sound_ms))
        if not (self._ready or self._lacking or self._aside or self.flying):
            self._listener(StageFinished(STAGE))

    def _again(self, task: _Task) -> None:
        """Its worker died, probably of a line: it is for :meth:`retry`.

        Whoever dies after that is to blame.
        """
        if not self._retried:
            self._aside.append(task)
            return
        self._attempts[task] += 1
        if self._attempts[task] == _ATTEMPTS:
            raise AudiobookError(
                "The worker processes were killed while they assembled chapters.",
                remedy="Free some memory, or run again with fewer workers.",
            )
        self._ready.append(task)


def _merged(tracks: Sequence[Track], encodings: tuple[str, ...]) -> Track:
    """One track of those that were made of a chapter, each in some encodings."""
    files: dict[str, Path] = {}
    for track in tracks:
        files.update(track.files)
    return replace(tracks[0], files=tuple((name, files[name]) for name in encodings))


def with_gaps(
    plan: ChapterPlan, failures: Collection[str], prints: Fingerprints
) -> ChapterPlan:
    """The plan with a beep for every line whose clip could not be made."""
    items = []
    for item in plan.items:
        if item.line and clip_key(item.line, prints) in failures:
            items.append(replace(item, line=None, missing=True))
        else:
            items.append(item)
    return replace(plan, items=tuple(items))


def useful_workers(plans: Sequence[ChapterPlan], encodings: tuple[str, ...]) -> int:
    """How many workers at most have something to do to the end.

    More would wait for the longest chapter, which one encoder takes from its beginning to its
    end.
    """
    lengths = _lengths(plans)
    if not any(lengths):
        return min(len(plans), 1)
    whole = sum(lengths) * (_SPEAKING_SHARE + _ENCODER_SHARE * len(encodings))
    longest_share = _ENCODER_SHARE if encodings else _SPEAKING_SHARE
    return math.ceil(whole / (max(lengths) * longest_share))


def _lengths(plans: Iterable[ChapterPlan]) -> list[int]:
    return [length_of(plan) for plan in plans]


def length_of(plan: ChapterPlan) -> int:
    """The characters that are spoken in a chapter."""
    return sum(len(line.words) for line in plan.lines)
