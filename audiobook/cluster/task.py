"""What travels between machines: a book to make, and what became of it. Small frozen values."""

from dataclasses import dataclass

from audiobook.cluster.folders import SharedFolder
from audiobook.library.job import Record, Task
from audiobook.project.versions import versions
from audiobook.settings.selection import WHOLE, Share


@dataclass(frozen=True, slots=True)
class BookTask:
    """A book to make on a worker.

    ``parcel`` is the name of its parcel in ``folder``, the place of the finished book. ``key``
    names everything that the book is made of, ``made_of`` the part of it that is not the user's
    own files of this book, whose digests are ``yours``. ``cores`` are how many it may use.
    Where ``task`` is SPEAK, it is a share of the chapters, for another worker to join.
    """

    key: str
    folder: SharedFolder
    parcel: str
    source: str
    flags: Record
    made_of: str
    yours: dict[str, str]
    cores: int = 1
    version: str = ""
    task: Task = Task.MAKE
    share: Share = WHOLE


@dataclass(frozen=True, slots=True)
class TaskDone:
    """What became of a task: the record of an outcome, and the worker that it ran on.

    ``elsewhere``: what went wrong is the worker's, so that another may make the book.
    """

    outcome: Record
    worker: str
    elsewhere: bool = False


def own_version() -> str:
    """The version of this program, as it is installed here."""
    return versions()["audiobook-producer"]
