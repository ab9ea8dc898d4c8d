"""The word lists of a language as pieces of patterns: one template for all languages, filled by the data.

Word order is what the templates know: a verb and then its subject ("said Emma", "dit-il", "сказала она"), with
clitics and adverbs around the verb; a determiner, adjectives and a noun; prepositions before what is no subject.
"""

import re
from collections.abc import Iterable
from functools import cache

from audiobook.language.lists import ENGLISH, KNOWN, people, rows, titles

UPPER = "A-ZÀ-ÖØ-ÞĀĆČĐĒĘĞĪŁŃŌŐŘŚŞŠŪŮŹŻŽА-ЯЁ"
LOWER = "a-zß-öø-ÿāąćčđēęěğīıłńňōőřśşšţťūůźżžа-яё"
NEVER = r"(?!)"
QUOTES = "\"“”‘’'«»„‹›"


def supported(language: str) -> str:
    """The language itself where there is data for it, else English."""
    return language if language in KNOWN else ENGLISH


def alternatives(items: Iterable[str], *, capital: bool = False) -> str:
    """Words as alternatives of a pattern, the longest first; ``capital`` also as a sentence opens with them.
    A word that ends in an apostrophe is written together with the next one and is left out.
    """
    found = dict.fromkeys(word for word in items if not word.endswith("’"))
    return _any_of(found, capital=capital)


def _any_of(items: Iterable[str], *, capital: bool) -> str:
    found = dict.fromkeys(items)
    if capital:
        found.update(dict.fromkeys(f"{w[0].upper()}{w[1:]}" for w in tuple(found)))
    ordered = sorted(found, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in ordered) or NEVER


class Lists:
    """The lists of one language as pieces of patterns.

    ``adverb`` is any adverb by its ending; ``clitic`` what may stand before a verb, ``joint`` between a verb and
    its subject; ``speech`` any verb of speech or thought in the file; ``letters`` those of a word in lower case.
    """

    def __init__(self, language: str) -> None:
        self.code = supported(language)
        self.english = self.code == ENGLISH
        self.letters = "a-z" if self.english else f"{LOWER}œ"
        self.adverb = (
            "|".join(rf"\w+{end}" for end in rows(self.code, "adverbs", "endings")) or NEVER
        )
        self.speech = self.any("verbs", "speech", "speech_first", "thought")
        self.clitic = "" if self.english else self._clitics()
        self.joint = r"\s+" if self.english else self._joint()

    def rows(self, section: str, *keys: str) -> tuple[str, ...]:
        """The words of some lists of a section."""
        return tuple(word for key in keys for word in rows(self.code, section, key))

    def any(self, section: str, *keys: str, capital: bool = False) -> str:
        """Any word of some lists of a section, as alternatives."""
        return alternatives(self.rows(section, *keys), capital=capital)

    def elided(self, section: str, *keys: str) -> str:
        """Any word of some lists that has lost its vowel before the next one ("l’")."""
        found = [word[:-1] for word in self.rows(section, *keys) if word.endswith("’")]
        return rf"(?:{_any_of(found, capital=True)})['’]" if found else NEVER

    def before(self, section: str, *keys: str, capital: bool = False) -> str:
        """Any word of some lists together with the space after it, or elided."""
        return (
            rf"(?:(?:{self.any(section, *keys, capital=capital)})\s+|{self.elided(section, *keys)})"
        )

    def nouns(self) -> str:
        """Any listed noun or title for a person."""
        listed = (*people(self.code, "nouns"), *people(self.code, "roles"), *titles(self.code))
        return alternatives(listed, capital=True)

    def article(self, *, capital: bool = False) -> str:
        """The definite article and the adjectives that may stand before a name, or nothing."""
        if self.english:
            return r"(?:[Tt]he\s+)?" if capital else r"(?:the\s+)?"
        return rf"(?:{self.before('phrases', 'before_name')})*"

    def _clitics(self) -> str:
        return rf"(?:{self.before('clitics', 'before_verb', 'joined')})*"

    def _joint(self) -> str:
        pronouns = self.any("pronouns", "he", "she", "they", "i")
        return rf"(?:-(?:t-)?(?=(?:{pronouns})\b)|(?:-[{self.letters}]{{1,4}})?\s+)"


@cache
def lists(language: str) -> Lists:
    """The lists of a language, or those of English where there are none."""
    return Lists(language)
