"""Two names of one person that are used in different mouths: "Miss Woodhouse" is Emma, "Henry" is Mr. Wilcox.

Who is called by a name answers, or has just spoken. A name that is called often, and to which its own bearer
never answers while somebody else does, is that other one's. And where one name is only a first name and the
other only a surname, and both are named side by side for the length of a book but never in one clause, never
answer each other and never speak of each other, there is one person behind the two.
"""

from collections.abc import Iterable, Sequence

from audiobook.attribute.lexicon import is_first_name, title
from audiobook.attribute.people import ROLE, SELF, Person
from audiobook.attribute.sides import Sides, key

CALLS = 3  # answered calls by the one that is meant
SHARE = 0.35  # of all answered calls by that name
AHEAD = 1.7  # times the answers of the next one
OWN = 0.15  # most answers under the name itself, as a share of the calls
OPPOSITE = 0.1
NAMED_BY = 0.25  # most turns in which the one that is meant says the name, as a share of the answers
BESIDE = 0.05  # most mentions of the rarer that stand in one clause with the other
NEAR = 20  # mentions near each other that a first name and a surname need
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


def halves(people: Sequence[Person], seen: Sides) -> Iterable[tuple[int, int, int]]:
    """A first name and a surname of one person: how surely, the name that goes, the name that stays."""
    firsts = [n for n, p in enumerate(people) if _parts(p) == (True, False)]
    lasts = [n for n, p in enumerate(people) if _parts(p) == (False, True)]
    for first in firsts:
        for last in lasts:
            a, b, pair = people[first], people[last], key(first, last)
            if a.gender and a.gender == b.gender and seen.near[pair] >= NEAR and _never_together(seen, pair):
                yield (
                    seen.near[pair],
                    min(pair, key=lambda n: people[n].count),
                    max(pair, key=lambda n: people[n].count),
                )


def _never_together(seen: Sides, pair: tuple[int, int]) -> bool:
    naming = seen.names[pair] + seen.names[(pair[1], pair[0])]
    return not seen.opposite[pair] and naming <= 1 and seen.beside[pair] <= 1


def _parts(person: Person) -> tuple[bool, bool]:
    """Whether a person's names hold a first name, and a surname."""
    if person.kind in (ROLE, SELF):
        return False, False
    first = last = False
    for name in (person.name, *person.aliases):
        words = name.removeprefix(_ARTICLE).replace(".", "").split()
        bare = [word for word in words if title(word) is None]
        if len(bare) > 1:
            return True, True
        if bare and len(words) > 1 and not is_first_name(bare[0]):
            last = True
        elif bare and is_first_name(bare[0]):
            first = True
    return first, last
