"""The labels of a book, each of which may be somebody else's too, and that two of them are one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from audiobook.attribute.lexicon import genders_clash, title
from audiobook.attribute.people.joining import is_same_first_name
from audiobook.attribute.people.sides import Company, Sides
from audiobook.attribute.roster import ROLE, Person

_ARTICLE = "the "

# How much of a name a label is.
EPITHET = 0
CAPITALISED_EPITHET = 1
NAME = 2

_TOLD = 0.15  # most mentions of the narrator's own name outside of quotations


@dataclass(frozen=True, slots=True)
class Join:
    """Label ``gone`` is the person of label ``kept``, who keeps the number.

    ``evidence`` counts the turns that speak for it.
    """

    evidence: int
    gone: int
    kept: int


@dataclass(frozen=True, slots=True)
class Labels:
    """The people of a roster, each a label that may be somebody else's too, and how they speak."""

    people: Sequence[Person]
    sides: Sides
    company: Company
    language: str

    def rarer(
        self,
        one: int,
        other: int,
    ) -> int:
        """How often the less frequent of two labels is mentioned."""
        return min(self.people[one].count, self.people[other].count)

    def genders_clash(
        self,
        one: int,
        other: int,
    ) -> bool:
        """Whether two labels are known to be of different genders."""
        return genders_clash(self.people[one].gender, self.people[other].gender)

    def how_named(
        self,
        label: int,
    ) -> int:
        """How much of a name a label is."""
        person = self.people[label]
        if person.kind == ROLE:
            return EPITHET
        if person.name.startswith(_ARTICLE):
            return CAPITALISED_EPITHET
        return NAME

    def is_epithet(
        self,
        label: int,
    ) -> bool:
        """Whether a label is the name of an office or a role, with its article."""
        return self.how_named(label) != NAME

    def is_hardly_told(
        self,
        label: int,
    ) -> bool:
        """Whether narration hardly ever uses a label, as narrators their own name."""
        told = self.sides.told[label]
        return told <= _TOLD * self.people[label].count

    def are_two_in_full(
        self,
        one: int,
        other: int,
    ) -> bool:
        """Whether two labels have full names that one person hardly has.

        "Walter Adams" and "Virgil Adams" are two people.
        """
        ours = _full_names(self.people[one])
        theirs = _full_names(self.people[other])
        alike = [_may_be_of_one(*pair, self.language) for pair in product(ours, theirs)]
        return set(alike) == {False}

    def rank(
        self,
        label: int,
    ) -> tuple[int, int, int]:
        """What a label is worth; of equal ones, the first is worth more."""
        return self.how_named(label), self.sides.turns[label], -label


def is_in_full(name: str) -> bool:
    """Whether a name is a first name and a surname, without a title: "Emma Woodhouse"."""
    first, *rest = name.split()
    return bool(rest) and not first.endswith(".") and title(first) is None


def _full_names(person: Person) -> Iterator[str]:
    """The names of a person that are a first name and a surname."""
    names = (person.name, *person.aliases)
    return filter(is_in_full, filter(_is_without_article, names))


def _is_without_article(name: str) -> bool:
    return not name.startswith(_ARTICLE)


def _may_be_of_one(one: str, other: str, language: str) -> bool:
    """Whether the first names of two full names may be shapes of one: "Anna" and "Annette"."""
    first, second = (name.partition(" ")[0] for name in (one, other))
    return first[0] == second[0] or is_same_first_name(first, second, language)
