"""PDF: columns, running heads, page numbers, hyphenation, and what cannot be read."""

from pathlib import Path

import places
import pytest
from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.readers import read_book
from audiobook.readers.pdf.flow import Joiner, PdfParagraph, paragraphs, running, with_bookmarks
from audiobook.readers.pdf.lines import PdfLine, in_reading_order

CASES = places.CASES / "readers"
MADE = CASES / "made-pdf"  # by LibreOffice, of expected.txt


def line(
    text: str,
    left: float = 50,
    top: float = 700,
    *,
    page: int = 0,
    size: float = 12,
    right: float = 0,
) -> PdfLine:
    end = right or left + 6 * len(text)
    return PdfLine(text, left, top, end, top + size, size, page, (), (50.0, 350.0))


def spoken(book: Book) -> str:
    return "\n\n".join(chapter.text for chapter in book.chapters)


@pytest.mark.parametrize("name", ["pages.pdf", "columns.pdf"])
def test_every_word_in_order(name: str) -> None:
    book = read_book(MADE / name)
    assert spoken(book).split() == (MADE / "expected.txt").read_text(encoding="utf-8").split()
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert {one.reason for one in book.unread} == {"running head or page number"}


@pytest.mark.parametrize(("name", "whole"), [("pages.pdf", 45), ("columns.pdf", 44)])
def test_paragraphs(name: str, whole: int) -> None:
    expected = (MADE / "expected.txt").read_text(encoding="utf-8").split("\n\n")
    found = set(spoken(read_book(MADE / name)).split("\n\n"))
    assert sum(paragraph in found for paragraph in expected) == whole


def test_reading_order_of_columns() -> None:
    left = [line(f"left {n}", 50, 700 - 14 * n, right=180) for n in range(6)]
    right = [line(f"right {n}", 200, 700 - 14 * n, right=330) for n in range(6)]
    head = line("A title over both columns", 50, 730, right=330)
    mixed = [one for pair in zip(left, right, strict=True) for one in pair]
    texts = [one.text for one in in_reading_order([*mixed, head])]
    assert texts == [head.text, *(one.text for one in left), *(one.text for one in right)]


def test_pieces_of_a_line_are_joined() -> None:
    pieces = [line("He ", 50, right=64), line("really", 68, right=100, top=700.4), line("did", 104)]
    assert [one.text for one in in_reading_order(pieces)] == ["He  really did"]


def test_running_heads_and_page_numbers() -> None:
    words = ("rain", "wind", "snow", "fog", "sun")
    pages = [
        [line("THE SALT ROAD", 50, 760, page=n), line(f"The {words[n]}", 50, 700, page=n),
         line(f"{words[n]} again", 50, 640, page=n), line(f"{n + 7}", 200, 40, page=n)]
        for n in range(5)
    ]  # fmt: skip
    assert {one.text for one in running(pages)} == {"THE SALT ROAD", "7", "8", "9", "10", "11"}


def test_a_number_that_does_not_count_pages_stays() -> None:
    pages = [
        [line("1984", 50, 700, page=0)],
        [line("He was 30", 50, 700, page=1), line("12", 50, 40, page=1)],
    ]
    assert running(pages) == set()


HYPHENS = {
    "broken by the line's end": (["an extra-", "ordinary, extraordinary"], "an extraordinary, extraordinary"),
    "unknown word": (["a recol-", "lection of it"], "a recollection of it"),
    "a hyphen of its own": (["the well-", "known and well-known man"], "the well-known and well-known man"),
    "a name": (["the Anglo-", "Saxon kings"], "the Anglo-Saxon kings"),
    "PDFium's sign": (["the extra\x02", "ordinary thing"], "the extraordinary thing"),
    "a dash": (["he left -", "and stayed"], "he left - and stayed"),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "expected"), HYPHENS.values(), ids=HYPHENS)
def test_hyphenation(texts: list[str], expected: str) -> None:
    joiner = Joiner(" ".join(texts))
    assert (
        "".join(text for _, text in joiner.pieces([line(text) for text in texts], set()))
        == expected
    )


def test_paragraph_over_a_page() -> None:
    pages = [
        [line("It rained and nobody went out that day because the", 50, 60, page=0, right=350)],
        [line("road was wet.", 50, 700, page=1), line("Then it stopped.", 62, 686, page=1)],
    ]
    assert [one.text for one in paragraphs(pages, 12)] == [
        "It rained and nobody went out that day because the road was wet.",
        "Then it stopped.",
    ]


def test_headings_by_size_and_notes() -> None:
    page = [
        line("The Sea", size=18, top=740), line("It rained all day.", top=700), line("Nobody went out.", top=660),
        line("1 A note.", top=60, size=9),
    ]  # fmt: skip
    assert [(one.text, one.level, one.note) for one in paragraphs([page], 12)] == [
        ("The Sea", 1, False), ("It rained all day.", 0, False), ("Nobody went out.", 0, False),
        ("1 A note.", 0, True),
    ]  # fmt: skip


def test_bookmarks_say_which_headings_count() -> None:
    found = [
        PdfParagraph([line(text)], level)
        for text, level in (("PRESS", 1), ("One", 0), ("Text", 0), ("Two", 0))
    ]
    with_bookmarks(found, [(0, 0, "One"), (1, 0, "Two")])
    assert [one.level for one in found] == [0, 1, 0, 2]


def test_scan_is_named() -> None:
    path = MADE / "blank.pdf"
    with pytest.raises(InputError, match="scan"):
        read_book(path)


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.4\nrubbish", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"],
)
def test_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_book(path)
    assert caught.value.remedy


# --- found by fuzzing, in every format --------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((CASES / "found").iterdir()), ids=lambda path: path.name)
def test_found_by_the_fuzzer(path: Path) -> None:
    """A clear error, or a book that accounts for every character."""
    try:
        book = read_book(path)
    except InputError as error:
        assert error.remedy  # noqa: PT017 - either outcome is right
        return
    solid = [len("".join(chapter.text.split())) for chapter in book.chapters]
    solid += [len("".join(piece.chapter.text.split())) for piece in book.skipped if piece.chapter]
    assert book.characters + book.added == sum(solid) + sum(one.characters for one in book.unread)
    for chapter in book.chapters:
        assert all(0 <= mark.start < mark.end <= len(chapter.text) for mark in chapter.marks)
