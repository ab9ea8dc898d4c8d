"""The pipeline as other programs call it: paths as text, settings by their names.

:mod:`audiobook.produce` does the work; the command line calls it too.
"""

from os import PathLike
from pathlib import Path

from audiobook import produce
from audiobook.events import Listener, ignore
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


def voices(**settings: object) -> tuple[Voice, ...]:
    """The voices to cast from. Raises :class:`~audiobook.errors.AudiobookError`."""
    return produce.voices(settings)


def _folder(out: Source | None) -> Path | None:
    return None if out is None else Path(out)
