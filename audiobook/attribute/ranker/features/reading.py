"""A book as the ranker reads it: one text, its words, its turns, and who is named where.

A turn here is one paragraph's worth of speech and thought (a quotation running over several paragraphs is one
turn), or what each speaker has of it where tags name two. Offsets are code points into the joined chapters.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby

import numpy as np
import numpy.typing as npt

from audiobook.attribute.roster import Person, Places, Roster
from audiobook.attribute.tags import Tag, tags_of
from audiobook.attribute.turns import Layout
from audiobook.attribute.turns import Turn as Told

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]

WORD = re.compile(r"\w+(?:['’]\w+)*|--|[^\w\s]")
BETWEEN = "\n\n"  # chapters
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's speech: its quotations, the paragraphs ``[first, last]`` that hold them, and the stretch
    ``[start, end)`` of those that is this turn's, narration included.
    """

    first: int
    last: int
    start: int
    end: int
    quotes: tuple[Span, ...]
    scene: int
    told: tuple[Told, ...]
    offset: int = 0
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Everything that features are computed from. ``named`` maps a token to the person whose name begins
    there and the token after the name; ``narrator`` is a person number or ``NOBODY``.
    """

    text: str
    turns: Sequence[Turn]
    mentions: Sequence[tuple[int, int, int]]  # start, end, person
    people: Sequence[Person]
    narrator: int = NOBODY

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each token, a word or a punctuation mark, begins."""
        return array("L", map(re.Match.start, WORD.finditer(self.text)))

    @cached_property
    def words(self) -> list[str]:
        """Each token in lower case; what is written alike is kept once."""
        tokens = WORD.findall(self.text)
        lower = {token: token.lower().replace("’", "'") for token in set(tokens)}
        return [lower[token] for token in tokens]

    @cached_property
    def named(self) -> dict[int, Span]:
        """Token -> (person, token after the name)."""
        return {self.token(start): (who, self.token(end)) for start, end, who in self.mentions}

    @cached_property
    def quoted(self) -> Bools:
        """Whether each token is spoken."""
        inside = np.zeros(len(self.starts) + 1, bool)
        for turn in self.turns:
            for start, end in turn.quotes:
                inside[self.token(start) : self.token(end)] = True
        return inside

    @cached_property
    def openings(self) -> Ints:
        """The token that opens each turn's first quotation."""
        return np.array([self.token(turn.quotes[0][0]) for turn in self.turns], np.int64)

    def token(self, offset: int) -> int:
        """The first token at or after an offset."""
        return bisect_left(self.starts, offset)

    def small(self, token: int) -> bool:
        """Whether a token begins in lower case."""
        return self.text[self.starts[token]].islower()


def reading_of(book: Layout, roster: Roster) -> Reading:
    """A book that is laid out, and its people, as the ranker reads them."""
    places = list(accumulate((len(text) + len(BETWEEN) for text in book.texts), initial=0))
    mentions = [(places[m.chapter] + m.start, places[m.chapter] + m.end, m.person) for m in roster.mentions]
    narrator = NOBODY if roster.narrator is None else roster.narrator
    turns = _turns(book, places, Places(roster.mentions))
    return Reading(BETWEEN.join(book.texts), turns, mentions, roster.people, narrator)


def _turns(book: Layout, places: Sequence[int], named: Places) -> list[Turn]:
    """Speech and thought of one paragraph are one turn here."""
    texts = book.texts
    found = []
    for (first, low), group in groupby(book.turns, key=lambda turn: (turn.first, turn.low)):
        told = tuple(group)
        spans = sorted((t.chapter, *span) for t in told for q in t.quotations for span in q.spans)
        quotes = tuple(
            (places[chapter] + start, places[chapter] + start + len(texts[chapter][start:end].rstrip()))
            for chapter, start, end in spans
        )
        last = max(turn.last for turn in told)
        offset = places[told[0].chapter]
        start = offset + max(low, book.paragraphs[first].start)
        end = offset + min(max(turn.high for turn in told), book.paragraphs[last].end)
        tags = tuple(tag for t in told for tag in tags_of(t, book, named))
        found.append(Turn(first, last, start, end, quotes, told[0].scene, told, offset, tags))
    return found
