"""How much sound the clip store keeps, and what goes first: the clips that were spoken longest
ago. What took long to speak is never removed to make room.

A clip that is gone costs speaking it again, and finished chapters need none; yet a
run must not lose the clips that it counts on. Whoever works with a store therefore holds a lock
file of its own in it while it does (the system lets go of it when the process ends, however it
ends), and nobody else's clips are removed meanwhile.
"""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from audiobook.files import output_errors
from audiobook.files.users import is_used, using
from audiobook.render.cost import SLOW
from audiobook.render.store import ClipStore, cost_of_clip
from audiobook.sound import packed as flac

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
    for path in store.paths():
        try:
            status = path.stat()
            slow = path.suffix == flac.SUFFIX or cost_of_clip(path) >= SLOW
        except FileNotFoundError:  # somebody else's pruning
            continue
        found.append(Clip(path, status.st_size, status.st_mtime, slow))
    return tuple(sorted(found, key=lambda clip: (clip.spoken, clip.path)))


def in_use(store: ClipStore) -> AbstractContextManager[None]:
    """Keep others from removing clips. Raises :class:`~audiobook.errors.OutputError`."""
    return using(_users(store))


def prune(store: ClipStore, limit_bytes: int) -> int | None:
    """Remove clips until no more than that is left, but for those that took long to speak.

    How many bytes went; ``None`` where a run needs them.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    with output_errors(store.folder):
        if is_used(_users(store)):
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


def _sweep(store: ClipStore) -> None:
    """Half-written files of runs that were ended."""
    for path in store.folder.glob("*/.*.part"):
        if path.stat().st_mtime < time.time() - _ABANDONED_S:
            path.unlink(missing_ok=True)
