"""An executor that is opened when it is first needed, and opened anew after it broke."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    wait,
)
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from audiobook.executors.base import ExecutorFactory
from audiobook.executors.processes import usable_cores

P = ParamSpec("P")
T = TypeVar("T")
Check = Callable[[], None]
_CHECKED_S = 0.2


class Pool:
    """Holds at most one open executor of a factory; a context manager.

    Leaving it because of an error (Ctrl-C is one) drops what waits and ends the workers at once.
    ``check`` is called a few times a second while tasks are waited for; it may raise.
    """

    def __init__(
        self, factory: ExecutorFactory, workers: int = 0, check: Check | None = None
    ) -> None:
        self._factory = factory
        self._workers = workers
        self._check = check
        self._executor: Executor | None = None
        self._warming: Future[object] | None = None

    @property
    def workers(self) -> int:
        """How many tasks may run at once."""
        return self._workers or usable_cores()

    def limit(self, workers: int) -> None:
        """Have no more workers than that from now on. Nothing may be under way."""
        self._warmed()
        if workers < self.workers:
            self.stop()
            self._workers = workers

    def submit(
        self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Hand a task to the executor.

        After a worker died the future has failed with ``BrokenExecutor`` already, until
        :meth:`stop` makes way for other workers.
        """
        self._warmed()
        if self._executor is None:
            self._executor = self._factory.open(self._workers)
        try:
            return self._executor.submit(task, *args, **kwargs)
        except BrokenExecutor as error:
            failed: Future[T] = Future()
            failed.set_exception(error)
            return failed

    def landed(self, futures: Collection[Future[object]]) -> set[Future[object]]:
        """Those that are done, after waiting for one of them. Raises what ``check`` raises."""
        patience_s = None if self._check is None else _CHECKED_S
        while True:
            ended = wait(futures, patience_s, return_when=FIRST_COMPLETED)
            if ended.done or self._check is None:
                return ended.done
            self._check()

    def each(
        self, task: Callable[..., T], asked: Sequence[tuple[object, ...]]
    ) -> Iterator[Future[T]]:
        """Do a task with each of some arguments: what became of it, in their order.

        Whatever lost its worker is done once more, alone; what loses it again has failed with
        ``BrokenExecutor``.
        """
        anew = False
        for arguments, future in zip(
            asked, [self.submit(task, *arguments) for arguments in asked], strict=True
        ):
            done = future
            if _lost(future):
                if not anew:
                    self.stop()
                    anew = True
                done = self.submit(task, *arguments)
                if _lost(done):
                    self.stop()
            yield done

    def warm(
        self, task: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Begin with something that will probably be of use. Its failure is not an error."""
        self._warming = self.submit(task, *args, **kwargs)

    def _warmed(self) -> None:
        """A worker that warming up ended is not to be felt by what comes next."""
        warming, self._warming = self._warming, None
        if warming is not None and _lost(warming):
            self.stop()

    def stop(self) -> None:
        """Drop what waits and end the workers at once; the next task opens a new executor."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        if hasattr(executor, "kill_workers"):
            executor.kill_workers()
        else:
            executor.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.stop()
        elif self._executor is not None:
            self._executor.shutdown()
            self._executor = None


def _lost(future: Future[T]) -> bool:
    """Whether a task was lost with its worker; waits for its end."""
    return isinstance(future.exception(), BrokenExecutor)
