"""SEAM Path -> Book.

A reader is one class with one required method. It never fetches anything, never writes, and
either returns the whole book or raises :class:`~audiobook.errors.InputError` with one sentence
and a remedy.
"""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from audiobook.model import Book
from audiobook.readers.witness import Part


class Reader(ABC):
    """Reads one input format."""

    suffixes: ClassVar[tuple[str, ...]] = ()  # lower case, with the dot

    @abstractmethod
    def read(self, path: Path) -> Book:
        """The book in a file. Raises :class:`~audiobook.errors.InputError`."""

    def parts(self, path: Path) -> tuple[Part, ...]:  # noqa: ARG002 - for formats with markup
        """The parts of a file that hold text, to be counted a second time by other code.

        There are none in a format without markup.
        """
        return ()

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - for others
        """Whether a file is this reader's, by its suffix and its first 4 KiB."""
        return path.suffix.lower() in self.suffixes
