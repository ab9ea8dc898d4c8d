"""PDF; the work is in :mod:`~audiobook.readers.pdf.book`, which is imported when there is one to read."""

from pathlib import Path

from audiobook.model import Book
from audiobook.readers.base import Reader


class PdfReader(Reader):
    """Reads PDF."""

    suffixes = (".pdf",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the signature, which may stand behind some rubbish."""
        return super().recognises(path, head) or b"%PDF-" in head[:1024]

    def read(self, path: Path) -> Book:
        """The book in a PDF. Raises :class:`~audiobook.errors.InputError`."""
        from audiobook.readers.pdf.book import read_pdf  # noqa: PLC0415 - PDFium takes long to import

        return read_pdf(path)
