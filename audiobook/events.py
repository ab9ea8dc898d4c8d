"""What may be reported while working: frozen values, for progress bars, logs and web pages."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage began; ``total`` is in ``unit`` ("lines", "chapters" ...); 0 where unknown.

    ``work`` is how much that is where some take longer than others, in a unit of its own.
    """

    stage: str
    total: float = 0
    unit: str = ""
    work: float = 0


@dataclass(frozen=True, slots=True)
class StageAdvanced:
    """``amount`` more of the stage's total is done, and ``work`` of its work.

    ``sound_ms`` is the sound that this made.
    """

    stage: str
    amount: float
    sound_ms: float = 0
    work: float = 0


@dataclass(frozen=True, slots=True)
class StageFinished:
    """A stage is done."""

    stage: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What the run will do, said before it starts: of ``lines`` distinct lines, ``new`` have to
    be spoken.

    More than ``useful_workers`` would wait for the longest chapter; 0 where nothing has to be
    made. Where speaking takes minutes, ``speaking_s`` is about how many seconds, by ``workers``.
    """

    chapters: int
    lines: int
    new: int
    useful_workers: int = 0
    speaking_s: float = 0
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know that is no error."""

    message: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Part of the source that is not in the book; said also to those who want to hear nothing but
    errors.
    """

    message: str


Event = StageStarted | StageAdvanced | StageFinished | Planned | Notice | Lost
Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """A listener for nobody."""
