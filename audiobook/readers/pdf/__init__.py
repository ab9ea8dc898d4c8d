"""PDF -> Book.

The work is in :mod:`~audiobook.readers.pdf.book`, which is imported when there is a PDF to
read.
"""

from pathlib import Path

from audiobook.model import Book
from audiobook.readers.base import Reader

__all__ = ["PdfReader"]

_SIGNATURE = b"%PDF-"
_SIGNATURE_END = 1024  # bytes: it may stand behind some rubbish


class PdfReader(Reader):
    """Reads PDF."""

    suffixes = (".pdf",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix or the signature."""
        if super().recognises(path, head):
            return True
        return _SIGNATURE in head[:_SIGNATURE_END]

    def read(self, path: Path) -> Book:
        """The book in a PDF. Raises :class:`~audiobook.errors.InputError`."""
        # PDFium takes long to import.
        from audiobook.readers.pdf.book import read_pdf  # noqa: PLC0415

        return read_pdf(path)
