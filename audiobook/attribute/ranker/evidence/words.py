"""The English words that the evidence is read by.

The lists are data files, read once when they are first asked for.
``PRONOUNS`` and ``OWN`` are part of the grammar and stand here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import words
from audiobook.language import ENGLISH, verbs_of_saying

# Gender codes of an actor; 0 where the words tell none.
UNKNOWN = 0
MALE = 1
FEMALE = 2
FIRST = 3  # the narrator's "I"
PLURAL = 4
THING = 5  # "it", where it speaks: no man and no woman

PRONOUNS = {
    "he": MALE,
    "she": FEMALE,
    "i": FIRST,
    "they": PLURAL,
    "we": PLURAL,
}
HEARD = {"him": MALE, "her": FEMALE}  # objects of "heard"
OWN = {
    "his": MALE,
    "her": FEMALE,
    "my": FIRST,
    "their": PLURAL,
    "our": PLURAL,
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists.

    ``speech`` are verbs of saying in every form, ``past`` other verbs in the
    past. ``roles`` maps a noun for a person, and ``address`` a word that
    somebody is spoken to by, to a gender code. ``body`` are parts of somebody that
    act for them. ``endearments`` may stand
    before the name of whoever is spoken to: "my dear Emma".
    """

    speech: frozenset[str]
    past: frozenset[str]
    prepositions: frozenset[str]
    determiners: frozenset[str]
    adverbs: frozenset[str]
    groups: frozenset[str]
    endearments: frozenset[str]
    body: frozenset[str]
    roles: Mapping[str, int]
    address: Mapping[str, int]


@cache
def vocabulary() -> Vocabulary:
    """The lists from their files."""
    return Vocabulary(
        speech=verbs_of_saying(ENGLISH).every_form,
        past=words("ranker_past"),
        prepositions=words("ranker_prepositions"),
        determiners=words("ranker_small"),
        adverbs=words("ranker_adverbs"),
        groups=words("ranker_groups"),
        endearments=words("ranker_before_address"),
        body=words("ranker_body"),
        roles=_by_gender("ranker_men", "ranker_women"),
        address=_by_gender("ranker_sirs", "ranker_madams"),
    )


def _by_gender(male: str, female: str) -> Mapping[str, int]:
    """The words of two lists with the gender code of each.

    The second list wins.
    """
    men = dict.fromkeys(words(male), MALE)
    women = dict.fromkeys(words(female), FEMALE)
    return {**men, **women}


def is_adverb(word: str) -> bool:
    """Whether a word in lower case is an adverb, by its end or by the list."""
    return word.endswith("ly") or word in vocabulary().adverbs


def skip_adverbs(words: Sequence[str], index: int, end: int) -> int:
    """The first place from ``index`` on that holds no adverb, at most ``end``."""
    while index < end and is_adverb(words[index]):
        index += 1
    return index
