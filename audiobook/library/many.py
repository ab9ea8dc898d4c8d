"""Many jobs -> their outcomes: as many at a time as the machine carries, each apart from others.

The books that are probably longest begin first, so that no core waits for the last one; jobs of
one chain follow one another in the order of the list.
"""

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from audiobook.events import Event
from audiobook.executors.processes import usable_cores
from audiobook.library.apart import Apart
from audiobook.library.chains import longest_first
from audiobook.library.formats import next_format
from audiobook.library.job import BookJob, Outcome, Report, tell_nobody
from audiobook.library.stamp import finished
from audiobook.limits import free_memory_mb

# Of a book that is being made, with one worker: measured 200 to 250.
_BOOK_MB = 300


def books_at_once(asked: int = 0) -> int:
    """How many books to make at a time: as is asked for, else as cores and memory carry."""
    if asked:
        return asked
    carried = int(min(free_memory_mb() / _BOOK_MB, 1_000_000))
    return max(1, min(usable_cores(), carried))


def make_all(
    jobs: Sequence[BookJob], at_once: int = 0, report: Report = tell_nobody
) -> tuple[Outcome, ...]:
    """Make every book that is not finished yet; what became of each, in the order of the list.

    Nothing that a book does wrong is raised; Ctrl-C ends the books under way and is raised.
    """
    making = _Making(jobs, books_at_once(at_once), report)
    making.leave_finished()
    with ThreadPoolExecutor(making.at_once) as threads:
        try:
            making.run(threads)
        except BaseException:
            making.stop()
            raise
    return making.outcomes()


class _Making:
    """Some jobs on their way: what waits, what is under way, what is done."""

    def __init__(self, jobs: Sequence[BookJob], at_once: int, report: Report) -> None:
        self.at_once = max(1, min(at_once, len(jobs)))
        self._jobs = list(jobs)
        self._report = report
        self._lock = threading.Lock()
        self._chains: list[deque[int]] = []
        self._flying: dict[Future[Outcome], tuple[int, deque[int]]] = {}
        self._apart: dict[int, Apart] = {}
        self._done: dict[int, Outcome] = {}

    def leave_finished(self) -> None:
        """Take note of what an earlier run finished; the others are to be made."""
        for index, job in enumerate(self._jobs):
            outcome = finished(job)
            if outcome is not None:
                self._done[index] = outcome
                self._told(job, outcome)
        left = {i: job for i, job in enumerate(self._jobs) if i not in self._done}
        self._chains = [deque(chain) for chain in longest_first(left)]

    def run(self, threads: ThreadPoolExecutor) -> None:
        """Make them all."""
        while self._chains or self._flying:
            while self._chains and len(self._flying) < self.at_once:
                self._launch(threads)
            landed, _ = wait(self._flying, return_when=FIRST_COMPLETED)
            for future in landed:
                self._land(future)

    def stop(self) -> None:
        """Interrupt what is under way."""
        for making in list(self._apart.values()):
            making.stop()

    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each, in the order of the list."""
        return tuple(self._done[index] for index in range(len(self._jobs)))

    def _launch(self, threads: ThreadPoolExecutor) -> None:
        chain = self._chains.pop(0)
        index = chain.popleft()
        waiting = len(self._chains) + len(self._flying) + 1
        beside = min(self.at_once, waiting)
        cores = max(1, usable_cores() // beside)
        making = Apart(self._jobs[index], cores)
        self._apart[index] = making
        self._flying[threads.submit(self._made, making)] = (index, chain)

    def _made(self, making: Apart) -> Outcome:
        def tell(event: Event) -> None:
            self._told(making.job, event)

        return making.run(tell)

    def _told(self, job: BookJob, news: Event | Outcome) -> None:
        with self._lock:
            self._report(job, news)

    def _land(self, future: Future[Outcome]) -> None:
        index, chain = self._flying.pop(future)
        del self._apart[index]
        job = self._jobs[index]
        outcome = future.result()
        following = next_format(job, outcome)
        if following is None:
            self._done[index] = outcome
            self._told(job, outcome)
        else:
            self._jobs[index] = following
            chain.appendleft(index)
        if chain:
            # It was begun before those that wait, and is not to be the last.
            self._chains.insert(0, chain)
