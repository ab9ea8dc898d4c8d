"""Who speaks on whose side of a conversation.

Paragraphs of dialogue without narration between them alternate: two turns apart is the same side, one or three
turns apart the opposite one. Whom a speaker names is not he, and people who stand in one clause of narration
are two. Who answers when a name is called bears that name.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audiobook.attribute.address import addressed
from audiobook.attribute.roster import Mention, Places
from audiobook.attribute.tags import BEAT, SELF, tags_of
from audiobook.attribute.turns import Layout

_CLAUSE = 50
_ANSWERED = (0, 1)  # paragraphs of narration between a call and its answer
_SIDES = ((0, True), (2, True), (1, False), (3, False))


@dataclass(slots=True)
class Sides:
    """How often pairs of labels speak on the same and on opposite sides, name each other, stand side by side;
    ``turns`` counts the tagged turns of each label, ``told`` how often narration names it, ``calls`` the turns
    that call it, ``called`` those of them next to a tagged turn, and ``answers`` who speaks that one.
    """

    same: Counter[tuple[int, int]] = field(default_factory=Counter)
    opposite: Counter[tuple[int, int]] = field(default_factory=Counter)
    names: Counter[tuple[int, int]] = field(default_factory=Counter)
    beside: Counter[tuple[int, int]] = field(default_factory=Counter)
    turns: Counter[int] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    calls: Counter[int] = field(default_factory=Counter)
    called: Counter[int] = field(default_factory=Counter)
    answers: Counter[tuple[int, int]] = field(default_factory=Counter)


def sides(book: Layout, mentions: Sequence[Mention], narrator: int | None = None) -> Sides:
    """What the tagged turns of a book say of the labels that ``mentions`` number; ``narrator`` is the "I"."""
    places = Places(mentions)
    seen = Sides()
    said = [_speakers(book, index, places, narrator) for index in range(len(book.turns))]
    for index, turn in enumerate(book.turns):
        seen.turns.update(said[index])
        for quotation in turn.quotations:
            named = {m.person for m in places.within(turn.chapter, quotation.start, quotation.end)}
            seen.names.update((who, name) for who in said[index] for name in sorted(named))
        for distance, same in _SIDES:
            if index >= distance and _conversation(book, index - distance, index):
                tally = seen.same if same else seen.opposite
                tally.update(key(a, b) for a in said[index - distance] for b in said[index] if a != b)
    _answers(book, places, said, seen)
    told = sorted((m for m in mentions if not m.quoted), key=lambda m: (m.chapter, m.start, -m.end))
    _beside(book, told, seen.beside)
    seen.told.update(m.person for m in told)
    return seen


def _speakers(book: Layout, index: int, places: Places, narrator: int | None) -> tuple[int, ...]:
    subjects = [t.subject for t in tags_of(book.turns[index], book, places) if t.kind != BEAT]
    found = {narrator if s.kind == SELF else s.person for s in subjects}
    return tuple(sorted(person for person in found if person is not None))


def _conversation(book: Layout, first: int, last: int) -> bool:
    return all(t.gap == 0 for t in book.turns[first + 1 : last + 1])


def _answers(book: Layout, places: Places, said: Sequence[tuple[int, ...]], seen: Sides) -> None:
    for index, turn in enumerate(book.turns):
        names = addressed(turn, book.texts[turn.chapter], places, book.language).spoken_to
        seen.calls.update(names)
        after = index + 1 < len(said) and book.turns[index + 1].gap in _ANSWERED
        for other, near in ((index - 1, index > 0 and turn.gap in _ANSWERED), (index + 1, after)):
            if near and said[other]:
                seen.called.update(names)
                seen.answers.update((name, who) for name in names for who in said[other])


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
