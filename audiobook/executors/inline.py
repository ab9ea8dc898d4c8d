"""No worker at all: everything happens in this process, at once. For debugging and for tests."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import Generic, ParamSpec, Self, TypeVar

from audiobook.executors.base import ExecutorFactory

P = ParamSpec("P")
T = TypeVar("T")


class Inline(ExecutorFactory):
    """Runs what is submitted before ``submit`` returns."""

    def open(self, workers: int) -> Executor:  # noqa: ARG002 - there are none
        """An executor without workers."""
        return _InlineExecutor()


class _InlineExecutor(Executor):
    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        with _Outcome[T]() as outcome:
            outcome.future.set_result(fn(*args, **kwargs))
        return outcome.future


class _Outcome(Generic[T]):
    """A future that keeps the error of its block; Ctrl-C and exits pass through."""

    def __init__(self) -> None:
        self.future: Future[T] = Future()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self.future.set_exception(error)
        return True
