"""Who is using a folder: each user holds a lock file of its own in it; or one at a time.

The system lets go of a lock when its process ends, however it ends.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_dir

from audiobook.files.writing import output_errors


@contextmanager
def using(users: Path) -> Iterator[None]:
    """Be one of the users whose locks are in that folder.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    path = users / f"{uuid.uuid4().hex}.lock"
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
        path.unlink(missing_ok=True)


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Wait until nobody else on this machine is at work on something, and keep others waiting.

    The lock lies apart: whoever looks at the books finds nothing beside them. Raises
    :class:`~audiobook.errors.OutputError`.
    """
    key = hashlib.sha256(what.encode(errors="surrogatepass")).hexdigest()[:16]
    locks = Path(user_cache_dir("audiobook-producer")) / "locks"
    with output_errors(locks):
        locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(locks / f"{key}.lock")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def is_used(users: Path) -> bool:
    """Whether there is any user. What users left behind whose processes were ended goes."""
    for path in users.glob("*.lock"):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        path.unlink(missing_ok=True)
    return False
