"""How much work lines are, before they are spoken: what a run will take, and who is to wait.

An engine states what a second of its sound costs; how long a line is heard follows from its
characters. Both are rough: good enough to say "two hours" and to deal out work evenly.
"""

from collections.abc import Iterable
from functools import cache

from audiobook.engines import ENGINES
from audiobook.engines.base import COST
from audiobook.model import Line

SLOW = 0.05  # CPU seconds for a second of sound: from here on a book takes long
MS_PER_CHARACTER = 66  # at rate 1, as voices of 170 words a minute take
_PATIENCE = 10  # times what it should take, before a line counts as hung


@cache
def cost_of(engine: str) -> float:
    """CPU seconds that an engine takes for a second of sound.

    Raises what :meth:`~audiobook.registry.Seam.load` raises.
    """
    return ENGINES.load(engine).cost


def sound_s(line: Line) -> float:
    """About how long a line is heard, in seconds."""
    return len(line.plain) * MS_PER_CHARACTER / 1000 / line.delivery.rate


def cpu_s(line: Line) -> float:
    """About how many CPU seconds it takes to speak a line."""
    return cost_of(line.voice.engine) * sound_s(line)


def load_of(line: Line) -> float:
    """The work of a line in characters of an engine that costs next to nothing."""
    return len(line.words) * max(1.0, cost_of(line.voice.engine) / COST)


def allowed_s(line: Line, line_timeout_s: float) -> float:
    """How long a line may take, where a line of one word may take ``line_timeout_s``."""
    return line_timeout_s + _PATIENCE * cpu_s(line)


def is_slow(engine: str) -> bool:
    """Whether an engine takes so long that its clips are worth keeping, and others come first."""
    return cost_of(engine) >= SLOW


def worth_of(engine: str) -> float:
    """What a second in a clip of an engine is worth, in CPU seconds, when room is made.

    What an engine would say otherwise the next time, such as that of a server that is paid, is
    worth as much as what took long.
    """
    if ENGINES.load(engine).repeatable:
        return cost_of(engine)
    return max(SLOW, cost_of(engine))


def workers_carried(engines: Iterable[str], free_mb: float) -> int:
    """For how many workers, each with all of these engines open, memory is free; at least one."""
    need_mb = sum(ENGINES.load(name).memory_mb for name in sorted(set(engines)))
    return max(1, int(free_mb / max(1.0, need_mb)))
