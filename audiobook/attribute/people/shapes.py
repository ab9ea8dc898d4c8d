"""One person under two shapes of a first name, both told of: "Roberta" and "Bobbie".

The list of nicknames has the two in one row, or one is the start of the other and no first name by
itself: "Tink" of "Tinker Bell", "Elizabeth" of "Elizabeth-Jane". With the same surname any start
will do: "Huck Finn" and "Huckleberry Finn". They are one person where they are of one gender, never
meet, and either talk with the same people or stand side by side in the book. Lady Catherine, who
talks with others than Kitty does, is another. "Kajin" is Kaijin misspelt, where the two are never
seen together. An epithet may be written with and without a capital letter.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from audiobook.attribute.lexicon import UNKNOWN, is_first_name, title
from audiobook.attribute.people.joining import is_same_first_name, misspelt
from audiobook.attribute.people.labels import Join, Labels, is_in_full
from audiobook.attribute.roster import CALLED, Person

_LEAST = 5  # mentions of either shape
_NEAR = 0.7  # of the places of the rarer shape, near the other one
_SHORTEST = 4  # letters of the start of a name
_CLIPPED = 3  # most letters that the start has lost
_OPPOSITE = (
    0.1  # most turns on opposite sides, or that name the other, of those of the rarer
)
_BESIDE = 0.06  # most mentions of the rarer in one clause with the other


class _Bounds(NamedTuple):
    """What makes two shapes of a first name one person's.

    ``turns`` of either show with whom they talk, and ``alike`` is how much alike, of 1, those must
    be. For a turn on the same side, so many ``apart`` are forgiven.
    """

    turns: int
    alike: float
    apart: float


_FIRST_NAMES_ALONE = _Bounds(turns=5, alike=0.85, apart=0.0)
_BEFORE_A_SURNAME = _Bounds(turns=0, alike=0.7, apart=0.5)


def shapes_of_one_name(labels: Labels) -> Iterator[Join]:
    """The shapes of a first name that are one person's; none that may be of two people."""
    pairs = [
        pair
        for pair in _pairs(labels)
        if _is_of_one_gender(labels, *pair) and _is_one_person(labels, *pair)
    ]
    uses = Counter(label for pair in pairs for label in pair)
    for one, other in pairs:
        if uses[one] == uses[other] == 1:
            gone, kept = sorted(
                (one, other), key=lambda label: labels.people[label].count
            )
            yield Join(labels.people[gone].count, gone, kept)


def misspelt_names(labels: Labels) -> Iterator[Join]:
    """Names that are misspelt now and then, unless their bearers are seen together."""
    for gone, kept in misspelt(labels.people, labels.language):
        contact = labels.sides.contact(gone, [kept])
        together = contact.beside or contact.opposite
        if not together and not labels.genders_clash(gone, kept):
            yield Join(labels.people[gone].count, gone, kept)


def epithets_in_small_letters(labels: Labels) -> Iterator[Join]:
    """Epithets that stand with a capital letter too: "the chimp" is the Chimp."""
    epithets = filter(labels.is_epithet, range(len(labels.people)))
    for pair in combinations(epithets, 2):
        gone, kept = sorted(pair, key=labels.how_named)
        small = labels.people[gone].name.lower()
        # A label that is another's by now has no name.
        if small == labels.people[kept].name.lower() != "":
            yield Join(labels.people[gone].count, gone, kept)


def _pairs(labels: Labels) -> Iterator[tuple[int, int]]:
    """The labels that have shapes of one first name, and no two surnames."""
    language = labels.language
    named = [
        n for n, person in enumerate(labels.people) if _has_first_name(person, language)
    ]
    for one, other in combinations(named, 2):
        first, *rest = labels.people[one].name.split()
        second, *other_rest = labels.people[other].name.split()
        surnames = {*rest[-1:], *other_rest[-1:]}
        if len(surnames) > 1:
            continue
        one_surname = all((rest, other_rest))
        is_shape = _are_shapes_before_a_surname if one_surname else _are_shapes
        if first != second and is_shape(first, second, language):
            yield one, other


def _has_first_name(person: Person, language: str) -> bool:
    """Whether somebody is often called by a name that has no title."""
    if person.kind != CALLED or not person.name or person.count < _LEAST:
        return False
    first = person.name.split()[0]
    return first[0].isupper() and title(first, language) is None


def _are_shapes(one: str, other: str, language: str) -> bool:
    """Whether two first names are shapes of one."""
    short, full = sorted((one, other), key=len)
    lost = len(full) - len(short)
    clipped = full.startswith(short) and lost <= _CLIPPED and len(short) >= _SHORTEST
    if clipped and not is_first_name(short, language):
        return True
    # "Elizabeth" of "Elizabeth-Jane".
    return full.startswith(f"{short}-") or is_same_first_name(one, other, language)


def _are_shapes_before_a_surname(one: str, other: str, language: str) -> bool:
    """The same before one surname, where one may be any start of the other."""
    short, full = sorted((one, other), key=len)
    return full.startswith(short) or is_same_first_name(one, other, language)


def _is_of_one_gender(
    labels: Labels,
    one: int,
    other: int,
) -> bool:
    """Whether two labels have the same gender; that of a name which no list has may be unknown."""
    people = [labels.people[one], labels.people[other]]
    genders = {person.gender for person in people}
    for person in people:
        first = person.name.split()[0]
        if not person.gender and is_first_name(first, labels.language):
            return False
    return len(genders - {UNKNOWN}) == 1


def _is_one_person(labels: Labels, one: int, other: int) -> bool:
    """Whether two labels never meet, and are told of in one company.

    Of two with a surname, it is the same, and less will do.
    """
    names = (labels.people[one].name, labels.people[other].name)
    bounds = _BEFORE_A_SURNAME if all(map(is_in_full, names)) else _FIRST_NAMES_ALONE
    turns = labels.sides.turns
    fewer = min(turns[one], turns[other])
    contact = labels.sides.contact(one, [other])
    if contact.beside > _BESIDE * labels.rarer(one, other):
        return False
    most_apart = max(1, _OPPOSITE * fewer, bounds.apart * contact.same)
    if contact.opposite + contact.naming > most_apart:
        return False
    if fewer >= bounds.turns and _alike_company(labels, one, other) >= bounds.alike:
        return True
    rarer, frequent = sorted((one, other), key=lambda label: labels.people[label].count)
    return labels.company.share(rarer, frequent) >= _NEAR


def _alike_company(labels: Labels, one: int, other: int) -> float:
    """How much alike those are with whom two labels talk, from 0 to 1."""
    return _alike(_partners(labels, one), _partners(labels, other))


def _partners(labels: Labels, label: int) -> Counter[int]:
    """How often a label answers and names each other one, or is named by them."""
    partners: Counter[int] = Counter()
    for pairs in (labels.sides.opposite, labels.sides.names):
        for (one, other), count in pairs.items():
            if one != other and label in (one, other):
                partners[one + other - label] += count
    return partners


def _alike(one: Counter[int], other: Counter[int]) -> float:
    """The cosine of two counts: 1 where they have the same shares, 0 where they share nothing."""
    common = sum(count * other[label] for label, count in one.items())
    lengths = sqrt(_squares(one) * _squares(other))
    return common / lengths if lengths else 0.0


def _squares(counts: Counter[int]) -> int:
    return sum(count * count for count in counts.values())
