"""Languages other than English: abbreviations and measures from their tables, Roman numerals, German years.

Cardinals, ordinals and money are the engine's, which counts in its own language.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.speech.words.numbers import looks_like_year, ordinal, roman, year
from audiobook.speech.words.tables import Words, tables

_ROMAN = re.compile(r"(?<![\w.'’-])[IVX]{2,}\b(?!['’-])")
_YEAR = re.compile(r"(?<![\w.,:/€$-])(\d{4})(?![\w:/%]|[.,]\d)")
_IN_PAIRS = range(1100, 2000)  # years that German reads by the hundred
_DECLINED = re.compile(r"\b(?:am|vom|zum|beim|im|dem|den|des|seit|bis)\s$", re.IGNORECASE)


def elsewhere(text: str, tongue: str) -> str:
    """Text of a primary language with its abbreviations, measures and numerals as they are said."""
    rules = _rules(tongue)
    known = tables(tongue)
    if rules.titles:
        text = rules.titles.sub(lambda m: {**known.titles, **known.bare_titles}[m[1]], text)
    if rules.anywhere:
        text = rules.anywhere.sub(lambda m: known.anywhere[m[1]] + _stop(m), text)
    if any(map(str.isdigit, text)):
        text = _with_figures(text, tongue, rules)
    return _ROMAN.sub(lambda m: str(roman(m[0]) or m[0]), text)


@dataclass(frozen=True, slots=True)
class _Rules:
    titles: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    before_number: re.Pattern[str] | None
    units: re.Pattern[str] | None
    days: re.Pattern[str] | None


def _either(words: Words) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _rules(tongue: str) -> _Rules:
    known = tables(tongue)
    titles, months = {**known.titles, **known.bare_titles}, "|".join(sorted(known.listed("months")))
    units = "|".join(re.escape(unit) for unit in sorted(known.units, key=len, reverse=True))
    return _Rules(
        re.compile(rf"(?<![\w.])({_either(titles)})(?=\s+[^\W\d_a-zäöüéàèíáñç])") if titles else None,
        re.compile(rf"(?<![\w.])({_either(known.anywhere)})(?!\w)") if known.anywhere else None,
        re.compile(rf"(?<![\w.])({_either(known.before_number)})\s?(?=\d)") if known.before_number else None,
        re.compile(rf"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?({units})(?![\w/])") if units else None,
        re.compile(rf"\b(\d{{1,2}})\.(?=\s(?:{months})\b)") if months else None,
    )


def _stop(match: re.Match[str]) -> str:
    """A full stop that also ends its sentence, at the end of the text."""
    return "." if match[0].endswith(".") and not match.string[match.end() :].strip("\"'»«”) ") else ""


def _with_figures(text: str, tongue: str, rules: _Rules) -> str:
    known = tables(tongue)
    if rules.before_number:
        text = rules.before_number.sub(lambda m: f"{known.before_number[m[1]]} ", text)
    if rules.units:
        text = rules.units.sub(lambda m: f"{m[1]} {known.units[m[2]][m[1] != '1']}", text)
    if rules.days:
        text = rules.days.sub(lambda m: _day(m, tongue), text)
    return _YEAR.sub(lambda m: _year(m, tongue), text) if tongue == "de" else text


def _day(match: re.Match[str], tongue: str) -> str:
    """Days: "am 25." is "am fünfundzwanzigsten": declined after a preposition or an article."""
    before = match.string[max(0, match.start() - 10) : match.start()]
    ending = "n" if _DECLINED.search(before) else "" if before.lower().endswith("der ") else "r"
    return ordinal(int(match[1]), tongue) + ending


def _year(match: re.Match[str], tongue: str) -> str:
    number = int(match[1])
    return year(number, tongue) if looks_like_year(number) and number in _IN_PAIRS else match[0]
