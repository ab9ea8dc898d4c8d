"""What subjects look like in a language: templates, filled with its word lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN, nouns, words
from audiobook.language import text as text_of
from audiobook.language import verbs_of_saying
from audiobook.language.patterns import Lists, alternatives, lists

NOUN_LAST = "last"  # where a phrase has its noun, unless the language says otherwise
# Ends of a phrase that may describe a name all the same: "the more candid
# Lady Bertram".
_DEGREES = frozenset(
    ["more", "most", "very", "quite", "rather", "still", "always", "never"]
)


@dataclass(frozen=True, slots=True)
class SubjectPatterns:
    """What subjects look like in one language.

    ``noun_position`` is where a phrase has its noun.
    """

    language: str
    noun_position: str
    pronoun: re.Pattern[str]
    somebody: re.Pattern[str]
    determiner: re.Pattern[str]
    before_name: re.Pattern[str]
    owner: re.Pattern[str]
    word: re.Pattern[str]
    genders: Mapping[str, str]
    me: frozenset[str]
    his: tuple[str, ...]
    indefinite: tuple[str, ...]
    adverb_endings: tuple[str, ...]
    phrase_ends: frozenset[str]
    speech: frozenset[str]
    describes_no_name: frozenset[str]
    things: frozenset[str]
    groups: frozenset[str]
    pro_nouns: frozenset[str]
    voices: frozenset[str]


@cache
def subject_patterns(language: str) -> SubjectPatterns:
    """The patterns of a language, compiled once."""
    of = lists(language)
    owners = of.any("pronouns", "his", "her")
    phrase_ends = words("phrase_ends", of.code)
    speech = verbs_of_saying(of.code).finite
    return SubjectPatterns(
        language=of.code,
        noun_position=text_of(of.code, "phrases", "noun") or NOUN_LAST,
        pronoun=_pronoun_pattern(of),
        somebody=_somebody_pattern(of),
        determiner=_determiner_pattern(of),
        before_name=_before_name_pattern(of),
        owner=re.compile(f"(?:{owners})", re.IGNORECASE),
        word=_word_pattern(of),
        genders=_pronoun_genders(of),
        me=frozenset(map(str.lower, of.rows("pronouns", "i"))),
        his=of.rows("pronouns", "his"),
        indefinite=_indefinite_openings(of),
        adverb_endings=of.rows("adverbs", "endings"),
        phrase_ends=phrase_ends,
        speech=speech,
        describes_no_name=(phrase_ends | speech) - _DEGREES,
        things=words("things", of.code),
        groups=_groups(of),
        pro_nouns=frozenset(of.rows("phrases", "pro_nouns")),
        voices=frozenset(of.rows("phrases", "voices")),
    )


def _groups(of: Lists) -> frozenset[str]:
    """Nouns for several: those listed, and the plural of every noun for somebody."""
    somebody = {*nouns("nouns", of.code), *nouns("roles", of.code)}
    plurals = {f"{one}s" for one in somebody} - somebody
    return words("groups", of.code) | plurals


def _pronoun_pattern(of: Lists) -> re.Pattern[str]:
    others = of.any("pronouns", "he", "she", "they", "it", capital=True)
    narrator = of.any("pronouns", "i", capital=True)
    return re.compile(rf"(?:{others}|{narrator})(?![\w'’])")


def _somebody_pattern(of: Lists) -> re.Pattern[str]:
    """What stands for somebody without a noun: "said one", "another answered"."""
    words_for_one = of.any("phrases", "somebody", capital=True)
    verbs = alternatives(verbs_of_saying(of.code).finite)
    return re.compile(rf"(?:{words_for_one})(?=\s*[,.;:!?—–]|\s+(?:{verbs})\b)")


def _pronoun_genders(of: Lists) -> Mapping[str, str]:
    """The gender of every pronoun for one person or thing."""
    he = dict.fromkeys(of.rows("pronouns", "he"), MALE)
    she = dict.fromkeys(of.rows("pronouns", "she"), FEMALE)
    it = dict.fromkeys(of.rows("pronouns", "it"), UNKNOWN)
    return {**it, **she, **he}


def _determiner_pattern(of: Lists) -> re.Pattern[str]:
    determiners = of.any(
        "phrases",
        "definite",
        "indefinite",
        "possessive",
        capital=True,
    )
    partitives = of.any("phrases", "partitive")
    elided = of.elided("phrases", "definite", "indefinite")
    return re.compile(rf"(?:(?:{determiners})\s+(?:(?:{partitives})\s+)?|{elided})")


def _before_name_pattern(of: Lists) -> re.Pattern[str]:
    before = of.before("phrases", "before_name", capital=not of.english)
    return re.compile(rf"(?:{before}){{1,3}}")


def _word_pattern(of: Lists) -> re.Pattern[str]:
    if of.english:
        return re.compile(r"[a-zà-ÿ]+(?:[-'’][a-zà-ÿ]+)*")
    return re.compile(rf"[{of.letters}]+(?:-[{of.letters}]+)*")


def _indefinite_openings(of: Lists) -> tuple[str, ...]:
    """How an indefinite phrase opens; "a" only as a whole word."""
    openings: list[str] = []
    for article in of.rows("phrases", "indefinite"):
        if len(article) > 2:
            openings.append(article)
        else:
            openings.append(f"{article} ")
    return tuple(openings)
