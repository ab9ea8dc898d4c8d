"""Words that one spelling says in two ways, told apart by their neighbours.

Only those where eSpeak NG chooses wrongly by default; it knows "have read" and "to desert" itself.
"""

import re
from functools import cache

from audiobook.speech.lexicon import Hold
from audiobook.speech.tables import tables

_Rules = tuple[tuple[re.Pattern[str], str], ...]  # what is printed, and its IPA


def heteronyms(text: str, language: str, hold: Hold) -> str:
    """``text`` with the words that need it replaced by ``hold("{word|IPA}")``."""
    if not tables(language).heteronyms:
        return text
    # Dozens of rules: one search for any of their words spares most lines all of them.
    if not _any_word(language).search(text):
        return text
    for pattern, ipa in _rules(language):
        text = _replaced(text, pattern, ipa, hold)
    return text


def _replaced(text: str, pattern: re.Pattern[str], ipa: str, hold: Hold) -> str:
    def with_ipa(match: re.Match[str]) -> str:
        before = match.string[match.start() : match.start("word")]
        after = match.string[match.end("word") : match.end()]
        piece = f"{{{match['word']}|{ipa}}}"
        return before + hold(piece) + after

    return pattern.sub(with_ipa, text)


@cache
def _any_word(language: str) -> re.Pattern[str]:
    words: set[str] = set()
    for rule in tables(language).heteronyms:
        words.update(rule["word"].split("|"))
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE)


@cache
def _rules(language: str) -> _Rules:
    return tuple((_pattern(rule), rule["ipa"]) for rule in tables(language).heteronyms)


def _pattern(rule: dict[str, str]) -> re.Pattern[str]:
    before = rule.get("before", "")
    pattern = rf"{before}\b(?P<word>(?i:{rule['word']}))\b"
    if "after" in rule:
        pattern += f"(?={rule['after']})"
    return re.compile(pattern)
