"""Roman numerals: "Henry VIII" -> "Henry the eighth", "Chapter XIV" -> "Chapter 14".

A single I, V or X is a letter or a pronoun unless the word before it says otherwise.
"""

import re

from audiobook.speech.tables import tables
from audiobook.speech.words.numbers import ordinal, roman

_EN = tables("en")
_NUMERAL = r"[IVXLC]+"
_ANY = re.compile(r"[IVXLC]")
_KEYWORDS = "|".join(sorted(_EN.listed("numbered")))
_NUMBERED = re.compile(
    rf"\b({_KEYWORDS})(\.?)(\s+)({_NUMERAL})\b(?!['’])", re.IGNORECASE
)
_NAMED = re.compile(rf"\b([A-Z][a-z]+)((?:\s[A-Z][a-z]+)?)\s({_NUMERAL})\b(?!['’])")
_ALONE = re.compile(r"(?<![\w.'’-])[IVX]{2,}\b(?!['’-])")
_HEADING = re.compile(rf"^\s*({_NUMERAL})(?=[.:]?\s*$|[.:)]\s|\s[—–-])")
# After "Charles I"; "I" is not a pronoun.
_FIRST = re.compile(r"[,.;:!?)]|$|\s(?:of|was|is)\b")
_NOT_NUMERALS = frozenset({"XX", "XXX", "IV", "MIX"})
_LETTERS = frozenset({"X", "L", "C"})  # "Malcolm X"


def roman_numerals(text: str, *, heading: bool = False) -> str:
    """English text with its Roman numerals as they are said.

    A ``heading`` may be a numeral alone.
    """
    if not _ANY.search(text):
        return text
    if heading:
        text = _HEADING.sub(_in_heading, text)
    text = _NUMBERED.sub(_numbered, text)
    text = _NAMED.sub(_named, text)
    return _ALONE.sub(_alone, text)


def _in_heading(match: re.Match[str]) -> str:
    """A numeral that is a heading by itself, or begins one: "IV. The Bridge"."""
    return str(roman(match[1]) or match[1])


def _numbered(match: re.Match[str]) -> str:
    """A numeral after a word that is counted: "Chapter XIV".

    An "I" may be the pronoun: "the part I saw" has a small word, and "Part I saw" goes on.
    """
    word = match[1]
    numeral = match[4]
    number = roman(numeral)
    if not number:
        return match[0]
    if numeral == "I" and (word.islower() or not _ends_phrase(match)):
        return match[0]
    return f"{word}{match[3]}{number}"


def _named(match: re.Match[str]) -> str:
    """A ruler's number is an ordinal, and so is that of a namesake ("John Smith III").

    A namesake is known by a first name that rulers have had; a lone "I" is never a namesake's.
    """
    first = match[1]
    second = match[2]
    numeral = match[3]
    number = roman(numeral)
    if not number or numeral in _LETTERS:
        return match[0]
    # The names that rulers have had: any other name may have an initial after it.
    rulers = _EN.listed("regnal")
    # Of two names the last is the ruler's ("King Henry VIII"), or the first the namesake's.
    is_ruler = (second.strip() or first) in rulers
    if not is_ruler and first not in rulers:
        return match[0]
    if numeral == "I" and not (is_ruler and _ends_phrase(match)):
        return match[0]
    return f"{first}{second} the {ordinal(number)}"


def _ends_phrase(match: re.Match[str]) -> bool:
    """Whether a lone "I" is a numeral and not the pronoun: "Charles I was", not "Charles I saw"."""
    return bool(_FIRST.match(match.string, match.end()))


def _alone(match: re.Match[str]) -> str:
    """A numeral without a word that calls for it.

    "MIX" is a word and "IV" a drip more often than they are numbers.
    """
    printed = match[0]
    if printed in _NOT_NUMERALS:
        return printed
    return str(roman(printed) or printed)
