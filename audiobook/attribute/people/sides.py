"""Who speaks on whose side of a conversation.

Paragraphs of dialogue without narration between them alternate: two turns apart is the same side,
one or three turns apart the opposite one. Whom a speaker names is not the speaker, and people who
stand in one clause of narration are two. Who answers when a name is called bears that name.
Whoever goes by an epithet has been named shortly before it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from audiobook.attribute.address import addressed, introduced
from audiobook.attribute.roster import Mention, Places, reading_order
from audiobook.attribute.tags import BEAT, SELF, tags_of
from audiobook.attribute.turns import Layout, Turn

_CLAUSE = 50  # characters between two names of one clause
_CLAUSE_ENDS = frozenset('.!?;"”')
_ANSWERED = (0, 1)  # paragraphs of narration between a call and its answer

_BEFORE = 3000  # characters in which a name still says who is meant
_AFTER = 800  # a name that comes later says half as much
_LATER = 0.5

_Place = tuple[int, int]  # chapter and start
_Speakers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """How often one label and some others meet, over all pairs.

    ``same`` and ``opposite``: on these sides of a conversation; ``naming``: one names the other;
    ``beside``: in one clause of narration.
    """

    same: int
    opposite: int
    naming: int
    beside: int


@dataclass(slots=True)
class Sides:
    """What the tagged turns of a book say of some labels: spellings or people, by their numbers.

    ``same``, ``opposite`` and ``beside`` count pairs (see :func:`pair_of`): on the same side and
    on opposite sides of a conversation, and side by side in one clause. ``names`` counts the
    turns of the first label that name the second. ``turns`` counts the tagged turns of each
    label, ``told`` how often narration names it, ``calls`` the turns that call it, ``called``
    those of them next to a tagged turn, and ``answers`` who speaks that one.
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

    def contact(self, label: int, others: Iterable[int]) -> Contact:
        """How often a label meets any of the others."""
        same = 0
        opposite = 0
        naming = 0
        beside = 0
        for other in others:
            pair = pair_of(label, other)
            same += self.same[pair]
            opposite += self.opposite[pair]
            naming += self.names[(label, other)] + self.names[(other, label)]
            beside += self.beside[pair]
        return Contact(same, opposite, naming, beside)


def pair_of(one: int, other: int) -> tuple[int, int]:
    """The two labels as a key of ``same``, ``opposite`` and ``beside``."""
    return min(one, other), max(one, other)


def sides_of(
    book: Layout,
    mentions: Sequence[Mention],
    narrator: int | None = None,
) -> Sides:
    """What the tagged turns of a book say of the labels that ``mentions`` number.

    ``narrator`` is the label of the "I"; without one, tags such as "I said" name nobody.
    """
    places = Places(mentions)
    speakers = list(_speakers(book, places, narrator))
    sides = Sides()
    for index, own in enumerate(speakers):
        sides.turns.update(own)
        _count_names(book, book.turns[index], places, own, sides)
        _count_sides(book, index, speakers, sides)
        _count_calls(book, index, places, speakers, sides)
    # Inside a quotation two names in one clause are no more than two who are spoken of.
    told = [mention for mention in mentions if not mention.quoted]
    told.sort(key=reading_order)
    for mention in told:
        sides.told[mention.person] += 1
    _count_neighbours(book, told, sides)
    return sides


def _speakers(
    book: Layout,
    places: Places,
    narrator: int | None,
) -> Iterator[_Speakers]:
    """The labels in the tags of each turn; beats say too little of who speaks."""
    for turn in book.turns:
        labels: set[int] = set()
        for tag in tags_of(turn, book, places):
            label = tag.subject.person
            if tag.subject.kind == SELF:
                label = narrator
            if tag.kind != BEAT and label is not None:
                labels.add(label)
        yield tuple(sorted(labels))


def _count_names(
    book: Layout,
    turn: Turn,
    places: Places,
    speakers: _Speakers,
    sides: Sides,
) -> None:
    """Counts whom the speakers of a turn name in its quotations, but for "I am Emma"."""
    own = introduced(turn, book, places)
    for quotation in turn.quotations:
        mentions = places.within(turn.chapter, quotation.start, quotation.end)
        named = {mention.person for mention in {*mentions} - {own}}
        sides.names.update(product(speakers, named))


def _count_sides(
    book: Layout,
    index: int,
    speakers: Sequence[_Speakers],
    sides: Sides,
) -> None:
    """Counts those who speak on the side of a turn's speakers, and on the opposite one.

    ``speakers`` are those of every turn of the book, of which the turn is number ``index``.
    """
    # By the distance of two turns; a turn with two labels in its tags is at none.
    for distance in (0, 2):
        sides.same.update(_pairs_at(distance, book, index, speakers))
    # One answer is one, though somebody speaks before it and again after it.
    opposite = {
        pair
        for distance in (1, 3)
        for pair in _pairs_at(distance, book, index, speakers)
    }
    sides.opposite.update(opposite)


def _pairs_at(
    distance: int,
    book: Layout,
    index: int,
    speakers: Sequence[_Speakers],
) -> Iterator[tuple[int, int]]:
    """The speakers of a turn with those of the turn that is so far before it."""
    earlier = index - distance
    if earlier < 0 or not _is_conversation(book, earlier, index):
        return
    for one, other in product(speakers[earlier], speakers[index]):
        if one != other:
            yield pair_of(one, other)


def _is_conversation(
    book: Layout,
    first: int,
    last: int,
) -> bool:
    """Whether no narration parts the turns from ``first`` to ``last``."""
    later_turns = book.turns[first + 1 : last + 1]
    return all(turn.gap == 0 for turn in later_turns)


def _count_calls(
    book: Layout,
    index: int,
    places: Places,
    speakers: Sequence[_Speakers],
    sides: Sides,
) -> None:
    """Counts the names that a turn calls, and who speaks right before and after.

    Who is called answers, or has just spoken.
    """
    turn = book.turns[index]
    text = book.texts[turn.chapter]
    called = addressed(turn, text, places, book.language).spoken_to
    sides.calls.update(called)
    for neighbour in _neighbours(book, index):
        if speakers[neighbour]:
            sides.called.update(called)
            sides.answers.update(product(called, speakers[neighbour]))


def _neighbours(book: Layout, index: int) -> Iterator[int]:
    """The turns beside a turn that may answer it, or that it may answer.

    At most one paragraph of narration stands between the two.
    """
    if index > 0 and book.turns[index].gap in _ANSWERED:
        yield index - 1
    following = index + 1
    if following == len(book.turns):
        return
    if book.turns[following].gap in _ANSWERED:
        yield following


def _count_neighbours(
    book: Layout,
    told: Sequence[Mention],
    sides: Sides,
) -> None:
    """Counts the pairs that stand in one clause of narration.

    ``told`` are the mentions outside of quotations, in reading order.
    """
    for one, other in pairwise(told):
        # Somebody may be named twice in one clause.
        if one.person == other.person:
            continue
        if one.chapter != other.chapter:
            continue
        if other.start - one.end >= _CLAUSE:
            continue
        between = book.texts[one.chapter][one.end : other.start]
        if _CLAUSE_ENDS.isdisjoint(between):
            sides.beside[pair_of(one.person, other.person)] += 1


class Company:
    """How often narration names somebody where it has an epithet: "the chief" stands by Noonan."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        places: dict[int, list[_Place]] = {}
        for mention in mentions:
            if not mention.quoted:
                place = (mention.chapter, mention.start)
                places.setdefault(mention.person, []).append(place)
        self._places: Mapping[int, Sequence[_Place]] = places

    def share(self, epithet: int, person: int) -> float:
        """The share of the places of an epithet that are near a name of a person, from 0 to 1."""
        places = self._places.get(epithet, ())
        named = self._places.get(person, ())
        return _share_near(places, named)

    def chance(self, epithet: int, person: int) -> float:
        """The chance that an epithet is near a name of a person wherever it stands, from 0 to 1.

        Whoever is named on every page is near every epithet. Each stretch of the book that has
        the epithet counts once, as likely to be near as what is told elsewhere is.
        """
        own = self._places.get(epithet, ())
        elsewhere = [
            place
            for label, places in self._places.items()
            if label not in (epithet, person)
            for place in places
            if not _nearness(place, own)
        ]
        by_chance = _share_near(elsewhere, self._places.get(person, ()))
        return by_chance ** _stretches(own)


def _share_near(places: Sequence[_Place], named: Sequence[_Place]) -> float:
    """The share of some places that are near those where somebody is named, from 0 to 1."""
    near = sum(_nearness(place, named) for place in places)
    return near / max(1, len(places))


def _stretches(places: Sequence[_Place]) -> int:
    """How many stretches of a book some places lie in, one far from the next."""
    stretches = 0
    last: _Place | None = None
    for chapter, start in places:
        if last is None or last < (chapter, start - _BEFORE):
            stretches += 1
        last = (chapter, start)
    return stretches


def _nearness(place: _Place, named: Sequence[_Place]) -> float:
    """1 where somebody is named shortly before a place, less where shortly after it."""
    chapter, start = place
    index = bisect_left(named, place)
    if index and named[index - 1] >= (chapter, start - _BEFORE):
        return 1.0
    if index < len(named) and named[index] <= (chapter, start + _AFTER):
        return _LATER
    return 0.0
