"""Subtitles: a file beside every sound file that was made before.

It has the name of the sound file, so that players find it.
"""

from abc import abstractmethod
from collections.abc import Container, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import ClassVar

from audiobook.errors import PublishError, UsageError
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.recipe import recipe
from audiobook.publish.table import PUBLISHERS
from audiobook.publish.tags import Tags, tags_of
from audiobook.publish.timeline import Said, heard_in
from audiobook.settings import Settings

# To be raised when the same lines give other bytes.
VERSION = 1


class Subtitles(Publisher):
    """Makes one text file for every sound file."""

    words: ClassVar[bool] = True  # long lines are cut where their words are
    suffix: ClassVar[str]  # with the dot
    name: ClassVar[str]  # of the format
    folder: ClassVar[str] = ""  # where they go, if not beside the sound

    def check(self, settings: Settings) -> None:
        """Raise :class:`~audiobook.errors.UsageError` where no sound can come before."""
        check_sound_before(self.name, settings)

    @abstractmethod
    def text(
        self,
        said: Sequence[Said],
        edition: Edition,
        output: Output,
        tags: Tags,
    ) -> str:
        """The whole file, for what is heard in ``output``."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A file for every sound file. Raises :class:`PublishError` where there is none."""
        tags = tags_of(edition)
        made: dict[str, Output] = {}
        for sound in sound_files(edition):
            place = f"{self.folder}/{sound.name}".lstrip("/")
            plain_name = str(PurePosixPath(place).with_suffix(self.suffix))
            if len(sound.tracks) == 1 and plain_name in made:
                # Another format of the same chapter, and so the same times.
                continue
            name = beside(place, self.suffix, made)
            made[name] = self._output(name, sound, edition, tags)
        return tuple(made.values())

    def _output(
        self,
        name: str,
        sound: Output,
        edition: Edition,
        tags: Tags,
    ) -> Output:
        said = heard_in(sound, edition)
        text = self.text(said, edition, sound, tags)
        return Output(
            name=name,
            slot=f"{self.name} {sound.slot}",
            recipe=recipe(VERSION, tags, None, text=text),
            write=partial(write, text),
        )


def check_sound_before(name: str, settings: Settings) -> None:
    """Raise :class:`UsageError` where no format before this one can have sound.

    Checked before any work is done.
    """
    if name not in settings.formats:
        return
    before = settings.formats[: settings.formats.index(name)]
    for earlier in before:
        # Only formats with sound need an encoding.
        if PUBLISHERS.load(earlier).encodings:
            return
    raise UsageError(
        f'The format "{name}" goes with sound files that are made before it.',
        remedy=f"Name a format with sound before it: --formats mp3,{name}.",
    )


def beside(
    sound: str,
    suffix: str,
    taken: Container[str],
) -> str:
    """The name of a file that goes with a sound file.

    It is the sound's own with another suffix, or where that is taken, with one more.
    """
    name = str(PurePosixPath(sound).with_suffix(suffix))
    if name in taken:
        return f"{sound}{suffix}"
    return name


def sound_files(edition: Edition) -> tuple[Output, ...]:
    """The sound files made before. Raises :class:`PublishError` where there are none."""
    sounds = tuple(output for output in edition.earlier if output.tracks)
    if not sounds:
        raise PublishError(
            "Files to read along need sound files to go with.",
            remedy="Name a format with sound before them: --formats mp3,vtt.",
        )
    return sounds


def write(text: str, path: Path) -> None:
    """A file in UTF-8, with the line ends that it has."""
    path.write_bytes(text.encode())


def clock(milliseconds: float, point: str = ".") -> str:
    """Hours, minutes, seconds and thousandths: "01:02:03.456"."""
    seconds, thousandths = divmod(round(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"
