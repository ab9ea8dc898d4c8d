"""Roman numerals after names and chapters: "Henry VIII" -> "Henry the eighth", "Chapter XIV" -> "Chapter 14".

A single I, V or X is a letter or a pronoun unless the word before it says otherwise.
"""

import re

from audiobook.speech.words.numbers import ordinal, roman
from audiobook.speech.words.tables import tables

_NUMERAL = r"[IVXLC]+"
_ANY = re.compile(r"[IVXLC]")
_KEYWORDS = "|".join(sorted(tables("en").listed("numbered")))
_NUMBERED = re.compile(rf"\b({_KEYWORDS})(\.?)(\s+)({_NUMERAL})\b(?!['’])", re.IGNORECASE)
_NAMED = re.compile(rf"\b([A-Z][a-z]+)((?:\s[A-Z][a-z]+)?)\s({_NUMERAL})\b(?!['’])")
_ALONE = re.compile(r"(?<![\w.'’-])[IVX]{2,}\b(?!['’-])")
_HEADING = re.compile(rf"^\s*({_NUMERAL})(?=[.:]?\s*$|[.:)]\s|\s[—–-])")
_FIRST = re.compile(r"[,.;:!?)]|$|\s(?:of|was|is)\b")
_NOT_NUMERALS = frozenset({"XX", "XXX", "IV", "MIX"})


def roman_numerals(text: str, *, heading: bool = False) -> str:
    """English text with its Roman numerals as they are said. A ``heading`` may be a numeral alone."""
    if not _ANY.search(text):
        return text
    if heading:
        text = _HEADING.sub(lambda m: str(roman(m[1]) or m[1]), text)
    text = _NUMBERED.sub(_numbered, text)
    text = _NAMED.sub(_named, text)
    return _ALONE.sub(lambda m: m[0] if m[0] in _NOT_NUMERALS else str(roman(m[0]) or m[0]), text)


def _numbered(match: re.Match[str]) -> str:
    number = roman(match[4])
    word, pronoun = match[1], match[4] == "I" and not _FIRST.match(match.string, match.end())
    if not number or pronoun or (len(match[4]) == 1 and word.islower() and match[4] == "I"):
        return match[0]
    return f"{word}{match[3]}{number}"


def _named(match: re.Match[str]) -> str:
    """A ruler's number is an ordinal, and so is that of a namesake ("John Smith III")."""
    first, second, numeral = match[1], match[2], match[3]
    name, number = second.strip() or first, roman(numeral)
    rules = name in tables("en").listed("regnal")
    heir = bool(second) and first in tables("en").listed("regnal")
    if not number or numeral in ("X", "L", "C") or not (rules or heir):
        return match[0]
    if numeral == "I" and not (rules and _FIRST.match(match.string, match.end())):
        return match[0]
    return f"{first}{second} the {ordinal(number)}"
