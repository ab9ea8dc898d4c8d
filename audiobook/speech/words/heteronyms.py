"""Words that one spelling says in two ways, told apart by their neighbours.

Only where eSpeak NG chooses wrongly by default; it knows "have read" and "to desert" itself.
"""

import re
from functools import cache

from audiobook.speech.lexicon import Hold
from audiobook.speech.words.tables import tables


def heteronyms(text: str, language: str, hold: Hold) -> str:
    """``text`` with the words that need it replaced by ``hold("{word|IPA}")``."""
    gate, rules = _rules(language)
    if gate is None or not gate.search(text):
        return text
    for pattern, ipa in rules:
        text = _replaced(text, pattern, ipa, hold)
    return text


def _replaced(text: str, pattern: re.Pattern[str], ipa: str, hold: Hold) -> str:
    def said(match: re.Match[str]) -> str:
        start, end = match.start("w") - match.start(), match.end("w") - match.start()
        return match[0][:start] + hold(f"{{{match['w']}|{ipa}}}") + match[0][end:]

    return pattern.sub(said, text)


@cache
def _rules(language: str) -> tuple[re.Pattern[str] | None, tuple[tuple[re.Pattern[str], str], ...]]:
    rules = tables(language).heteronyms
    if not rules:
        return None, ()
    words = sorted({word for rule in rules for word in rule["word"].split("|")})
    gate = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return gate, tuple((_pattern(rule), rule["ipa"]) for rule in rules)


def _pattern(rule: dict[str, str]) -> re.Pattern[str]:
    before, after = rule.get("before", ""), rule.get("after", "")
    return re.compile(rf"{before}\b(?P<w>(?i:{rule['word']}))\b(?:{f'(?={after})' if after else ''})")
