"""Pages cut from a novel, to be read as if they were a story: who reads a short text knows nobody
from before.

What counts over a whole book (who is named how often, who speaks with whom) is scarce in a few
pages. A model that has learnt from novels alone leans on it there as well; excerpts teach it not
to.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from audiobook.model import Chapter, Script
from audiobook.segment.segmenter import segment

COUNT = 6
SEED = 11
SHORTEST, LONGEST = 6_000, 40_000  # letters
LEAST = 3_000  # letters of a chapter to cut from
TRIES = 20
PARAGRAPH = "\n\n"


def excerpts(script: Script, name: str) -> Iterator[Script]:
    """A few stretches of whole paragraphs, each cut into utterances anew; the same ones for the
    same ``name``.
    """
    chance = np.random.RandomState(SEED + sum(map(ord, name)))
    chapters = script.book.chapters
    letters = np.array([len(chapter.text) for chapter in chapters], float)
    for _ in range(COUNT):
        for _ in range(TRIES):
            chapter = chapters[
                int(chance.choice(len(chapters), p=letters / letters.sum()))
            ]
            size = int(np.exp(chance.uniform(np.log(SHORTEST), np.log(LONGEST))))
            if len(chapter.text) >= LEAST:
                break
        pages = _cut(chapter, size, chance)
        yield segment(replace(script.book, chapters=(pages,)))


def _cut(chapter: Chapter, size: int, chance: np.random.RandomState) -> Chapter:
    """About ``size`` letters of a chapter, from a paragraph's start to a paragraph's end."""
    text = chapter.text
    start = int(chance.randint(0, max(1, len(text) - size)))
    start = text.find(PARAGRAPH, start) + len(PARAGRAPH) if start else 0
    end = text.rfind(PARAGRAPH, start, start + size)
    end = end if end > start else len(text)
    offset = (chapter.offset or 0) + start
    return Chapter(1, chapter.title, text[start:end], offset)
