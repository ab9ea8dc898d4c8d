"""Numbers in words, by way of ``num2words``. Cached: a book says the same few numbers again and again."""

from functools import cache
from importlib import import_module

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_OLDEST_YEAR, _NEWEST_YEAR = 1100, 2099
_SAID_IN_FULL = range(2000, 2010)  # "two thousand five", not "twenty oh five"


@cache
def cardinal(number: int, language: str = "en") -> str:
    """42 -> "forty-two"."""
    return _said(number, lang=language)


@cache
def ordinal(number: int, language: str = "en") -> str:
    """42 -> "forty-second"."""
    return _said(number, lang=language, to="ordinal")


@cache
def year(number: int, language: str = "en") -> str:
    """1905 -> "nineteen oh five"."""
    if language == "en" and number in _SAID_IN_FULL:
        return cardinal(number).replace(" and ", " ")
    return _said(number, lang=language, to="year").replace("oh-", "oh ")


def _said(number: int, **how: str) -> str:
    """The package takes its time to be imported, and many a story has no numbers."""
    return str(import_module("num2words").num2words(number, **how))


def looks_like_year(number: int) -> bool:
    """Whether four digits without a comma are read in pairs."""
    return _OLDEST_YEAR <= number <= _NEWEST_YEAR


def decade(number: int) -> str:
    """1980 -> "nineteen eighties"; 80 -> "eighties"; 1900 -> "nineteen hundreds"."""
    words = year(number) if number >= 100 else cardinal(number)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def roman(letters: str) -> int:
    """XIV -> 14; 0 where the letters are no Roman numeral below 400, written as it should be."""
    values = [_ROMAN.get(letter, 0) for letter in letters]
    total = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return total if values and all(values) and _to_roman(total) == letters else 0


def _to_roman(number: int) -> str:
    written = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        count, number = divmod(number, value)
        written += letters * count
    return written
