"""Every character of a source is read or listed."""

from audiobook.model import Book


def solid(value: str) -> int:
    return len("".join(value.split()))


def assert_accounted(book: Book) -> None:
    read = sum(solid(chapter.text) for chapter in book.chapters)
    pieces = sum(solid(piece.chapter.text) for piece in book.skipped if piece.chapter)
    assert book.characters + book.added == read + pieces + sum(
        one.characters for one in book.unread
    )
