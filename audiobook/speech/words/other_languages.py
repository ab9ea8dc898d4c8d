"""Languages other than English: abbreviations and measures, Roman numerals, German years.

Abbreviations and measures come from the tables of the language. Cardinals, ordinals and money are
left to the engine, which counts in its own language.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from audiobook.speech.tables import Words, either, tables
from audiobook.speech.words.numbers import looks_like_year, ordinal, roman, year

# A lone "I" or "V" may be an initial or a word.
_ROMAN = re.compile(r"(?<![\w.'’-])[IVX]{2,}\b(?!['’-])")
# Four digits that are not part of a larger number, a date, a time or a price.
_YEAR = re.compile(
    r"""
    (?<! [\w.,:/€$-] )
    (\d{4})
    (?! [\w:/%] | [.,]\d )
    """,
    re.VERBOSE,
)
_IN_PAIRS = range(1100, 2000)  # years that German reads by the hundred
_DECLINED = re.compile(
    r"\b(?:am|vom|zum|beim|im|dem|den|des|seit|bis)\s$",
    re.IGNORECASE,
)
_NEAR = 10  # characters before a day in which its article or preposition stands


def elsewhere(text: str, language: str) -> str:
    """Text in a primary language with its abbreviations, measures and numerals as they are said."""
    rules = _rules(language)
    if rules.title:
        text = rules.title.sub(rules.whole_title, text)
    if rules.anywhere:
        text = rules.anywhere.sub(rules.whole_word, text)
    if any(map(str.isdigit, text)):
        text = _with_figures(text, rules)
    return _ROMAN.sub(_arabic, text)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is looked for in a language, and what stands for it.

    A pattern is None where the table of its words is empty.
    """

    language: str
    titles: Words
    title: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    before_number: re.Pattern[str] | None
    unit: re.Pattern[str] | None
    day: re.Pattern[str] | None

    def whole_title(self, match: re.Match[str]) -> str:
        """A title in full: "Doktor" for "Dr."."""
        return self.titles[match[1]]

    def whole_word(self, match: re.Match[str]) -> str:
        """An abbreviation in full: "beziehungsweise" for "bzw."."""
        return tables(self.language).anywhere[match[1]] + _stop(match)

    def whole_number_word(self, match: re.Match[str]) -> str:
        """What stands before a number, in full: "Nummer" for "Nr."."""
        return f"{tables(self.language).before_number[match[1]]} "

    def measure(self, match: re.Match[str]) -> str:
        """A number with its unit in full: "5 Kilometer" for "5 km"."""
        number = match[1]
        one, many = tables(self.language).units[match[2]]
        if number == "1":
            return f"{number} {one}"
        return f"{number} {many}"

    def ordinal_day(self, match: re.Match[str]) -> str:
        """A day as an ordinal, declined after a preposition or an article.

        "am 25." is "am fünfundzwanzigsten".
        """
        before = match.string[max(0, match.start() - _NEAR) : match.start()]
        # "25. Mai" by itself is "fünfundzwanzigster Mai".
        ending = "r"
        if _DECLINED.search(before):
            ending = "n"
        elif before.lower().endswith("der "):
            ending = ""
        return ordinal(int(match[1]), self.language) + ending


@cache
def _rules(language: str) -> _Rules:
    """The rules of a primary language, made once from its tables."""
    table = tables(language)
    titles = {**table.titles, **table.bare_titles}
    months = sorted(table.listed("months"))
    return _Rules(
        language,
        titles,
        title=_any_of(titles, r"(?<![\w.])({})(?=\s+[^\W\d_a-zäöüéàèíáñç])"),
        anywhere=_any_of(table.anywhere, r"(?<![\w.])({})(?!\w)"),
        before_number=_any_of(table.before_number, r"(?<![\w.])({})\s?(?=\d)"),
        unit=_any_of(table.units, r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?({})(?![\w/])"),
        day=_any_of(months, r"\b(\d{1,2})\.(?=\s(?:{})\b)"),
    )


def _any_of(words: Collection[str], pattern: str) -> re.Pattern[str] | None:
    """``pattern`` with ``{}`` replaced by any of the words; None where there are none."""
    if not words:
        return None
    return re.compile(pattern.replace("{}", either(words)))


def _stop(match: re.Match[str]) -> str:
    """The full stop of an abbreviation that also ends its sentence, at the end of the text."""
    after = match.string[match.end() :].strip("\"'»«”) ")
    # Within the text nobody can tell: German writes every noun with a capital.
    if match[0].endswith(".") and not after:
        return "."
    return ""


def _with_figures(text: str, rules: _Rules) -> str:
    """The steps for text with a figure in it."""
    if rules.before_number:
        text = rules.before_number.sub(rules.whole_number_word, text)
    if rules.unit:
        text = rules.unit.sub(rules.measure, text)
    if rules.day:
        text = rules.day.sub(rules.ordinal_day, text)
    if rules.language == "de":
        text = _YEAR.sub(_german_year, text)
    return text


def _german_year(match: re.Match[str]) -> str:
    """A year in words: engines say "tausendneunhundertfünf" for 1905."""
    number = int(match[1])
    if not looks_like_year(number) or number not in _IN_PAIRS:
        return match[0]
    return year(number, "de")


def _arabic(match: re.Match[str]) -> str:
    """A Roman numeral in figures, which engines count; other letters as they are."""
    return str(roman(match[0]) or match[0])
