"""Who says what, found out again and again: a book is cut once, the scripts of late are kept.

A change of one line means deciding the whole book anew. So that this takes as little as it can, a
process of its own stays for it, which remembers how the book is cut; and whatever was found for
the same guidance before is found again: an undone change, or one that is kept after it was tried.
"""

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from functools import lru_cache

from audiobook.attribute import ATTRIBUTORS, Attributor
from audiobook.directing import ReadBook
from audiobook.executors import Pool
from audiobook.model import Book, Guidance, Script
from audiobook.project.run import BookRun
from audiobook.project.script_cache import CachedScript, guidance_key_of
from audiobook.project.titlepage import entitled
from audiobook.segment import segment

REMEMBERED = 12  # scripts; that of a novel takes some ten megabytes

Finder = Callable[[Book, Guidance, str], Script]


class Decider:
    """Decides books in a process that stays; several threads may ask, one after the other."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = threading.Lock()

    def __call__(self, book: Book, known: Guidance, attributor: str) -> Script:
        """Who says what. Raises :class:`~audiobook.errors.AudiobookError`."""
        with self._lock:
            future = self._pool.submit(decide, book, known, attributor)
            if not isinstance(future.exception(), BrokenExecutor):
                return future.result()
            self._pool.stop()
        # The process was ended from outside, or could not be started: then here.
        return decide(book, known, attributor)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._pool.stop()


class ScriptMemory:
    """The scripts of one book that were found last."""

    def __init__(self, find: Finder) -> None:
        self._find = find
        self._scripts: dict[tuple[str, str], CachedScript] = {}

    def script(self, reading: ReadBook, known: Guidance, run: BookRun) -> ReadBook:
        """The book with the script that belongs to some guidance.

        Raises :class:`~audiobook.errors.AudiobookError`.
        """
        key = (reading.source_key, guidance_key_of(known))
        cached = self._scripts.pop(key, None)
        if cached is None and reading.cached and reading.cached.guidance_key == key[1]:
            cached = reading.cached
        if cached is None:
            found = self._find(reading.book, known, run.attributor_name)
            cached = CachedScript(*key, replace(found, book=reading.original))
        self._scripts[key] = cached
        while len(self._scripts) > REMEMBERED:
            del self._scripts[next(iter(self._scripts))]
        return replace(reading, cached=cached)


def script_of(reading: ReadBook, run: BookRun) -> Script:
    """The script, with the titles that the user wants."""
    assert reading.cached is not None
    return entitled(reading.cached.script, run.settings)


def decide(book: Book, known: Guidance, attributor: str) -> Script:
    """Who says what in a book, in this process."""
    return _attributor(attributor).attribute(_cut(book), known)


@lru_cache(maxsize=1)
def _cut(book: Book) -> Script:
    return segment(book)


@lru_cache(maxsize=1)
def _attributor(name: str) -> Attributor:
    return ATTRIBUTORS.load(name)()
