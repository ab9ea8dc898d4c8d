"""How tags look in a language, and one chapter as the reader of its tags sees it."""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import words
from audiobook.attribute.roster import Places
from audiobook.attribute.tags.subjects import Subject, subject_at
from audiobook.language import rows
from audiobook.language.patterns import LOWER, QUOTES, UPPER, alternatives, lists

_SHORT = "".join(
    rf"(?<!{word}[.!?…])"  # after the stop: looked at there alone, not at every character
    for word in (
        *["Mr", "Mrs", "Ms", "Dr", "St", "Mme", "Mlle", "Messrs", "Capt", "Col", "Prof", "Rev", "Gen", "Lt"],
        rf"[^{UPPER}{LOWER}][{UPPER}]",
    )
)
_ENGLISH_END = rf"[.!?…]{_SHORT}[\"”’)\]]*\s+(?=[\"“‘(A-Z_])"
_ANY_END = rf"[.!?…]{_SHORT}[{QUOTES})\]]*\s+(?=[{QUOTES}(¿¡_—–{UPPER}])"


@dataclass(frozen=True, slots=True)
class Patterns:
    """How tags look in one language."""

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
    said_by_me: frozenset[str]
    no_verbs: frozenset[str]
    no_endings: tuple[str, ...]
    he: frozenset[str]
    me: frozenset[str]


@cache
def patterns_of(language: str) -> Patterns:
    """The patterns of a language, made once."""
    of = lists(language)
    early = f"{of.adverb}|{of.any('adverbs', 'before_verb')}"
    after = of.any("clitics", "after_verb")
    between = f"{of.adverb}|{of.any('adverbs', 'between')}"
    opens = alternatives(w[0].upper() + w[1:] for w in of.rows("pronouns", "his", "her", "my"))
    subjects = of.any("pronouns", "he", "she", "i", capital=True)
    return Patterns(
        language=of.code,
        english=of.english,
        lead_in=re.compile(rf"[\s,;.…—–\-_*)\]]*(?:(?:{of.any('adverbs', 'links')})\s+)?"),
        inverted=(
            re.compile(
                rf"(?:(?:{early})\s+)?{of.clitic}(?P<verb>[{of.letters}]+){of.joint}"
                rf"(?:(?:{after})\s+)?(?:(?:{of.adverb})\s+)?"
            ),
            re.compile(rf"{of.clitic}(?P<verb>[{of.letters}]+){of.joint}"),
        ),
        alone=re.compile(rf"{of.clitic}(?P<verb>[{of.letters}]+)\b"),
        direct=re.compile(rf",?\s+(?:(?:{between}),?\s+)*{of.clitic}(?P<verb>[{of.letters}]+)"),
        word=re.compile(rf"[{of.letters}]+"),
        small_word=re.compile(rf"(?<![\w'’-])[{of.letters}]+(?![\w'’-])"),
        before_verb=_before_verb(language),
        nominative_last=re.compile(rf"(?<![\w'’])(?:{subjects})$"),
        sentence_end=re.compile(_ENGLISH_END if of.english else _ANY_END),
        nominative=re.compile(rf"(?<![\w'’])(?:{subjects})(?![\w'’])|(?<![\w'’])(?:{opens})(?=\s)"),
        object_of=_object_of(language),
        opening=re.compile(r"\s*(?=[TAHM])" if of.english else rf"\s*(?=[{UPPER}])"),
        speech=words("speech", of.code),
        said_by_me=frozenset(rows(of.code, "verbs", "speech_first")),
        no_verbs=words("no_verbs", of.code),
        no_endings=rows(of.code, "verbs", "not_endings"),
        he=frozenset(of.rows("pronouns", "he", "his")),
        me=frozenset(w.lower() for w in of.rows("pronouns", "i", "my")),
    )


def _before_verb(language: str) -> re.Pattern[str]:
    """What may stand between a subject and its verb of speech: "who then", "lui"."""
    of = lists(language)
    early = f"{of.adverb}|{of.any('adverbs', 'before_last')}"
    return re.compile(rf"(?:,?\s+(?:{of.any('phrases', 'relative')}))?(?:,?\s+(?:{early}))*,?\s+{of.clitic}$")


def _object_of(language: str) -> re.Pattern[str]:
    """What stands before somebody who does nothing: a preposition, a verb with an object."""
    of = lists(language)
    elided = of.elided("phrases", "object_of")
    between = of.before("phrases", "before_object")
    return re.compile(rf"(?:\b(?:{of.any('phrases', 'object_of')})\s+|\b{elided})(?:{between})*$")


@dataclass(frozen=True, slots=True)
class Reader:
    """One chapter, who is named where in it, and how its language tags speech."""

    text: str
    chapter: int
    places: Places
    patterns: Patterns

    def subject_at(self, at: int, *, inverted: bool) -> Subject | None:
        """The subject that starts at ``at``."""
        return subject_at(
            self.text, self.chapter, at, self.places, inverted=inverted, language=self.patterns.language
        )
