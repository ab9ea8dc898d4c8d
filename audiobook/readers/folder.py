"""A folder of chapter files in natural order ("2" before "10") as one book.

Folders in it are its parts. Links that lead out of the folder, hidden files and files of
other kinds are left out and said so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
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
from audiobook.readers.source_file import name_of

STORY_SUFFIXES = frozenset(
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
        ".epub",
        ".mobi",
        ".azw3",
        ".rtf",
    }
)
_PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_COVER_NAMES = frozenset({"cover", "folder"})
_OWN_SUFFIX = ".audiobook"  # of the folders that this program writes
_FILES = 5000
_DEPTH = 5
_COVER_BYTES = 32 * 1024 * 1024


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers in names by their values."""
    key: list[tuple[int, int, str]] = []
    for piece in re.findall(r"\d+|\D+", name.casefold()):
        if piece.isdecimal():
            key.append((0, int(piece), ""))
        else:
            key.append((1, 0, piece))
    return tuple(key)


def read_folder(folder: Path, read: Callable[[Path], Book]) -> Book:
    """The book in a folder, its files read by ``read``.

    Raises :class:`~audiobook.errors.InputError`.
    """
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
    whole = _FolderBook(folder)
    for path, reason in other:
        place = path.relative_to(folder)
        whole.warnings.append(f"{place} was left out: {reason}.")
    for path in files:
        whole.add(path, read)
    if not whole.books:
        reasons = [*map(str, whole.losses), *whole.warnings]
        raise InputError(
            f'No file in the folder "{folder}" can be read.', remedy=reasons[0]
        )
    return whole.joined()


def _files(folder: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The files to read, and the others, each with the reason for leaving it out."""
    files: list[Path] = []
    other: list[tuple[Path, str]] = []
    # Links may lead anywhere: only what lies in the folder is read.
    root = folder.resolve()
    for path in _walk(folder, _DEPTH):
        suffix = path.suffix.lower()
        if path.is_symlink() and not path.exists():
            other.append((path, "it is a link that leads nowhere"))
        elif not path.resolve().is_relative_to(root):
            other.append((path, "it is a link that leads out of the folder"))
        elif suffix in STORY_SUFFIXES:
            files.append(path)
        elif suffix not in _PICTURES:
            other.append((path, "it is not text"))
        if len(files) + len(other) > _FILES:
            raise InputError(
                f'The folder "{folder}" holds more than {_FILES} files.',
                remedy="Give a smaller one.",
            )
    return files, other


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if path.name.startswith(".") or path.name.endswith(_OWN_SUFFIX):
            continue
        # A link to a folder could lead round in circles: it is told as a link.
        if path.is_dir() and not path.is_symlink():
            if depth:
                yield from _walk(path, depth - 1)
        elif path.is_file() or path.is_symlink():
            yield path


@dataclass
class _FolderBook:
    """The books in a folder by their places in it, and what could not be read."""

    folder: Path
    books: list[tuple[Path, Book]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def add(self, path: Path, read: Callable[[Path], Book]) -> None:
        """Read one of its files. One that cannot be read is left out and said so."""
        place = path.relative_to(self.folder)
        try:
            book = read(path)
        except NoTextError as error:
            self.warnings.append(f"{place} was left out: {error.message}")
        except InputError as error:
            reason = f"This file was left out: {error.message}"
            self.losses.append(Loss(LossKind.DAMAGED, str(place), reason))
        else:
            self.books.append((place, book))

    def joined(self) -> Book:
        """All of them as one book."""
        chapters, skipped = self._chapters()
        for place, book in self.books:
            self._add_complaints(place, book)
        books = [book for _, book in self.books]
        letters = [book.letters for book in books]
        return Book(
            _metadata(self.folder, [book.metadata for book in books]),
            tuple(chapters),
            _cover(self.folder, books),
            tuple(skipped),
            tuple(self.warnings),
            tuple(self._unread()),
            characters=sum(book.characters for book in books),
            added=sum(book.added for book in books),
            # Without a second count for each there is none for all.
            letters=sum(letters) * all(letters),
            letters_added=sum(book.letters_added for book in books),
            losses=tuple(self.losses),
        )

    def _chapters(self) -> tuple[list[Chapter], list[Skipped]]:
        """The chapters of all books, counted on, and the pieces left out between them."""
        chapters: list[Chapter] = []
        skipped: list[Skipped] = []
        for place, book in self.books:
            for piece in book.skipped:
                before = piece.before + len(chapters)
                skipped.append(replace(piece, before=before))
            for chapter in book.chapters:
                whole = replace(
                    chapter,
                    number=len(chapters) + 1,
                    offset=None,
                    part=_part(place, chapter),
                )
                chapters.append(whole)
        return chapters, skipped

    def _unread(self) -> Iterator[Unread]:
        """What was left out of every book, its place within the folder."""
        for place, book in self.books:
            for text in book.unread:
                yield replace(text, place=_within(place, text.place))

    def _add_complaints(self, place: Path, book: Book) -> None:
        for warning in book.warnings:
            self.warnings.append(f"{place}: {warning}")
        for loss in book.losses:
            self.losses.append(replace(loss, place=_within(place, loss.place)))


def _part(place: Path, chapter: Chapter) -> str:
    """The folders that a file is in, and the part that its own chapter is in."""
    names = [", ".join(place.parts[:-1]), chapter.part]
    return ", ".join(filter(None, names))


def _within(file: Path, place: str) -> str:
    """A place in a file of the folder, which may be called by the file's own name."""
    if place.startswith(file.name) or not place:
        return f"{file}{place.removeprefix(file.name)}"
    return f"{file}: {place}"


def _metadata(folder: Path, stated: list[Metadata]) -> Metadata:
    """The folder's name is the title, unless all files state the same one.

    The rest is what the first file with authors states.
    """
    titles = {metadata.title for metadata in stated}
    if len(stated) > 1 and len(titles) == 1:
        title = stated[0].title
    else:
        title = name_of(folder.resolve(), suffix=True)
    for metadata in stated:
        if metadata.authors:
            return replace(metadata, title=title or metadata.title)
    first = stated[0]
    return replace(first, title=title or first.title)


def _cover(folder: Path, books: list[Book]) -> Cover | None:
    """The picture called "cover" in the folder, or the first cover of its books."""
    cover = _cover_file(folder)
    if cover is not None:
        return cover
    return next((book.cover for book in books if book.cover), None)


def _cover_file(folder: Path) -> Cover | None:
    # In the order of names: "cover" goes before "folder".
    for path in sorted(folder.iterdir()):
        media_type = _PICTURES.get(path.suffix.lower())
        if not media_type or path.stem.lower() not in _COVER_NAMES:
            continue
        if path.is_symlink():
            continue
        try:
            return Cover(contents(path, _COVER_BYTES), media_type)
        except OSError:  # not a picture that any player takes: one is made
            return None
    return None
