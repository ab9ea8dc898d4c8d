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

Words = Mapping[int, tuple[tuple[str, float], ...]]  # of each utterance: as said, and milliseconds in the track


def _no_words(_track: Track) -> Words:
    return {}


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that a publisher may need: what is said by whom, the cast, and the finished tracks in order.

    A track's cues number the utterances of the script's chapter of the same number. ``source`` is the file that
    the book was read from, where there is one; ``settings`` are the run's; ``earlier`` holds the files of the
    formats that are made before, which lie in ``folder`` when a later file is written; ``listener`` hears notices;
    ``words`` says when the words of a track are heard, where that is known.
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

    ``name`` is its path in the book's folder, with "/" between folders ("labels/01 - Title.txt"). ``slot`` says
    which file of the book it is, whatever it is called ("chapter 3"): the file that we made for the same slot
    under another name gives way to it. ``recipe`` names everything that goes into it, so that an equal recipe
    gives equal bytes. ``write`` writes it whole to a path, and raises ``OSError`` or
    :class:`~audiobook.errors.PublishError`. ``tracks`` are those that are heard in it, ``duration_ms``
    is how long they are together (0 for what is not sound), and ``starts`` says where in it each
    begins, in milliseconds; ``None``: one after another, with nothing added between them.
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
    """Makes finished files of one format."""

    encodings: ClassVar[tuple[str, ...]] = ()  # what it needs of every track
    words: ClassVar[bool] = False  # whether it shows when each word is heard

    def check(self, settings: Settings) -> None:  # noqa: B027 - most formats can be made with any
        """Raise :class:`~audiobook.errors.UsageError` for settings with which this format cannot be made."""

    @abstractmethod
    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """The files of this format, in order. Raises :class:`~audiobook.errors.PublishError`."""
