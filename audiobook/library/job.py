"""One book of many: what is to be made, and what became of it.

Both travel between processes and machines as JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from audiobook.errors import AudiobookError, RenderError
from audiobook.events import Event
from audiobook.settings.selection import WHOLE, Share

Record = dict[str, Any]
Flags = Mapping[str, object]


class Task(StrEnum):
    """What to do with a book."""

    MAKE = "make"
    SPEAK = "speak"  # a share of its chapters; whoever finds all of them there makes the book
    FORESEE = "foresee"  # say what there is to do, and write nothing


@dataclass(frozen=True, slots=True)
class BookJob:
    """A book to make: its source, its folder, and the settings that were given as flags.

    Jobs of one ``chain`` are made one after another, in the order of their list: volumes that
    share a cast. ``note`` says what a reader of the report should know beforehand. ``share`` is
    that of the task SPEAK. ``formats`` are other files of the same book, the best first: they
    stand in for a ``source`` that cannot be read. ``unread`` are those that it stands in for.
    """

    source: Path
    out: Path
    flags: Flags = field(default_factory=dict)
    chain: str = ""
    note: str = ""
    task: Task = Task.MAKE
    share: Share = WHOLE
    formats: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()

    @property
    def named(self) -> Mapping[str, object]:
        """What the flags say of the title page."""
        metadata = self.flags.get("metadata")
        return metadata if isinstance(metadata, Mapping) else {}

    def record(self) -> Record:
        """The job as JSON takes it, with every path in full."""
        return {
            "source": str(self.source.absolute()),
            "out": str(self.out.absolute()),
            "flags": plain_flags(self.flags),
            "chain": self.chain,
            "note": self.note,
            "task": self.task.value,
            "share": [self.share.number, self.share.count],
            "unread": [str(path.absolute()) for path in self.unread],
        }


def job_of(record: Record) -> BookJob:
    """The job in a record."""
    source = Path(record["source"])
    out = Path(record["out"])
    return BookJob(
        source,
        out,
        record["flags"],
        record["chain"],
        record["note"],
        Task(record["task"]),
        Share(*record["share"]),
        unread=tuple(Path(name) for name in record["unread"]),
    )


def plain_flags(flags: Mapping[str, object]) -> Record:
    """Settings by their names, as JSON takes them; paths in full."""
    return {name: _plain(value) for name, value in flags.items()}


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return _plain_path(value)
    if isinstance(value, Mapping):
        return plain_flags(value)
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value


def _plain_path(path: Path) -> str:
    """A path in full, wherever the book is made; names of voice packs that ship are no paths."""
    is_name = len(path.parts) <= 1 and not path.exists()
    if is_name or path == Path():
        return str(path)
    return str(path.absolute())


class State(StrEnum):
    """What became of a book."""

    MADE = "made"
    SPOKEN = "spoken"  # a share of its chapters is; others are to come
    FORESEEN = "to make"  # nothing was done
    UNCHANGED = "unchanged"  # finished by an earlier run, and nothing has changed since
    SKIPPED = "skipped"  # another book of the list stands for it
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one book.

    ``exit_status`` is that of a run for this book alone. ``message`` and ``remedy`` say what is
    wrong with it, if anything is; ``lines`` has more of that, a sentence each. Of a book that is
    only foreseen, ``spoken`` lines are to be spoken, and ``sound_ms`` is an estimate.
    ``undelivered`` says why a server does not show a book that is made.
    """

    source: Path
    folder: Path
    state: State
    exit_status: int = 0
    message: str = ""
    remedy: str = ""
    lines: tuple[str, ...] = ()
    title: str = ""
    files: tuple[Path, ...] = ()
    sound_ms: float = 0
    spoken: int = 0
    kept: int = 0
    elapsed_s: float = 0
    note: str = ""
    undelivered: str = ""

    @property
    def there(self) -> bool:
        """Whether the finished book is there."""
        return self.state in {State.MADE, State.UNCHANGED}

    def record(self) -> Record:
        """The outcome as JSON takes it."""
        found = asdict(self)
        found["source"] = str(self.source)
        found["folder"] = str(self.folder)
        found["state"] = self.state.value
        found["files"] = [str(path) for path in self.files]
        return found


def outcome_of(record: Record) -> Outcome:
    """The outcome in a record. Raises ``ValueError`` and ``TypeError`` where there is none."""
    known = {entry.name for entry in fields(Outcome)}
    found = {name: value for name, value in record.items() if name in known}
    for name in ("source", "folder"):
        found[name] = Path(found[name])
    found["state"] = State(found["state"])
    found["lines"] = tuple(found["lines"])
    found["files"] = tuple(Path(name) for name in found["files"])
    return Outcome(**found)


def failed(job: BookJob, error: AudiobookError, elapsed_s: float = 0) -> Outcome:
    """The outcome of a book that could not be made."""
    lines: tuple[str, ...] = ()
    if isinstance(error, RenderError):
        lines = tuple(error.lines)
    return Outcome(
        job.source,
        job.out,
        State.FAILED,
        error.exit_status,
        error.message,
        error.remedy,
        lines,
        elapsed_s=elapsed_s,
        note=job.note,
    )


def skipped(job: BookJob, message: str) -> Outcome:
    """The outcome of a book that is not made, because another of the list stands for it."""
    return Outcome(job.source, job.out, State.SKIPPED, message=message, note=job.note)


# Called from several threads, but never from two at once.
Report = Callable[[BookJob, Event | Outcome], None]


def tell_nobody(_job: BookJob, _news: Event | Outcome) -> None:
    """A report for nobody."""
