"""EPUB 3 with media overlays: the text is marked while it is heard."""

from functools import partial
from typing import ClassVar

from audiobook.errors import PublishError
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover import picture_of
from audiobook.publish.epub_made import write_made
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import tags_of
from audiobook.publish.timeline import timelines

VERSION = 1  # to be raised when the same book and tracks give other bytes


class EpubPublisher(Publisher):
    """One book with its sound in it."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`PublishError` for a book without chapters."""
        if not edition.tracks:
            raise PublishError("There is no chapter to put into an EPUB.", remedy="Choose some with --chapters.")
        tags, picture = tags_of(edition), picture_of(edition)
        said = [
            [(one.utterance, one.text) for one in track] for track in timelines(edition.script, edition.tracks)
        ]
        output = Output(
            name=f"{book_name(edition)}.epub",
            slot="epub",
            recipe=recipe(VERSION, tags, picture, tracks=[track.key for track in edition.tracks], said=said),
            write=partial(write_made, edition, tags, picture),
        )
        return (output,)
