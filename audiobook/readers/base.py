"""SEAM Path -> Book.

A reader is one class with one required method. It never fetches anything, never writes, and either
returns the whole book or raises :class:`~audiobook.errors.InputError` with one sentence and a remedy.
"""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from audiobook.model import Book


class Reader(ABC):
    """Reads one input format."""

    suffixes: ClassVar[tuple[str, ...]] = ()  # lower case, with the dot

    @abstractmethod
    def read(self, path: Path) -> Book:
        """The book in a file. Raises :class:`~audiobook.errors.InputError`."""

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - for readers that look inside
        """Whether a file is this reader's, by its suffix and its first 4 KiB."""
        return path.suffix.lower() in self.suffixes
