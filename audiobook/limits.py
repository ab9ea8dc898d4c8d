"""The limits that the system sets to this process: enough of everything is asked for before
anything is begun.

Libraries and child processes that run out of either end in ways of their own, which nobody can
catch.
"""

import math
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from audiobook.errors import ResourceError
from audiobook.shortage import message_and_remedy, shortage_of

# Bytes of addresses that the libraries and a small book take, measured: 400 to 470.
_ROOM = 450 * 2**20
_FILES = 16  # open at a time with no worker, measured: 13
_FILES_PER_WORKER = 3  # measured in the main process


def require_room() -> None:
    """Raise :class:`ResourceError` where there is too little for any book."""
    require_files(0)
    if not _is_bounded():
        return
    import mmap  # noqa: PLC0415 - where memory is limited

    # Each of its threads would take 40 MB.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with naming_shortages():
        mmap.mmap(-1, _ROOM).close()


def require_files(workers: int) -> None:
    """Raise :class:`ResourceError` where too few files may be open for that many workers."""
    with naming_shortages(), ExitStack() as opened:
        for _ in range(_FILES + _FILES_PER_WORKER * workers):
            handle = os.open(os.devnull, os.O_RDONLY)
            opened.callback(os.close, handle)


def _is_bounded() -> bool:
    """Whether the addresses of a process are limited.

    Elsewhere memory that is asked for may be taken.
    """
    try:
        import resource  # noqa: PLC0415 - POSIX
    except ImportError:
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def resource_error(error: BaseException | None) -> ResourceError | None:
    """What to say where too little memory, or too few open files, are behind an error."""
    kind = shortage_of(error)
    if not kind:
        return None
    message, remedy = message_and_remedy(kind)
    return ResourceError(message, remedy=remedy)


@contextmanager
def naming_shortages() -> Iterator[None]:
    """Raise :class:`ResourceError` in place of the errors that mean one."""
    try:
        yield
    except (MemoryError, OSError, ImportError, RuntimeError) as error:
        if found := resource_error(error):
            raise found from error
        raise


def free_memory_mb() -> float:
    """How much memory may still be taken, in MB; infinite where the system does not say."""
    free = [_free_here_mb(), _free_in_group_mb()]
    return min(free)


def _free_here_mb() -> float:
    """What the machine has left."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) / 1000
    except (OSError, ValueError):
        pass
    try:
        # As on macOS: how much there is, of which half is taken to be free.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2 / 1e6
    except (AttributeError, OSError, ValueError):
        return math.inf


def _free_in_group_mb() -> float:
    """What a container has left, where it has a limit."""
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        counts = (group / "memory.stat").read_text(encoding="ascii").split()
        taken = int(counts[counts.index("anon") + 1])
    except (OSError, ValueError):  # no limit is the word "max"
        return math.inf
    return max(0.0, (limit - taken) / 1e6)
