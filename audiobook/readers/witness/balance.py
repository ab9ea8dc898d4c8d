"""Whether a book has all the letters of its source: read, or left out with a reason.

The source is counted by :mod:`~audiobook.readers.witness.count`, the book here. The
difference has to be nothing: what our own writing changes (a ligature is read as two
letters, a note gets a number) is in ``letters_added``.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from audiobook.model import (
    Book,
    Loss,
    LossKind,
)
from audiobook.readers.account import letters, solid
from audiobook.readers.witness.count import (
    Part,
    SourcePassage,
    counted,
    passages,
)

_SAMPLE = 80  # characters of the missing words
_SEARCHES = 20_000  # passages that are looked for; no book has more


def balanced(book: Book, parts: Sequence[Part], place: str) -> Book:
    """The book with the letters of its source, and what of them is missing as a loss.

    ``parts`` are empty where the reader itself had its letters counted a second time
    (Markdown), and for formats of which there is no second count: there the reader's
    own count of characters has to come out.
    """
    if parts:
        book = replace(book, letters=sum(map(counted, parts)))
    book = _checked(book, parts, place)
    # The texts were needed for the search alone.
    without_texts = [replace(unread, text="") for unread in book.unread]
    return replace(book, unread=tuple(without_texts))


def _checked(book: Book, parts: Sequence[Part], place: str) -> Book:
    """The book, with a loss for letters too few, or a warning for letters too many."""
    missing = _missing(book)
    if missing > 0:
        loss = _loss(
            book,
            missing,
            parts,
            place,
        )
        return replace(book, losses=(*book.losses, loss))
    if missing < 0:
        warning = (
            f"{place}: {-missing:,} letters more are read or listed "
            "than the source has."
        )
        return replace(book, warnings=(*book.warnings, warning))
    return book


def _missing(book: Book) -> int:
    """Letters of the second count, or characters of the reader's own."""
    if not book.letters:
        return characters_missing(book)
    return book.letters - letters_of(book)


def letters_of(book: Book) -> int:
    """How many letters of its source a book reads or lists as left out."""
    read = sum(map(letters, _texts(book)))
    listed = sum(unread.letters for unread in book.unread)
    return read + listed - book.letters_added


def characters_missing(book: Book) -> int:
    """How many characters that its reader counted a book neither reads nor lists.

    Below zero where they are too many.
    """
    if not book.characters:
        return 0
    read = sum(map(solid, _texts(book)))
    listed = sum(unread.characters for unread in book.unread)
    return book.characters + book.added - read - listed


def _texts(book: Book) -> Iterator[str]:
    """The text of every chapter, and of every piece that is kept unread."""
    for chapter in book.chapters:
        yield chapter.text
    for piece in book.skipped:
        if piece.chapter:
            yield piece.chapter.text


def _loss(
    book: Book,
    missing: int,
    parts: Sequence[Part],
    place: str,
) -> Loss:
    what = f"{missing:,} letters of the source are neither read nor listed as left out."
    lost = _first_missing(book, parts)
    if not lost:
        return Loss(LossKind.UNACCOUNTED, place, what)
    first = lost[0]
    file = place if first.place == place else f"{place}, {first.place}"
    where = f"{file}, line {first.line:,}"
    words = " ".join(passage.text for passage in lost).split()
    sample = " ".join(words)[:_SAMPLE]
    return Loss(
        LossKind.UNACCOUNTED,
        where,
        f"{what} Among them:",
        sample,
    )


def _first_missing(book: Book, parts: Sequence[Part]) -> list[SourcePassage]:
    """The first passage that the book has nowhere, with the missing ones behind it."""
    haystack = _bare("\n".join(_accounted(book)))
    missing: list[SourcePassage] = []
    characters = 0
    at = 0
    for passage in islice(_passages(parts), _SEARCHES):
        needle = _bare(passage.text)
        # It stands mostly close behind the one before; any place will do.
        place = haystack.find(needle, at)
        if place < 0 and needle not in haystack:
            missing.append(passage)
            characters += len(passage.text)
            if characters > _SAMPLE:
                return missing
        elif needle and missing:
            return missing
        elif place >= 0:
            at = place
    return missing


def _accounted(book: Book) -> Iterator[str]:
    """All that the book reads, keeps or lists."""
    yield from _texts(book)
    for unread in book.unread:
        yield unread.text


def _passages(parts: Sequence[Part]) -> Iterator[SourcePassage]:
    for part in parts:
        yield from passages(part)


def _bare(text: str) -> str:
    """Letters and digits alone, ligatures and raised digits as plain ones."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))
