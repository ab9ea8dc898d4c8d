"""Who asks for what functions keep.

What a function with ``functools.cache`` makes in one test, later tests are given: they depend on
its lines without running them. While the tests are measured, such a function therefore runs in a
context of its own, and it is noted in which contexts it is asked for. Emptying the caches before
every test would tell the same, but the program would read its word lists anew each time.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Function = Callable[..., object]


class Kept:
    """The context that is measured now, and who asks for each function that keeps its results."""

    def __init__(self, root: Path, switch: Callable[[str], object]) -> None:
        self._root = root
        self._switch = switch
        self._context = ""
        self.asked: defaultdict[str, set[str]] = defaultdict(set)

    def enter(self, context: str) -> None:
        """Whatever runs from here on runs in a context."""
        self._context = context
        self._switch(context)

    def install(self) -> None:
        """Take the place of ``cache`` and ``lru_cache`` for what is imported from here on."""
        lru_cache = functools.lru_cache

        def lru(maxsize: int | Function | None = 128, typed: bool = False) -> Function:  # noqa: FBT001, FBT002 - as theirs
            if callable(maxsize):
                return self._noted(maxsize, lru_cache())
            keep = lru_cache(maxsize, typed)
            return lambda function: self._noted(function, keep)

        functools.lru_cache = lru  # type: ignore[assignment]
        functools.cache = lru(None)  # type: ignore[assignment]

    def _noted(self, function: Function, keep: Callable[..., Function]) -> Function:
        code = getattr(function, "__code__", None)
        if code is None or not Path(code.co_filename).is_relative_to(self._root):
            return keep(function)  # what others have written is not measured
        name = f"{function.__module__}:{function.__qualname__}"

        @functools.wraps(function)
        def make(*arguments: object, **named: object) -> object:
            before = self._context
            self.enter(name)
            try:
                return function(*arguments, **named)
            finally:
                self.enter(before)

        kept = keep(make)

        @functools.wraps(function)
        def ask(*arguments: object, **named: object) -> object:
            self.asked[name].add(self._context)
            return kept(*arguments, **named)

        for tool in ("cache_clear", "cache_info"):
            setattr(ask, tool, getattr(kept, tool))
        return ask


def askers(contexts: Iterable[str], asked: Mapping[str, Iterable[str]]) -> set[str]:
    """The contexts, and for that of a function those in which it is asked for."""
    found: set[str] = set()
    waiting = list(contexts)
    while waiting:
        context = waiting.pop()
        if context not in found:
            found.add(context)
            waiting.extend(asked.get(context, ()))
    return found - asked.keys()
