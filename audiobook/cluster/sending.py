"""Many jobs -> their outcomes, by the workers of a cluster.

No more books are under way than the workers need to stay busy, however many there are: memory of
the scheduler and of this process does not grow with the list. A book is sent to another worker
where the first could not make it, a few times, and is then named.
"""

import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from pathlib import Path

from distributed import Future, KilledWorker

from audiobook.cluster.connect import ClusterError, DaskCluster, connected
from audiobook.cluster.effort import speaking_s
from audiobook.cluster.folders import SharedFolder
from audiobook.cluster.parcel import Parcel, pack
from audiobook.cluster.shipping import is_made
from audiobook.cluster.task import BookTask, TaskDone, own_version
from audiobook.errors import AudiobookError
from audiobook.events import Listener, ignore
from audiobook.library.chains import longest_first
from audiobook.library.formats import next_format
from audiobook.library.job import (
    BookJob,
    Outcome,
    Report,
    State,
    Task,
    failed,
    outcome_of,
    tell_nobody,
)
from audiobook.library.stamp import Watched, finished, stamp, watched
from audiobook.settings.selection import Share

_SHARE_S = 3600  # CPU seconds of speaking that are worth a task of their own
_MOST_SHARES = 32  # of one book: each reads it and finds its speakers anew
_TRIES = 3  # of one book, on several workers
_LOOK_S = 1.0  # between looks at which workers there are
_AHEAD = 2  # books for each thread of a worker: one is made, one is waiting
_SPARE = 2  # so that a scheduler without workers has something to start some for


@dataclass(frozen=True, slots=True)
class Sending:
    """Where books go, and what workers must have for them.

    ``place`` is the folder that finished books go to; empty: each has its own folder, which the
    workers share with this machine. ``root`` is the folder whose names are those in the place.
    ``needs`` are resources by the names that the workers were started with. ``unit`` is the task
    of a worker, "book" or "chapter"; empty: chapters where there are fewer books than workers,
    or where a book takes hours to speak.
    """

    place: str = ""
    root: Path = Path()
    needs: Mapping[str, float] = field(default_factory=dict)
    unit: str = ""

    def shares(self, books: int, threads: int, book_s: float = 0) -> int:
        """Into how many tasks the chapters of a book are dealt; 1: the book is the task.

        It is one of so many books, and takes ``book_s`` CPU seconds to speak.
        """
        if self.unit == "book" or not books:
            return 1
        count = max(threads // books, int(book_s / _SHARE_S))
        if self.unit == "chapter":
            # As many as one worker more than there are: a lost one costs less.
            count = max(count, min(threads, _MOST_SHARES)) + 1
        return min(count, _MOST_SHARES)

    def folder_of(self, job: BookJob) -> SharedFolder:
        """Where a finished book goes."""
        if not self.place:
            return SharedFolder(str(job.out.absolute()))
        inside = job.out.absolute().relative_to(self.root.absolute())
        return SharedFolder(self.place).under(inside.as_posix())


def make_on_cluster(
    jobs: Sequence[BookJob],
    address: str,
    report: Report = tell_nobody,
    sending: Sending | None = None,
    tell: Listener = ignore,
) -> tuple[Outcome, ...]:
    """Make every book that is not finished yet; what became of each, in the order of the list.

    Raises :class:`ClusterError` where nothing can be sent at all. What a book does wrong is in
    its outcome, and so is a scheduler that is gone before the book was made.
    """
    with connected(address, tell) as cluster:
        return make_with(cluster, jobs, report, sending)


def make_with(
    cluster: DaskCluster,
    jobs: Sequence[BookJob],
    report: Report = tell_nobody,
    sending: Sending | None = None,
) -> tuple[Outcome, ...]:
    """The same, by a cluster that is open already."""
    making = _Making(cluster, jobs, report, sending or Sending())
    making.run()
    return making.outcomes()


@dataclass(slots=True)
class _UnderWay:
    """A book that is being made, and the jobs of its chain that follow it.

    ``left`` are how many shares of its chapters are still to be spoken before it is joined.
    """

    index: int
    folder: SharedFolder
    task: BookTask
    rest: deque[int]
    before: Watched | None
    left: int = 0
    failed: TaskDone | None = None


@dataclass(slots=True)
class _Flight:
    """A task that was sent, how often, and to which workers; to any where none is named."""

    book: _UnderWay
    task: BookTask
    tries: int = 1
    only: frozenset[str] = frozenset()


class _Making:
    """Some jobs on their way: what waits, what is under way, what is done."""

    def __init__(
        self,
        cluster: DaskCluster,
        jobs: Sequence[BookJob],
        report: Report,
        sending: Sending,
    ) -> None:
        self._cluster = cluster
        self._jobs = list(jobs)
        self._report = report
        self._sending = sending
        chains = longest_first(dict(enumerate(self._jobs)))
        self._waiting = deque(deque(chain) for chain in chains)
        self._flying: dict[Future, _Flight] = {}
        self._done: dict[int, Outcome] = {}
        self._bad: set[str] = set()  # workers that lack disk or memory

    def run(self) -> None:
        """Make them all."""
        try:
            while (self._waiting or self._flying) and self._cluster.is_there:
                self._launch()
                self._land()
        except BaseException:
            self._cluster.cancel(self._flying)
            raise
        if not self._cluster.is_there:
            self._give_up()

    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each, in the order of the list."""
        return tuple(self._done[index] for index in range(len(self._jobs)))

    def _launch(self) -> None:
        """Send as many as the workers need to stay busy."""
        workers = self._cluster.threads
        self._send_anew(workers)
        threads = sum(workers.values())
        most = _AHEAD * threads + _SPARE
        while self._waiting and len(self._flying) < most and self._cluster.is_there:
            self._begin(self._waiting.popleft(), threads)

    def _send_anew(self, workers: Mapping[str, int]) -> None:
        """Send again what only workers could do that are gone."""
        for future, flight in list(self._flying.items()):
            is_stuck = flight.only and flight.only.isdisjoint(workers)
            if is_stuck and self._cluster.is_there:
                del self._flying[future]
                self._cluster.cancel([future])
                flight.tries += 1
                self._send(flight)

    def _begin(self, chain: deque[int], threads: int) -> None:
        """Send the first of a chain that is not finished yet."""
        while chain:
            index = chain.popleft()
            try:
                book = self._packed(index, chain)
            except AudiobookError as error:
                if self._end(index, failed(self._jobs[index], error)):
                    chain.appendleft(index)
                continue
            if book is not None:
                self._send_all(book, threads)
                return

    def _packed(self, index: int, rest: deque[int]) -> _UnderWay | None:
        """A book with its parcel at its place; ``None`` where it is finished already.

        Raises :class:`AudiobookError`.
        """
        job = self._jobs[index]
        folder = self._sending.folder_of(job)
        known = finished(job) if folder.is_local else None
        if known is not None:
            self._end(index, known)
            return None
        parcel = pack(job, folder)
        made, record = is_made(folder, parcel.made_of, parcel.digests)
        if made:
            outcome = _found(job, folder, record)
            unchanged = replace(outcome, state=State.UNCHANGED, spoken=0, elapsed_s=0)
            self._end(index, unchanged)
            return None
        task = self._task(parcel, folder)
        with tempfile.TemporaryDirectory() as scratch:
            packed = Path(scratch, "parcel.zip")
            parcel.write(packed)
            folder.put(packed, task.parcel)
        return _UnderWay(index, folder, task, rest, watched(job))

    def _task(self, parcel: Parcel, folder: SharedFolder) -> BookTask:
        return BookTask(
            key=parcel.key,
            folder=folder,
            parcel=f".work/parcel-{parcel.key[:16]}.zip",
            source=parcel.source,
            flags=parcel.flags,
            made_of=parcel.made_of,
            yours=parcel.digests,
            cores=self._cluster.cores,
            version=own_version(),
        )

    def _send_all(self, book: _UnderWay, threads: int) -> None:
        """Send a book: as one task, or shares of its chapters where workers would idle."""
        seconds = speaking_s(self._jobs[book.index])
        count = self._sending.shares(len(self._jobs), threads, seconds)
        if count < 2:
            self._send(_Flight(book, book.task))
            return
        book.left = count
        for number in range(1, count + 1):
            share = Share(number, count)
            self._send(_Flight(book, replace(book.task, task=Task.SPEAK, share=share)))

    def _send(self, flight: _Flight) -> None:
        task = flight.task
        name = f"{self._jobs[flight.book.index].out.stem}-{task.key[:12]}"
        if task.task is Task.SPEAK:
            name += f"-{task.share.number}of{task.share.count}"
        name += f"-{flight.tries}"
        flight.only = frozenset()
        if self._bad:
            flight.only = frozenset(self._cluster.threads) - self._bad
        needs = self._sending.needs
        self._flying[self._cluster.send(task, name, needs, flight.only)] = flight

    def _land(self) -> None:
        """Take back what is done."""
        if not self._flying:
            return
        for future in self._cluster.landed(self._flying, _LOOK_S):
            if self._cluster.is_there:
                self._take(future, self._flying.pop(future))

    def _take(self, future: Future, flight: _Flight) -> None:
        """What became of a task; it is sent again where another worker may do it."""
        done = self._result(future, self._jobs[flight.book.index])
        future.release()
        is_bad = done.outcome["state"] == State.FAILED
        if is_bad and done.elsewhere and flight.tries < _TRIES:
            self._bad.add(done.worker)
            flight.tries += 1
            self._send(flight)
        elif flight.task.task is Task.SPEAK:
            self._spoken(flight.book, done, is_bad=is_bad)
        else:
            self._finish(flight.book, done)

    def _spoken(self, book: _UnderWay, done: TaskDone, *, is_bad: bool) -> None:
        """A share of a book's chapters is there; after the last of them, join them."""
        book.left -= 1
        if is_bad:
            book.failed = done
        if book.left:
            return
        if book.failed is not None:
            self._finish(book, book.failed)
        else:
            self._send(_Flight(book, book.task))

    def _result(self, future: Future, job: BookJob) -> TaskDone:
        try:
            result = future.result()
            assert isinstance(result, TaskDone)
        except KilledWorker as error:
            told = ClusterError(
                f"{error.allowed_failures + 1} workers ended while they made it.",
                remedy="Give the workers more memory, or make this book on one machine.",
            )
            return TaskDone(failed(job, told).record(), "")
        except CancelledError:
            told = ClusterError("The scheduler dropped it.")
            return TaskDone(failed(job, told).record(), "", elsewhere=True)
        return result

    def _finish(self, book: _UnderWay, done: TaskDone) -> None:
        """Note what became of a book, and go on with its chain."""
        job = self._jobs[book.index]
        outcome = _found(job, book.folder, done.outcome)
        try:
            book.folder.remove(book.task.parcel)
            is_whole = outcome.state is State.MADE and not _is_lacking(outcome)
            if book.folder.is_local and is_whole and outcome.note == job.note:
                _stamp(job, book.before, outcome)
        except AudiobookError as error:
            outcome = failed(job, error)
        if self._end(book.index, outcome):
            book.rest.appendleft(book.index)
        if book.rest and self._cluster.is_there:
            # It was begun before those that wait, and is not to be the last.
            self._begin(book.rest, sum(self._cluster.threads.values()))

    def _end(self, index: int, outcome: Outcome) -> bool:
        """Note what became of a book; whether it is to be made from another file instead."""
        job = self._jobs[index]
        following = next_format(job, outcome)
        if following is not None:
            self._jobs[index] = following
            return True
        self._done[index] = outcome
        self._report(job, outcome)
        return False

    def _give_up(self) -> None:
        """The scheduler is gone: what is not made yet is not made."""
        gone = ClusterError(
            f"The scheduler at {self._cluster.address} is gone.",
            remedy="Start it again, and run the same command: finished books are kept.",
        )
        for index, job in enumerate(self._jobs):
            if index not in self._done:
                self._end(index, failed(job, gone))


def _found(job: BookJob, folder: SharedFolder, record: Mapping[str, object]) -> Outcome:
    """The outcome of a book as the sender knows it."""
    outcome = outcome_of(dict(record))
    files = outcome.files
    note = outcome.note or job.note
    if folder.is_local:
        files = tuple(job.out / name for name in files)
    elif outcome.there:
        note = f"{note} It is in {folder.url}.".strip()
    return replace(outcome, source=job.source, folder=job.out, files=files, note=note)


def _is_lacking(outcome: Outcome) -> bool:
    """Whether the next run has something to try again: a line, or a server."""
    return bool(outcome.lines or outcome.undelivered)


def _stamp(job: BookJob, before: Watched | None, outcome: Outcome) -> None:
    """Note that a book in its own folder is finished, as a run on this machine does."""
    now = watched(job)
    if before is not None and now is not None and before.still == now.still:
        stamp(job, now, outcome)
