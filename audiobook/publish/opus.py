"""One Opus file per chapter, with Vorbis comments and the cover."""

import base64
from pathlib import Path
from typing import ClassVar

from mutagen.oggopus import OggOpus

from audiobook.publish.chapter_files import TaggedFiles
from audiobook.publish.cover import Picture
from audiobook.publish.tags import Tags, vorbis_comments
from audiobook.publish.vorbis import block_of


class OpusPublisher(TaggedFiles):
    """Smaller than MP3 or AAC at the same quality."""

    name = "opus"
    encodings: ClassVar[tuple[str, ...]] = ("opus",)

    def tag(self, path: Path, tags: Tags, picture: Picture, title: str, number: str) -> None:
        """Comments, and the picture among them as in FLAC, in base 64 (RFC 7845, section 5.2)."""
        file = OggOpus(path)
        file.update(vorbis_comments(tags, title, number))
        file["metadata_block_picture"] = [base64.b64encode(block_of(picture).write()).decode()]
        file.save()
