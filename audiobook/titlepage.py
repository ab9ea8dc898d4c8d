"""What the user says of a book goes before what the book says of itself."""

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
    said = {field.name: getattr(about, field.name) for field in fields(about) if field.name in own}
    changes: dict[str, Any] = {name: _wanted(value) for name, value in said.items() if value}
    return replace(book, metadata=replace(book.metadata, **changes)) if changes else book


def _wanted(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return "" if value == NOTHING else value
    return () if value == (NOTHING,) else value


def covered(script: Script, path: Path) -> Script:
    """The script of a book with the cover in that file, if one is named. Raises :class:`InputError`."""
    cover = cover_in(path)
    return replace(script, book=replace(script.book, cover=cover)) if cover else script


def cover_in(path: Path) -> Cover | None:
    """The cover in a file; none where no file is named. Raises :class:`InputError`."""
    if path == Path():
        return None
    try:
        data = contents(path, LARGEST_FILE)
    except OSError as error:
        raise InputError(
            f'The cover "{path}" cannot be read: {error.strerror or error}.', remedy="Give another picture."
        ) from error
    if not data:
        raise InputError(f'The cover "{path}" is empty.', remedy="Give another picture.")
    return Cover(data, "")
