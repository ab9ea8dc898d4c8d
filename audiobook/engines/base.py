"""SEAM Line -> Sound.

An engine is one class with one required method. It returns the whole sound of a line or raises
:class:`~audiobook.errors.EngineError`: failure is never silence. What it returns depends on the line
alone: the same line gives the same bytes, whatever was spoken before and in whichever process.
"""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from audiobook.model import Line, Sound, Voice


class Engine(ABC):
    """Speaks lines. Used by one process at a time, never by two threads; a context manager."""

    @abstractmethod
    def speak(self, line: Line) -> Sound:
        """The sound of a line. Raises :class:`~audiobook.errors.EngineError`."""

    def fingerprint(self) -> str:
        """Everything besides the line that shapes the sound: versions of engine and data."""
        return ""

    def voices(self) -> tuple[Voice, ...]:
        """The voices that are installed with the engine, for users to build packs from."""
        return ()

    def check(self, voice: Voice) -> None:
        """Raise :class:`~audiobook.errors.EngineError` where the engine cannot speak with ``voice``,
        naming the option that is wrong and the nearest right value."""

    def close(self) -> None:
        """Let go of what the engine holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
