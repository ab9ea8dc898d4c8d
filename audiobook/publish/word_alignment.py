"""Words as they are said -> words as they are printed, each with its time.

An engine says when it begins "Mister", "eighteen" and "oh"; on the page stand "Mr." and
"1805". The words that are the same are found in order, and hold the others in their places
between them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

# What stands between spaces, where there is a letter or digit in it.
_PRINTED = re.compile(r"\S*\w\S*")

# What does not count when two words are compared.
_BARE = re.compile(r"[\W_]+")

# The word, and when it begins, in milliseconds.
SpokenWord = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word, ``text[start:end]`` with its marks, and when it is heard.

    Times are in milliseconds.
    """

    start: int
    end: int
    start_ms: float
    end_ms: float


def followed(
    text: str,
    said: Sequence[SpokenWord],
    start_ms: float,
    end_ms: float,
) -> tuple[Word, ...]:
    """The words of ``text``, heard from ``start_ms`` to ``end_ms``, by those ``said``.

    A word that is said otherwise than printed gets its share, by letters, of the time
    between its neighbours. Without ``said``, there are none.
    """
    spans = [match.span() for match in _PRINTED.finditer(text)]
    if not spans or not said:
        return ()
    printed = [text[start:end] for start, end in spans]
    anchors = dict(_anchors(printed, said))
    anchors.setdefault(0, start_ms)
    anchors[len(printed)] = end_ms

    letters = list(map(len, printed))
    starts = list(_starts(anchors, letters))
    starts.append(end_ms)

    words = []
    for span, times in zip(spans, pairwise(starts), strict=True):
        words.append(Word(*span, *times))
    return tuple(words)


def _anchors(
    printed: Sequence[str],
    said: Sequence[SpokenWord],
) -> Iterator[tuple[int, float]]:
    """Printed words that are surely those that are said: (number, milliseconds)."""
    ours = list(map(_bare, printed))
    theirs = [_bare(word) for word, _ in said]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind not in {"equal", "replace"}:
            continue
        # As many words on both sides are the same ones, however they are written. Else
        # only the first of them is sure.
        count = last - first
        if count != end - begin:
            count = 1
        for step in range(count):
            _, start_ms = said[begin + step]
            yield first + step, start_ms


def _bare(word: str) -> str:
    return _BARE.sub("", word).casefold()


def _starts(anchors: Mapping[int, float], letters: Sequence[int]) -> Iterator[float]:
    """When each word begins: at its anchor, never backwards, and in between by letters."""
    latest = anchors[0]
    for first, last in pairwise(sorted(anchors)):
        begins = max(latest, anchors[first])
        latest = max(begins, anchors[last])
        total = sum(letters[first:last])
        for index in range(first, last):
            before = sum(letters[first:index])
            yield begins + (latest - begins) * before / total
