"""EPUB -> Book."""

from audiobook.readers.epub.reader import EpubReader

__all__ = ["EpubReader"]
