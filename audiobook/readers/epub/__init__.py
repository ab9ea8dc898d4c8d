"""EPUB 2 and 3 -> Book, and the parts of an EPUB that others look at."""

from audiobook.readers.epub.nav import NavEntry, contents_of
from audiobook.readers.epub.package import ManifestItem, Package, package_of
from audiobook.readers.epub.reader import EpubReader

__all__ = [
    "EpubReader",
    "ManifestItem",
    "NavEntry",
    "Package",
    "contents_of",
    "package_of",
]
