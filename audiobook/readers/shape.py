"""What of a book is made: which pieces, which chapters, and where notes are read.

Pure: a book in, a book out. Chapters are numbered anew, so that their numbers are what is
heard.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from audiobook.errors import UnknownNameError, UsageError
from audiobook.model import Book, Chapter, Mark, MarkKind, Note, Skipped
from audiobook.registry import nearest
from audiobook.settings.selection import numbers_in

_BLANK_LINE = "\n\n"
_PARAGRAPH_END = re.compile(r"(?=\n\n)")
_PICTURE = "picture"
_PICTURES = "pictures"


class NotePlace(StrEnum):
    """Where footnotes and endnotes are read."""

    SKIP = "skip"
    PLACE = "place"  # after the paragraph with their marker
    END = "end"  # of the chapter


@dataclass(frozen=True, slots=True)
class Shape:
    """What the user wants.

    ``include`` and ``skip`` hold numbers, ranges and names ("2", "5-7", "notes"); numbers of
    ``include`` count the pieces left out, those of ``skip`` the chapters, both as listed.
    """

    include: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    notes: NotePlace = NotePlace.SKIP


def shape_of(include: tuple[str, ...], skip: tuple[str, ...], notes: str) -> Shape:
    """What the settings ask for.

    Raises :class:`~audiobook.errors.UnknownNameError` for a wrong place of notes.
    """
    places = [place.value for place in NotePlace]
    if notes not in places:
        raise UnknownNameError(
            f'Notes cannot be read at "{notes}".', remedy=nearest(notes, places)
        )
    return Shape(include, skip, NotePlace(notes))


def shaped(book: Book, shape: Shape) -> Book:
    """The book as the user wants it.

    Raises :class:`~audiobook.errors.UsageError` for a number or kind that the book does not have.
    """
    wanted = _wanted(book, shape.include)
    unwanted = _unwanted(book, shape.skip)
    chapters: list[Chapter] = []
    skipped: list[Skipped] = []
    # A piece stands before the chapter at its place; some stand after the last.
    for at in range(len(book.chapters) + 1):
        for piece in book.skipped:
            if piece.before == at:
                _take_piece(
                    piece,
                    wanted,
                    chapters,
                    skipped,
                )
        for chapter in book.chapters[at : at + 1]:
            _take_chapter(
                chapter,
                unwanted,
                chapters,
                skipped,
            )
    if not chapters:
        raise UsageError(
            "Nothing of the book is left to read.", remedy="Skip less of it."
        )
    # Pictures are called like pieces, but read where they stand.
    pictures = _PICTURES in map(str.lower, shape.include)
    numbered: list[Chapter] = []
    for number, chapter in enumerate(chapters, 1):
        read = with_asides(chapter, shape.notes, pictures=pictures)
        numbered.append(replace(read, number=number))
    return replace(book, chapters=tuple(numbered), skipped=tuple(skipped))


def _take_piece(
    piece: Skipped,
    wanted: list[Skipped],
    chapters: list[Chapter],
    skipped: list[Skipped],
) -> None:
    if piece.chapter is not None and piece in wanted:
        chapters.append(replace(piece.chapter, title=piece.title))
    else:
        skipped.append(replace(piece, before=len(chapters)))


def _take_chapter(
    chapter: Chapter,
    unwanted: set[int],
    chapters: list[Chapter],
    skipped: list[Skipped],
) -> None:
    if chapter.number not in unwanted:
        chapters.append(chapter)
        return
    piece = Skipped(
        chapter.title,
        reason="not wanted",
        words=len(chapter.text.split()),
        kind="chapter",
        chapter=chapter,
        before=len(chapters),
    )
    skipped.append(piece)


def _wanted(book: Book, include: tuple[str, ...]) -> list[Skipped]:
    wanted: list[Skipped] = []
    for word in include:
        if word.lower() == _PICTURES:  # they are not pieces: with_asides reads them
            continue
        pieces = _called(book, word)
        readable = [piece for piece in pieces if piece.chapter]
        if not readable:
            raise UsageError(
                f'Nothing that was left out is called "{word}".',
                remedy=_include_remedy(book, word, pieces),
            )
        wanted.extend(readable)
    return wanted


def _called(book: Book, word: str) -> list[Skipped]:
    """The pieces that a word of the user means: a number, a range, or a kind."""
    numbers = numbers_in(word, range(1, len(book.skipped) + 1))
    if numbers is not None:
        return [book.skipped[number - 1] for number in numbers]
    return [piece for piece in book.skipped if _is_kind(piece.kind, word)]


def _include_remedy(book: Book, word: str, pieces: list[Skipped]) -> str:
    if any(piece.kind == "notes" for piece in pieces):
        return "They are read with --notes place or --notes end."
    kinds = {piece.kind for piece in book.skipped if piece.chapter}
    return nearest(word, {*kinds, _PICTURES})


def _is_kind(kind: str, word: str) -> bool:
    """Whether a word means a kind: "contents" is enough for "table of contents"."""
    plain = word.lower().replace("-", " ").strip()
    if kind.lower() == plain:
        return True
    return kind.lower().split()[-1:] == [plain]


def _unwanted(book: Book, skip: tuple[str, ...]) -> set[int]:
    """The numbers of the chapters to leave out."""
    unwanted: set[int] = set()
    counted = [chapter.number for chapter in book.chapters]
    for word in skip:
        # A title may be a number.
        numbers = numbers_in(word, counted) or _titled(book, word)
        if not numbers:
            titles = {chapter.title.lower() for chapter in book.chapters}
            raise UsageError(
                f'The book has no chapter "{word}".',
                remedy=nearest(word.lower(), titles),
            )
        unwanted.update(numbers)
    return unwanted


def _titled(book: Book, word: str) -> tuple[int, ...]:
    """The numbers of the chapters whose titles begin with a word."""
    numbers: list[int] = []
    for chapter in book.chapters:
        if chapter.title.casefold().startswith(word.casefold()):
            numbers.append(chapter.number)
    return tuple(numbers)


def with_asides(
    chapter: Chapter, notes: NotePlace, *, pictures: bool = False
) -> Chapter:
    """The chapter with its notes, and what its pictures show, where the user wants them."""
    placed = list(_placed(chapter, notes, pictures=pictures))
    placed.sort(key=lambda place: place[0])
    # From the last on, so that the places of those before it stay right.
    for at, note, kind in reversed(placed):
        chapter = _inserted(
            chapter,
            at,
            note,
            kind,
        )
    return chapter


def _placed(
    chapter: Chapter, notes: NotePlace, *, pictures: bool
) -> Iterator[tuple[int, Note, MarkKind]]:
    """The notes that are read, and where in the text."""
    if not chapter.notes:
        return
    ends = [end.start() for end in _PARAGRAPH_END.finditer(chapter.text)]
    ends.append(len(chapter.text))
    for note in chapter.notes:
        after_paragraph = _end_after(ends, note.at)
        if note.label == _PICTURE:
            if pictures:
                yield after_paragraph, note, MarkKind.FIGURE
        elif notes is NotePlace.PLACE:
            yield after_paragraph, note, MarkKind.NOTE
        elif notes is NotePlace.END:
            yield len(chapter.text), note, MarkKind.NOTE


def _end_after(ends: list[int], at: int) -> int:
    index = bisect_left(ends, at)
    return ends[min(index, len(ends) - 1)]


def _inserted(chapter: Chapter, at: int, note: Note, kind: MarkKind) -> Chapter:
    """The chapter with a note as a paragraph of its own, everything after it moved."""
    added = _BLANK_LINE + note.text
    length = len(added)
    marks: list[Mark] = []
    for mark in chapter.marks:
        start = mark.start + length * (mark.start >= at)
        end = mark.end + length * (mark.end > at)
        marks.append(replace(mark, start=start, end=end))
    marks.append(Mark(at + len(_BLANK_LINE), at + length, kind))
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    notes: list[Note] = []
    for other in chapter.notes:
        if other is not note:
            moved = other.at + length * (other.at > at)
            notes.append(replace(other, at=moved))
    return replace(
        chapter,
        text=chapter.text[:at] + added + chapter.text[at:],
        offset=None,
        marks=tuple(marks),
        notes=tuple(notes),
    )
