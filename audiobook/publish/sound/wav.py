"""One WAV file per chapter, with an ID3 tag in a chunk of its own, as editors write it."""

from pathlib import Path
from typing import ClassVar

from mutagen.wave import WAVE

from audiobook.publish.cover import Picture
from audiobook.publish.sound.chapter_files import TaggedFiles
from audiobook.publish.sound.tagging.id3 import id3_tag
from audiobook.publish.sound.tagging.riff import is_rf64
from audiobook.publish.tags import Tags


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
        """The tag of MP3 files; a file of more than 4 GiB, which is RF64, has none."""
        if is_rf64(path):
            return
        wave = WAVE(path)
        wave.add_tags()
        tag = id3_tag(tags, picture, title, number)
        for frame in tag.values():
            wave[frame.HashKey] = frame
        wave.save(v2_version=3)
