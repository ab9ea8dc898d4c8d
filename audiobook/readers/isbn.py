"""Numbers in what a source says of itself: years, ISBNs, Amazon's.

An ISBN is told from other numbers by its check digit (ISO 2108: weights 10 to 1 modulo 11, or 1 and 3 modulo 10).
"""

import re
from collections.abc import Iterable

_LIKE_ISBN = re.compile(r"(?<![\dXx-])(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?![\dXx])")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_ASIN = re.compile(r"\bB0[0-9A-Z]{8}\b")


def isbn_of(texts: Iterable[str]) -> str:
    """The first ISBN in the texts, of 13 digits rather than 10, its digits alone; empty where there is none."""
    found = [
        re.sub(r"[- ]", "", match[0]).upper()
        for text in texts
        for match in _LIKE_ISBN.finditer(text)
    ]
    right = [number for number in found if _is_right(number)]
    return max(right, key=len, default="")


def year_of(date: str) -> str:
    """The year in a date, in whatever form; empty where there is none."""
    found = _YEAR.search(date)
    return found[0] if found else ""


def asin_of(texts: Iterable[str]) -> str:
    """The first number of Amazon's for what is no printed book; empty where there is none."""
    return next((match[0] for text in texts if (match := _ASIN.search(text))), "")


def _is_right(number: str) -> bool:
    digits = [10 if digit == "X" else int(digit) for digit in number]
    if len(number) == 10:
        return (
            sum(
                digit * weight
                for digit, weight in zip(digits, range(10, 0, -1), strict=True)
            )
            % 11
            == 0
        )
    return (
        "X" not in number
        and sum(d * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10 == 0
    )
