"""The clips of a finished book, kept or not: what is no longer kept is spoken anew, into memory.

Clips of quick engines go by themselves once a book is made (``cache_limit_mb``). They say the same
line in the same way every time, so that a check takes nothing but their time: some 10 ms a line.
Clips of other engines never go by themselves. Where somebody removed them they stay away: speaking
them takes as long as the book did, or costs money, or sounds otherwise. Nothing is written.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Self

from audiobook.checks.book_record import Ours
from audiobook.errors import AudiobookError
from audiobook.executors import EXECUTORS, Pool
from audiobook.model import Line, Sound
from audiobook.render.cost import SLOW, worth_of
from audiobook.render.render import jobs_of
from audiobook.render.store import Fingerprints
from audiobook.render.tasks import Job, inspect_engine, speak_aloud

# Lines that are handed to a worker together; as many are held in memory, and as many ahead.
_BATCH = 16
_CRASH = "it crashed, or took far too long for a line."


@dataclass(frozen=True, slots=True)
class _Batch:
    """Clips in order: kept ones, and those that are under way."""

    keys: Sequence[str]
    kept: Mapping[str, Sound]
    asked: Sequence[Job]
    spoken: Future[tuple[Sound | str, ...]] | None


class SpokenAnew:
    """Gives the clips of a book. Threads may share it; a context manager."""

    def __init__(self, book: Ours) -> None:
        self.rate = book.shop.rate  # at which they were stitched, in hertz
        self._store = book.shop.clips
        self._prints = book.shop.prints
        self._timeout_s = book.settings.line_timeout_s
        known = [plan for plan in book.plans if _is_known(plan.lines, self._prints)]
        self._jobs = {job.key: job for job in jobs_of(known, self._prints)}
        self._executor = book.settings.executor
        self._workers = book.settings.workers
        self._lock = Lock()
        self._stack = ExitStack()
        self._pool: Pool | None = None
        self._refusals: dict[str, str] = {}  # engine -> why it does not speak
        self._failures: dict[str, str] = {}  # engine -> why a line of it was not spoken

    def sounds(self, keys: Sequence[str]) -> Iterator[Sound | None]:
        """The sound of each of some clips, in order; ``None`` where it is not to be had."""
        before: _Batch | None = None
        for start in range(0, len(keys), _BATCH):
            batch = self._begun(keys[start : start + _BATCH])
            if before:
                yield from self._sounds_of(before)
            before = batch
        if before:
            yield from self._sounds_of(before)

    def get(self, key: str) -> Sound | None:
        """The sound of one clip, likewise."""
        return next(self.sounds([key]))

    def lacking(self, count: int, lines: int) -> str:
        """How many of some lines have no clip, and why: a sentence for each engine."""
        told = {**self._refusals, **self._failures}
        reasons = sorted(filter(None, told.values()))
        return " ".join((f"{count:,} of {lines:,} lines.", *reasons))

    def _begun(self, keys: Sequence[str]) -> _Batch:
        kept = {}
        asked = []
        for key in keys:
            sound = self._store.get(key)
            if sound is not None:
                kept[key] = sound
            elif key in self._jobs and key not in asked:
                asked.append(key)
        with self._lock:
            jobs = tuple(
                self._jobs[key] for key in asked if self._speaks(self._jobs[key])
            )
            spoken = self._submitted(jobs)
        return _Batch(keys, kept, jobs, spoken)

    def _sounds_of(self, batch: _Batch) -> Iterator[Sound | None]:
        """The sounds of a batch, once they are spoken; ``None`` where one is not to be had."""
        found = dict(batch.kept)
        for job, spoken in zip(batch.asked, self._spoken(batch), strict=True):
            if isinstance(spoken, Sound):
                found[job.key] = spoken
            else:
                name = job.line.voice.engine
                self._failures.setdefault(name, _refused(name, spoken))
        for key in batch.keys:
            yield found.get(key)

    def _spoken(self, batch: _Batch) -> Sequence[Sound | str]:
        """The sounds of what was asked for, or why there are none."""
        if batch.spoken is None:
            return ()
        try:
            return batch.spoken.result()
        except AudiobookError as error:
            return (error.message,) * len(batch.asked)
        except BrokenExecutor:
            self._leave({job.line.voice.engine for job in batch.asked})
            return (_CRASH,) * len(batch.asked)

    def _leave(self, engines: Collection[str]) -> None:
        """Speak no more with engines that ended their worker; others get other workers."""
        with self._lock:
            if any(not self._refusals[name] for name in engines):
                self._opened().stop()
            for name in engines:
                self._refusals[name] = _refused(name, _CRASH)

    def _submitted(
        self, jobs: tuple[Job, ...]
    ) -> Future[tuple[Sound | str, ...]] | None:
        if not jobs:
            return None
        return self._opened().submit(speak_aloud, jobs, self._timeout_s)

    def _speaks(self, job: Job) -> bool:
        """Whether a line may be spoken anew; asked with the lock held."""
        name = job.line.voice.engine
        if name not in self._refusals:
            self._refusals[name] = self._refusal(name)
        return not self._refusals[name]

    def _refusal(self, name: str) -> str:
        """Why an engine does not speak anew; empty where it does."""
        try:
            if worth_of(name) >= SLOW:
                return f'The engine "{name}" does not speak anew for a check.'
            asked = self._opened().submit(inspect_engine, name, (), self._timeout_s)
            today = asked.result().fingerprint
        except AudiobookError as error:
            return error.message
        except BrokenExecutor:
            return f'The engine "{name}" crashed when it was opened.'
        if today != self._prints[name]:
            return f'The engine "{name}" is another version than the one that made the book.'
        return ""

    def _opened(self) -> Pool:
        if self._pool is None:
            executor = EXECUTORS.load(self._executor or EXECUTORS.default())()
            self._pool = self._stack.enter_context(Pool(executor, self._workers))
        return self._pool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)


def _refused(engine: str, reason: str) -> str:
    return f'The engine "{engine}" did not speak anew: {reason}'


def _is_known(lines: Sequence[Line], prints: Fingerprints) -> bool:
    """Whether all engines of some lines were there when the book was made."""
    return all(line.voice.engine in prints for line in lines)
