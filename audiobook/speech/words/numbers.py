"""Numbers in words, by way of ``num2words``.

The results are cached: a book says the same few numbers again and again.
"""

from functools import cache
from importlib import import_module

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN_STEPS = {
    100: "C",
    90: "XC",
    50: "L",
    40: "XL",
    10: "X",
    9: "IX",
    5: "V",
    4: "IV",
    1: "I",
}
_OLDEST_YEAR = 1100
_NEWEST_YEAR = 2099
_SAID_IN_FULL = range(2000, 2010)  # "two thousand five", not "twenty oh five"


@cache
def cardinal(number: int, language: str = "en") -> str:
    """42 -> "forty-two"."""
    return _in_words(number, lang=language)


@cache
def ordinal(number: int, language: str = "en") -> str:
    """42 -> "forty-second"."""
    return _in_words(number, lang=language, to="ordinal")


@cache
def year(number: int, language: str = "en") -> str:
    """1905 -> "nineteen oh five"."""
    if language == "en" and number in _SAID_IN_FULL:
        return cardinal(number).replace(" and ", " ")
    return _in_words(number, lang=language, to="year").replace("oh-", "oh ")


def _in_words(number: int, **options: str) -> str:
    # Imported late: the package is slow to import, and many a story has no numbers.
    num2words = import_module("num2words").num2words
    return str(num2words(number, **options))


def looks_like_year(number: int) -> bool:
    """Whether four digits without a comma are read in pairs."""
    return _OLDEST_YEAR <= number <= _NEWEST_YEAR


def decade(number: int) -> str:
    """1980 -> "nineteen eighties"; 80 -> "eighties"; 1900 -> "nineteen hundreds"."""
    words = cardinal(number)
    if number >= 100:
        words = year(number)
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}s"


def roman(letters: str) -> int:
    """XIV -> 14; 0 where the letters are not a well-formed Roman numeral below 400."""
    total = 0
    value_after = 0
    for letter in reversed(letters):
        value = _ROMAN.get(letter, 0)
        if not value:
            return 0
        if value < value_after:
            total -= value
        else:
            total += value
        value_after = value
    # Only one spelling of a number is right: "IIII" is not a numeral.
    if _to_roman(total) != letters:
        return 0
    return total


def _to_roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN_STEPS.items():
        count, number = divmod(number, value)
        written += letters * count
    return written
