"""The pipeline as other programs call it: paths as text, settings by their names.

:mod:`audiobook.produce` does the work; the command line calls it too.
"""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from audiobook import produce
from audiobook.events import Listener, ignore
from audiobook.library.finding import find_books
from audiobook.library.formats import other_formats
from audiobook.library.job import Outcome, Report, tell_nobody
from audiobook.library.many import make_all
from audiobook.model import Book, Cast, Script, Voice
from audiobook.produce import Made

Source = str | PathLike[str]


def read(source: Source, **settings: object) -> Book:
    """The book in a file or folder. Raises :class:`~audiobook.errors.AudiobookError`."""
    return produce.read(Path(source), settings)


def script(
    source: Source,
    *,
    out: Source | None = None,
    tell: Listener = ignore,
    **settings: object,
) -> Script:
    """Who says what. Writes nothing. Raises :class:`~audiobook.errors.AudiobookError`."""
    found, _ = produce.script(Path(source), _folder(out), settings, tell)
    return found


def cast(
    source: Source,
    *,
    out: Source | None = None,
    tell: Listener = ignore,
    **settings: object,
) -> Cast:
    """Who plays whom. Writes the cast file, or brings it up to date.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    _, roles, _ = produce.cast(Path(source), _folder(out), settings, tell)
    return roles


def make(
    source: Source,
    *,
    out: Source | None = None,
    tell: Listener = ignore,
    **settings: object,
) -> Made:
    """Make the audiobook. Raises :class:`~audiobook.errors.AudiobookError`."""
    return produce.make(Path(source), _folder(out), settings, tell)


def make_many(
    sources: Iterable[Source],
    *,
    out: Source | None = None,
    each: bool = False,
    at_once: int = 0,
    report: Report = tell_nobody,
    cluster: str = "",
    **settings: object,
) -> tuple[Outcome, ...]:
    """Make every book in some files and folders, as many at a time as the machine carries.

    What became of each is returned, and nothing that a book does wrong is raised. ``out`` is the
    folder of the books' folders (default: each beside its source); with ``each``, every file in a
    folder is a book. ``report`` is called with each book's job and its events, and at last its
    outcome, by one thread at a time. ``cluster`` is the address of a scheduler whose workers make
    them, such as "tcp://host:8786" or "local:4" (see ``docs/scale.md``).
    """
    places = [Path(source) for source in sources]
    found = find_books(places, _folder(out), settings, each=each)
    if cluster:
        # Optional packages.
        from audiobook.cluster.sending import make_on_cluster  # noqa: PLC0415

        made = make_on_cluster(found.jobs, cluster, report)
    else:
        made = make_all(found.jobs, at_once, report)
    return (*made, *other_formats(found.jobs, made), *found.left_out)


def voices(**settings: object) -> tuple[Voice, ...]:
    """The voices to cast from. Raises :class:`~audiobook.errors.AudiobookError`."""
    return produce.voices(settings)


def _folder(out: Source | None) -> Path | None:
    return None if out is None else Path(out)
