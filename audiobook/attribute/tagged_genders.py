"""The gender that a book gives a speaker in the tags of their lines: "he said".

A name that tells no gender, and a noun, may be followed by few pronouns; once it is known who says
a line, the pronoun of its tag is theirs. Where no line has one, the likely gender will do. This
comes last: it changes nobody's lines, only the voice in which they are read.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from audiobook.attribute.lexicon import FEMALE, MALE
from audiobook.attribute.result import Decision
from audiobook.attribute.roster import GROUP, SELF, Person, Places, Roster
from audiobook.attribute.tags import PRONOUN, SAID, tags_of
from audiobook.attribute.turns import Layout

_LEAST = 2  # lines tagged with a pronoun
_AHEAD = 4  # times as many as with the other
_DOUBTED = 0.6  # confidence under which a line may well be somebody else's


def with_tagged_genders(
    book: Layout,
    roster: Roster,
    people: Sequence[Person],
    decisions: Sequence[Decision],
    stated: Container[str],
) -> tuple[Person, ...]:
    """The people, those without a gender with the one of the tags of their lines.

    ``roster`` is where they are named, ``stated`` are those whom the user gave a gender.
    """
    open_ones = {
        number
        for number, person in enumerate(people)
        if _is_open(person) and person.name not in stated
    }
    genders = _tagged(book, Places(roster.mentions), decisions, open_ones)
    known = list(people)
    for number in sorted(open_ones):
        gender = _gender(genders[number, MALE], genders[number, FEMALE], people[number])
        known[number] = replace(people[number], gender=gender)
    return tuple(known)


def _is_open(person: Person) -> bool:
    """Whether somebody may have a gender that nothing has told yet."""
    return not person.gender and person.kind not in (SELF, GROUP)


def _tagged(
    book: Layout,
    places: Places,
    decisions: Iterable[Decision],
    numbers: Container[int],
) -> Counter[tuple[int, str]]:
    """Person number and gender -> how many tags of their lines are such a pronoun."""
    genders: Counter[tuple[int, str]] = Counter()
    for decision in decisions:
        if decision.person not in numbers or decision.confidence < _DOUBTED:
            continue
        for tag in tags_of(decision.turn, book, places):
            if tag.kind == SAID and tag.subject.kind == PRONOUN:
                genders[decision.person, tag.subject.gender] += 1
    return genders


def _gender(
    he: int,
    she: int,
    person: Person,
) -> str:
    """The gender by so many tags of each; without any, what is likely."""
    if he >= max(_LEAST, _AHEAD * she):
        return MALE
    if she >= max(_LEAST, _AHEAD * he):
        return FEMALE
    if he or she:
        return person.gender
    return person.likely_gender
