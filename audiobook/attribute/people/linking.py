"""Two labels, one person: the beadle is Mr. Bumble.

Nobody answers himself. Two labels of one person are both found on the same side of a conversation, two turns
apart or in one turn, and never on opposite sides; neither names the other in what they say, and they hardly ever
stand in one clause of narration. An epithet joins a name on less evidence than two names join each other, since
an epithet is always somebody's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.attribute.people.namings import called_otherwise, self_called
from audiobook.attribute.people.sides import Sides, key, sides
from audiobook.attribute.roster import ROLE, SELF, Person, Roster
from audiobook.attribute.turns import Layout

SAME_SIDE = (2, 4, 6)  # joint turns needed: of an epithet, a capitalised epithet, a name, and a name
OFTEN = 0.08  # the same, as a share of the turns of the one that speaks less
OPPOSITE = 0.35  # most turns on opposite sides, as a share of those on the same side
NAMED_BY = 0.05  # most turns of one that name the other
BESIDE = 0.12  # most mentions of the rarer that stand in one clause with the other
_TITLED = ("Mr.", "Mrs.", "Miss", "Lady", "Sir")
_ARTICLE = "the "


def linked(book: Layout, roster: Roster) -> Roster:
    """The roster with labels of one person joined."""
    seen = sides(book, roster.mentions, roster.narrator)
    target: dict[int, int] = {}
    pairs = [
        *_pairs(roster.people, seen),
        *called_otherwise(roster.people, seen),
        *self_called(roster.people, seen, roster.narrator),
    ]
    for _, one, other in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if one not in target and other not in target and one not in target.values():
            target[one] = other
    return _joined(roster, target)


def _pairs(people: Sequence[Person], seen: Sides) -> Iterable[tuple[int, int, int]]:
    """Pairs that are one person: how surely, the label that goes, the label that stays."""
    for (one, other), same in sorted(seen.same.items()):
        if _one_person(people, seen, one, other):
            goes = one if _weaker(people, seen, one, other) else other
            yield same, goes, other if goes == one else one


def _weaker(people: Sequence[Person], seen: Sides, one: int, other: int) -> bool:
    """Whether ``one`` is the lesser label: an epithet rather than a name, else the one that speaks less."""
    rank = [(_called(people[p]), seen.turns[p], -p) for p in (one, other)]
    return rank[0] < rank[1]


def _called(person: Person) -> int:
    return 0 if person.kind == ROLE else 1 if person.name.startswith(_ARTICLE) else 2


def _one_person(people: Sequence[Person], seen: Sides, one: int, other: int) -> bool:
    a, b = people[one], people[other]
    if SELF in (a.kind, b.kind) or (a.gender and b.gender and a.gender != b.gender):
        return False
    epithet = min(_called(a), _called(b))
    if epithet == len(SAME_SIDE) - 1 and a.name.startswith(_TITLED) and b.name.startswith(_TITLED):
        return False
    pair = key(one, other)
    same, fewer = seen.same[pair], min(seen.turns[one], seen.turns[other])
    naming = max(seen.names[(one, other)] / seen.turns[one], seen.names[(other, one)] / seen.turns[other])
    return (
        same >= SAME_SIDE[epithet]
        and same >= OFTEN * fewer
        and seen.opposite[pair] <= OPPOSITE * same
        and naming <= NAMED_BY
        and seen.beside[pair] <= BESIDE * min(a.count, b.count)
    )


def _joined(roster: Roster, target: dict[int, int]) -> Roster:
    if not target:
        return roster
    people = list(roster.people)
    for one, other in target.items():
        old, new = people[one], people[other]
        if new.kind == SELF:  # the name of whoever tells the book
            new = replace(new, name=old.name, evidence=old.evidence)
        aliases = tuple(name for name in dict.fromkeys((*new.aliases, old.name, *old.aliases)) if name != new.name)
        gender, age = new.gender or old.gender, new.age or old.age
        people[other] = replace(new, aliases=aliases, gender=gender, age=age, count=new.count + old.count)
        people[one] = replace(old, aliases=(), name="", count=0)
    mentions = tuple(replace(m, person=target.get(m.person, m.person)) for m in roster.mentions)
    return replace(roster, people=tuple(people), mentions=mentions)
