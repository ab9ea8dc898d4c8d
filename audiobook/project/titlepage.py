"""User metadata overrides the book's own."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from audiobook.errors import InputError
from audiobook.files.reading import contents
from audiobook.model import Book, Cover, Metadata, Script
from audiobook.settings import NOTHING, About

LARGEST_FILE = 64 * 2**20  # bytes of a picture; one of 50 megapixels has some 20 MB


def titled(book: Book, about: About) -> Book:
    """The book with the title page that the user wants."""
    own = {field.name for field in fields(Metadata)}
    changes: dict[str, Any] = {}
    for field in fields(about):
        value = getattr(about, field.name)
        if field.name in own and value:
            changes[field.name] = _wanted(value)
    if not changes:
        return book
    return replace(book, metadata=replace(book.metadata, **changes))


def entitled(script: Script, about: About) -> Script:
    """The script of a book with the title page that the user wants."""
    return replace(script, book=titled(script.book, about))


def covered(script: Script, path: Path) -> Script:
    """The script of a book with the cover in that file, if one is named.

    Raises :class:`InputError`.
    """
    cover = cover_in(path)
    if cover is None:
        return script
    return replace(script, book=replace(script.book, cover=cover))


def cover_in(path: Path) -> Cover | None:
    """The cover in a file; none where no file is named. Raises :class:`InputError`."""
    if path == Path():
        return None
    try:
        data = contents(path, LARGEST_FILE)
    except OSError as error:
        message = f'Cannot read the cover "{path}": {error.strerror or error}.'
        raise InputError(message, remedy="Give another picture.") from error
    if not data:
        message = f'The cover "{path}" is empty.'
        raise InputError(message, remedy="Give another picture.")
    return Cover(data, "")


def _wanted(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """What the user asks for; a dash asks for nothing at all."""
    if isinstance(value, str):
        return "" if value == NOTHING else value
    return () if value == (NOTHING,) else value
