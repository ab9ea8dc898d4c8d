"""Two labels, one person: the beadle is Mr. Bumble, and Miss Woodhouse is Emma.

Nobody answers himself. Two labels of one person are both found on the same side of a
conversation, two turns apart or in one turn, and never on opposite sides; neither names the other
in what they say, and they hardly ever stand in one clause of narration. An epithet joins a name
on less evidence than two names join each other, since an epithet is always somebody's.

Some names are used in other mouths only. Who is called by a name answers, or has just spoken. A
name that is called often, and to which its own bearer never answers while somebody else does, is
that other one's. The "I" of a book is called by a name too, and by one that narration hardly ever
uses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from audiobook.attribute.lexicon import genders_clash
from audiobook.attribute.people.appositions import apposed, said_to_be
from audiobook.attribute.people.clusters import leading
from audiobook.attribute.people.labels import (
    CAPITALISED_EPITHET,
    EPITHET,
    NAME,
    Join,
    Labels,
    is_in_full,
)
from audiobook.attribute.people.shapes import (
    epithets_in_small_letters,
    misspelt_names,
    shapes_of_one_name,
)
from audiobook.attribute.people.sides import Company, Sides, sides_of
from audiobook.attribute.roster import CALLED, SELF, Mention, Person, Roster
from audiobook.attribute.turns import Layout
from audiobook.model import NARRATOR

_TITLED = ("Mr.", "Mrs.", "Miss", "Lady", "Sir")

# Labels on the same side of conversations are one person.
# Joint turns needed, by how much of a name the lesser label is: an epithet is always somebody's.
_SAME_SIDE = {EPITHET: 4, CAPITALISED_EPITHET: 4, NAME: 6}
_NEAR_ITS_NAME = 2  # joint turns needed of an epithet that mostly stands near the name
_MOSTLY_NEAR = 0.6  # of its places
_OFTEN = 0.08  # joint turns needed, as a share of the turns of the one that speaks less
_OPPOSITE = 0.3  # most chance of a turn on opposite sides: not one of 4, but 3 of 12
_NAMED_BY = 0.05  # most turns of one that name the other, as a share of its turns
_BESIDE = 0.12  # most mentions of the rarer that stand in one clause with the other
_ONCE_BESIDE = 1  # as many of them may do so by chance

# Times the evidence needed where each of two has a full name of their own: a disguise may have one.
_IN_FULL = 3

# An epithet that is used only where somebody is named is that one's on less evidence.
_NEAR = 0.85  # of its places, near a name of that one
_BY_CHANCE = (
    0.05  # as likely as this, an epithet would be near whoever is named on every page
)
_EPITHET_TURNS = 3  # turns of an epithet that show where it is used
_NAMED_NEAR = 0.15  # as _NAMED_BY: somebody may say their own name

# A name that is called is that of somebody else who answers.
_CALLS = 3  # answered calls by the one that is meant
_SHARE = 0.35  # of all answered calls by that name
_AHEAD = 1.7  # times the answers of the next one
_OWN = 0.15  # most answers under the name itself, as a share of the calls
_OPPOSITE_ANSWERS = 0.1  # most turns on opposite sides, as a share of the answers
# Most turns in which the one meant says the name, of the answers.
_NAMED_BY_ANSWERS = 0.23
# Most mentions of the rarer that stand in one clause with the other.
_BESIDE_CALLED = 0.05

# A name that is called is that of the narrator.
_SELF_CALLS = 3
_SELF_AHEAD = 2  # times the calls of the next one
# Of the answered calls, those that the narrator answers: "Alright" is nobody's name.
_SELF_ANSWERS = 0.2
_NAMED_BY_NARRATOR = 0.25  # most turns of the narrator that say it, of the answers


def linked(
    book: Layout,
    roster: Roster,
) -> Roster:
    """The roster with labels of one person joined."""
    sides = sides_of(book, roster.mentions, roster.narrator)
    labels = Labels(roster.people, sides, Company(roster.mentions), book.language)
    joins = [
        *_on_one_side(labels),
        *_called_otherwise(labels),
        *_called_narrator(labels, roster.narrator),
        *misspelt_names(labels),
        *shapes_of_one_name(labels),
        *epithets_in_small_letters(labels),
        *apposed(book, roster.mentions, labels),
        *said_to_be(book, roster.mentions, labels),
    ]
    # The best evidence first: a label that was joined is not joined again.
    joins.sort(key=lambda join: (-join.evidence, join.gone, join.kept))
    kept_of: dict[int, int] = {}
    # Of several labels that become one person, the later ones meet the gender of the earlier.
    genders = [person.gender for person in roster.people]
    for join in joins:
        gone_already = {join.gone, join.kept} & kept_of.keys()
        if gone_already or join.gone in kept_of.values():
            continue
        if genders_clash(genders[join.gone], genders[join.kept]):
            continue
        kept_of[join.gone] = join.kept
        genders[join.kept] = genders[join.kept] or genders[join.gone]
    return _joined(roster, kept_of)


# Labels that speak on the same side of conversations


def _on_one_side(labels: Labels) -> Iterator[Join]:
    """Labels of one person by the sides on which they speak.

    The lesser label goes: an epithet rather than a name, else the one that speaks less.
    """
    for (one, other), same in sorted(labels.sides.same.items()):
        if not _is_one_person(labels, one, other):
            continue
        if labels.rank(one) < labels.rank(other):
            yield Join(same, gone=one, kept=other)
        else:
            yield Join(same, gone=other, kept=one)


def _is_one_person(
    labels: Labels,
    one: int,
    other: int,
) -> bool:
    """Whether two labels on the same side of conversations are one person.

    Never joined are the "I" of a book, which has no name to be called by, and two names with
    titles: "Mr. Darcy" and "Mr. Bingley" may speak on one side all evening.
    """
    if labels.genders_clash(one, other):
        return False
    if _is_excluded(labels, one, other):
        return False
    contact = labels.sides.contact(one, [other])
    most_beside = max(_ONCE_BESIDE, _BESIDE * labels.rarer(one, other))
    if contact.beside > most_beside:
        return False
    naming = max(_naming(labels.sides, one, other), _naming(labels.sides, other, one))
    never_opposite = bool(contact.same) and not contact.opposite
    if never_opposite and naming <= _NAMED_NEAR and _is_always_near(labels, one, other):
        return True
    turns = labels.sides.turns
    fewer_turns = min(turns[one], turns[other])
    if contact.same < max(_turns_needed(labels, one, other), _OFTEN * fewer_turns):
        return False
    # Laplace's rule of succession.
    opposite = (contact.opposite + 1) / (contact.same + contact.opposite + 2)
    return opposite <= _OPPOSITE and naming <= _NAMED_BY


def _turns_needed(
    labels: Labels,
    one: int,
    other: int,
) -> int:
    """The joint turns that make two labels one person: more where an epithet stands far away."""
    lesser, greater = sorted((one, other), key=labels.rank)
    is_near = labels.company.share(lesser, greater) >= _MOSTLY_NEAR
    if is_near and labels.how_named(lesser) == EPITHET:
        return _NEAR_ITS_NAME
    turns = _SAME_SIDE[labels.how_named(lesser)]
    return turns * _IN_FULL if labels.are_two_in_full(one, other) else turns


def _is_always_near(
    labels: Labels,
    one: int,
    other: int,
) -> bool:
    """Whether one of two labels is an epithet that is used only where the other is named."""
    epithet, name = sorted((one, other), key=labels.how_named)
    if labels.how_named(epithet) != EPITHET or labels.how_named(name) != NAME:
        return False
    if labels.sides.turns[epithet] < _EPITHET_TURNS:
        return False
    if labels.company.share(epithet, name) < _NEAR:
        return False
    return labels.company.chance(epithet, name) < _BY_CHANCE


def _is_excluded(
    labels: Labels,
    one: int,
    other: int,
) -> bool:
    """Whether two labels are never joined by the sides on which they speak."""
    first = labels.people[one]
    second = labels.people[other]
    if SELF in (first.kind, second.kind):
        return True
    if min(labels.how_named(one), labels.how_named(other)) != NAME:
        return False
    return first.name.startswith(_TITLED) and second.name.startswith(_TITLED)


def _naming(
    sides: Sides,
    speaker: int,
    label: int,
) -> float:
    """The share of a speaker's turns that name a label, from 0 to 1."""
    return sides.names[(speaker, label)] / sides.turns[speaker]


# Names to which somebody else answers


def _called_otherwise(labels: Labels) -> Iterator[Join]:
    """Names that are only called, and those who answer to them.

    The name goes, unless whoever answers is only known by an epithet.
    """
    sides = labels.sides
    for name, calls in sorted(sides.called.items()):
        if labels.people[name].kind != CALLED:
            continue
        # A name is its bearer's who answers to it now and then.
        if sides.answers[(name, name)] > _OWN * calls:
            continue
        who = _who_answers(labels, name, calls)
        if who is None:
            continue
        answers = sides.answers[(name, who)]
        if labels.is_epithet(who) and not labels.is_epithet(name):
            yield Join(answers, gone=who, kept=name)
        else:
            yield Join(answers, gone=name, kept=who)


def _who_answers(
    labels: Labels,
    name: int,
    calls: int,
) -> int | None:
    """The one who answers to a name often enough, and far more often than the next one.

    ``calls`` are those that anybody answers.
    """
    everybody = range(len(labels.people))
    candidates = [who for who in everybody if _may_be(labels, name, who)]
    answers = labels.sides.answers
    return leading(
        candidates,
        lambda who: answers[(name, who)],
        least=max(_CALLS, _SHARE * calls),
        ahead=_AHEAD,
    )


def _may_be(
    labels: Labels,
    name: int,
    who: int,
) -> bool:
    """Whether nothing in the text tells who answers from the name that is called."""
    sides = labels.sides
    answers = sides.answers[(name, who)]
    if name == who or not answers:
        return False
    if labels.genders_clash(name, who):
        return False
    contact = sides.contact(name, [who])
    if contact.opposite > _OPPOSITE_ANSWERS * answers:
        return False
    if sides.names[(who, name)] > _NAMED_BY_ANSWERS * answers:
        return False
    most_beside = _BESIDE_CALLED * labels.rarer(name, who)
    if contact.beside > most_beside or _has_another_full_name(labels, name, who):
        return False
    return labels.people[who].kind != SELF or labels.is_hardly_told(name)


def _has_another_full_name(
    labels: Labels,
    name: int,
    who: int,
) -> bool:
    """Whether a name with a surname is called to somebody who has another such name.

    A narrator has the name to which they answer most. Full names of the two that are no shapes of
    one tell them apart, too, unless the name is answered often.
    """
    answers = labels.sides.answers
    is_seldom = answers[(name, who)] < _IN_FULL * _CALLS
    if is_seldom and labels.are_two_in_full(name, who):
        return True
    if not is_in_full(labels.people[name].name):
        return False
    if labels.people[who].kind == SELF:
        most = max(answers[(other, who)] for other in range(len(labels.people)))
        return answers[(name, who)] < most
    other = labels.people[who].name
    return is_in_full(other) and set(other.split()).isdisjoint(
        labels.people[name].name.split()
    )


# The name of a narrator


def _called_narrator(
    labels: Labels,
    narrator: int | None,
) -> Iterator[Join]:
    """The name of the "I" of a book, if one name is called far more often than the next.

    ``narrator`` is the label of the "I"; ``None`` in a book told from outside.
    """
    if narrator is None:
        return
    calls = labels.sides.calls
    name = leading(
        _names_only_called(labels, narrator),
        lambda name: calls[name],
        least=_SELF_CALLS,
        ahead=_SELF_AHEAD,
    )
    if name is not None:
        yield Join(calls[name], gone=name, kept=narrator)


def _names_only_called(
    labels: Labels,
    narrator: int,
) -> Iterator[int]:
    """Names that are hardly ever told of and never seen to speak, to which the narrator answers.

    Whoever the narrator calls so is somebody else.
    """
    sides = labels.sides
    for name, person in enumerate(labels.people):
        if person.kind != CALLED:
            continue
        if labels.sides.turns[name]:
            continue
        answers = sides.answers[(name, narrator)]
        if answers < max(1, _SELF_ANSWERS * sides.called[name]):
            continue
        if sides.names[(narrator, name)] > _NAMED_BY_NARRATOR * answers:
            continue
        if labels.is_hardly_told(name):
            yield name


# The roster with its labels joined


def _joined(
    roster: Roster,
    kept_of: Mapping[int, int],
) -> Roster:
    """The roster in which each label of ``kept_of`` is part of the one that it leads to."""
    people = list(roster.people)
    for gone, kept in kept_of.items():
        people[kept] = _with_label(people[kept], people[gone])
        people[gone] = people[gone].emptied()
    return Roster(
        people=tuple(people),
        mentions=tuple(_renumbered(roster.mentions, kept_of)),
        narrator=roster.narrator,
    )


def _renumbered(
    mentions: Iterable[Mention],
    kept_of: Mapping[int, int],
) -> Iterator[Mention]:
    """The mentions, those of a label that is gone under the label that is kept."""
    for mention in mentions:
        kept = kept_of.get(mention.person)
        if kept is None:
            yield mention
        else:
            yield replace(mention, person=kept)


def _with_label(
    person: Person,
    label: Person,
) -> Person:
    """A person with another label of theirs.

    Whoever tells the book gets their name by the first label, which has the best evidence.
    """
    if person.kind == SELF and person.name == NARRATOR:
        person = replace(person, name=label.name)
    aliases = dict.fromkeys((*person.aliases, label.name, *label.aliases))
    aliases.pop(person.name, None)
    return person.absorbing(label, tuple(aliases))
