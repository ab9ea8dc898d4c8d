"""User metadata overrides the book's own, and so do the user's titles of chapters."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from audiobook.errors import InputError
from audiobook.files.reading import contents
from audiobook.model import Book, Cover, Metadata, Script
from audiobook.settings import NOTHING, About, Settings

Titles = Mapping[str, str]  # a chapter's number or own title -> the user's title

LARGEST_FILE = 64 * 2**20  # bytes of a picture; one of 50 megapixels has some 20 MB


def titled(book: Book, settings: Settings) -> Book:
    """The book with the title page and the titles of chapters that the user wants."""
    return _renamed(_with_metadata(book, settings.metadata), settings.titles)


def unknown_titles(book: Book, titles: Titles) -> Iterator[str]:
    """What is to be said of new titles for chapters that a book, as its source has it, lacks."""
    known = {piece.title.casefold() for piece in book.skipped}
    for chapter in book.chapters:
        known.update((str(chapter.number), chapter.title.casefold()))
    for key in titles:
        if key.casefold() not in known:
            yield f'The settings rename a chapter "{key}", which the book does not have.'


def _with_metadata(book: Book, about: About) -> Book:
    own = {field.name for field in fields(Metadata)}
    changes: dict[str, Any] = {}
    for field in fields(about):
        value = getattr(about, field.name)
        if field.name in own and value:
            changes[field.name] = _wanted(value)
    if not changes:
        return book
    return replace(book, metadata=replace(book.metadata, **changes))


def _renamed(book: Book, titles: Titles) -> Book:
    """The book with other titles of chapters; that of a number counts before that of a title."""
    if not titles:
        return book
    by_title = {key.casefold(): title for key, title in titles.items()}
    chapters = []
    for chapter in book.chapters:
        number = str(chapter.number)
        title = titles.get(number) or by_title.get(chapter.title.casefold())
        if title and title != chapter.title:
            renamed = replace(chapter, title=title, own_title=chapter.title)
            chapters.append(renamed)
        else:
            chapters.append(chapter)
    return replace(book, chapters=tuple(chapters))


def entitled(script: Script, settings: Settings) -> Script:
    """The script of a book with the titles that the user wants."""
    return replace(script, book=titled(script.book, settings))


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
    cover = Cover(data, "")
    # Heavy: pictures are opened for it.
    from audiobook.publish.cover import why_unusable  # noqa: PLC0415

    reason = why_unusable(cover)
    if reason:
        message = f'The cover "{path}" {reason}.'
        raise InputError(message, remedy="Give another picture.")
    return cover


def _wanted(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """What the user asks for; a dash asks for nothing at all."""
    if isinstance(value, str):
        return "" if value == NOTHING else value
    return () if value == (NOTHING,) else value
