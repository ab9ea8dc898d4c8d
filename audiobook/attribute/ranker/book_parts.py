"""A book longer than any novel is weighed in parts.

So its length costs time and no memory. The people are those of the whole
book. A part is whole chapters with as many turns as a long novel has: what
the ranker has learnt from, and all that it needs to know of who talks with
whom.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, pairwise

from audiobook.attribute.roster import Roster
from audiobook.attribute.turns import Layout

# Turns of a part; the longest of the 21 novels that the ranker learnt from
# has 2,626.
MOST_TURNS = 2700


def book_parts(book: Layout, roster: Roster) -> Iterator[tuple[Layout, Roster]]:
    """The book, or its parts in order.

    Chapters of other parts are empty in each.
    """
    if len(book.turns) <= MOST_TURNS:
        yield book, roster
        return
    for first, end in pairwise(_bounds(book)):
        yield _part(book, roster, range(first, end))


def _part(book: Layout, roster: Roster, chapters: range) -> tuple[Layout, Roster]:
    """Some chapters of the book, and who is named in them."""
    texts = [""] * len(book.texts)
    for chapter in chapters:
        texts[chapter] = book.texts[chapter]
    turns = [turn for turn in book.turns if turn.chapter in chapters]
    mentions = [mention for mention in roster.mentions if mention.chapter in chapters]
    part = replace(book, texts=tuple(texts), turns=tuple(turns))
    return part, replace(roster, mentions=tuple(mentions))


def _bounds(book: Layout) -> list[int]:
    """The chapters at which parts begin, and the number of chapters.

    Parts are about as long as each other.
    """
    chapters = range(len(book.texts))
    by_chapter = Counter(turn.chapter for turn in book.turns)
    turns_before = list(accumulate(map(by_chapter.__getitem__, chapters), initial=0))
    total = len(book.turns)
    parts = -(-total // MOST_TURNS)  # rounded up
    # The bounds of parts that a long chapter would fill fall on one chapter.
    bounds = {len(chapters)}
    for number in range(parts + 1):
        ideal = total * number / parts
        bounds.add(bisect_left(turns_before, ideal))
    return sorted(bounds)
