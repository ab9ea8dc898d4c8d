"""A book's folder: the only module that knows the names of the files in it.

::

    story.audiobook/
        01 - Title.mp3 ...  Title.m4b  Title.m3u8      what a player opens
        cast.toml                                      the user's: who plays whom
        settings.toml                                  the user's, optional: settings for this book
        pronunciation.toml  direction.toml             likewise: how words and lines are spoken
        takes.toml                                     ours: which lines are used in another take
        .work/                                         ours: all of it can be made again
            script.json  clips/  tracks/  parts/  heard/  manifest.json  lock  shares/  preview/
            stamp.json
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from audiobook.errors import OutputError
from audiobook.files import output_errors
from audiobook.files.reading import no_such_file
from audiobook.files.users import is_used, using
from audiobook.publish.publish import OutputFolder

# Bytes; the longest name of a file that systems know.
_LONGEST = 255 - len(".audiobook")
_SHARE_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Project:
    """The folder of one book and the names in it; ``work`` is the folder in it that is ours."""

    folder: Path
    work: str = ".work"

    @property
    def cast_file(self) -> Path:
        """Who plays whom; written by us once, then the user's."""
        return self.folder / "cast.toml"

    @property
    def settings_file(self) -> Path:
        """The user's settings for this book; need not exist."""
        return self.folder / "settings.toml"

    @property
    def takes_file(self) -> Path:
        """Lines that were spoken again, and which take of each is used; need not exist."""
        return self.folder / "takes.toml"

    @property
    def users_own(self) -> tuple[Path, ...]:
        """What the user writes, or may change; none of it need exist."""
        spoken = speech_files(self.folder)
        return (self.cast_file, self.settings_file, self.takes_file, *spoken)

    @property
    def heard(self) -> Path:
        """What recognisers heard in the clips."""
        return self.folder / ".work" / "heard"

    @property
    def script_file(self) -> Path:
        """The script as it was found, kept from run to run."""
        return self.folder / ".work" / "script.json"

    @property
    def series_file(self) -> Path:
        """Which series the book is a volume of; need not exist."""
        return self.folder / ".work" / "series.json"

    @property
    def records(self) -> tuple[Path, ...]:
        """What is known of a finished book; none of it need exist."""
        manifest = self.output_folder.manifest
        return (self.script_file, self.series_file, manifest)

    @property
    def clips(self) -> Path:
        """The store of spoken lines."""
        return self.folder / ".work" / "clips"

    @property
    def tracks(self) -> Path:
        """Encoded chapters, named by what made them."""
        return self.folder / self.work / "tracks"

    @property
    def preview(self) -> "Project":
        """Where a preview is worked on: its files lie beside the book's, its records apart."""
        return Project(self.folder, ".work/preview")

    @property
    def output_folder(self) -> OutputFolder:
        """Where finished files go, and the record of which are ours."""
        return OutputFolder(
            self.folder,
            self.folder / self.work / "manifest.json",
            self.folder / self.work / "parts",
        )

    @contextmanager
    def locked(self, wait_s: float = 0, *, alone: bool = True) -> Iterator[None]:
        """Hold the folder for one run; the system lets go of it when the process ends, however it
        ends.

        ``wait_s`` is how long to wait for another run to end. With ``alone``, runs that hold a
        share count as others.

        Raises :class:`OutputError` where the folder cannot be written or another run holds it.
        """
        lock = FileLock(self.folder / ".work" / "lock")
        until = time.monotonic() + wait_s
        with output_errors(self.folder):
            self._make_folders()
            try:
                lock.acquire(timeout=wait_s)
            except Timeout as error:
                raise self._in_use() from error
        try:
            if alone:
                self._wait_for_shares(until)
                self._sweep()
            yield
        finally:
            lock.release()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold a share of the folder: other runs may make other chapters of the book meanwhile.

        Raises :class:`OutputError`.
        """
        with using(self._shares):
            yield

    @property
    def _shares(self) -> Path:
        return self.folder / ".work" / "shares"

    def _make_folders(self) -> None:
        self.clips.mkdir(parents=True, exist_ok=True)
        self.tracks.mkdir(parents=True, exist_ok=True)

    def _wait_for_shares(self, until: float) -> None:
        while is_used(self._shares):
            if time.monotonic() > until:
                raise self._in_use()
            time.sleep(_SHARE_POLL_S)

    def _in_use(self) -> OutputError:
        return OutputError(
            f"Another run is working in {self.folder}.",
            remedy="Wait until it has ended, or choose another folder with --out.",
        )

    def _sweep(self) -> None:
        """Half-encoded chapters of a run that was ended: nobody else writes here while we hold
        the folder.
        """
        for part in self.tracks.glob(".*.part"):
            part.unlink(missing_ok=True)


def speech_files(folder: Path) -> tuple[Path, Path]:
    """The files in a folder, a book's or the user's, that say how words and how lines are spoken.

    Neither need exist.
    """
    return folder / "pronunciation.toml", folder / "direction.toml"


def project_for(source: Path, out: Path | None) -> Project:
    """The project of an input file: ``out``, else ``<stem>.audiobook`` beside the input."""
    if out is not None:
        return Project(out.absolute())
    absolute = Path("standard input" if str(source) == "-" else source).absolute()
    name = os.fsencode(absolute.stem)[:_LONGEST]
    return Project(absolute.parent / f"{os.fsdecode(name)}.audiobook")


def project_of(source: Path, out: Path | None) -> Project:
    """The same, of a book that is there, or was.

    Raises :class:`InputError` where neither it nor its folder is.
    """
    project = project_for(source, out)
    if not (source.exists() or project.folder.is_dir()):
        raise no_such_file(source)
    return project
