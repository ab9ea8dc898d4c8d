"""Gender of a name, from the surest evidence that there is.

Titles come first, then the lists of first names, then the pronouns that follow the name. The
pronouns outvote the lists only when they are nearly all on one side. A list that the titles of the
book contradict says nothing. What none of them decides stays unknown: a wrong voice is worse than
a neutral one.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

from audiobook.attribute.grammar import gender_of_name_ending
from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    UNKNOWN,
    genders_clash,
    nouns,
)
from audiobook.attribute.people.spellings import EVEN, Spelling, title_gender

_SURE_Z = 3.0  # standard score at which the pronouns outvote the lists
_LIKELY_Z = 1.3  # standard score at which they decide by themselves
_LEAST = 2  # pronouns of a gender that do: one may be anybody's
_THING = 2
# Of "its" among the pronouns after a name: of 21 novels, only creatures of one have so many.
_THING_SHARE = 0.15


def pronoun_z(
    he: float,
    she: float,
    even: float = EVEN,
) -> float:
    """Standard score of ``he`` against ``she``, of which ``even`` is the share that proves nothing.

    Positive for a man, negative for a woman, and 0 where nothing is known.
    """
    total = he + she
    if not total:
        return 0.0
    return (he - even * total) / sqrt(even * (1 - even) * total)


def gender_of(spellings: Sequence[Spelling]) -> str:
    """Gender of the person whose spellings these are, empty where nothing shows it."""
    for spelling in spellings:
        gender = title_gender(spelling.titles, spelling.language)
        if gender:
            return gender
    return _by_name_or_pronouns(spellings)


def _by_name_or_pronouns(spellings: Sequence[Spelling]) -> str:
    """The gender of somebody whose titles say nothing."""
    he = 0
    she = 0
    its = 0
    even = EVEN
    for spelling in spellings:
        even = spelling.even
        he += spelling.he
        she += spelling.she
        its += spelling.its
    listed = _listed(spellings)
    is_sure = is_surely_told(he, she, even)
    outvoted = is_sure and genders_clash(_leaning(pronoun_z(he, she, even)), listed)
    if listed and not outvoted:
        return listed
    likely = gender_by_pronouns(he, she, its, even)
    if likely:
        return likely
    return _by_ending(spellings)


def is_surely_told(he: float, she: float, even: float) -> bool:
    """Whether so many pronouns of a man and a woman outvote every other evidence."""
    return abs(pronoun_z(he, she, even)) > _SURE_Z


def gender_by_pronouns(
    he: int,
    she: int,
    its: int,
    even: float,
) -> str:
    """The gender that so many pronouns of a man, a woman and a thing show; empty for none.

    ``even`` is the share of "he" that proves nothing.
    """
    # Who is called "its" is a creature: "he" and "she" nearby are likely somebody else's.
    is_thing = its >= max(_THING, _THING_SHARE * (its + he + she))
    score = pronoun_z(he, she, even)
    if is_thing or abs(score) < _LIKELY_Z or max(he, she) < _LEAST:
        return UNKNOWN
    return _leaning(score)


def _leaning(score: float) -> str:
    """The gender to which a standard score of pronouns leans."""
    return MALE if score > 0 else FEMALE


def _listed(spellings: Iterable[Spelling]) -> str:
    """The gender by the lists of first names; empty where no first word decides it."""
    for spelling in spellings:
        if spelling.listed_gender:
            return spelling.listed_gender
    return UNKNOWN


def _by_ending(spellings: Iterable[Spelling]) -> str:
    """The gender that a first name has by its ending, where a language makes that nearly sure.

    After a title the first word may be a surname, the ending of which shows nothing.
    """
    for spelling in spellings:
        if spelling.titles:
            continue
        if not spelling.words:
            continue
        first_name = spelling.words[0].lower()
        gender = gender_of_name_ending(first_name, spelling.language)
        if gender:
            return gender
    return UNKNOWN


def age_of(spellings: Iterable[Spelling]) -> str:
    """Age that a person's titles tell: "young", "old" or empty."""
    for spelling in spellings:
        known = nouns("titles", spelling.language)
        for word in spelling.titles:
            age = known[word].age
            if age:
                return age
    return ""
