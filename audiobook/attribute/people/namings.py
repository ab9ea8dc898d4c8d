"""Two names of one person that are used in different mouths: "Miss Woodhouse" is Emma.

Who is called by a name answers, or has just spoken. A name that is called often, and to which its own bearer
never answers while somebody else does, is that other one's. The "I" of a book is called by a name too, and by
one that narration hardly ever uses.
"""

from collections.abc import Iterable, Sequence

from audiobook.attribute.people.sides import Sides, key
from audiobook.attribute.roster import ROLE, SELF, Person

CALLS = 3  # answered calls by the one that is meant
SHARE = 0.35  # of all answered calls by that name
AHEAD = 1.7  # times the answers of the next one
OWN = 0.15  # most answers under the name itself, as a share of the calls
OPPOSITE = 0.1
NAMED_BY = 0.25  # most turns in which the one that is meant says the name, as a share of the answers
BESIDE = 0.05  # most mentions of the rarer that stand in one clause with the other
TOLD = 0.15  # most mentions of the narrator's own name outside of quotations
SELF_CALLS = 2
SELF_AHEAD = 2
_ARTICLE = "the "


def called_otherwise(people: Sequence[Person], seen: Sides) -> Iterable[tuple[int, int, int]]:
    """Names that are only called: how surely, the name, and who answers to it."""
    for name, calls in sorted(seen.called.items()):
        if seen.answers[(name, name)] > OWN * calls or people[name].kind != "called":
            continue
        options = sorted(
            ((seen.answers[(name, who)], -who) for who in range(len(people)) if _may_be(people, seen, name, who)),
            reverse=True,
        )
        if not options:
            continue
        most, next_most = options[0][0], options[1][0] if len(options) > 1 else 0
        if most >= CALLS and most >= SHARE * calls and most >= AHEAD * next_most:
            who = -options[0][1]
            yield (most, who, name) if _by_noun(people[who]) and not _by_noun(people[name]) else (most, name, who)


def _by_noun(person: Person) -> bool:
    return person.kind == ROLE or person.name.startswith(_ARTICLE)


def _may_be(people: Sequence[Person], seen: Sides, name: int, who: int) -> bool:
    """Whether nothing in the text tells who answers from the name that is called."""
    a, b = people[name], people[who]
    count, pair = seen.answers[(name, who)], key(name, who)
    return (
        name != who
        and count > 0
        and not (a.gender and b.gender and a.gender != b.gender)
        and seen.opposite[pair] <= OPPOSITE * count
        and seen.names[(who, name)] <= NAMED_BY * count
        and seen.beside[pair] <= BESIDE * min(a.count, b.count)
        and (b.kind != SELF or seen.told[name] <= TOLD * a.count)
    )


def self_called(people: Sequence[Person], seen: Sides, narrator: int | None) -> Iterable[tuple[int, int, int]]:
    """The name of the "I" of a book: often called, hardly ever told of, and never seen to speak."""
    options = sorted(
        (-seen.calls[name], name)
        for name, person in enumerate(people)
        if person.kind == "called" and not seen.turns[name] and seen.told[name] <= TOLD * person.count
    )
    if narrator is None or not options or -options[0][0] < SELF_CALLS:
        return
    if len(options) == 1 or options[0][0] <= SELF_AHEAD * options[1][0]:
        yield -options[0][0], options[0][1], narrator
