"""A book longer than any novel is weighed in parts, so that its length costs time and no memory.

The people are those of the whole book. A part is whole chapters with as many turns as a long novel has: what the
ranker has learnt from, and all that it needs to know of who talks with whom.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, pairwise

from audiobook.attribute.roster import Roster
from audiobook.attribute.turns import Layout

MOST = 2700  # turns; the longest of the 21 novels that the ranker learnt from has 2,626


def parts(book: Layout, roster: Roster) -> Iterator[tuple[Layout, Roster]]:
    """The book, or its parts in order: chapters that belong to another part are empty in each."""
    if len(book.turns) <= MOST:
        yield book, roster
        return
    for first, end in pairwise(_cuts(book)):
        texts = tuple(text if first <= number < end else "" for number, text in enumerate(book.texts))
        turns = tuple(turn for turn in book.turns if first <= turn.chapter < end)
        mentions = tuple(mention for mention in roster.mentions if first <= mention.chapter < end)
        yield replace(book, texts=texts, turns=turns), replace(roster, mentions=mentions)


def _cuts(book: Layout) -> list[int]:
    """The chapters at which parts begin, and the number of chapters: parts are about as long as each other."""
    by_chapter = Counter(turn.chapter for turn in book.turns)
    upto = list(accumulate((by_chapter[chapter] for chapter in range(len(book.texts))), initial=0))
    count = -(-len(book.turns) // MOST)
    ideal = [len(book.turns) * number / count for number in range(count + 1)]
    return sorted({bisect_left(upto, turns) for turns in ideal} | {len(book.texts)})
