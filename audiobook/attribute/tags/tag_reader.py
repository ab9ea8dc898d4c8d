"""How tags look in a language, and one chapter as its tags are read.

The patterns are templates for all languages, filled with the word lists of
one.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import words
from audiobook.attribute.roster import Places
from audiobook.attribute.tags.subject import Subject
from audiobook.attribute.tags.subject_finder import SubjectFinder
from audiobook.attribute.tags.subject_patterns import subject_patterns
from audiobook.language import rows, verbs_of_saying
from audiobook.language.patterns import (
    LOWER,
    QUOTES,
    UPPER,
    Lists,
    alternatives,
    lists,
)

_ABBREVIATIONS = (
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "St",
    "Mme",
    "Mlle",
    "Messrs",
    "Capt",
    "Col",
    "Prof",
    "Rev",
    "Gen",
    "Lt",
)
_INITIAL = rf"[^{UPPER}{LOWER}][{UPPER}]"
# A stop that ends a sentence. What stands before it is looked at from behind
# the stop, so that the look-behind costs nothing at every other character.
_NOT_SHORT = "".join(rf"(?<!{before}[.!?…])" for before in (*_ABBREVIATIONS, _INITIAL))
_STOP = rf"[.!?…]{_NOT_SHORT}"
_ENGLISH_END = rf"{_STOP}[\"”’)\]]*\s+(?=[\"“‘(A-Z_])"
_ANY_END = rf"{_STOP}[{QUOTES})\]]*\s+(?=[{QUOTES}(¿¡_—–{UPPER}])"


@dataclass(frozen=True, slots=True)
class TagPatterns:
    """How tags look in one language.

    ``inverted``, ``alone`` and ``direct`` match a verb, their group "verb",
    in a tag whose verb stands before its subject, without one, and behind it.
    ``before_verb`` matches what may part a subject from its verb,
    ``object_of`` what makes a person an object. ``speech`` are the verbs of
    "Emma says", ``speech_any_form`` those of "I say" too.
    """

    language: str
    english: bool
    lead_in: re.Pattern[str]
    inverted: tuple[re.Pattern[str], ...]
    alone: re.Pattern[str]
    direct: re.Pattern[str]
    word: re.Pattern[str]
    small_word: re.Pattern[str]
    before_verb: re.Pattern[str]
    nominative_last: re.Pattern[str]
    sentence_end: re.Pattern[str]
    nominative: re.Pattern[str]
    object_of: re.Pattern[str]
    opening: re.Pattern[str]
    speech: frozenset[str]
    speech_any_form: frozenset[str]
    said_by_me: frozenset[str]
    no_verbs: frozenset[str]
    no_verb_endings: tuple[str, ...]
    he: frozenset[str]
    me: frozenset[str]


@cache
def tag_patterns(language: str) -> TagPatterns:
    """The patterns of a language, compiled once."""
    of = lists(language)
    subjects = of.any("pronouns", "he", "she", "i", capital=True)
    links = of.any("adverbs", "links")
    verb = _verb(of)
    return TagPatterns(
        language=of.code,
        english=of.english,
        lead_in=re.compile(rf"[\s,;.…—–\-_*)\]]*(?:(?:{links})\s+)?"),
        inverted=_inverted_patterns(of),
        alone=re.compile(rf"{verb}\b"),
        direct=_direct_pattern(of),
        word=re.compile(rf"[{of.letters}]+"),
        small_word=re.compile(rf"(?<![\w'’-])[{of.letters}]+(?![\w'’-])"),
        before_verb=_before_verb_pattern(of),
        nominative_last=re.compile(rf"(?<![\w'’])(?:{subjects})$"),
        sentence_end=_sentence_end_pattern(of),
        nominative=_nominative_pattern(of),
        object_of=_object_of_pattern(of),
        opening=_opening_pattern(of),
        speech=verbs_of_saying(of.code).finite,
        speech_any_form=verbs_of_saying(of.code).every_form,
        said_by_me=frozenset(rows(of.code, "verbs", "speech_first")),
        no_verbs=words("no_verbs", of.code),
        no_verb_endings=rows(of.code, "verbs", "not_endings"),
        he=frozenset(of.rows("pronouns", "he", "his")),
        me=frozenset(map(str.lower, of.rows("pronouns", "i", "my"))),
    )


def _verb(of: Lists) -> str:
    """A verb with the clitics before it."""
    return rf"{of.clitic}(?P<verb>[{of.letters}]+)"


def _inverted_patterns(of: Lists) -> tuple[re.Pattern[str], ...]:
    """A verb and what may part it from the subject behind it.

    With adverbs, then without.
    """
    verb = _verb(of)
    listed = of.any("adverbs", "before_verb")
    before = rf"(?:(?:{of.adverb}|{listed})\s+)?"
    clitics = of.any("clitics", "after_verb")
    after = rf"(?:(?:{clitics})\s+)?(?:(?:{of.adverb})\s+)?"
    return (
        re.compile(f"{before}{verb}{of.joint}{after}"),
        re.compile(f"{verb}{of.joint}"),
    )


def _direct_pattern(of: Lists) -> re.Pattern[str]:
    """What follows a subject up to its verb, and the verb."""
    listed = of.any("adverbs", "between")
    between = rf"(?:(?:{of.adverb}|{listed}),?\s+)*"
    return re.compile(rf",?\s+{between}{_verb(of)}")


def _before_verb_pattern(of: Lists) -> re.Pattern[str]:
    """What may stand between a subject and its verb of speech.

    "who then", "lui".
    """
    relative = of.any("phrases", "relative")
    listed = of.any("adverbs", "before_last")
    adverbs = rf"(?:,?\s+(?:{of.adverb}|{listed}))*"
    return re.compile(rf"(?:,?\s+(?:{relative}))?{adverbs},?\s+{of.clitic}$")


def _sentence_end_pattern(of: Lists) -> re.Pattern[str]:
    if of.english:
        return re.compile(_ENGLISH_END)
    return re.compile(_ANY_END)


def _nominative_pattern(of: Lists) -> re.Pattern[str]:
    """A pronoun as a subject, or a possessive that opens a sentence."""
    subjects = of.any("pronouns", "he", "she", "i", capital=True)
    capitalised = [
        f"{word[0].upper()}{word[1:]}"
        for word in of.rows("pronouns", "his", "her", "my")
    ]
    owners = alternatives(capitalised)
    return re.compile(
        rf"(?<![\w'’])(?:{subjects})(?![\w'’])|(?<![\w'’])(?:{owners})(?=\s)"
    )


def _object_of_pattern(of: Lists) -> re.Pattern[str]:
    """What stands before somebody who does nothing.

    A preposition, a verb with an object.
    """
    listed = of.any("phrases", "object_of")
    # "To Ted:" opens a sentence; the "Than" of "said Than Kosis" is a name.
    opening = alternatives(map(str.capitalize, of.rows("phrases", "object_of")))
    elided = of.elided("phrases", "object_of")
    between = of.before("phrases", "before_object")
    return re.compile(
        rf"(?:\b(?:{listed})\s+|(?<![\w,]\s)\b(?:{opening})\s+|\b{elided})(?:{between})*$"
    )


def _opening_pattern(of: Lists) -> re.Pattern[str]:
    """What a sentence opens with that may begin with a noun phrase.

    In English "The", "A", "His", "My".
    """
    if of.english:
        return re.compile(r"\s*(?=[TAHM])")
    return re.compile(rf"\s*(?=[{UPPER}])")


@dataclass(frozen=True, slots=True)
class TagReader:
    """One chapter, who is named where in it, and how its language tags
    speech.
    """

    text: str
    chapter: int
    places: Places
    patterns: TagPatterns
    subjects: SubjectFinder

    def subject_at(self, at: int, *, inverted: bool) -> Subject | None:
        """The subject that starts at ``at``.

        ``inverted`` where its verb stands before it.
        """
        return self.subjects.subject_at(at, inverted=inverted)


def tag_reader(text: str, chapter: int, places: Places, language: str) -> TagReader:
    """The reader of one chapter.

    ``chapter`` is its index, ``places`` are those of the whole book.
    """
    finder = SubjectFinder(text, chapter, places, subject_patterns(language))
    return TagReader(text, chapter, places, tag_patterns(language), finder)
