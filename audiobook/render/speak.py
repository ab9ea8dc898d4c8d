"""Speaks lines into the store, on every core.

Every failure is collected and every clip that succeeded is kept. A worker that dies takes its batch with it,
but each line is stored as soon as it is spoken: the first line of the batch without a clip is the suspect.
Suspects are tried again one at a time, with nothing beside them: one that kills its worker again is guilty and
named, the others were bystanders.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from audiobook.errors import AudiobookError
from audiobook.events import Listener, StageAdvanced, StageFinished, StageStarted, ignore
from audiobook.executors import Pool
from audiobook.render.store import ClipStore
from audiobook.render.tasks import Job, Spoken, speak_jobs

STAGE = "speak"
MAX_GUILTY = 20  # lines that end their worker; after so many it is the engine, not the lines
_UNTRIED = f"Not tried, because the engine crashed or hung on {MAX_GUILTY} lines before."

# Characters in a batch: enough to make handing over cheap, few enough that a crash or Ctrl-C loses little,
# and ever fewer towards the end, so that no core waits for another.
_SMALLEST_BATCH, _LARGEST_BATCH = 300, 6000
_BATCHES_LEFT_PER_WORKER = 6
_IN_FLIGHT_PER_WORKER = 2


def missing(jobs: Iterable[Job], store: ClipStore) -> tuple[Job, ...]:
    """The lines without an intact clip."""
    return tuple(job for job in jobs if store.frames(job.key) is None)


def speak(
    jobs: Sequence[Job], store: ClipStore, pool: Pool, line_timeout_s: float, listener: Listener = ignore
) -> Mapping[str, str]:
    """Speak lines into the store. Returns why some were not (key -> reason): empty when all were.

    Raises :class:`~audiobook.errors.OutputError` where the store cannot be written, and
    :class:`~audiobook.errors.UsageError` where an engine does not exist.
    """
    if not jobs:
        return {}
    listener(StageStarted(STAGE, len(jobs), "lines"))
    run = _Run(jobs, store, pool, line_timeout_s, listener)
    run.go()
    listener(StageFinished(STAGE))
    return run.failures


class _Run:
    """One pass over some jobs: what waits, what is under way, and who is suspected."""

    def __init__(
        self, jobs: Sequence[Job], store: ClipStore, pool: Pool, line_timeout_s: float, listener: Listener
    ) -> None:
        self.failures: dict[str, str] = {}
        self._store, self._pool, self._timeout_s, self._listener = store, pool, line_timeout_s, listener
        self._waiting = deque(jobs)
        self._characters = sum(len(job.line.words) for job in jobs)
        self._flying: dict[Future[tuple[Spoken, ...]], tuple[Job, ...]] = {}
        self._suspects: deque[Job] = deque()
        self._guilty = 0
        self._broken = False

    def go(self) -> None:
        while self._waiting or self._flying or self._suspects:
            while self._suspects and not self._flying:
                self._isolate(self._suspects.popleft())
            self._launch()
            for future in wait(self._flying, return_when=FIRST_COMPLETED).done:
                self._land(future)

    def _launch(self) -> None:
        """Keep every worker busy with a batch and another to follow, unless suspects wait for quiet."""
        while self._waiting and not self._suspects:
            if len(self._flying) >= self._pool.workers * _IN_FLIGHT_PER_WORKER:
                return
            batch = self._batch()
            try:
                self._flying[self._submit(batch)] = batch
            except BrokenExecutor as error:
                self._lose(batch, error)

    def _submit(self, batch: tuple[Job, ...]) -> "Future[tuple[Spoken, ...]]":
        return self._pool.submit(speak_jobs, batch, self._store, self._timeout_s)

    def _batch(self) -> tuple[Job, ...]:
        share = self._characters // (self._pool.workers * _BATCHES_LEFT_PER_WORKER)
        room = min(max(share, _SMALLEST_BATCH), _LARGEST_BATCH)
        batch: list[Job] = []
        while self._waiting and room > 0:
            batch.append(self._waiting.popleft())
            room -= len(batch[-1].line.words)
        self._characters -= sum(len(job.line.words) for job in batch)
        return tuple(batch)

    def _land(self, future: "Future[tuple[Spoken, ...]]") -> None:
        batch = self._flying.pop(future)
        error = future.exception()
        if error is not None:
            self._lose(batch, error)
        else:
            self._record(future.result())

    def _record(self, results: tuple[Spoken, ...]) -> None:
        self.failures.update({result.key: result.failure for result in results if result.failure})
        self._listener(StageAdvanced(STAGE, len(results), sum(result.sound_ms for result in results)))

    def _lose(self, batch: tuple[Job, ...], error: BaseException) -> None:
        """A batch ended badly: what it stored is kept, its first line without a clip is suspected."""
        if isinstance(error, AudiobookError):
            raise error
        self._broken |= isinstance(error, BrokenExecutor)
        left = missing(batch, self._store)
        spoken = {job.key for job in batch} - {job.key for job in left}
        self._record(tuple(Spoken(key, self._sound_ms(key)) for key in sorted(spoken)))
        self._suspects.extend(left[:1])
        self._waiting.extendleft(reversed(left[1:]))
        self._characters += sum(len(job.line.words) for job in left[1:])

    def _sound_ms(self, key: str) -> float:
        sound = self._store.get(key)
        return sound.duration_ms if sound else 0.0

    def _isolate(self, suspect: Job) -> None:
        """Try one line with nothing beside it."""
        if self._broken:
            self._pool.stop()
            self._broken = False
        future = self._submit((suspect,))
        error = future.exception()
        if error is None:
            self._record(future.result())
            return
        if isinstance(error, AudiobookError):
            raise error
        self._broken = isinstance(error, BrokenExecutor)
        self._record((Spoken(suspect.key, failure=_reason(error)),))
        self._guilty += 1
        if self._guilty == MAX_GUILTY:
            self._give_up()

    def _give_up(self) -> None:
        untried = (*self._suspects, *self._waiting)
        self._suspects.clear()
        self._waiting.clear()
        self._record(tuple(Spoken(job.key, failure=_UNTRIED) for job in untried))


def _reason(error: BaseException) -> str:
    if isinstance(error, BrokenExecutor):
        return "The engine crashed or hung on it."
    return f"The engine failed unexpectedly ({type(error).__name__}: {error})."
