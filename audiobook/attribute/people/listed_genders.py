"""How far a book bears out the lists of first names.

Its titles may say that a listed name is no name of that gender here, and those whose gender is
known show how often "he" and "she" follow a man and a woman.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import log

from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    OTHER_GENDER,
    first_name_gender,
    nicknames,
    nouns,
)
from audiobook.attribute.people.spellings import EVEN, Spelling, title_gender
from audiobook.language import words

# Of a man's pronouns in an unknown book "he", and of a woman's; and how many such pronouns of
# known men and women it takes to outweigh that.
_HE_OF_MEN = 0.85
_HE_OF_WOMEN = 0.15
_PRIOR = 20
_LEAST = 3  # pronouns of a gender that bear out a title of it
_NEARLY_ALL = 4  # times as many as of the other gender


def weigh_lists(spellings: Sequence[Spelling]) -> None:
    """Tells all spellings of a book where the lists of names are doubted, and what "he" proves."""
    _doubt_listed_genders(spellings)
    even = _even_share(spellings)
    for spelling in spellings:
        spelling.even = even


def _doubt_listed_genders(spellings: Sequence[Spelling]) -> None:
    """Marks the spellings whose first word is no name of the gender that the lists know.

    "Lady Brett Ashley" is a woman, and so Brett is one here. "M. Madeleine" has Madeleine for a
    surname: so is "Madeleine" most likely, unless it stands alone more often, and no pronouns
    bear it out. In a book with a Phyllis and no Philip, "Phil" may be she.
    """
    as_first_name, as_surname = _titled(spellings)
    names = {one.words[0].lower() for one in spellings if one.words}
    for spelling in spellings:
        listed = spelling.listed_gender
        if not listed:
            continue
        own = spelling.words[0], listed
        other = spelling.words[0], OTHER_GENDER[listed]
        is_of_other = as_first_name[other] > as_first_name[own]
        needed = 0 if _is_told_as(spelling, OTHER_GENDER[listed]) else spelling.count
        is_surname = as_surname[other] > max(needed, as_surname[own])
        is_nickname = _short_for(spelling, names) == {OTHER_GENDER[listed]}
        spelling.is_doubted = is_of_other or is_surname or is_nickname


def _is_told_as(spelling: Spelling, gender: str) -> bool:
    """Whether nearly all pronouns that follow a spelling are of a gender."""
    pronouns = {MALE: spelling.he, FEMALE: spelling.she}
    others = pronouns[OTHER_GENDER[gender]]
    return pronouns[gender] >= _LEAST + _NEARLY_ALL * others


def _short_for(spelling: Spelling, names: AbstractSet[str]) -> AbstractSet[str]:
    """The genders of the names of the book, in lower case, for which the first word is short."""
    word = spelling.words[0].lower()
    fulls = nicknames(spelling.language).get(word, frozenset())
    return {
        first_name_gender(full, spelling.language) for full in fulls & names - {word}
    }


def _titled(
    spellings: Iterable[Spelling],
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How often each word follows titles of each gender, as a first name and as a surname."""
    as_first_name: Counter[tuple[str, str]] = Counter()
    as_surname: Counter[tuple[str, str]] = Counter()
    for spelling in spellings:
        gender = title_gender(spelling.titles, spelling.language)
        if not gender or not spelling.words or _is_by_marriage(spelling):
            continue
        is_first = spelling.is_full or _goes_with_first_names(spelling)
        counts = as_first_name if is_first else as_surname
        counts[spelling.words[0], gender] += spelling.count
    return as_first_name, as_surname


def _is_by_marriage(spelling: Spelling) -> bool:
    """Whether the name may be the husband's: "Mrs. Orville Jones"."""
    married = words(spelling.language, "titles", "married")
    return not married.isdisjoint(spelling.titles)


def _goes_with_first_names(spelling: Spelling) -> bool:
    """Whether the title next to the name stands before a first name too, as "Lady" does."""
    return nouns("titles", spelling.language)[spelling.titles[-1]].kind == "given"


def _even_share(spellings: Iterable[Spelling]) -> float:
    """The share of "he" after a name that speaks for a man as much as for a woman.

    Where a woman is told of all the time, "she" follows every name, and a few of them make no
    woman of a man. How often either follows is seen at those whose gender a title or a first
    name tells.
    """
    he = Counter({MALE: _HE_OF_MEN * _PRIOR, FEMALE: _HE_OF_WOMEN * _PRIOR})
    both = Counter({MALE: float(_PRIOR), FEMALE: float(_PRIOR)})
    for spelling in spellings:
        gender = _known_gender(spelling)
        he[gender] += spelling.he
        both[gender] += spelling.he + spelling.she
    of_men = he[MALE] / both[MALE]
    of_women = he[FEMALE] / both[FEMALE]
    if of_men <= of_women:
        return EVEN
    for_woman = log((1 - of_women) / (1 - of_men))
    for_man = log(of_men / of_women)
    return for_woman / (for_woman + for_man)


def _known_gender(spelling: Spelling) -> str:
    """The gender that a title or a listed first name gives a spelling."""
    return title_gender(spelling.titles, spelling.language) or spelling.listed_gender
