"""Whether a book has all the letters of its source: read, or left out with a reason.

The source is counted by :mod:`~audiobook.readers.witness.count`, the book here. The difference has to be
nothing: what our own writing changes (a ligature is read as two letters, a note gets a number) is in
``letters_added``.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from audiobook.model import Book, Loss, LossKind
from audiobook.readers.account import letters, solid
from audiobook.readers.witness.count import Part, Passage, counted, passages

_SAMPLE = 80  # characters of the missing words
_SEARCHES = 20_000  # passages that are looked for; a book with more is none


def balanced(book: Book, parts: Sequence[Part], place: str) -> Book:
    """The book, with the letters of its source, and what of them is missing among its losses.

    ``parts`` are empty where the reader itself had its letters counted a second time (Markdown), and for formats
    of which there is no second count: there the reader's own count of characters has to come out.
    """
    if parts:
        book = replace(book, letters=sum(map(counted, parts)))
    book = _checked(book, parts, place)
    return replace(book, unread=tuple(replace(one, text="") for one in book.unread))


def _checked(book: Book, parts: Sequence[Part], place: str) -> Book:
    """The book, with its losses where it has fewer letters than its source, and a warning where it has more."""
    missing = book.letters - letters_of(book) if book.letters else characters_missing(book)
    if missing > 0:
        return replace(book, losses=(*book.losses, _loss(book, missing, parts, place)))
    if missing < 0:
        warning = f"{place}: {-missing:,} letters more are read or listed than the source has."
        return replace(book, warnings=(*book.warnings, warning))
    return book


def letters_of(book: Book) -> int:
    """How many letters of its source a book reads or lists as left out."""
    return sum(map(letters, _texts(book))) + sum(one.letters for one in book.unread) - book.letters_added


def characters_missing(book: Book) -> int:
    """How many characters that its reader counted a book neither reads nor lists; below zero: too many."""
    if not book.characters:
        return 0
    listed = sum(map(solid, _texts(book))) + sum(one.characters for one in book.unread)
    return book.characters + book.added - listed


def _texts(book: Book) -> Iterator[str]:
    for chapter in book.chapters:
        yield chapter.text
    for piece in book.skipped:
        if piece.chapter:
            yield piece.chapter.text


def _loss(book: Book, missing: int, parts: Sequence[Part], place: str) -> Loss:
    what = f"{missing:,} letters of the source are neither read nor listed as left out."
    found = _first_missing(book, parts)
    if not found:
        return Loss(LossKind.UNACCOUNTED, place, what)
    first = found[0]
    where = first.place if first.place == place else f"{place}, {first.place}"
    sample = " ".join(" ".join(one.text for one in found).split())[:_SAMPLE]
    return Loss(LossKind.UNACCOUNTED, f"{where}, line {first.line:,}", f"{what} Among them:", sample)


def _first_missing(book: Book, parts: Sequence[Part]) -> list[Passage]:
    """The first passage that the book has nowhere, with those after it that it has not either."""
    had = _bare("\n".join((*_texts(book), *(one.text for one in book.unread))))
    found: list[Passage] = []
    at = 0
    for passage in _limited(one for part in parts for one in passages(part)):
        words = _bare(passage.text)
        here = had.find(words, at)  # mostly close behind the one before
        if here < 0 and words not in had:
            found.append(passage)
            if sum(len(one.text) for one in found) > _SAMPLE:
                return found
        elif words and found:
            return found
        elif here >= 0:
            at = here
    return found


def _limited(every: Iterable[Passage]) -> Iterator[Passage]:
    for number, passage in enumerate(every):
        if number == _SEARCHES:
            return
        yield passage


def _bare(text: str) -> str:
    """Letters and digits alone, ligatures and raised digits as plain ones."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))
