"""The word lists of a language as pieces of patterns: one template, filled by the data.

Word order is what the templates know: a verb and then its subject ("said Emma", "dit-il",
"сказала она"), with clitics and adverbs around the verb; a determiner, adjectives and a noun;
prepositions before what is not a subject.
"""

import re
from collections.abc import Iterable
from functools import cache

from audiobook.language.lists import ENGLISH, known_languages, people, rows, titles
from audiobook.language.saying import verbs_of_saying

UPPER = "A-ZÀ-ÖØ-ÞĀĆČĐĒĘĞĪŁŃŌŐŘŚŞŠŪŮŹŻŽА-ЯЁ"
LOWER = "a-zß-öø-ÿāąćčđēęěğīıłńňōőřśşšţťūůźżžа-яё"
NEVER = r"(?!)"
QUOTES = "\"“”‘’'«»„‹›"


def supported(language: str) -> str:
    """The language itself where there is data for it, else English."""
    if language in known_languages():
        return language
    return ENGLISH


def alternatives(items: Iterable[str], *, capital: bool = False) -> str:
    """Words as alternatives of a pattern, the longest first.

    ``capital``: also as a sentence opens with them. A word that ends in an apostrophe is written
    together with the next one and is left out.
    """
    return _any_of((word for word in items if not word.endswith("’")), capital=capital)


def _any_of(items: Iterable[str], *, capital: bool) -> str:
    listed = set(items)
    if capital:
        listed.update([word[0].upper() + word[1:] for word in listed])
    # The first alternative that fits wins: a short word must not hide a longer one.
    longest_first = sorted(listed, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest_first)) or NEVER


class Lists:
    """The lists of one language as pieces of patterns.

    ``adverb`` is any adverb by its ending; ``clitic`` what may stand before a verb, ``joint``
    between a verb and its subject; ``speech`` any verb of speech or thought in the file;
    ``letters`` those of a word in lower case.
    """

    def __init__(self, language: str) -> None:
        self.code = supported(language)
        self.english = self.code == ENGLISH
        endings = rows(self.code, "adverbs", "endings")
        self.adverb = "|".join(rf"\w+{ending}" for ending in endings) or NEVER
        self.speech = alternatives(verbs_of_saying(self.code).finite)
        # English has no clitics, and its patterns are for plain letters.
        self.letters = "a-z"
        self.clitic = ""
        self.joint = r"\s+"
        if not self.english:
            self.letters = f"{LOWER}œ"
            self.clitic = rf"(?:{self.before('clitics', 'before_verb', 'joined')})*"
            self.joint = self._joint()

    def rows(self, section: str, *keys: str) -> tuple[str, ...]:
        """The words of some lists of a section."""
        listed: list[str] = []
        for key in keys:
            listed += rows(self.code, section, key)
        return tuple(listed)

    def any(self, section: str, *keys: str, capital: bool = False) -> str:
        """Any word of some lists of a section, as alternatives."""
        return alternatives(self.rows(section, *keys), capital=capital)

    def elided(self, section: str, *keys: str) -> str:
        """Any word of some lists that has lost its vowel before the next one ("l’")."""
        stems = [word[:-1] for word in self.rows(section, *keys) if word.endswith("’")]
        if not stems:
            return NEVER
        return rf"(?:{_any_of(stems, capital=True)})['’]"

    def before(self, section: str, *keys: str, capital: bool = False) -> str:
        """Any word of some lists together with the space after it, or elided."""
        spaced = self.any(section, *keys, capital=capital)
        return rf"(?:(?:{spaced})\s+|{self.elided(section, *keys)})"

    def nouns(self) -> str:
        """Any listed noun or title for a person."""
        nouns = people(self.code, "nouns")
        roles = people(self.code, "roles")
        return alternatives((*nouns, *roles, *titles(self.code)), capital=True)

    def article(self, *, capital: bool = False) -> str:
        """The definite article and the adjectives that may stand before a name, or nothing."""
        if not self.english:
            return rf"(?:{self.before('phrases', 'before_name')})*"
        if capital:
            return r"(?:[Tt]he\s+)?"
        return r"(?:the\s+)?"

    def _joint(self) -> str:
        """White space, or a hyphen as in "dit-il", "répondit-t-elle" and "disse-lhe Maria"."""
        pronouns = self.any("pronouns", "he", "she", "they", "i")
        # A hyphen stands before a pronoun, or ties a clitic to the verb with the subject after
        # it.
        hyphen = rf"-(?:t-)?(?=(?:{pronouns})\b)"
        clitic = rf"(?:-[{self.letters}]{{1,4}})?"
        return rf"(?:{hyphen}|{clitic}\s+)"


@cache
def lists(language: str) -> Lists:
    """The lists of a language, or those of English where there are none."""
    return Lists(language)
