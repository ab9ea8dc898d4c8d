"""Which files are looked at: those that a book of ours should have, or the sound and the lists in
a folder.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.checks.book_record import Ours, is_ours
from audiobook.checks.tags.names import PLAYLISTS
from audiobook.checks.tags.stated import is_catalogue
from audiobook.publish.base import Output

SOUND = frozenset(
    (
        ".mp3",
        ".m4b",
        ".m4a",
        ".mp4",
        ".aac",
        ".opus",
        ".ogg",
        ".oga",
        ".flac",
        ".wav",
        ".aiff",
        ".aif",
        ".wma",
        ".mka",
    )
)
SAMPLE = "sample"
_MOST = 20_000  # files of a folder


@dataclass(frozen=True, slots=True)
class File:
    """A file, its name in the folder, and its kind: files of one kind are one book.

    ``output`` is ours.
    """

    path: Path
    name: str
    kind: str
    output: Output | None = None

    @property
    def material(self) -> bool:
        """Whether it is there to be worked with, not to be played: a speaker's stem."""
        return self.output is not None and not self.output.duration_ms

    @property
    def chapter(self) -> int | None:
        """The number of the only chapter in it, where that is known."""
        chapters = (
            {track.chapter for track in self.output.tracks} if self.output else set()
        )
        return chapters.pop() if len(chapters) == 1 else None


def is_finished(path: Path) -> bool:
    """Whether a path is a finished book, or sound, rather than a story."""
    if not path.is_dir():
        return path.suffix.lower() in SOUND
    return is_ours(path) or any(
        file.suffix.lower() in SOUND for file in path.glob("*") if file.is_file()
    )


def files_of_book(book: Ours) -> list[File]:
    """Every file that there should be. Raises :class:`~audiobook.errors.AudiobookError`."""
    return [
        File(book.project.folder / each.name, each.name, each.slot.split()[0], each)
        for each in book.outputs
    ]


def files_of(path: Path) -> list[File]:
    """A file; or the sound and lists below a folder, hidden ones aside, sorted by name."""
    if not path.is_dir():
        return [File(path, path.name, _kind(path, path.parent))]
    wanted = SOUND | {*PLAYLISTS}
    below = sorted(_below(path))
    found = [
        each for each in below if each.suffix.lower() in wanted or is_catalogue(each)
    ]
    return [
        File(each, each.relative_to(path).as_posix(), _kind(each, path))
        for each in found[:_MOST]
    ]


def _below(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(here) / name for name in names if not name.startswith("."))


def _kind(path: Path, root: Path) -> str:
    kind = f"{path.parent.relative_to(root).as_posix()} {path.suffix.lower()}"
    return f"{SAMPLE} {kind}" if SAMPLE in path.stem.casefold() else kind
