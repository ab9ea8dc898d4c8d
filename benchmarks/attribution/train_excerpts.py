"""Pages cut from a novel, to be read as if they were a story: who reads a short text knows nobody
from before.

What counts over a whole book (who is named how often, who speaks with whom) is scarce in a few
pages. A model that has learnt from novels alone leans on it there as well; excerpts teach it not
to.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from audiobook.model import Chapter, Script
from audiobook.segment.segmenter import segment

MOST = 16
ENOUGH = 40  # annotated quotations for each: of a short passage, more would say the same again
SEED = 11
SHORTEST, LONGEST = 2_500, 40_000  # letters
LEAST = 2_000  # letters of a chapter to cut from
PARAGRAPH = "\n\n"


def excerpts(script: Script, name: str, annotated: Sequence[int]) -> Iterator[Script]:
    """A few stretches of whole paragraphs, each cut into utterances anew; the same ones for the
    same ``name``.

    Each holds one of the places ``annotated`` of the text: of a book of which two passages are
    annotated, the rest teaches nothing.
    """
    chance = np.random.RandomState(SEED + sum(map(ord, name)))
    chapters = [c for c in script.book.chapters if len(c.text) >= LEAST]
    starts = [chapter.offset or 0 for chapter in chapters]
    places = [place for place in annotated if starts and place >= starts[0]]
    for _ in range(min(MOST, -(-len(places) // ENOUGH))):
        place = int(chance.choice(places))
        number = bisect_right(starts, place) - 1
        size = int(np.exp(chance.uniform(np.log(SHORTEST), np.log(LONGEST))))
        pages = _cut(chapters[number], size, place - starts[number], chance)
        yield segment(replace(script.book, chapters=(pages,)))


def _cut(
    chapter: Chapter, size: int, place: int, chance: np.random.RandomState
) -> Chapter:
    """About ``size`` letters of a chapter around a place in it, from a paragraph's start to a
    paragraph's end.
    """
    text = chapter.text
    first = min(max(0, place - size), max(0, len(text) - size))
    last = max(first + 1, min(place, len(text) - size))
    start = int(chance.randint(first, last))
    start = text.find(PARAGRAPH, start) + len(PARAGRAPH) if start else 0
    end = text.rfind(PARAGRAPH, start, start + size)
    end = end if end > start else len(text)
    offset = (chapter.offset or 0) + start
    return Chapter(1, chapter.title, text[start:end], offset)
