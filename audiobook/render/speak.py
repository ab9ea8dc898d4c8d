"""Speaks lines into the store, on every core.

Every failure is collected and every clip that succeeded is kept. A worker that dies takes its
batch with it, but each line is stored as soon as it is spoken: the first line of the batch
without a clip is the suspect. Suspects are tried again one at a time, with nothing beside them:
one that kills its worker again is guilty and named, the others were bystanders.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Future

from audiobook.errors import AudiobookError
from audiobook.events import (
    Listener,
    StageAdvanced,
    StageFinished,
    StageStarted,
    ignore,
)
from audiobook.executors import Pool
from audiobook.render.cost import load_of
from audiobook.render.store import ClipStore
from audiobook.render.tasks import Job, Spoken, speak_jobs
from audiobook.render.work import Crew

STAGE = "speak"
# Lines that end their worker; after so many it is the engine, not the lines.
MAX_GUILTY = 20
_UNTRIED = (
    f"Not tried, because the engine crashed or hung on {MAX_GUILTY} lines before."
)

# Characters in a batch, of an engine that costs next to nothing: enough to make handing over
# cheap, few enough that a crash or Ctrl-C loses little, and ever fewer towards the end, so that no
# core waits for another.
_SMALLEST_BATCH = 300
_LARGEST_BATCH = 6000
_BATCHES_LEFT_PER_WORKER = 6
_IN_FLIGHT_PER_WORKER = 2


def missing(jobs: Iterable[Job], store: ClipStore) -> tuple[Job, ...]:
    """The lines without an intact clip."""
    return tuple(job for job in jobs if store.frames(job.key) is None)


class Speaking(Crew):
    """One pass over some jobs: what waits, what is under way, and who is suspected.

    ``settled`` is told the keys of lines that are in the store now; ``failures`` says why others
    are not. Raises :class:`~audiobook.errors.OutputError` where the store cannot be written, and
    :class:`~audiobook.errors.UsageError` where an engine does not exist.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        store: ClipStore,
        pool: Pool,
        line_timeout_s: float,
        listener: Listener = ignore,
        settled: Callable[[Iterable[str]], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self.failures: dict[str, str] = {}
        self._store = store
        self._pool = pool
        self._timeout_s = line_timeout_s
        self._listener = listener
        self._settled = settled
        self._waiting = deque(jobs)
        self._loads = {job.key: load_of(job.line) for job in jobs}
        self._load = sum(self._loads.values())  # of what waits
        self._batches: dict[Future[tuple[Spoken, ...]], tuple[Job, ...]] = {}
        self._suspects: deque[Job] = deque()
        self._isolated = False
        self._guilty = 0
        if jobs:
            listener(StageStarted(STAGE, len(jobs), "lines", self._load))

    @property
    def waits(self) -> bool:
        """Whether there is anything to hand out."""
        return bool(self._waiting or self._suspects)

    @property
    def wants_quiet(self) -> bool:
        """Whether a suspect is to be tried, or is being tried, with nothing beside it."""
        return bool(self._suspects) or self._isolated

    def launch(self, *, quiet: bool) -> None:
        """Keep every worker busy with a batch and another to follow; a suspect waits for quiet."""
        if self.wants_quiet:
            if quiet and self._suspects:
                self._submit((self._suspects.popleft(),))
                self._isolated = True
            return
        most = self._pool.workers * _IN_FLIGHT_PER_WORKER
        while self._waiting and len(self._batches) < most:
            self._submit(self._batch())

    def land(self, future: Future[object]) -> None:
        """Take note of what became of a batch."""
        batch = self._batches.pop(future)  # type: ignore[arg-type]
        error = future.exception()
        self.flying.discard(future)
        alone = self._isolated
        self._isolated = False
        if isinstance(error, AudiobookError):
            raise error
        if error is None:
            self._record(future.result())  # type: ignore[arg-type]
        elif alone:
            self._condemn(batch[0], error)
        else:
            self._lose(batch)
        if not (self.waits or self.flying):
            self._listener(StageFinished(STAGE))

    def _submit(self, batch: tuple[Job, ...]) -> None:
        future = self._pool.submit(speak_jobs, batch, self._store, self._timeout_s)
        self._batches[future] = batch
        self.flying.add(future)  # type: ignore[arg-type]

    def _batch(self) -> tuple[Job, ...]:
        share = self._load // (self._pool.workers * _BATCHES_LEFT_PER_WORKER)
        room = min(max(share, _SMALLEST_BATCH), _LARGEST_BATCH)
        batch: list[Job] = []
        while self._waiting and room > 0:
            batch.append(self._waiting.popleft())
            room -= self._loads[batch[-1].key]
        self._load -= self._load_of(batch)
        return tuple(batch)

    def _record(self, results: tuple[Spoken, ...]) -> None:
        settled = []
        for result in results:
            if result.failure:
                self.failures[result.key] = result.failure
            else:
                settled.append(result.key)
        sound_ms = sum(result.sound_ms for result in results)
        work = self._load_of(results)
        self._listener(StageAdvanced(STAGE, len(results), sound_ms, work))
        self._settled(settled)

    def _lose(self, batch: tuple[Job, ...]) -> None:
        """A batch ended badly: what it stored is kept, its first line without a clip is
        suspected.
        """
        left = missing(batch, self._store)
        spoken = {job.key for job in batch}
        spoken.difference_update(job.key for job in left)
        self._record(tuple(Spoken(key, self._sound_ms(key)) for key in sorted(spoken)))
        suspects = left[:1]
        bystanders = left[1:]
        self._suspects.extend(suspects)
        self._waiting.extendleft(reversed(bystanders))
        self._load += self._load_of(bystanders)

    def _load_of(self, jobs: Iterable[Job | Spoken]) -> float:
        return sum(self._loads[job.key] for job in jobs)

    def _sound_ms(self, key: str) -> float:
        sound = self._store.get(key)
        return sound.duration_ms if sound else 0.0

    def _condemn(self, guilty: Job, error: BaseException) -> None:
        """It failed with nothing beside it."""
        self._record((Spoken(guilty.key, failure=_reason(error)),))
        self._guilty += 1
        if self._guilty == MAX_GUILTY:
            untried = (*self._suspects, *self._waiting)
            self._suspects.clear()
            self._waiting.clear()
            self._record(tuple(Spoken(job.key, failure=_UNTRIED) for job in untried))


def _reason(error: BaseException) -> str:
    if isinstance(error, BrokenExecutor):
        return "The engine crashed or hung on it."
    return f"The engine failed unexpectedly ({type(error).__name__}: {error})."
