"""Book -> Script: paragraphs, headings, scene breaks, quotations, sentences."""

from audiobook.model import Book, Script


def segment(book: Book) -> Script:
    """Cut every chapter into utterances that tile its text exactly; nobody is named yet."""
    raise AssertionError(book)
