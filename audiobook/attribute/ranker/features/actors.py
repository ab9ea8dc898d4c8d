"""Who is named at a place of the narration: a person, a pronoun or a role with a gender."""

from dataclasses import dataclass

from audiobook.attribute.ranker.features.reading import NOBODY, Reading
from audiobook.attribute.ranker.features.words import (
    DETERMINERS,
    FEMALE,
    FIRST,
    GROUPS,
    MALE,
    OWN,
    PAST,
    PLURAL,
    PRONOUNS,
    ROLES,
    SPEECH,
)
from audiobook.attribute.roster import NAMELESS

GENDERS = {"male": MALE, "female": FEMALE, "": 0}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person number or a gender code, and how surely it is an act of speaking.

    ``strength``: 3 a verb of saying, 2 another verb joined to the quotation, 1 a sentence of its own.
    ``where``: index of the token. ``role`` is the common noun of "the old man".
    """

    who: int = NOBODY
    gender: int = 0
    strength: int = 0
    where: int = -1
    role: str = ""


NONE = Actor()


@dataclass(frozen=True, slots=True)
class Found:
    """An actor phrase and the token after it."""

    who: int
    gender: int
    role: str
    after: int


def actor_at(reading: Reading, index: int, end: int) -> Found | None:
    """The person, pronoun or role named at a token."""
    if index >= end:
        return None
    if index in reading.named:
        who, after = reading.named[index]
        if after < end and reading.words[after - 1].endswith("'s"):
            return None
        return named(reading, who, after)
    word = reading.words[index]
    if word in PRONOUNS:
        return _pronoun(reading, PRONOUNS[word], index + 1)
    if word in GROUPS:
        return Found(NOBODY, PLURAL, role=word, after=index + 1)
    return _role(reading, index, end) if word in DETERMINERS or word in OWN else None


def named(reading: Reading, who: int, after: int) -> Found:
    """Somebody at the place of their name; who is named by a noun only is a role with a gender as well."""
    person = reading.people[who]
    if person.kind in NAMELESS:
        return Found(who, GENDERS[person.gender], role=reading.words[after - 1], after=after)
    return Found(who, 0, role="", after=after)


def _pronoun(reading: Reading, gender: int, after: int) -> Found:
    """Narration's "I" names the narrator as surely as a name does."""
    if gender == FIRST and reading.narrator != NOBODY:
        return Found(reading.narrator, 0, role="", after=after)
    return Found(NOBODY, gender, role="", after=after)


def _role(reading: Reading, index: int, end: int) -> Found | None:
    for place in range(index + 1, min(index + 6, end)):
        word = reading.words[place]
        if place in reading.named:
            who, after = reading.named[place]
            return None if reading.words[after - 1].endswith("'s") else named(reading, who, after)
        if word in ROLES and (place + 1 >= end or reading.words[place + 1] not in ROLES):
            return Found(NOBODY, ROLES[word], role=word, after=place + 1)
        if not word.isalpha() and word != "-":
            return None
    return None


def is_act(word: str) -> bool:
    """Whether a word looks like a verb in the past."""
    return word in SPEECH or word in PAST or (word.endswith("ed") and len(word) > 3)
