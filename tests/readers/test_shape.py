"""What the user includes, skips and hears of notes."""

from dataclasses import replace

import pytest
from audiobook.errors import UsageError
from audiobook.model import Book, Chapter, Mark, MarkKind, Metadata, Note, Skipped
from audiobook.readers.shape import NotePlace, Shape, shaped


def piece(kind: str, text: str, before: int) -> Skipped:
    return Skipped(
        kind.title(), f"{kind}: not part of the story", 2, kind, Chapter(0, kind, text), before
    )


TEXT = "One two.\n\nThree four."
BOOK = Book(
    Metadata("X"),
    (
        Chapter(1, "First", TEXT, 7, (Mark(0, 3, MarkKind.EMPHASIS), Mark(10, 21, MarkKind.QUOTE)), "",
                (Note(7, "A note.", "1"), Note(20, "A horse.", "picture"), Note(20, "Another.", "2"))),
        Chapter(2, "Second", "Five."),
    ),
    skipped=(
        piece("copyright page", "All rights.", 0),
        piece("notes", "Note.", 2),
        Skipped("Gone", "lost", 1, "lost", None, 2),
    ),
)  # fmt: skip


def read(
    *include: str, skip: tuple[str, ...] = (), notes: NotePlace = NotePlace.SKIP
) -> list[tuple[int, str]]:
    book = shaped(BOOK, Shape(include, skip, notes))
    return [(chapter.number, chapter.text) for chapter in book.chapters]


def test_nothing_wanted_changes_nothing() -> None:
    assert shaped(BOOK, Shape()) == BOOK


def test_include_by_kind_and_number() -> None:
    assert read("copyright page") == [(1, "All rights."), (2, TEXT), (3, "Five.")]
    assert read("copyright-page") == read("1")
    assert read("2", "1") == [(1, "All rights."), (2, TEXT), (3, "Five."), (4, "Note.")]
    assert read("1-2") == read("-2") == read("2", "1")


def test_skip_by_number_and_title() -> None:
    assert read(skip=("1",)) == [(1, "Five.")]
    assert read(skip=("second",)) == [(1, TEXT)]
    assert read(skip=("2-",)) == [(1, TEXT)]
    assert read(skip=("-1",)) == [(1, "Five.")]
    skipped = shaped(BOOK, Shape(skip=("1",))).skipped
    assert [(one.title, one.before) for one in skipped][:2] == [("Copyright Page", 0), ("First", 0)]
    assert shaped(shaped(BOOK, Shape(skip=("1",))), Shape(include=("2",))).chapters[0].text == TEXT


@pytest.mark.parametrize(
    ("include", "skip", "message"),
    [
        (("dedication",), (), "dedication"),
        (("9",), (), "9"),
        (("lost",), (), "lost"),
        ((), ("third",), "third"),
        ((), ("3",), "3"),
        ((), ("1", "2"), "Nothing"),
    ],
)
def test_what_is_not_there(include: tuple[str, ...], skip: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        shaped(BOOK, Shape(include, skip))
    assert caught.value.remedy


def test_notes_after_their_paragraph() -> None:
    chapter = shaped(BOOK, Shape(notes=NotePlace.PLACE)).chapters[0]
    assert chapter.text == "One two.\n\nA note.\n\nThree four.\n\nAnother."
    marked = {mark.kind: chapter.text[mark.start : mark.end] for mark in chapter.marks}
    assert marked[MarkKind.EMPHASIS] == "One"
    assert marked[MarkKind.QUOTE] == "Three four."
    assert [chapter.text[m.start : m.end] for m in chapter.marks if m.kind is MarkKind.NOTE] == [
        "A note.",
        "Another.",
    ]
    assert chapter.offset is None


def test_notes_at_the_end_and_pictures_in_place() -> None:
    assert read(notes=NotePlace.END)[0][1] == "One two.\n\nThree four.\n\nA note.\n\nAnother."
    assert read("pictures")[0][1] == "One two.\n\nThree four.\n\nA horse."


def test_a_note_where_the_chapter_ends() -> None:
    book = replace(BOOK, chapters=(Chapter(1, "A", "B.", notes=(Note(2, "N.", "1"),)),), skipped=())
    assert shaped(book, Shape(notes=NotePlace.PLACE)).chapters[0].text == "B.\n\nN."


def test_footnotes_are_included_another_way() -> None:
    book = replace(BOOK, skipped=(Skipped("Notes", "notes: not part of the story", 3, "notes"),))
    with pytest.raises(UsageError) as caught:
        shaped(book, Shape(include=("notes",)))
    assert "--notes" in caught.value.remedy
