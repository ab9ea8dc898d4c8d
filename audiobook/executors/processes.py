"""One worker process per core.

Workers start clean (``forkserver``, or ``spawn`` where there is none): an engine that is open in
one process is never forked into another. They ignore Ctrl-C, which is for the parent to act on,
and die with the parent, however it dies. What every worker needs is imported once, by the fork
server, while the parent still imports.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import ParamSpec, TypeVar

from audiobook.executors.base import ExecutorFactory
from audiobook.limits import require_files
from audiobook.subprocesses import kept_from_current_folder

if sys.platform == "linux":
    import fcntl

P = ParamSpec("P")
T = TypeVar("T")
_MOST_WINDOWS_ALLOWS = 61
_NICENESS = 10
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of Windows


def prepare(modules: Iterable[str]) -> None:
    """Start the fork server on Linux, which imports these modules meanwhile.

    Elsewhere there is none, or (on macOS) libraries of the system do not survive being forked.
    """
    if sys.platform != "linux":
        return
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415 - where there is one

    # Whose threads would be forked along with an engine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    forkserver.set_forkserver_preload(list(modules))
    resource_tracker.ensure_running()  # before: when it starts, it unblocks Ctrl-C
    # Inherited: Ctrl-C is for the parent.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with kept_from_current_folder():
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Processes(ExecutorFactory):
    """The default executor."""

    def open(self, workers: int) -> Executor:
        """A pool of worker processes; 0 means as many as there are cores to use.

        Raises :class:`~audiobook.errors.ResourceError` where too few files may be open for them.
        """
        wanted = workers or usable_cores()
        if sys.platform == "win32":
            wanted = min(wanted, _MOST_WINDOWS_ALLOWS)
        require_files(wanted)
        return WorkerPool(wanted, _context(), initializer=_prepare_worker)


class WorkerPool(ProcessPoolExecutor):
    """A process pool whose workers can be ended at once; Python 3.14 has this of its own."""

    def submit(
        self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Workers are started when there is something to do."""
        with kept_from_current_folder():
            return super().submit(task, *args, **kwargs)

    def kill_workers(self) -> None:
        """Drop what waits, end every worker, whatever it is doing, and wait until they are gone."""
        for worker in list((self._processes or {}).values()):
            with suppress(ValueError):  # it is gone and closed already
                worker.kill()
        manager: threading.Thread | None = getattr(
            self, "_executor_manager_thread", None
        )
        answers = self._result_queue
        self.shutdown(wait=False, cancel_futures=True)
        # A worker may have been ended in the middle of what it sent back. The rest is waited for as
        # long as somebody could still send it, and that is only this process by now: there is no
        # public way to its end of the queue. No worker is started with it after the shutdown.
        sender = getattr(answers, "_writer", None)
        if sender is not None:
            sender.close()
        if manager is not None:
            manager.join()


# What Python 3.13 and later heed by themselves.
CORES = "PYTHON_CPU_COUNT"


def usable_cores() -> int:
    """How many cores this process may use."""
    stated = os.environ.get(CORES, "")
    if stated.isascii() and stated.isdecimal() and int(stated):
        return int(stated)
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def step_back() -> None:
    """Let everything else on the machine go before this worker, from now on.

    Never done to the main process.
    """
    if multiprocessing.parent_process() is None:
        return
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - where it is needed

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICENESS)


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


def _prepare_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if sys.platform == "linux":
        _die_with_parent()
    else:
        threading.Thread(target=_watch_parent, daemon=True).start()


def _die_with_parent() -> None:
    """Have the kernel end this process when the pipe closes that the parent holds open as long as
    it lives.

    No thread is needed, which an engine could not fork beside; and unlike ``PR_SET_PDEATHSIG``
    this watches the main process and not the fork server, which lives as long as its workers do.
    """
    sentinel = _parent_sentinel()
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(
        sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC
    )
    if wait([sentinel], 0):  # it died before the kernel was asked
        os._exit(1)


def _watch_parent() -> None:
    wait([_parent_sentinel()])
    os._exit(1)


def _parent_sentinel() -> int:
    parent = multiprocessing.parent_process()
    assert parent is not None
    return parent.sentinel
