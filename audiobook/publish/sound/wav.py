"""One WAV file per chapter, with an ID3 tag in a chunk of its own, as editors write it."""

from pathlib import Path
from typing import ClassVar

from mutagen.wave import WAVE

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import TaggedFiles
from audiobook.publish.tags import Tags
from audiobook.publish.tags.id3 import id3_tag

# How a file of more than 4 GiB begins.
_TOO_LARGE = b"RF64"


class WavPublisher(TaggedFiles):
    """For editors that know nothing else."""

    name = "wav"
    encodings: ClassVar[tuple[str, ...]] = ("wav",)

    def tag(
        self,
        path: Path,
        tags: Tags,
        picture: Picture,
        title: str,
        number: str,
    ) -> None:
        """The tag of MP3 files; a file of more than 4 GiB has none."""
        if _is_too_large(path):
            return
        wave = WAVE(path)
        wave.add_tags()
        for frame in id3_tag(tags, picture, title, number).values():
            wave[frame.HashKey] = frame
        wave.save(v2_version=3)


def _is_too_large(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_TOO_LARGE)) == _TOO_LARGE
