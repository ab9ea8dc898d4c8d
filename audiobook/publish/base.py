"""SEAM tracks + book -> files a player opens.

A publisher decides, in :meth:`Publisher.outputs`, which files there are and how each is written;
:func:`~audiobook.publish.publish.publish` alone touches the folder.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from audiobook.events import Listener, ignore
from audiobook.model import Book, Cast, Script, Track
from audiobook.settings import Settings

# By the number of an utterance: its words as spoken, each with its beginning in the track, in
# milliseconds.
Words = Mapping[int, tuple[tuple[str, float], ...]]


def _no_words(_track: Track) -> Words:
    return {}


@dataclass(frozen=True, slots=True)
class Edition:
    """A finished book as a publisher sees it: what is said by whom, and how it sounds.

    Formats need different parts of it, and more formats are added from outside, so that every
    publisher is handed all of it.

    * ``script``, ``cast``: the book as it is played, announcements included, and who plays whom.
    * ``tracks``: the finished tracks in order. A track's cues number the utterances of the script's
      chapter of the same number.
    * ``source``: the file that the book was read from, where there is one.
    * ``settings``: those of the run.
    * ``earlier``: the files of the formats that are made before this one.
    * ``folder``: where these files are by the time that a later one is written.
    * ``listener``: hears notices.
    * ``words``: returns when the words of a track are heard, where that is known.
    """

    script: Script
    cast: Cast
    tracks: tuple[Track, ...]
    source: Path | None = None
    settings: Settings = field(default_factory=Settings)
    earlier: "tuple[Output, ...]" = ()
    folder: Path = Path()
    listener: Listener = ignore
    words: Callable[[Track], Words] = _no_words

    @property
    def book(self) -> Book:
        """The book as it is played, announcements included."""
        return self.script.book


@dataclass(frozen=True, slots=True)
class Output:
    """One finished file.

    * ``name``: its path in the book's folder, with "/" between folders ("labels/01 - Title.txt").
    * ``slot``: which file of the book it is, whatever it is called ("chapter 3"). The file that we
      made for the same slot under another name gives way to it.
    * ``recipe``: names everything that goes into the file; an equal recipe gives equal bytes.
    * ``write``: writes it whole to a path. Raises ``OSError`` and
      :class:`~audiobook.errors.PublishError`.
    * ``tracks``: those that are heard in it.
    * ``duration_ms``: how long they are together; 0 for a file without sound.
    * ``starts``: returns where in the file each track begins, in milliseconds; ``None`` where they
      follow one another with nothing added between them.
    """

    name: str
    slot: str
    recipe: str
    write: Callable[[Path], None]
    title: str = ""
    duration_ms: float = 0.0
    tracks: tuple[Track, ...] = ()
    starts: Callable[[], tuple[float, ...]] | None = None


class Publisher(ABC):
    """Makes finished files of one format.

    A format is one class like this, and one line in :mod:`audiobook.publish.table` or an entry
    point of ``audiobook.publishers``. It is made anew for every run and keeps nothing.
    """

    encodings: ClassVar[tuple[str, ...]] = ()  # that it needs of every track
    words: ClassVar[bool] = False  # whether it shows when each word is heard

    def check(self, settings: Settings) -> None:  # noqa: B027 - most formats take any settings
        """Raise :class:`~audiobook.errors.UsageError` for settings that this format cannot take."""

    @abstractmethod
    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """The files of this format, in order. Raises :class:`~audiobook.errors.PublishError`."""
