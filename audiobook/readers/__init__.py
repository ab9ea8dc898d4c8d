"""SEAM Path -> Book: one file per input format."""

from audiobook.readers.base import Reader
from audiobook.readers.choose import read_book
from audiobook.readers.table import READERS

__all__ = ["READERS", "Reader", "read_book"]
