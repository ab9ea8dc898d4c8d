"""A file -> its bytes, and what it calls itself."""

import errno
import os
import re
from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.reading import contents

_LARGEST = 256 * 1024 * 1024  # bytes: War and Peace has 3 million characters
_MADE_BY_PROGRAM = re.compile(
    r"(?:Microsoft Word - )|\.(?:docx?|indd|pdf|rtf|odt|qxd)$|^untitled", re.IGNORECASE
)


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


def names_a_file(title: str) -> bool:
    """Whether a title is none: word processors put the name of their own file there."""
    return _MADE_BY_PROGRAM.search(title) is not None
