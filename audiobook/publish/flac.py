"""One FLAC file per chapter: lossless, with Vorbis comments and the cover."""

from pathlib import Path
from typing import ClassVar

from mutagen.flac import FLAC

from audiobook.publish.chapter_files import TaggedFiles
from audiobook.publish.cover import Picture
from audiobook.publish.tags import Tags, vorbis_comments
from audiobook.publish.vorbis import block_of


class FlacPublisher(TaggedFiles):
    """For editors and archives."""

    name = "flac"
    encodings: ClassVar[tuple[str, ...]] = ("flac",)

    def tag(self, path: Path, tags: Tags, picture: Picture, title: str, number: str) -> None:
        """Comments and picture."""
        file = FLAC(path)
        file.update(vorbis_comments(tags, title, number))
        file.add_picture(block_of(picture))
        file.save()
