"""PDF -> Book."""

from audiobook.readers.pdf.reader import PdfReader

__all__ = ["PdfReader"]
