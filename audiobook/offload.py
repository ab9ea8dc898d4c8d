"""Book -> script with its speakers: a long book in a process of its own.

Weighing the evidence of a novel takes far more memory than the script that comes out of it, and Python gives
little of it back. A process that ends gives back everything; a short book is not worth starting one.
"""

from concurrent.futures import BrokenExecutor

from audiobook.attribute import ATTRIBUTORS
from audiobook.executors import ExecutorFactory, Pool
from audiobook.model import Book, Guidance, Script
from audiobook.segment import segment

LONG = 300_000  # characters: about five hours of sound


def found_script(book: Book, known: Guidance, attributor: str, factory: ExecutorFactory) -> Script:
    """Who says what, by the attributor of that name. Raises :class:`~audiobook.errors.AudiobookError`."""
    if sum(len(chapter.text) for chapter in book.chapters) < LONG:
        return find(book, known, attributor)
    with Pool(factory, 1) as apart:
        found = apart.submit(find, book, known, attributor)
        if not isinstance(found.exception(), BrokenExecutor):
            return found.result()
        apart.stop()
    return find(book, known, attributor)  # it was ended, or could not be started: then here


def find(book: Book, known: Guidance, attributor: str) -> Script:
    """The same, in this process."""
    return ATTRIBUTORS.load(attributor)().attribute(segment(book), known)
