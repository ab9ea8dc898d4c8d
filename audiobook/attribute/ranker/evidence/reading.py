"""A book as the ranker reads it.

One text, its words, its turns, and who is named where. A turn here is one
paragraph's worth of speech and thought, or what each speaker has of it where
tags name two. A quotation that runs over several paragraphs is one turn.
Offsets are code points into the joined chapters; a token is a word or a
punctuation mark.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from audiobook.attribute.address import introduced
from audiobook.attribute.roster import NOBODY, Mention, Person, Places, Roster
from audiobook.attribute.tags import Introductions, Tag, tags_of
from audiobook.attribute.turns import Layout, Turn

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]
Mentioned = tuple[int, int, int]  # start, end, person number

WORD = re.compile(r"\w+(?:['’]\w+)*|--|[^\w\s]")
CHAPTER_BREAK = "\n\n"  # what parts chapters in the joined text
# Nothing is known of who says any turn.
NO_PINS: Mapping[int, int] = MappingProxyType({})


def as_ints(values: Iterable[int]) -> Ints:
    """Whole numbers as an array."""
    return np.array(list(values), np.int64)


def as_floats(values: npt.ArrayLike) -> Floats:
    """Numbers in the precision that the trees compare in."""
    return np.asarray(values, np.float32)


@dataclass(frozen=True, slots=True)
class SpeechTurn:
    """One person's speech.

    ``quotes`` are the spans of its quotations, ``[first, last]`` the indexes
    of the paragraphs that hold them, ``[start, end)`` the stretch of those
    that is this turn's, narration included. ``layout_turns`` are the turns of
    the layout that it is made of, ``chapter_start`` the offset of its
    chapter, ``tags`` the tags of all of them, ``own_name`` the person whose
    name its speaker gives as their own, or ``NOBODY``. ``brought_in`` is
    whether the noun of its tag ("said the old man") was brought in as "an old
    man" before, ``None`` where there is no such noun.
    """

    first: int
    last: int
    start: int
    end: int
    quotes: tuple[Span, ...]
    scene: int
    layout_turns: tuple[Turn, ...]
    chapter_start: int = 0
    tags: tuple[Tag, ...] = ()
    own_name: int = NOBODY
    brought_in: bool | None = None

    @property
    def opening(self) -> int:
        """Where its first quotation starts."""
        start, _ = self.quotes[0]
        return start


@dataclass(frozen=True)
class Reading:
    """Everything that evidence is drawn from.

    ``mentions`` are (start, end, person number); ``narrator`` is a person
    number or ``NOBODY``.
    """

    text: str
    turns: Sequence[SpeechTurn]
    mentions: Sequence[Mentioned]
    people: Sequence[Person]
    narrator: int = NOBODY

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset at which each token begins."""
        # An array holds the offsets of a long book in a quarter of the memory
        # of a list.
        return array("L", map(re.Match.start, WORD.finditer(self.text)))

    @cached_property
    def words(self) -> list[str]:
        """Each token in lower case."""
        tokens = WORD.findall(self.text)
        # What is written alike is kept once, or a long book would take a
        # string for every word.
        lower = {token: token.lower().replace("’", "'") for token in set(tokens)}
        return [lower[token] for token in tokens]

    @cached_property
    def named(self) -> dict[int, Span]:
        """Token at which a name begins -> (person number, token after the
        name).
        """
        named: dict[int, Span] = {}
        for start, end, person in self.mentions:
            # Of two at one place the first is the longer: "Emma's father" before "Emma".
            named.setdefault(self.token(start), (person, self.token(end)))
        return named

    @cached_property
    def owners(self) -> dict[int, int]:
        """Token at which somebody's somebody begins -> whose they are.

        In "Emma's father" that is the second, shorter mention there.
        """
        owners: dict[int, int] = {}
        for (start, _, _), (same, end, person) in pairwise(self.mentions):
            if start == same and self.is_possessive(self.token(end)):
                owners[self.token(start)] = person
        return owners

    @cached_property
    def quoted(self) -> Bools:
        """Whether each token is spoken: (tokens + 1,)."""
        quoted = np.zeros(len(self.starts) + 1, bool)
        for turn in self.turns:
            for first, end in self.quoted_tokens(turn):
                quoted[first:end] = True
        return quoted

    @cached_property
    def openings(self) -> Ints:
        """The token that opens each turn's first quotation: (turns,)."""
        return as_ints(self.token(turn.opening) for turn in self.turns)

    @cached_property
    def scenes(self) -> Ints:
        """The scene of each turn: (turns,)."""
        return as_ints(turn.scene for turn in self.turns)

    def token(self, offset: int) -> int:
        """The first token at or after an offset."""
        return bisect_left(self.starts, offset)

    def quoted_tokens(self, turn: SpeechTurn) -> list[Span]:
        """The tokens ``[first, end)`` of each quotation of a turn."""
        return [(self.token(start), self.token(end)) for start, end in turn.quotes]

    def is_lower(self, token: int) -> bool:
        """Whether a token begins in lower case."""
        return self.text[self.starts[token]].islower()

    def is_possessive(self, after: int) -> bool:
        """Whether the token before ``after`` is a possessive: "Emma's"."""
        return self.words[after - 1].endswith("'s")


def reading_of(book: Layout, roster: Roster) -> Reading:
    """A book that is laid out, and its people, as the ranker reads them."""
    lengths = [len(text) + len(CHAPTER_BREAK) for text in book.texts]
    chapter_starts = list(accumulate(lengths, initial=0))
    narrator = NOBODY
    if roster.narrator is not None:
        narrator = roster.narrator
    return Reading(
        text=CHAPTER_BREAK.join(book.texts),
        turns=_speech_turns(book, chapter_starts, Places(roster.mentions)),
        mentions=_in_joined_text(roster.mentions, chapter_starts),
        people=roster.people,
        narrator=narrator,
    )


def _in_joined_text(
    mentions: Iterable[Mention],
    chapter_starts: Sequence[int],
) -> list[Mentioned]:
    """Mentions with offsets into the joined chapters."""
    joined: list[Mentioned] = []
    for mention in mentions:
        chapter_start = chapter_starts[mention.chapter]
        start = chapter_start + mention.start
        end = chapter_start + mention.end
        joined.append((start, end, mention.person))
    return joined


def _speech_turns(
    book: Layout,
    chapter_starts: Sequence[int],
    places: Places,
) -> list[SpeechTurn]:
    """The turns of the layout, speech and thought of one paragraph joined."""
    introductions = Introductions(book, places)
    turns: list[SpeechTurn] = []
    for _, group in groupby(book.turns, key=_paragraph_and_low):
        turns.append(_speech_turn(introductions, chapter_starts, tuple(group)))
    return turns


def _paragraph_and_low(turn: Turn) -> Span:
    return turn.first, turn.low


def _speech_turn(
    introductions: Introductions,
    chapter_starts: Sequence[int],
    parts: tuple[Turn, ...],
) -> SpeechTurn:
    """One turn made of those of a paragraph."""
    book = introductions.book
    places = introductions.places
    opening = parts[0]
    last = max(part.last for part in parts)
    high = max(part.high for part in parts)
    chapter_start = chapter_starts[opening.chapter]
    tags: list[Tag] = []
    own_name = NOBODY
    for part in parts:
        tags.extend(tags_of(part, book, places))
        name = introduced(part, book, places)
        if name is not None:
            own_name = name.person
    return SpeechTurn(
        first=opening.first,
        last=last,
        start=chapter_start + max(opening.low, book.paragraphs[opening.first].start),
        end=chapter_start + min(high, book.paragraphs[last].end),
        quotes=_quotes(book, chapter_starts, parts),
        scene=opening.scene,
        layout_turns=parts,
        chapter_start=chapter_start,
        tags=tuple(tags),
        own_name=own_name,
        brought_in=introductions.has_noun_of(opening, tags),
    )


def _quotes(
    book: Layout,
    chapter_starts: Sequence[int],
    parts: Iterable[Turn],
) -> tuple[Span, ...]:
    """The quotations in order, without the space behind them."""
    spans: list[tuple[int, int, int]] = []
    for part in parts:
        for quotation in part.quotations:
            spans.extend((part.chapter, start, end) for start, end in quotation.spans)
    quotes: list[Span] = []
    for chapter, start, end in sorted(spans):
        printed = book.texts[chapter][start:end]
        joined_start = chapter_starts[chapter] + start
        joined_end = joined_start + len(printed.rstrip())
        quotes.append((joined_start, joined_end))
    return tuple(quotes)
