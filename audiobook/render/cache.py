"""How much sound the clip store keeps, and what goes first: the clips that were spoken longest
ago. What took long to speak is never removed to make room.

A clip that is gone costs speaking it again, and finished chapters need none; yet a
run must not lose the clips that it counts on. Whoever works with a store therefore holds a lock
file of its own in it while it does (the system lets go of it when the process ends, however it
ends), and nobody else's clips are removed meanwhile.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from audiobook.files import output_errors
from audiobook.render.cost import SLOW
from audiobook.render.store import ClipStore, cost_of_clip

_ABANDONED_S = 24 * 3600  # a half-written file that old belongs to no run


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip in the store: size in bytes, and when it was spoken in seconds since 1970.

    ``slow``: it took long to speak.
    """

    path: Path
    size: int
    spoken: float
    slow: bool = False


def clips(store: ClipStore) -> tuple[Clip, ...]:
    """What is in the store, the longest ago first."""
    found = []
    for path in store.folder.glob("*/*.wav"):
        try:
            status = path.stat()
            slow = cost_of_clip(path) >= SLOW
        except FileNotFoundError:  # somebody else's pruning
            continue
        found.append(Clip(path, status.st_size, status.st_mtime, slow))
    return tuple(sorted(found, key=lambda clip: (clip.spoken, clip.path)))


@contextmanager
def in_use(store: ClipStore) -> Iterator[None]:
    """Keep others from removing clips. Raises :class:`~audiobook.errors.OutputError`."""
    path = _users(store) / f"{uuid.uuid4().hex}.lock"
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
        path.unlink(missing_ok=True)


def prune(store: ClipStore, limit_bytes: int) -> int | None:
    """Remove clips until no more than that is left, but for those that took long to speak.

    How many bytes went; ``None`` where a run needs them.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    with output_errors(store.folder):
        if _is_used(store):
            return None
        found = clips(store)
        over = sum(clip.size for clip in found) - limit_bytes
        gone = 0
        for clip in found:
            if gone >= over:
                break
            if clip.slow:
                continue
            clip.path.unlink(missing_ok=True)
            gone += clip.size
        _sweep(store)
    return gone


def _users(store: ClipStore) -> Path:
    return store.folder / "in use"


def _is_used(store: ClipStore) -> bool:
    for path in _users(store).glob("*.lock"):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()  # left behind by a run that was ended
        path.unlink(missing_ok=True)
    return False


def _sweep(store: ClipStore) -> None:
    """Half-written files of runs that were ended."""
    for path in store.folder.glob("*/.*.part"):
        if path.stat().st_mtime < time.time() - _ABANDONED_S:
            path.unlink(missing_ok=True)
