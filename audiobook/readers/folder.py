"""A folder of chapter files in natural order ("2" before "10") as one book; folders in it are its parts.

Links that lead out of the folder, hidden files and files of other kinds are left out and said so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError, NoTextError
from audiobook.files.reading import contents
from audiobook.model import (
    Book,
    Chapter,
    Cover,
    Loss,
    LossKind,
    Metadata,
    Skipped,
    Unread,
)
from audiobook.readers.base import name_of

_KINDS = frozenset(
    {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".docx",
        ".odt",
        ".fodt",
        ".fb2",
        ".pdf",
    }
    | {".epub", ".mobi", ".azw3", ".rtf"}
)
_PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_FILES = 5000
_DEPTH = 5
_COVER_BYTES = 32 * 1024 * 1024


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers in names by their values."""
    pieces = re.findall(r"\d+|\D+", name.casefold())
    return tuple(
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces
    )


def read_folder(folder: Path, read: Callable[[Path], Book]) -> Book:
    """The book in a folder, its files read by ``read``. Raises :class:`~audiobook.errors.InputError`."""
    try:
        files, other = _files(folder)
    except OSError as error:
        raise InputError(
            f'"{error.filename or folder}" cannot be read: {error.strerror}.',
            remedy="Check its permissions.",
        ) from error
    if not files:
        raise InputError(
            f'There is no chapter in the folder "{folder}".',
            remedy="Put text files in it.",
        )
    books: list[tuple[Path, Book]] = []
    warnings: list[str] = [
        f"{path.relative_to(folder)} was left out: {reason}." for path, reason in other
    ]
    losses: list[Loss] = []
    for path in files:
        place = str(path.relative_to(folder))
        try:
            books.append((path, read(path)))
        except NoTextError as error:
            warnings.append(f"{place} was left out: {error.message}")
        except InputError as error:
            losses.append(
                Loss(
                    LossKind.DAMAGED, place, f"This file was left out: {error.message}"
                )
            )
    if not books:
        why = [*map(str, losses), *warnings]
        raise InputError(
            f'No file in the folder "{folder}" can be read.', remedy=why[0]
        )
    return _joined(folder, books, warnings, losses)


def _files(folder: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    found: list[Path] = []
    other: list[tuple[Path, str]] = []
    root = folder.resolve()
    for path in _walk(folder, _DEPTH):
        if path.is_symlink() and not path.exists():
            other.append((path, "it is a link that leads nowhere"))
        elif not path.resolve().is_relative_to(root):
            other.append((path, "it is a link that leads out of the folder"))
        elif path.suffix.lower() in _KINDS:
            found.append(path)
        elif path.suffix.lower() not in _PICTURES:
            other.append((path, "it is no text"))
        if len(found) + len(other) > _FILES:
            raise InputError(
                f'The folder "{folder}" holds more than {_FILES} files.',
                remedy="Give a smaller one.",
            )
    return found, other


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if path.name.startswith(".") or path.name.endswith(".audiobook"):
            continue
        if path.is_dir() and not path.is_symlink():
            if depth:
                yield from _walk(path, depth - 1)
        elif path.is_file() or path.is_symlink():
            yield path


def _joined(
    folder: Path,
    books: list[tuple[Path, Book]],
    warnings: list[str],
    losses: list[Loss],
) -> Book:
    chapters: list[Chapter] = []
    skipped: list[Skipped] = []
    unread: list[Unread] = []
    for path, book in books:
        place = str(path.relative_to(folder))
        skipped.extend(
            replace(piece, before=piece.before + len(chapters))
            for piece in book.skipped
        )
        part = ", ".join(path.relative_to(folder).parts[:-1])
        for chapter in book.chapters:
            above = ", ".join(one for one in (part, chapter.part) if one)
            chapters.append(
                replace(chapter, number=len(chapters) + 1, offset=None, part=above)
            )
        unread.extend(
            replace(one, place=_within(place, path.name, one.place))
            for one in book.unread
        )
        warnings.extend(f"{place}: {warning}" for warning in book.warnings)
        losses.extend(
            replace(loss, place=_within(place, path.name, loss.place))
            for loss in book.losses
        )
    counted = all(book.letters for _, book in books)
    return Book(
        _metadata(folder, [book.metadata for _, book in books]),
        tuple(chapters),
        _cover(folder) or next((book.cover for _, book in books if book.cover), None),
        tuple(skipped),
        tuple(warnings),
        tuple(unread),
        sum(book.characters for _, book in books),
        sum(book.added for _, book in books),
        sum(book.letters for _, book in books) if counted else 0,
        sum(book.letters_added for _, book in books),
        tuple(losses),
    )


def _within(file: str, own: str, place: str) -> str:
    """A place in a file of the folder, which may be called by the file's own name."""
    return (
        f"{file}{place.removeprefix(own)}"
        if place.startswith(own) or not place
        else f"{file}: {place}"
    )


def _metadata(folder: Path, said: list[Metadata]) -> Metadata:
    """The folder's name is the title, unless all files state the same one; the rest is what the first says."""
    titles = {one.title for one in said}
    title = (
        said[0].title
        if len(titles) == 1 and len(said) > 1
        else name_of(folder.resolve(), suffix=True)
    )
    first = next((one for one in said if one.authors), said[0])
    return replace(first, title=title or first.title)


def _cover(folder: Path) -> Cover | None:
    for path in sorted(folder.iterdir()):
        kind = _PICTURES.get(path.suffix.lower())
        if kind and path.stem.lower() in {"cover", "folder"} and not path.is_symlink():
            try:
                return Cover(contents(path, _COVER_BYTES), kind)
            except OSError:  # not a picture that any player takes: one is made
                return None
    return None
