"""EPUB 3 with media overlays: the text is marked while it is heard.

A book that is an EPUB keeps its own pages; any other gets pages of our own.
"""

from functools import partial
from pathlib import Path
from typing import ClassVar

from audiobook.errors import InputError, PublishError
from audiobook.events import Notice
from audiobook.files.stamp import sha256
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import Picture, picture_of
from audiobook.publish.epub.made import write_made
from audiobook.publish.epub.original import write_original
from audiobook.publish.epub.source import Original
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of
from audiobook.publish.timeline import timelines
from audiobook.readers.table import READERS

VERSION = 4  # to be raised when the same book and tracks give other bytes
_HEAD = 4096  # bytes by which a reader knows its files


class EpubPublisher(Publisher):
    """One book with its sound in it."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`PublishError` for a book without chapters."""
        if not edition.tracks:
            raise PublishError(
                "There is no chapter to put into an EPUB.",
                remedy="Choose some with --chapters.",
            )
        tags = tags_of(edition)
        picture = picture_of(edition)
        source = _source(edition)
        output = Output(
            name=f"{book_name(edition)}.epub",
            slot="epub",
            recipe=_recipe(edition, tags, picture, source),
            write=partial(_write, edition, source, tags, picture),
        )
        return (output,)


def _recipe(edition: Edition, tags: Tags, picture: Picture, source: Path | None) -> str:
    """A name for everything in the book: sound, text, and the pages of the source."""
    said = []
    for timeline in timelines(edition.script, edition.tracks):
        said.append([(line.utterance, line.text) for line in timeline])
    tracks = [track.key for track in edition.tracks]
    pages = ""
    if source:
        pages = sha256(source)
    return recipe(
        VERSION,
        tags,
        picture,
        tracks=tracks,
        said=said,
        pages=pages,
    )


def _source(edition: Edition) -> Path | None:
    """The book's own EPUB, where there is one.

    The reader of EPUBs decides, as it did when the book was read.
    """
    source = edition.source
    if source is None or not source.is_file():
        return None
    with source.open("rb") as file:
        head = file.read(_HEAD)
    if READERS.load("epub")().recognises(source, head):
        return source
    return None


def _write(
    edition: Edition, source: Path | None, tags: Tags, picture: Picture, path: Path
) -> None:
    """Write the book on its own pages, or on new ones where that is not possible."""
    if source:
        try:
            write_original(Original(source), edition, tags, path)
        except InputError as error:
            reason = f"The EPUB's own pages cannot be kept: {error.message}"
            edition.listener(Notice(f"{reason} The text is on new pages."))
        else:
            return
    write_made(edition, tags, picture, path)
