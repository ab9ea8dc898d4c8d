"""Which reader a file is for: what is in it counts for more than what it is called."""

from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.readers.table import READERS

HEAD_BYTES = 4096
_FORMATS = "Give a plain-text file or an EPUB."


def read_book(path: Path) -> Book:
    """The book in a file, by the first reader that recognises it.

    Raises :class:`~audiobook.errors.InputError` for a file that is missing, empty, a folder, not
    readable, damaged, or of no known format.
    """
    head = _head(path)
    for name in READERS.names():
        reader = READERS.load(name)()
        if reader.recognises(path, head):
            return reader.read(path)
    raise _unknown(path, head)


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f'"{path}" is a folder, not a book.', remedy="Name one file in it.")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise InputError(f'There is no file "{path}".', remedy="Check the name and the folder.") from error
    except PermissionError as error:
        raise InputError(
            f'"{path}" may not be read by you.', remedy="Change its permissions or copy it."
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError(f'"{path}" cannot be read: {error}.', remedy="Copy it to a local folder.") from error
    if not head:
        raise InputError(f'"{path}" is empty.', remedy="Give a file with text in it.")
    return head


def _unknown(path: Path, head: bytes) -> InputError:
    if head.startswith(b"PK"):
        return InputError(f'"{path}" is a zip archive, but no EPUB.', remedy=_FORMATS)
    return InputError(f'"{path}" holds binary data, not text.', remedy=_FORMATS)
