"""SEAM Path -> Book.

A reader is one class with one required method. It never fetches anything, never writes, and
either returns the whole book or raises :class:`~audiobook.errors.InputError` with one sentence
and a remedy.
"""

import errno
import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from audiobook.errors import InputError
from audiobook.files.reading import contents
from audiobook.model import Book
from audiobook.readers.witness import Part

_LARGEST = 256 * 1024 * 1024  # bytes: War and Peace has 3 million characters


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


def name_of(path: Path, *, suffix: bool = False) -> str:
    """What a file calls itself by its name, for a book that has no title.

    The name of a file may be any bytes; a title is text.
    """
    name = path.stem
    if suffix:
        name = path.name
    text = os.fsencode(name).decode(errors="replace")
    return text.replace("_", " ").strip() or path.name


def contents_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises :class:`~audiobook.errors.InputError`, also for one larger than any book.
    """
    try:
        return contents(path, _LARGEST)
    except OSError as error:
        remedy = "Copy it and try again."
        if error.errno == errno.EFBIG:
            remedy = "Split it into several files."
        raise InputError(
            f'"{path}" cannot be read: {error.strerror}.', remedy=remedy
        ) from error
