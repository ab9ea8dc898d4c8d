"""Whether a book is finished and nothing has changed since, told by a few looks at the disk.

A stamp in the book's folder says which files shaped the book, and which files came of it, with
size and time of change of all. It is written by a run that made a whole book, and counts for the
same version of the program with the same flags. Where it does not hold, an ordinary run finds
out what there is to do; what an engine outside of this program would say now is known to such a
run alone.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from audiobook.attribute import ATTRIBUTORS
from audiobook.errors import AudiobookError
from audiobook.files import write_text
from audiobook.language import own_files
from audiobook.library.formats import every_format
from audiobook.library.job import (
    BookJob,
    Outcome,
    Record,
    State,
    outcome_of,
    plain_flags,
)
from audiobook.project import Project
from audiobook.project.folder import speech_files
from audiobook.project.series import statements
from audiobook.project.versions import versions
from audiobook.settings import Settings
from audiobook.settings.load import load_settings, user_folder

_NAME = "stamp.json"


@dataclass(frozen=True, slots=True)
class Watched:
    """The files that shape a book: those that nobody changes while it is made, and its cast."""

    still: str
    cast: str


def finished(job: BookJob) -> Outcome | None:
    """The outcome of the run that made this book, where nothing has changed since."""
    stamp = _read(job.out)
    if not stamp:
        return None
    outcomes = (_finished(one, stamp) for one in every_format(job))
    return next(filter(None, outcomes), None)


def _finished(job: BookJob, stamp: Record) -> Outcome | None:
    try:
        before = outcome_of(stamp["outcome"])
        # Those in the book's folder are noted as seen from there: it may be mounted elsewhere.
        files = tuple(job.out / path for path in before.files)
        seen = watched(job)
        if seen is None or stamp["key"] != _key(job, seen):
            return None
        if stamp["files"] != state_of(files):
            return None
    except (ValueError, TypeError, KeyError):
        return None
    return replace(
        before,
        source=job.source,
        folder=job.out,
        files=files,
        state=State.UNCHANGED,
        spoken=0,
        kept=before.kept + before.spoken,
        elapsed_s=0,
        note=before.note or job.note,
    )


def watched(job: BookJob) -> Watched | None:
    """What shapes a book, as it is now; ``None`` where that is not only files."""
    project = Project(job.out)
    try:
        settings = load_settings(job.flags, book=project.settings_file)
        attributor = ATTRIBUTORS.load(settings.attributor or ATTRIBUTORS.default())
    except AudiobookError:
        return None
    if not attributor.repeatable:
        return None
    still = state_of(_shaping(job, project, settings))
    casts = [state_of([project.cast_file]), statements(project)]
    return Watched(still, _digest(casts))


def stamp(job: BookJob, seen: Watched, outcome: Outcome) -> None:
    """Note that a book is finished, made of what was seen while it was made.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    inside = tuple(_inside(path, job.out) for path in outcome.files)
    record = {
        "source": str(job.source.absolute()),
        "key": _key(job, seen),
        "files": state_of(outcome.files),
        "outcome": replace(outcome, files=inside).record(),
    }
    write_text(_path(job.out), json.dumps(record) + "\n")


def source_in(folder: Path) -> Path | None:
    """The book that a folder was made from, where that is known."""
    named = _read(folder).get("source")
    if not named:
        named = next(iter(_manifest(folder)), None)
    return Path(named) if isinstance(named, str) else None


def _inside(path: Path, folder: Path) -> Path:
    if path.is_relative_to(folder):
        return path.relative_to(folder)
    return path


def _path(folder: Path) -> Path:
    return folder / ".work" / _NAME


def _read(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads(_path(folder).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _manifest(folder: Path) -> Mapping[str, object]:
    """The inputs in a manifest; a source that is a folder is not among them."""
    try:
        inputs = json.loads(Project(folder).output_folder.manifest.read_bytes())[
            "inputs"
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return inputs if isinstance(inputs, dict) and len(inputs) == 1 else {}


def _key(job: BookJob, seen: Watched) -> str:
    return _digest([_program(), plain_flags(job.flags), seen.still, seen.cast])


@cache
def _program() -> str:
    """A name for this very version of the program and of what it uses."""
    package = Path(__file__).parents[1]
    return _digest([versions(), state_of([package])])


def _shaping(job: BookJob, project: Project, settings: Settings) -> Iterator[Path]:
    """The files that shape a book besides its cast; none of them need exist."""
    yield job.source
    yield from job.unread
    yield project.settings_file
    yield project.takes_file
    yield from speech_files(project.folder)
    # Not the whole folder: caches lie in it on some systems.
    yield from sorted(user_folder().rglob("*.toml"))
    yield from own_files().values()
    yield from settings.voices
    yield from settings.cast_from
    yield settings.metadata.cover


def state_of(paths: Iterable[Path]) -> str:
    """A name for what is at some paths now, by size and time of change."""
    return _digest([list(_looks(path)) for path in paths])


def _looks(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of change of a file, or of every file in a folder."""
    if path == Path():
        return
    try:
        files = [path]
        if path.is_dir():
            files = sorted(found for found in path.rglob("*") if found.is_file())
        for file in files:
            if file.suffix != ".pyc":
                status = file.stat()
                yield file.name, status.st_size, status.st_mtime_ns
    except OSError:
        yield "absent", 0, 0


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
