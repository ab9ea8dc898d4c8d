"""One FLAC file per chapter: lossless, with Vorbis comments and the cover."""

from pathlib import Path
from typing import ClassVar

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import TaggedFiles
from audiobook.publish.sound.tagging.vorbis import tag_flac
from audiobook.publish.tags import Tags, vorbis_comments


class FlacPublisher(TaggedFiles):
    """For editors and archives."""

    name = "flac"
    encodings: ClassVar[tuple[str, ...]] = ("flac",)

    def tag(
        self,
        path: Path,
        tags: Tags,
        picture: Picture,
        title: str,
        number: str,
    ) -> None:
        """Comments and picture."""
        comments = vorbis_comments(tags, title, number)
        tag_flac(path, comments, picture)
