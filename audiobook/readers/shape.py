"""What of a book is made: pieces left out that the user wants, chapters that the user does not, and notes.

Pure: a book in, a book out. Chapters are numbered anew, so that their numbers are what is heard.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum

from audiobook.errors import UnknownNameError, UsageError
from audiobook.model import Book, Chapter, Mark, MarkKind, Note, Skipped
from audiobook.registry import nearest
from audiobook.settings.selection import numbers_in

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
    """What the user wants. ``include`` and ``skip`` hold numbers, ranges and names ("2", "5-7", "notes");
    numbers of ``include`` count the pieces left out, those of ``skip`` the chapters, both as listed.
    """

    include: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    notes: NotePlace = NotePlace.SKIP


def shape_of(include: tuple[str, ...], skip: tuple[str, ...], notes: str) -> Shape:
    """What the settings ask for. Raises :class:`~audiobook.errors.UnknownNameError` for a wrong place of notes."""
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
    pictures = _PICTURES in {word.lower() for word in shape.include}
    chapters: list[Chapter] = []
    skipped: list[Skipped] = []
    for at in range(len(book.chapters) + 1):
        for piece in (piece for piece in book.skipped if piece.before == at):
            if piece in wanted and piece.chapter is not None:
                chapters.append(replace(piece.chapter, title=piece.title))
            else:
                skipped.append(replace(piece, before=len(chapters)))
        for chapter in book.chapters[at : at + 1]:
            if chapter.number in unwanted:
                words = len(chapter.text.split())
                skipped.append(
                    Skipped(
                        chapter.title,
                        "not wanted",
                        words,
                        "chapter",
                        chapter,
                        len(chapters),
                    )
                )
            else:
                chapters.append(chapter)
    if not chapters:
        raise UsageError(
            "Nothing of the book is left to read.", remedy="Skip less of it."
        )
    read = (
        with_asides(chapter, shape.notes, pictures=pictures) for chapter in chapters
    )
    numbered = tuple(
        replace(chapter, number=number) for number, chapter in enumerate(read, 1)
    )
    return replace(book, chapters=numbered, skipped=tuple(skipped))


def _wanted(book: Book, include: tuple[str, ...]) -> list[Skipped]:
    found: list[Skipped] = []
    kinds = {piece.kind for piece in book.skipped if piece.chapter}
    for word in include:
        if word.lower() == _PICTURES:
            continue
        numbers = numbers_in(word, range(1, len(book.skipped) + 1))
        if numbers is not None:
            pieces = [book.skipped[number - 1] for number in numbers]
        else:
            pieces = [piece for piece in book.skipped if _is_kind(piece.kind, word)]
        readable = [piece for piece in pieces if piece.chapter]
        if not readable:
            notes = any(piece.kind == "notes" for piece in pieces)
            remedy = (
                "They are read with --notes place or --notes end."
                if notes
                else nearest(word, {*kinds, _PICTURES})
            )
            raise UsageError(
                f'The book has left out nothing to include that is "{word}".',
                remedy=remedy,
            )
        found.extend(readable)
    return found


def _is_kind(kind: str, word: str) -> bool:
    plain = word.lower().replace("-", " ").strip()
    return kind.lower() == plain or kind.lower().split()[-1:] == [plain]


def _unwanted(book: Book, skip: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for word in skip:
        numbers = numbers_in(word, [chapter.number for chapter in book.chapters])
        if not numbers:  # a title may be a number
            numbers = tuple(
                c.number
                for c in book.chapters
                if c.title.casefold().startswith(word.casefold())
            )
        if not numbers:
            titles = {chapter.title.lower() for chapter in book.chapters}
            raise UsageError(
                f'The book has no chapter "{word}".',
                remedy=nearest(word.lower(), titles),
            )
        found.update(numbers)
    return found


def with_asides(
    chapter: Chapter, notes: NotePlace, *, pictures: bool = False
) -> Chapter:
    """The chapter with its notes, and what its pictures show, where the user wants to hear them."""
    if not chapter.notes:
        return chapter
    ends = [
        *(end.start() for end in _PARAGRAPH_END.finditer(chapter.text)),
        len(chapter.text),
    ]
    placed: list[tuple[int, Note, MarkKind]] = []
    for note in chapter.notes:
        if note.label == _PICTURE and pictures:
            placed.append((_end_after(ends, note.at), note, MarkKind.FIGURE))
        elif note.label != _PICTURE and notes is not NotePlace.SKIP:
            at = (
                len(chapter.text)
                if notes is NotePlace.END
                else _end_after(ends, note.at)
            )
            placed.append((at, note, MarkKind.NOTE))
    placed.sort(key=lambda one: one[0])
    for at, note, kind in reversed(placed):
        chapter = _inserted(chapter, at, note, kind)
    return chapter


def _end_after(ends: list[int], at: int) -> int:
    return ends[min(bisect_left(ends, at), len(ends) - 1)]


def _inserted(chapter: Chapter, at: int, note: Note, kind: MarkKind) -> Chapter:
    added = f"\n\n{note.text}"
    marks = [
        replace(
            m,
            start=m.start + len(added) * (m.start >= at),
            end=m.end + len(added) * (m.end > at),
        )
        for m in chapter.marks
    ]
    marks.append(Mark(at + 2, at + len(added), kind))
    kept = tuple(
        replace(other, at=other.at + len(added) * (other.at > at))
        for other in chapter.notes
        if other is not note
    )
    return replace(
        chapter,
        text=chapter.text[:at] + added + chapter.text[at:],
        offset=None,
        marks=tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))),
        notes=kept,
    )
