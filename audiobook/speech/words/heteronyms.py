"""Words that one spelling says in two ways, told apart by their neighbours.

"He read it aloud" has another vowel than "to read", "a lead pipe" than "to lead". The tables have
only those words where eSpeak NG chooses wrongly by default; it knows "have read" and "to desert"
itself.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.model.markup import with_ipa
from audiobook.speech.lexicon import Hold
from audiobook.speech.tables import tables


def heteronyms(text: str, language: str, hold: Hold) -> str:
    """``text`` with the words that need it replaced by ``hold("{word|IPA}")``."""
    rules = _rules(language)
    if not rules:
        return text
    # There are dozens of rules: a search for any of their words spares most lines all of them.
    if not _any_word(language).search(text):
        return text
    for rule in rules:
        text = rule.apply(text, hold)
    return text


@dataclass(frozen=True, slots=True)
class _Rule:
    """A word among certain neighbours, and how it is said there."""

    pattern: re.Pattern[str]
    ipa: str

    def apply(self, text: str, hold: Hold) -> str:
        """``text`` with a held pronunciation in place of the word; its neighbours stay."""

        def said(match: re.Match[str]) -> str:
            word = match["word"]
            before = text[match.start() : match.start("word")]
            after = text[match.end("word") : match.end()]
            return before + hold(with_ipa(word, self.ipa)) + after

        return self.pattern.sub(said, text)


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    """The rules of a primary language.

    An entry of the table has a ``word`` (several with bars between them), its ``ipa``, and
    patterns for what stands ``before`` and ``after`` it.
    """
    rules = []
    for entry in tables(language).heteronyms:
        word = entry["word"]
        before = entry.get("before", "")
        after = ""
        if "after" in entry:
            after = f"(?={entry['after']})"
        # The word is found in any case, its neighbours only as the table has them.
        pattern = re.compile(rf"{before}\b(?P<word>(?i:{word}))\b{after}")
        rule = _Rule(pattern, entry["ipa"])
        rules.append(rule)
    return tuple(rules)


@cache
def _any_word(language: str) -> re.Pattern[str]:
    """Any word that a primary language has rules for."""
    words: set[str] = set()
    for entry in tables(language).heteronyms:
        # One rule may be for several words with the same sound.
        words.update(entry["word"].split("|"))
    pattern = "|".join(sorted(words))
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
