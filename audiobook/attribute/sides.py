"""Who speaks on whose side of a conversation.

Paragraphs of dialogue without narration between them alternate: two turns apart is the same side, one or three
turns apart the opposite one. Whom a speaker names is not he, and people who stand in one clause of narration
are two.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audiobook.attribute.people import Mention, Places
from audiobook.attribute.tags import BEAT, tags_of
from audiobook.attribute.turns import Layout

_CLAUSE = 50
_SIDES = ((0, True), (2, True), (1, False), (3, False))


@dataclass(slots=True)
class Sides:
    """How often pairs of labels speak on the same and on opposite sides, name each other, stand side by side;
    ``turns`` counts the tagged turns of each label.
    """

    same: Counter[tuple[int, int]] = field(default_factory=Counter)
    opposite: Counter[tuple[int, int]] = field(default_factory=Counter)
    names: Counter[tuple[int, int]] = field(default_factory=Counter)
    beside: Counter[tuple[int, int]] = field(default_factory=Counter)
    turns: Counter[int] = field(default_factory=Counter)


def sides(book: Layout, mentions: Sequence[Mention]) -> Sides:
    """What the tagged turns of a book say of the labels that ``mentions`` number."""
    places = Places(mentions)
    seen = Sides()
    said = [_speakers(book, index, places) for index in range(len(book.turns))]
    for index, turn in enumerate(book.turns):
        seen.turns.update(said[index])
        for quotation in turn.quotations:
            named = {m.person for m in places.within(turn.chapter, quotation.start, quotation.end)}
            seen.names.update((who, name) for who in said[index] for name in sorted(named))
        for distance, same in _SIDES:
            if index >= distance and _conversation(book, index - distance, index):
                tally = seen.same if same else seen.opposite
                tally.update(key(a, b) for a in said[index - distance] for b in said[index] if a != b)
    _beside(book, [m for m in mentions if not m.quoted], seen.beside)
    return seen


def _speakers(book: Layout, index: int, places: Places) -> tuple[int, ...]:
    found = (t.subject.person for t in tags_of(book.turns[index], book, places) if t.kind != BEAT)
    return tuple(sorted({person for person in found if person is not None}))


def _conversation(book: Layout, first: int, last: int) -> bool:
    return all(t.gap == 0 for t in book.turns[first + 1 : last + 1])


def _beside(book: Layout, told: Sequence[Mention], found: Counter[tuple[int, int]]) -> None:
    for one, other in pairwise(told):
        near = one.chapter == other.chapter and other.start - one.end < _CLAUSE
        if near and one.person != other.person:
            between = book.texts[one.chapter][one.end : other.start]
            if not any(mark in between for mark in '.!?;"”'):
                found[key(one.person, other.person)] += 1


def key(one: int, other: int) -> tuple[int, int]:
    """The two labels as a key of ``same``, ``opposite`` and ``beside``."""
    return (one, other) if one < other else (other, one)
