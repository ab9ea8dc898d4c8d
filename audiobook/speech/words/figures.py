"""English figures as they are said: dates, times, money, ranges, fractions, measures, years.

Plain numbers stay figures: every engine counts. Only what engines read as it is printed and nobody says so
("dollar five point five zero", "one slash two", "one thousand nine hundred eighty-four") is put into words.
"""

import re
from collections.abc import Callable
from functools import cache

from audiobook.speech.words.numbers import cardinal, decade, looks_like_year, ordinal, roman, year
from audiobook.speech.words.tables import tables

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str] | str]

_EN = tables("en")
_MONTHS = tuple(dict.fromkeys(("January", "February", "March", "April", "May", *_EN.months.values())))
_BY_NUMBER = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_SHORT_MONTH = "|".join(_EN.months)
_SIGNS = "".join(map(re.escape, _EN.money))
_UNITS = "|".join(map(re.escape, sorted(_EN.units, key=len, reverse=True)))
_BEFORE = "|".join(map(re.escape, sorted(_EN.before_number, key=len, reverse=True)))
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"}
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8", "⅜": "3/8"}
_NOTES = re.compile(r"[ -](?:bank-?note|note|bill|coin|piece|cheque|check)s?\b")
_NAMED_AS_PRINTED = frozenset({"9/11", "24/7", "7/7"})
_LARGEST_DENOMINATOR = 20
_THIS_CENTURY = 40  # a year of two digits up to here is in the twenty-first


def _short_month(match: Match) -> str:
    return _EN.months[match[0].rstrip(".")]


def _iso_date(match: Match) -> str:
    return _date(int(match[3]), int(match[2]), match[1]) or match[0]


def _slash_date(match: Match) -> str:
    """Month first, as in America, unless only day first makes sense."""
    first, second = int(match[1]), int(match[2])
    return _date(second, first, match[3]) or _date(first, second, match[3]) or match[0]


def _date(day: int, month: int, in_year: str) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    century = 0 if len(in_year) == 4 else 1900 if int(in_year) > _THIS_CENTURY else 2000
    return f"{_BY_NUMBER[month - 1]} {ordinal(day)}, {year(century + int(in_year))}"


def _day_first(match: Match) -> str:
    the = "" if match[1] else "the "
    return f"{match[1] or ''}{the}{ordinal(int(match[2]))} of {match[3]}"


def _time(match: Match) -> str:
    hours, minutes = int(match[1]), int(match[2])
    if minutes >= 10:
        return match[0]
    if minutes:
        return f"{hours} oh {minutes}"
    if match[3]:
        return f"{hours}"
    return f"{hours} o'clock" if 1 <= hours <= 12 else f"{cardinal(hours)} hundred" if hours else "midnight"


def _money(match: Match) -> str:
    one, many, cent, cents = _EN.money[match["sign"]]
    whole, hundredths, scale = match["whole"], match["hundredths"], match["scale"] or ""
    scale = _SCALES.get(scale.lower(), scale)
    if scale or match["to"]:
        decimals = f".{hundredths}" if hundredths else ""
        return (
            f"{whole}{decimals}{' to ' + match['to'] if match['to'] else ''}{' ' + scale if scale else ''} {many}"
        )
    before, after = match.string[: match.start()], match.string[match.end() :]
    attributive = (before.endswith((" a ", "A ")) and after[1:2].isalpha()) or _NOTES.match(after)
    said = f"{whole} {one if whole == '1' or attributive else many}"
    small = int((hundredths or "0").ljust(2, "0"))
    if not small:
        return said
    if whole == "0":
        return f"{small} {cent if small == 1 else cents}"
    return f"{said} and {small} {cent}" if small == 1 else f"{said} {small}"


def _old_money(match: Match) -> str:
    pounds = f"{match[1]} pound{'' if match[1] == '1' else 's'} " if match[1] else ""
    shillings = f"{match[2]} shilling{'' if match[2] == '1' else 's'}"
    pence = f" and {match[3]} {'penny' if match[3] == '1' else 'pence'}" if match[3] else ""
    return f"{pounds}{shillings}{pence}"


def _phone(match: Match) -> str:
    groups = re.findall(r"\d+", match[0])
    return ", ".join(" ".join(group) for group in groups)


def _fraction(match: Match) -> str:
    whole, top, bottom = match[1], int(match[2]), int(match[3])
    printed = f"{top}/{bottom}"
    if printed in _NAMED_AS_PRINTED:
        return f"{cardinal(top)} {cardinal(bottom)}"
    if not 0 < top < bottom <= _LARGEST_DENOMINATOR:
        return match[0]
    part = "half" if bottom == 2 else "quarter" if bottom == 4 else ordinal(bottom)
    one = "a" if bottom < 5 else "one"
    said = f"{cardinal(top)} {part}s" if top > 1 else f"{one} {part}"
    return f"{whole} and {said}" if whole else said


def _range(match: Match) -> str:
    """Years may leave out their century; a score or a code counts down and is no range."""
    first, dash, second = match[1], match[2].strip(), match[3]
    low, high = (float(number.replace(",", "")) for number in (first, second))
    shortened = len(first) == 4 and len(second) == 2
    return f"{first} {second}" if dash == "-" and high <= low and not shortened else f"{first} to {second}"


def _unit(match: Match) -> str:
    one, many = _EN.units[match[2]]
    return f"{match[1]} {one if match[1] == '1' else many}"


def _year(match: Match) -> str:
    return year(int(match[1])) if looks_like_year(int(match[1])) else match[0]


def _roman_war(match: Match) -> str:
    number = match[1]
    return f"World War {cardinal(int(number) if number.isdigit() else roman(number))}"


def _with_sign_after(match: Match) -> str:
    return f"{match[2]}{match[1]}"


_WHOLE = r"\d+(?:,\d{3})*"
_NUMBER = rf"{_WHOLE}(?:\.\d+)?"
_AMOUNT = (
    rf"(?:\b(?:US|AU|CA))?(?P<sign>[{_SIGNS}])\s?(?P<whole>{_WHOLE})"
    rf"(?:\.(?P<hundredths>\d{{1,2}}))?(?![\d.]\d)(?:[–-](?P<to>{_WHOLE}))?"
    r"(?:\s?(?P<scale>hundred|thousand|million|billion|trillion|[kKmMbB]n?)\b)?"
)

_RULES: tuple[tuple[str, Callable[[Match], str] | str], ...] = (
    (rf"\b(?:{_SHORT_MONTH})\.?(?=\s\d)|(?<=\d\s)(?:{_SHORT_MONTH})\b\.?", _short_month),
    (r"(?<![\d/-])([12]\d{3})-([01]?\d)-([0-3]?\d)(?![\d/-])", _iso_date),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:\d\d){1,2})(?![\d/])", _slash_date),
    (r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])(?=(\s?[ap]\.?m\b)?)", _time),
    (rf"(?:£\s?({_WHOLE}) )(\d+)s\b\.?(?: (\d+)d\b\.?)?", _old_money),
    (r"(?<![\w.,£])()(\d+)s\. (\d+)d\b\.?", _old_money),
    (rf"(?<![\d.])({_NUMBER})\s?([£€])(?!\d)", _with_sign_after),
    (_AMOUNT, _money),
    (r"(?:\b1-)?\(?(?<!\d)\d{3}\)?[-. ]\d{3}[-.]\d{4}(?!\d)|(?<![\d-])\d{3}-\d{4}(?![\d-])", _phone),
    (
        rf"(\b[Tt]he )?(?<![\d.,:])\b([12]?\d|3[01])(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b(?=\s\d|[\s,.;:!?]|$)",
        _day_first,
    ),
    (
        rf"\b({_MONTH}) ([12]?\d|3[01])(?:st|nd|rd|th)?\b(?![:.,]?\d|[–-]\d)",
        lambda m: f"{m[1]} {ordinal(int(m[2]))}",
    ),
    (rf"(?i)\b({_WHOLE})(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1].replace(",", "")))),
    (r"(?<![\w.,])['’]?((?:(?:1[1-9]|20)\d|[2-9])0)['’]?s\b", lambda m: decade(int(m[1]))),
    (r"\bWW\s?([12]|II?)\b", _roman_war),
    (r"(?<![\w/.])(?:(\d+)[ -])?(\d{1,2})/(\d{1,3})(?![\w/])", _fraction),
    (r"(\d)\s?[x×]\s?(?=\d)", r"\1 by "),
    (r"(\d)['′]\s?(\d{1,2})(?:[\"″”]|'')?(?!\w)", r"\1 foot \2"),
    (r"(\d)″", r"\1 inches"),
    (rf"(?<![\w.,/:-])({_NUMBER})(-|\s?[–—]\s?)({_NUMBER})(?![\w/:-]|[.,]\d)", _range),
    (rf"(?<![\w])(?:{_BEFORE})\s?(?=\d)", lambda m: f"{_EN.before_number[m[0].strip()]} "),
    (r"(?<!\w)#(?=\d)", "number "),
    (rf"(?<![\d.,])({_NUMBER})\s?({_UNITS})(?![\w/])(?:\.(?=,|;|\s[a-z]))?", _unit),
    (r"(?<![\w.,:/$£€#-])(\d{4})(?![\w:/%]|[.,]\d)", _year),
    (
        r"(?i)\b(in|of|since|until|till|by|from|ad|year|before|after|circa) (10\d\d)(?![\w:/%]|[.,]\d)",
        lambda m: f"{m[1]} {year(int(m[2]))}",
    ),
)


@cache
def _compiled() -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), said) for pattern, said in _RULES)


def figures(text: str) -> str:
    """English text with its figures as they are said."""
    for sign, plain in _FRACTIONS.items():
        if sign in text:
            text = re.sub(rf"(?<=\d){sign}", f" {plain}", text).replace(sign, plain)
    if not any(map(str.isdigit, text)):
        return text
    for pattern, said in _compiled():
        text = pattern.sub(said, text)
    return text
