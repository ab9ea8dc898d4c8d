"""Gender of a name, from the surest evidence that there is: titles, then the lists of first names, then the
pronouns that follow the name. The pronouns outvote the lists only when they are nearly all on one side.

What none of them decides stays unknown: a wrong voice is worse than a neutral one.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

from audiobook.attribute.lexicon import FEMALE, MALE, first_name_gender, title
from audiobook.attribute.people.evidence import Form, title_gender
from audiobook.language import rows

_SURE_Z = 3.0
_LIKELY_Z = 1.3
_THING = 2
_THING_SHARE = 0.15  # of "its" among the pronouns after a name: of 21 novels, only creatures of one have so many


def pronoun_z(he: float, she: float) -> float:
    """Standard score of ``he`` against ``she`` under even odds; positive for a man."""
    return (he - she) / sqrt(he + she) if he + she else 0.0


def gender_of(group: Sequence[Form]) -> tuple[str, str]:
    """Gender of the person whose spellings these are, and the evidence in words."""
    for form in group:
        gender = title_gender(form.titles, form.language)
        if gender:
            return gender, f"title {form.name}"
    he, she = sum(f.he for f in group), sum(f.she for f in group)
    score = pronoun_z(he, she)
    listed = _listed(group)
    if listed and not (abs(score) > _SURE_Z and (score > 0) != (listed == MALE)):
        return listed, "first name"
    if abs(score) >= _LIKELY_Z and not _thing(group):
        return (MALE if score > 0 else FEMALE), f"pronouns: he {he}, she {she}"
    return _by_ending(group)


def _thing(group: Sequence[Form]) -> bool:
    """Whether the narration says "its" of somebody, so that the pronouns around are likely to be another's."""
    its, other = sum(f.its for f in group), sum(f.he + f.she for f in group)
    return its >= _THING and its >= _THING_SHARE * (its + other)


def _by_ending(group: Iterable[Form]) -> tuple[str, str]:
    """The gender that a first name has by its ending, in languages where that is nearly sure ("Fernanda")."""
    for form in group:
        first = form.words[0].lower() if form.words and not form.titles else ""
        for gender, key in ((FEMALE, "female_endings"), (MALE, "male_endings")):
            if first.endswith(rows(form.language, "names", key)):
                return gender, "ending of the first name"
    return "", ""


def _listed(group: Iterable[Form]) -> str:
    for form in group:
        gender = first_name_gender(form.words[0], form.language) if form.words else ""
        if gender:
            return gender
    return ""


def age_of(group: Iterable[Form]) -> str:
    """Age that a person's titles tell: "young", "old" or empty."""
    for form in group:
        for word in form.titles:
            noun = title(word, form.language)
            if noun is not None and noun.age:
                return noun.age
    return ""
