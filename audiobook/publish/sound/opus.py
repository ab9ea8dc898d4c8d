"""One Opus file per chapter, with Vorbis comments and the cover."""

from pathlib import Path
from typing import ClassVar

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import TaggedFiles
from audiobook.publish.sound.tagging.vorbis import tag_opus
from audiobook.publish.tags import Tags, vorbis_comments


class OpusPublisher(TaggedFiles):
    """Smaller than MP3 or AAC at the same quality."""

    name = "opus"
    encodings: ClassVar[tuple[str, ...]] = ("opus",)

    def tag(
        self,
        path: Path,
        tags: Tags,
        picture: Picture,
        title: str,
        number: str,
    ) -> None:
        """Comments, and the picture among them."""
        comments = vorbis_comments(tags, title, number)
        tag_opus(path, comments, picture)
