"""Words as they are said -> words as they are printed, each with its time.

An engine says when it begins "Mister", "eighteen" and "oh"; on the page stand "Mr." and "1805". The words that are
the same are found in order, and hold the others in their places between them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_PRINTED = re.compile(r"\S*\w\S*")
_BARE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word, ``text[start:end]`` with its marks, and when it is heard, in milliseconds."""

    start: int
    end: int
    start_ms: float
    end_ms: float


def followed(text: str, said: Sequence[tuple[str, float]], start_ms: float, end_ms: float) -> tuple[Word, ...]:
    """The words of ``text``, heard from ``start_ms`` to ``end_ms``, by those that are ``said``; none without any.

    A word that is said otherwise than printed gets its share, by letters, of the time between its neighbours.
    """
    printed = [match.span() for match in _PRINTED.finditer(text)]
    if not printed or not said:
        return ()
    known = dict(_anchors([text[start:end] for start, end in printed], said)) | {len(printed): end_ms}
    known.setdefault(0, start_ms)
    starts = [*_between(known, [end - start for start, end in printed]), end_ms]
    return tuple(
        Word(start, end, begins, ends)
        for (start, end), (begins, ends) in zip(printed, pairwise(starts), strict=True)
    )


def _anchors(printed: Sequence[str], said: Sequence[tuple[str, float]]) -> Iterator[tuple[int, float]]:
    """Printed words that are surely those that are said: (number, milliseconds)."""
    ours, theirs = [_bare(word) for word in printed], [_bare(word) for word, _ in said]
    for kind, first, last, begin, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and last - first == end - begin):
            yield from ((first + step, said[begin + step][1]) for step in range(last - first))
        elif kind == "replace":
            yield first, said[begin][1]


def _bare(word: str) -> str:
    return _BARE.sub("", word).casefold()


def _between(known: dict[int, float], letters: Sequence[int]) -> Iterator[float]:
    """When each word begins: what is known, never backwards, and in between by letters."""
    latest = known[0]
    places = sorted(known)
    for first, last in pairwise(places):
        begins = max(latest, known[first])
        latest = max(begins, known[last])
        total = sum(letters[first:last])
        for index in range(first, last):
            yield begins + (latest - begins) * sum(letters[first:index]) / total
