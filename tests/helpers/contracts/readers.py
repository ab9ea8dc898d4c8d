"""Every reader: a book whose marks lie within its text, or an input error; nothing is written."""

import random
from pathlib import Path

import pytest
from accounts import assert_accounted
from audiobook.errors import InputError
from audiobook.model import (
    Book,
)
from audiobook.readers import Reader

from contracts.snapshot import snapshot

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00" * 40
)


def damaged(data: bytes) -> dict[str, bytes]:
    """What becomes of a file that was cut short, overwritten, or mistaken for a book."""
    noise = random.Random(2).randbytes(4000)
    middle = len(data) // 2
    return {
        "empty": b"",
        "a picture": PICTURE,
        "noise": noise,
        "a zip that is none": b"PK\x03\x04 and rubbish",
        "its first bytes": data[:10],
        "its first half": data[:middle],
        "all but its end": data[: len(data) * 9 // 10],
        "a hole": data[:middle] + b"\0" * 200 + data[middle + 200 :],
    }


def is_handed(reader: Reader, path: Path) -> bool:
    """Whether a file gets as far as this reader: it is not empty, and the reader says it is its own."""
    head = path.read_bytes()[:4096]
    return bool(head) and reader.recognises(path, head)


class ReaderContract:
    """A reader: a book whose marks lie within its text, or an input error; nothing is written."""

    @pytest.fixture
    def reader(self) -> Reader:
        raise NotImplementedError("Return a reader.")

    @pytest.fixture
    def sources(self) -> dict[str, bytes]:
        """Files that the reader reads: name -> bytes."""
        raise NotImplementedError("Return a few small files.")

    @pytest.fixture
    def files(self, sources: dict[str, bytes], tmp_path: Path) -> list[Path]:
        paths = []
        for name, data in sources.items():
            path = tmp_path / name
            path.write_bytes(data)
            paths.append(path)
        return paths

    def test_it_recognises_its_own_files(self, reader, files):
        assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in reader.suffixes)
        for path in files:
            assert reader.recognises(path, path.read_bytes()[:4096])

    def test_its_books_have_a_title_and_chapters_with_text(self, reader, files):
        for path in files:
            book = reader.read(path)
            assert isinstance(book, Book)
            assert book.metadata.title
            assert book.chapters
            assert all(chapter.text.strip() for chapter in book.chapters)
            numbers = [chapter.number for chapter in book.chapters]
            assert numbers == list(range(1, len(numbers) + 1))

    def test_marks_and_notes_lie_within_the_text(self, reader, files):
        for path in files:
            for chapter in reader.read(path).chapters:
                assert all(0 <= m.start <= m.end <= len(chapter.text) for m in chapter.marks)
                assert all(0 <= note.at <= len(chapter.text) for note in chapter.notes)

    def test_every_character_is_read_or_listed_where_it_counts_them(self, reader, files):
        for path in files:
            book = reader.read(path)
            if book.characters:
                assert_accounted(book)

    def test_the_same_file_is_the_same_book(self, reader, files):
        for path in files:
            assert reader.read(path) == reader.read(path) == type(reader)().read(path)

    def test_it_writes_nothing(self, reader, files, tmp_path):
        before = snapshot(tmp_path)
        for path in files:
            reader.read(path)
        assert snapshot(tmp_path) == before

    def test_what_is_damaged_or_not_its_own_is_a_book_or_an_input_error(self, reader, files):
        for path in files:
            for damage, data in damaged(path.read_bytes()).items():
                path.write_bytes(data)
                if not is_handed(reader, path):
                    continue
                try:
                    book = reader.read(path)
                except InputError as error:
                    assert error.message and error.remedy, damage  # noqa: PT017, PT018
                else:
                    assert isinstance(book, Book), damage

    def test_what_holds_no_text_is_an_input_error(self, reader, files):
        for path in files:
            for data in (b" \n", PICTURE):
                path.write_bytes(data)
                if not is_handed(reader, path):
                    continue
                with pytest.raises(InputError):
                    reader.read(path)
