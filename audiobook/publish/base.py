"""SEAM tracks + book -> files a player opens."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from audiobook.model import Book, Cast, Track


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that a publisher may need: the book, its cast, and the finished tracks in order."""

    book: Book
    cast: Cast
    tracks: tuple[Track, ...]


class Publisher(ABC):
    """Makes finished files of one format."""

    encodings: ClassVar[tuple[str, ...]] = ()  # what it needs of every track: "mp3", "aac" ...

    @abstractmethod
    def publish(self, edition: Edition, folder: Path) -> tuple[Path, ...]:
        """Write the files into ``folder`` (each complete or not at all) and return them in order.

        Raises :class:`~audiobook.errors.PublishError` or :class:`~audiobook.errors.OutputError`.
        """
