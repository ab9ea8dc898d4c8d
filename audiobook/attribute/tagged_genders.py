"""The gender that a book gives a speaker in the tags of their lines: "he said".

A name that tells no gender, and a noun, may be followed by few pronouns; once it is known who says
a line, the pronoun of its tag is theirs. Where no line has one, the likely gender will do. This
comes last: it changes nobody's lines, only the voice in which they are read.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from audiobook.attribute.lexicon import OTHER_GENDER, UNKNOWN
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
    places = Places(roster.mentions)
    sure = [one for one in decisions if one.confidence >= _DOUBTED]
    of_sure_lines = _tagged(book, places, sure, open_ones)
    of_all_lines = _tagged(book, places, decisions, open_ones)
    known = list(people)
    for number in sorted(open_ones):
        gender = _gender(number, of_sure_lines, of_all_lines)
        likely = people[number].likely_gender
        if not gender and likely and not of_all_lines[number, OTHER_GENDER[likely]]:
            gender = likely
        known[number] = replace(people[number], gender=gender)
    return tuple(known)


def _gender(
    number: int,
    of_sure_lines: Counter[tuple[int, str]],
    of_all_lines: Counter[tuple[int, str]],
) -> str:
    """The gender by tags: what speaks for one is sure, and whatever speaks against it counts."""
    for gender, other in OTHER_GENDER.items():
        against = of_all_lines[number, other]
        if of_sure_lines[number, gender] >= max(_LEAST, _AHEAD * against):
            return gender
    return UNKNOWN


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
        if decision.person not in numbers:
            continue
        for tag in tags_of(decision.turn, book, places):
            if tag.kind == SAID and tag.subject.kind == PRONOUN:
                genders[decision.person, tag.subject.gender] += 1
    return genders
