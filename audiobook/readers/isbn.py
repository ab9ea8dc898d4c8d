"""Numbers in what a source says of itself: years, ISBNs, Amazon's.

An ISBN is told from other numbers by its check digit (ISO 2108: weights 10 to 1 modulo 11,
or 1 and 3 modulo 10).
"""

import re
from collections.abc import Iterable

_LIKE_ISBN = re.compile(r"(?<![\dXx-])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\dXx])")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
# Those of printed books are ISBNs.
_ASIN = re.compile(r"\bB0[0-9A-Z]{8}\b")


def isbn_of(texts: Iterable[str]) -> str:
    """The first ISBN in the texts, its digits alone; empty where there is none.

    One of 13 digits goes before one of 10.
    """
    best = ""
    for text in texts:
        for match in _LIKE_ISBN.finditer(text):
            number = re.sub(r"[- ]", "", match[0]).upper()
            if len(number) > len(best) and _is_right(number):
                best = number
    return best


def year_of(date: str) -> str:
    """The year in a date, in whatever form; empty where there is none."""
    match = _YEAR.search(date)
    if match is None:
        return ""
    return match[0]


def asin_of(texts: Iterable[str]) -> str:
    """Amazon's first number for what is not a printed book; empty where there is none."""
    for text in texts:
        match = _ASIN.search(text)
        if match:
            return match[0]
    return ""


def _is_right(number: str) -> bool:
    """Whether the check digit is right: the weighted digits add up to a multiple."""
    if len(number) == 10:
        weighted = zip(number, range(10, 0, -1), strict=True)
        total = sum(_value(digit) * weight for digit, weight in weighted)
        return total % 11 == 0
    if "X" in number:
        return False
    odd = sum(map(int, number[0::2]))
    even = sum(map(int, number[1::2]))
    return (odd + 3 * even) % 10 == 0


def _value(digit: str) -> int:
    if digit == "X":
        return 10
    return int(digit)
