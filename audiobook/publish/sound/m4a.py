"""One M4A per chapter: the same sound as in the M4B, for players of music."""

from pathlib import Path
from typing import ClassVar

from mutagen.mp4 import MP4

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import TaggedFiles
from audiobook.publish.sound.mp4_book import join
from audiobook.publish.sound.tagging.mp4 import add_mp4_tags, save_in_place
from audiobook.publish.tags import Tags

# Bytes, besides the picture, for tags and a user's tag editor.
_ROOM = 8192


class M4aPublisher(TaggedFiles):
    """AAC in MP4, with one chapter."""

    name = "m4a"
    encodings: ClassVar[tuple[str, ...]] = ("aac",)

    def copy(
        self,
        sound: Path,
        tags: Tags,
        picture: Picture,
        title: str,
        path: Path,
    ) -> None:
        """Put the frames into an MP4. Raises ``ValueError`` where they are none."""
        room = len(picture.data) + _ROOM
        join([sound], [title], tags.language, room, path)

    def tag(
        self,
        path: Path,
        tags: Tags,
        picture: Picture,
        title: str,
        number: str,
    ) -> None:
        """ITunes' tags, with the number of the chapter."""
        file = MP4(path)
        add_mp4_tags(file, tags, picture, title)
        # The number of chapters stays unsaid: see the module chapter_files.
        file["trkn"] = [(int(number), 0)]
        save_in_place(file)
