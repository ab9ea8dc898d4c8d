"""EPUB 2 and 3 -> Book, and the parts of an EPUB that others look at."""

from audiobook.readers.epub.chapters import Cut, StoryPage, chapters_of
from audiobook.readers.epub.nav import NavEntry, contents_of
from audiobook.readers.epub.package import ManifestItem, Package, package_of
from audiobook.readers.epub.reader import EpubReader

__all__ = [
    "Cut",
    "EpubReader",
    "ManifestItem",
    "NavEntry",
    "Package",
    "StoryPage",
    "chapters_of",
    "contents_of",
    "package_of",
]
