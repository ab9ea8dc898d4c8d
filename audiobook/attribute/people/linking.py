"""Two labels, one person: the beadle is Mr. Bumble, and Miss Woodhouse is Emma.

Nobody answers himself. Two labels of one person are both found on the same side of a conversation, two
turns apart or in one turn, and never on opposite sides; neither names the other in what they say, and
they hardly ever stand in one clause of narration. An epithet joins a name on less evidence than two
names join each other, since an epithet is always somebody's.

Some names are used in other mouths only. Who is called by a name answers, or has just spoken. A name
that is called often, and to which its own bearer never answers while somebody else does, is that other
one's. The "I" of a book is called by a name too, and by one that narration hardly ever uses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.attribute.lexicon import genders_clash
from audiobook.attribute.people.sides import Sides, pair_of, sides_of
from audiobook.attribute.roster import CALLED, ROLE, SELF, Person, Roster
from audiobook.attribute.turns import Layout

_TITLED = ("Mr.", "Mrs.", "Miss", "Lady", "Sir")
_ARTICLE = "the "

# How much of a name a label is.
_EPITHET = 0
_CAPITALISED_EPITHET = 1
_NAME = 2

# Labels on the same side of conversations are one person:
_SAME_SIDE = (2, 4, 6)  # joint turns needed, by how much of a name the lesser label is
_OFTEN = 0.08  # joint turns needed, as a share of the turns of the one that speaks less
_OPPOSITE = 0.35  # most turns on opposite sides, as a share of those on the same side
_NAMED_BY = 0.05  # most turns of one that name the other, as a share of its turns
_BESIDE = 0.12  # most mentions of the rarer that stand in one clause with the other

# A name that is called is that of somebody else who answers:
_CALLS = 3  # answered calls by the one that is meant
_SHARE = 0.35  # of all answered calls by that name
_AHEAD = 1.7  # times the answers of the next one
_OWN = 0.15  # most answers under the name itself, as a share of the calls
_OPPOSITE_ANSWERS = 0.1  # most turns on opposite sides, as a share of the answers
_NAMED_BY_ANSWERS = 0.25  # most turns in which the one meant says the name, of the answers
_BESIDE_CALLED = 0.05  # most mentions of the rarer that stand in one clause with the other

# A name that is called is that of the narrator:
_TOLD = 0.15  # most mentions of the narrator's own name outside of quotations
_SELF_CALLS = 2
_SELF_AHEAD = 2  # times the calls of the next one


@dataclass(frozen=True, slots=True)
class _Join:
    """Label ``gone`` is label ``kept``, who keeps the number; ``evidence`` counts turns for it."""

    evidence: int
    gone: int
    kept: int


def linked(book: Layout, roster: Roster) -> Roster:
    """The roster with labels of one person joined."""
    people = roster.people
    sides = sides_of(book, roster.mentions, roster.narrator)
    joins = [
        *_on_one_side(people, sides),
        *_called_otherwise(people, sides),
        *_called_narrator(people, sides, roster.narrator),
    ]
    # The best evidence first: a label that was joined is not joined again.
    joins.sort(key=lambda join: (-join.evidence, join.gone, join.kept))
    kept_of: dict[int, int] = {}
    for join in joins:
        if join.gone in kept_of or join.kept in kept_of:
            continue
        if join.gone not in kept_of.values():
            kept_of[join.gone] = join.kept
    return _joined(roster, kept_of)


def _on_one_side(people: Sequence[Person], sides: Sides) -> Iterator[_Join]:
    """Labels that speak on the same side of conversations."""
    for (one, other), same in sorted(sides.same.items()):
        if not _is_one_person(people, sides, one, other):
            continue
        if _rank(people, sides, one) < _rank(people, sides, other):
            yield _Join(same, gone=one, kept=other)
        else:
            yield _Join(same, gone=other, kept=one)


def _rank(people: Sequence[Person], sides: Sides, label: int) -> tuple[int, int, int]:
    """What a label is worth: a name before an epithet, then the one that speaks more."""
    return _how_named(people[label]), sides.turns[label], -label


def _how_named(person: Person) -> int:
    if person.kind == ROLE:
        return _EPITHET
    if person.name.startswith(_ARTICLE):
        return _CAPITALISED_EPITHET
    return _NAME


def _is_epithet(person: Person) -> bool:
    return _how_named(person) != _NAME


def _is_one_person(people: Sequence[Person], sides: Sides, one: int, other: int) -> bool:
    """Whether two labels on the same side of conversations are one person."""
    first = people[one]
    second = people[other]
    if SELF in (first.kind, second.kind) or genders_clash(first.gender, second.gender):
        return False
    lesser = min(_how_named(first), _how_named(second))
    if lesser == _NAME and first.name.startswith(_TITLED) and second.name.startswith(_TITLED):
        return False
    contact = sides.contact(one, [other])
    fewer_turns = min(sides.turns[one], sides.turns[other])
    if contact.same < _SAME_SIDE[lesser] or contact.same < _OFTEN * fewer_turns:
        return False
    if contact.opposite > _OPPOSITE * contact.same:
        return False
    if max(_naming(sides, one, other), _naming(sides, other, one)) > _NAMED_BY:
        return False
    return contact.beside <= _BESIDE * min(first.count, second.count)


def _naming(sides: Sides, speaker: int, label: int) -> float:
    """The share of a speaker's turns that name a label."""
    return sides.names[(speaker, label)] / sides.turns[speaker]


def _called_otherwise(people: Sequence[Person], sides: Sides) -> Iterator[_Join]:
    """Names that are only called, and to which somebody else answers."""
    for name, calls in sorted(sides.called.items()):
        if people[name].kind != CALLED or sides.answers[(name, name)] > _OWN * calls:
            continue
        who = _who_answers(people, sides, name, calls)
        if who is None:
            continue
        answers = sides.answers[(name, who)]
        if _is_epithet(people[who]) and not _is_epithet(people[name]):
            yield _Join(answers, gone=who, kept=name)
        else:
            yield _Join(answers, gone=name, kept=who)


def _who_answers(people: Sequence[Person], sides: Sides, name: int, calls: int) -> int | None:
    """The one who answers to a name often enough, and far more often than the next one."""
    options = [who for who in range(len(people)) if _may_be(people, sides, name, who)]
    options.sort(key=lambda who: -sides.answers[(name, who)])
    if not options:
        return None
    answers = sides.answers[(name, options[0])]
    if answers < max(_CALLS, _SHARE * calls):
        return None
    if len(options) > 1 and answers < _AHEAD * sides.answers[(name, options[1])]:
        return None
    return options[0]


def _may_be(people: Sequence[Person], sides: Sides, name: int, who: int) -> bool:
    """Whether nothing in the text tells who answers from the name that is called."""
    answers = sides.answers[(name, who)]
    if name == who or not answers:
        return False
    called = people[name]
    answering = people[who]
    if genders_clash(called.gender, answering.gender):
        return False
    pair = pair_of(name, who)
    if sides.opposite[pair] > _OPPOSITE_ANSWERS * answers:
        return False
    if sides.names[(who, name)] > _NAMED_BY_ANSWERS * answers:
        return False
    if sides.beside[pair] > _BESIDE_CALLED * min(called.count, answering.count):
        return False
    return answering.kind != SELF or _is_hardly_told(people, sides, name)


def _is_hardly_told(people: Sequence[Person], sides: Sides, name: int) -> bool:
    """Whether narration hardly ever uses a name, as a narrator their own."""
    return sides.told[name] <= _TOLD * people[name].count


def _called_narrator(
    people: Sequence[Person], sides: Sides, narrator: int | None
) -> Iterator[_Join]:
    """The name of the "I" of a book: often called, hardly ever told of, and never seen to speak."""
    if narrator is None:
        return
    options: list[int] = []
    for name, person in enumerate(people):
        if person.kind != CALLED or sides.turns[name]:
            continue
        if _is_hardly_told(people, sides, name):
            options.append(name)
    options.sort(key=lambda name: -sides.calls[name])
    if not options:
        return
    calls = sides.calls[options[0]]
    if calls < _SELF_CALLS:
        return
    if len(options) == 1 or calls >= _SELF_AHEAD * sides.calls[options[1]]:
        yield _Join(calls, gone=options[0], kept=narrator)


def _joined(roster: Roster, kept_of: dict[int, int]) -> Roster:
    """The roster in which each label of ``kept_of`` is part of the one that it leads to."""
    if not kept_of:
        return roster
    people = list(roster.people)
    for gone, kept in kept_of.items():
        people[kept] = _with_label(people[kept], people[gone])
        people[gone] = people[gone].emptied()
    mentions = list(roster.mentions)
    for index, mention in enumerate(mentions):
        if mention.person in kept_of:
            mentions[index] = replace(mention, person=kept_of[mention.person])
    return replace(roster, people=tuple(people), mentions=tuple(mentions))


def _with_label(person: Person, label: Person) -> Person:
    """A person with another label of theirs; whoever tells the book gets their name by it."""
    if person.kind == SELF:
        person = replace(person, name=label.name, evidence=label.evidence)
    aliases = dict.fromkeys((*person.aliases, label.name, *label.aliases))
    aliases.pop(person.name, None)
    return person.absorbing(label, tuple(aliases))
