"""Gender of a name, from the surest evidence that there is.

Titles come first, then the lists of first names, then the pronouns that follow the name. The pronouns
outvote the lists only when they are nearly all on one side. What none of them decides stays unknown: a
wrong voice is worse than a neutral one.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

from audiobook.attribute.grammar import gender_of_name_ending
from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    UNKNOWN,
    first_name_gender,
    genders_clash,
    title,
)
from audiobook.attribute.people.spellings import Spelling, title_gender

_SURE_Z = 3.0  # standard score at which the pronouns outvote the lists
_LIKELY_Z = 1.3  # standard score at which they decide by themselves
_THING = 2
# Of "its" among the pronouns after a name: of 21 novels, only creatures of one have so many.
_THING_SHARE = 0.15


def pronoun_z(he: float, she: float) -> float:
    """Standard score of ``he`` against ``she`` under even odds; positive for a man."""
    total = he + she
    if not total:
        return 0.0
    return (he - she) / sqrt(total)


def gender_of(spellings: Sequence[Spelling]) -> tuple[str, str]:
    """Gender of the person whose spellings these are, and the evidence in words."""
    for spelling in spellings:
        gender = title_gender(spelling.titles, spelling.language)
        if gender:
            return gender, f"title {spelling.name}"
    return _by_name_or_pronouns(spellings)


def _by_name_or_pronouns(spellings: Sequence[Spelling]) -> tuple[str, str]:
    """The gender of somebody whose titles say nothing."""
    he = sum(spelling.he for spelling in spellings)
    she = sum(spelling.she for spelling in spellings)
    score = pronoun_z(he, she)
    by_pronouns = MALE if score > 0 else FEMALE
    listed = _listed(spellings)
    outvoted = abs(score) > _SURE_Z and genders_clash(by_pronouns, listed)
    if listed and not outvoted:
        return listed, "first name"
    if abs(score) >= _LIKELY_Z and not _is_thing(spellings, he + she):
        return by_pronouns, f"pronouns: he {he}, she {she}"
    return _by_ending(spellings)


def _is_thing(spellings: Iterable[Spelling], other_pronouns: int) -> bool:
    """Whether narration says "its" of somebody: then the other pronouns are likely another's."""
    its = sum(spelling.its for spelling in spellings)
    return its >= _THING and its >= _THING_SHARE * (its + other_pronouns)


def _listed(spellings: Iterable[Spelling]) -> str:
    """The gender by the lists of first names."""
    for spelling in spellings:
        if not spelling.words:
            continue
        gender = first_name_gender(spelling.words[0], spelling.language)
        if gender:
            return gender
    return UNKNOWN


def _by_ending(spellings: Iterable[Spelling]) -> tuple[str, str]:
    """The gender that a first name has by its ending, where a language makes that nearly sure."""
    for spelling in spellings:
        first_name = ""
        if spelling.words and not spelling.titles:
            first_name = spelling.words[0].lower()
        gender = gender_of_name_ending(first_name, spelling.language)
        if gender:
            return gender, "ending of the first name"
    return UNKNOWN, ""


def age_of(spellings: Iterable[Spelling]) -> str:
    """Age that a person's titles tell: "young", "old" or empty."""
    for spelling in spellings:
        for word in spelling.titles:
            noun = title(word, spelling.language)
            if noun is not None and noun.age:
                return noun.age
    return ""
