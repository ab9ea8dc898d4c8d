"""SEAM Line -> Sound.

An engine is one class with one required method. It returns the whole sound of a line or raises
:class:`~audiobook.errors.EngineError`: failure is never silence. What it returns depends on the
line alone: the same line gives the same bytes, whatever was spoken before and in whichever
process; an engine that cannot promise it says so (``repeatable``). An engine speaks at one rate,
its ``sample_rate``; a book with several engines is brought to the highest of theirs.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from types import TracebackType
from typing import ClassVar, Self

from audiobook.model import Line, Sound, Voice

SAMPLE_RATE = 22_050  # Hz, where an engine says nothing else: what eSpeak speaks at
# Options of a voice by these names say how it is reached or paid, never how it sounds: changing one
# speaks nothing anew.
INAUDIBLE = frozenset(
    ("attempts", "key_env", "parallel", "price_per_million", "timeout_s")
)
WordTimes = tuple[tuple[str, float], ...]  # word as it is said, milliseconds
COST = 0.002  # where an engine says nothing else: eSpeak's, measured


class Engine(ABC):
    """Speaks lines. Used by one process at a time, never by two threads; a context manager.

    ``line_timeout_s`` is how long (seconds) one line may take before the engine counts as hung.
    ``repeatable`` is false where the same line may sound different the next time: the clip that
    is kept is then the truth. ``announces`` is true where :meth:`announcement` says something.
    """

    # In Hz, of every sound that it returns.
    sample_rate: ClassVar[int] = SAMPLE_RATE
    # CPU seconds for a second of sound, about.
    cost: ClassVar[float] = COST
    # What a worker needs that has it open.
    memory_mb: ClassVar[float] = 30.0
    repeatable: ClassVar[bool] = True
    # Whether other takes of a line sound otherwise.
    varies: ClassVar[bool] = False
    announces: ClassVar[bool] = False

    def __init__(self, line_timeout_s: float = 60.0) -> None:
        self.line_timeout_s = line_timeout_s

    @abstractmethod
    def speak(self, line: Line) -> Sound:
        """The sound of a line, in the take that it asks for where there are several.

        Raises :class:`~audiobook.errors.EngineError`.
        """

    def fingerprint(self) -> str:
        """Everything besides the line that shapes the sound: versions of engine and data."""
        return ""

    def voice_fingerprint(self, voice: Voice) -> str:  # noqa: ARG002
        """What shapes the sound of one voice besides its options, such as its model's hash.

        Nothing by default. It is asked for voices that :meth:`check` accepts.
        """
        return ""

    def announcement(self, lines: Sequence[Line]) -> str:  # noqa: ARG002
        """What the user is told before these lines are spoken, such as what they cost.

        Nothing by default.
        """
        return ""

    def voices(self) -> tuple[Voice, ...]:
        """The voices that are installed with the engine, for users to build packs from."""
        return ()

    def word_times(self, line: Line) -> WordTimes:  # noqa: ARG002
        """When the words of a line begin in its sound: (word as it is said, milliseconds).

        They are in order; there are none where the engine does not know, as by default. Raises
        :class:`~audiobook.errors.EngineError`.
        """
        return ()

    def beside(self, voice: Voice) -> tuple[Voice, ...]:  # noqa: ARG002
        """Voices that lie where that one does, such as those of the same server.

        None by default. Raises :class:`~audiobook.errors.EngineError`.
        """
        return ()

    def timed(self, line: Line) -> tuple[Sound, WordTimes | None]:
        """The sound of a line, and the times of its words where they come with it for nothing.

        They are kept with the sound. ``None``, as by default, where they have to be asked for.
        """
        return self.speak(line), None

    def in_language(self, voice: Voice, language: str) -> Voice | None:  # noqa: ARG002
        """A voice of the same kind that speaks another language (a BCP 47 tag).

        ``None`` where there is none, as by default.
        """
        return None

    def check(self, voice: Voice) -> None:  # noqa: B027 - by default anything goes
        """Raise :class:`~audiobook.errors.EngineError` for a voice it cannot speak with.

        The error names the option that is wrong and the nearest right value.
        """

    def close(self) -> None:  # noqa: B027 - by default nothing is held
        """Let go of what the engine holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
