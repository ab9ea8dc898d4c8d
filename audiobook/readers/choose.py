"""Which reader a file is for: what is in it counts for more than what it is called.

``-`` is standard input, and a folder is a book of one file per chapter.
"""

import sys
import tempfile
from pathlib import Path

from audiobook.errors import InputError, NoTextError
from audiobook.files.reading import no_such_file, require_file
from audiobook.model import Book
from audiobook.readers.table import READERS
from audiobook.readers.witness import balanced

HEAD_BYTES = 4096
STANDARD_INPUT = Path("-")
_FORMATS = "Give an EPUB, text, HTML, Markdown, DOCX, ODT, FB2, PDF or MOBI file."
_LARGEST = 256 * 1024 * 1024  # bytes of standard input


def read_book(path: Path) -> Book:
    """The book in a file, by the first reader that recognises it.

    A folder is read file by file, and ``-`` from standard input. Raises
    :class:`~audiobook.errors.InputError` for a file that is missing, empty, not readable,
    damaged, or of an unknown format, and for a folder without any book in it.
    """
    if path == STANDARD_INPUT:
        return _standard_input()
    if path.is_dir():
        # Most books are one file.
        from audiobook.readers.folder import read_folder  # noqa: PLC0415

        return read_folder(path, read_book)
    head = _head(path)
    for name in _in_order():
        reader = READERS.load(name)()
        if reader.recognises(path, head):
            book = reader.read(path)
            return balanced(book, reader.parts(path), path.name)
    raise _unknown(path, head)


def _in_order() -> tuple[str, ...]:
    """The readers as they are asked.

    The last of ours takes any text, so that those of other packages, whose files may be text, are
    asked before it.
    """
    *ours, any_text = READERS.table
    others = [name for name in READERS.names() if name not in READERS.table]
    return (*ours, *others, any_text)


def _standard_input() -> Book:
    data = sys.stdin.buffer.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InputError(
            "Standard input is larger than any book.", remedy="Give a file."
        )
    with tempfile.TemporaryDirectory(prefix="audiobook-") as folder:
        path = Path(folder) / "standard input"
        path.write_bytes(data)
        # Messages speak of a file that the user never saw.
        try:
            return read_book(path)
        except InputError as error:
            message = error.message.replace(f'"{path}"', "Standard input")
            raise InputError(message, remedy=error.remedy) from error


def _head(path: Path) -> bytes:
    try:
        require_file(path)
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise no_such_file(path) from error
    except PermissionError as error:
        raise InputError(
            f'You do not have permission to read "{path}".',
            remedy="Change its permissions or copy it.",
        ) from error
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from error
    except ValueError as error:  # a NUL in the name
        raise _unreadable(path, str(error)) from error
    if not head:
        raise NoTextError(f'"{path}" is empty.', remedy="Give a file with text in it.")
    return head


def _unreadable(path: Path, reason: str) -> InputError:
    return InputError(
        f'"{path}" cannot be read: {reason}.',
        remedy='Copy it to a local folder, or give "-" to read standard input.',
    )


def _unknown(path: Path, head: bytes) -> InputError:
    if head.startswith(b"PK"):
        return InputError(
            f'"{path}" is a zip archive, but not an EPUB.', remedy=_FORMATS
        )
    return InputError(f'"{path}" holds binary data, not text.', remedy=_FORMATS)
