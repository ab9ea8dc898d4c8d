"""At most so many requests at a time to one server, from all processes of this user."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_dir

from audiobook.servers import RequestFailure

_TICK_S = 0.05


@contextmanager
def slot(place: str, parallel: int, deadline: float) -> Iterator[None]:
    """Hold one of ``parallel`` slots of a server; wait for one until ``deadline``.

    Raises :class:`RequestFailure`.
    """
    folder = Path(user_cache_dir("audiobook-producer")) / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    locks = [FileLock(folder / f"{name}-{number}.lock") for number in range(parallel)]
    lock = _free(locks, deadline)
    try:
        yield
    finally:
        lock.release()


def _free(locks: list[FileLock], deadline: float) -> FileLock:
    while True:
        for lock in locks:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            return lock
        if time.monotonic() > deadline:
            raise RequestFailure("other requests to it took all the time")
        time.sleep(_TICK_S)
