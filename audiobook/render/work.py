"""Crews share the workers of one pool, and survive the death of a worker.

A worker that dies fails everything that was under way, whoever sent it: nothing more is handed
out until all of that has come back, then other workers take their places.
"""

from abc import ABC, abstractmethod
from concurrent.futures import BrokenExecutor, Future

from audiobook.executors import Pool


class Crew(ABC):
    """Hands tasks of one kind to the workers. ``flying`` are those under way."""

    def __init__(self) -> None:
        self.flying: set[Future[object]] = set()

    @property
    @abstractmethod
    def waits(self) -> bool:
        """Whether there is anything to hand out, now."""

    @property
    def wants_quiet(self) -> bool:
        """Whether nothing of any other crew may be under way beside the next task."""
        return False

    @abstractmethod
    def launch(self, *, quiet: bool) -> None:
        """Hand out what there is. ``quiet``: nothing at all is under way."""

    @abstractmethod
    def land(self, future: Future[object]) -> None:
        """Take back what was under way. Raises what ends the run."""


def work(pool: Pool, *crews: Crew) -> None:
    """Have every crew's tasks done, those of the first before those of the next where both wait."""
    broken = False
    while any(crew.waits or crew.flying for crew in crews):
        under_way = any(crew.flying for crew in crews)
        if broken and not under_way:
            pool.stop()
            broken = False
        if not broken:
            _launch(crews, quiet=not under_way)
        broken = _land(pool, crews) or broken
    if broken:
        pool.stop()


def _land(pool: Pool, crews: tuple[Crew, ...]) -> bool:
    """Take back what is done, after waiting for something; return whether a worker died."""
    crew_of = {}
    for crew in crews:
        for future in crew.flying:
            crew_of[future] = crew
    broken = False
    for future in pool.landed(crew_of):
        broken = broken or isinstance(future.exception(), BrokenExecutor)
        crew_of[future].land(future)
    return broken


def _launch(crews: tuple[Crew, ...], *, quiet: bool) -> None:
    """One crew alone where it wants quiet, else all of them."""
    for crew in [crew for crew in crews if crew.wants_quiet] or crews:
        crew.launch(quiet=quiet)
