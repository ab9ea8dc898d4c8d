"""Which files are looked at.

Of a book of ours those that it should have; else the sound and the lists in a folder.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.checks.book_record import Ours, is_ours
from audiobook.checks.tags import PLAYLISTS, is_catalogue
from audiobook.publish.base import Output

_SUFFIXES = ".mp3 .m4b .m4a .mp4 .aac .opus .ogg .oga .flac .wav .aiff .aif .wma .mka"
SOUND = frozenset(_SUFFIXES.split())
SAMPLE = "sample"
_MOST = 20_000  # files of a folder


@dataclass(frozen=True, slots=True)
class File:
    """A file, its name in the folder, and its kind: files of one kind are one book.

    ``output`` is what a book of ours says of it.
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
        if self.output is None:
            return None
        chapters = {track.chapter for track in self.output.tracks}
        if len(chapters) != 1:
            return None
        return chapters.pop()


def is_finished(path: Path) -> bool:
    """Whether a path is a finished book, or sound, rather than a story."""
    if not path.is_dir():
        return path.suffix.lower() in SOUND
    return is_ours(path) or any(map(_is_sound, path.glob("*")))


def _is_sound(path: Path) -> bool:
    return path.suffix.lower() in SOUND and path.is_file()


def files_of_book(book: Ours) -> list[File]:
    """Every file that there should be. Raises :class:`~audiobook.errors.AudiobookError`."""
    files = []
    for output in book.outputs:
        path = book.project.folder / output.name
        kind = output.slot.split()[0]
        files.append(File(path, output.name, kind, output))
    return files


def files_of(path: Path) -> list[File]:
    """A file; or the sound and lists below a folder, hidden ones aside, sorted by name."""
    if not path.is_dir():
        return [File(path, path.name, _kind(path, path.parent))]
    wanted = SOUND | {*PLAYLISTS}
    files: list[File] = []
    for each in sorted(_below(path)):
        if len(files) == _MOST:
            break
        if each.suffix.lower() in wanted or is_catalogue(each):
            name = each.relative_to(path).as_posix()
            files.append(File(each, name, _kind(each, path)))
    return files


def _below(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        # os.walk goes into the folders that are left in its list.
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield Path(here) / name


def _kind(path: Path, root: Path) -> str:
    kind = f"{path.parent.relative_to(root).as_posix()} {path.suffix.lower()}"
    if SAMPLE in path.stem.casefold():
        return f"{SAMPLE} {kind}"
    return kind
