"""English figures as they are said: dates, times, money, ranges, fractions, measures, years.

Plain numbers stay figures: every engine counts. Only what engines read literally, as nobody would
say it, is put into words ("dollar five point five zero", "one slash two", "one thousand nine
hundred eighty-four").
"""

import re
from collections.abc import Callable
from functools import cache

from audiobook.speech.tables import either, tables
from audiobook.speech.words.numbers import (
    cardinal,
    decade,
    looks_like_year,
    ordinal,
    roman,
    year,
)

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str] | str]

_EN = tables("en")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_SHORT_MONTH = "|".join(_EN.months)
_SIGNS = "".join(map(re.escape, _EN.money))
_UNITS = either(_EN.units)
_BEFORE = either(_EN.before_number)
_SCALES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "b": "billion",
    "bn": "billion",
}
_FRACTIONS = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅛": "1/8",
    "⅜": "3/8",
}
_NOTES = re.compile(r"[ -](?:bank-?note|note|bill|coin|piece|cheque|check)s?\b")
_NAMED_AS_PRINTED = frozenset({"9/11", "24/7", "7/7"})
_LARGEST_DENOMINATOR = 20
_PARTS = {2: "half", 4: "quarter"}  # the others are called by their ordinals
_THIS_CENTURY = 40  # a year of two digits up to here is in the twenty-first


def _short_month(match: Match) -> str:
    """A month in full: "Sept." and "Sep" are September."""
    return _EN.months[match[0].rstrip(".")]


def _iso_date(match: Match) -> str:
    """Year, month, day, as in "2024-05-01"."""
    year, month, day = match.groups()
    return _date(int(day), int(month), year) or match[0]


def _slash_date(match: Match) -> str:
    """Month first, as in America, unless only day first makes sense."""
    first = int(match[1])
    second = int(match[2])
    in_year = match[3]
    return _date(second, first, in_year) or _date(first, second, in_year) or match[0]


def _date(day: int, month: int, in_year: str) -> str:
    """A date in words, "May first, nineteen eighty"; empty where there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return ""
    full_year = _full_year(in_year)
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(full_year)}"


def _full_year(digits: str) -> int:
    """A year with its century, of which a date may print two digits only."""
    printed = int(digits)
    if len(digits) != 2:
        return printed
    if printed > _THIS_CENTURY:
        return printed + 1900
    return printed + 2000


def _day_first(match: Match) -> str:
    """A day before its month: "1 May" and "the 1st of May" are both "the first of May"."""
    the = match[1] or "the "
    return f"{the}{ordinal(int(match[2]))} of {match[3]}"


def _month_first(match: Match) -> str:
    return f"{match[1]} {ordinal(int(match[2]))}"


def _ordinal(match: Match) -> str:
    number = match[1].replace(",", "")
    return ordinal(int(number))


def _decade(match: Match) -> str:
    return decade(int(match[1]))


def _number_word(match: Match) -> str:
    word = _EN.before_number[match[0].strip()]
    return f"{word} "


def _time(match: Match) -> str:
    """A time by the clock; engines read minutes of two digits well."""
    hours = int(match[1])
    minutes = int(match[2])
    half_of_day = match[3]
    if minutes >= 10:
        return match[0]
    if minutes:
        return f"{hours} oh {minutes}"
    if half_of_day:
        return f"{hours}"
    if hours == 0:
        return "midnight"
    if hours <= 12:
        return f"{hours} o'clock"
    return f"{cardinal(hours)} hundred"


def _money(match: Match) -> str:
    """A sum with its currency after the number, where it is said."""
    one, many, cent, cents = _EN.money[match["sign"]]
    whole = match["whole"]
    if match["scale"] or match["to"]:
        return _large_sum(match, many)
    name = many
    if whole == "1" or _is_attributive(match):
        name = one
    # "$5.5" is five dollars fifty.
    hundredths = (match["hundredths"] or "0").ljust(2, "0")
    small = int(hundredths)
    if not small:
        return f"{whole} {name}"
    if whole == "0":
        return _counted(str(small), cent, cents)
    if small == 1:
        return f"{whole} {name} and {small} {cent}"
    return f"{whole} {name} {small}"


def _large_sum(match: Match, many: str) -> str:
    """Five point five million dollars for "$5.5m", five to six dollars for "$5-6"."""
    amount = match["whole"]
    if match["hundredths"]:
        amount += f".{match['hundredths']}"
    if match["to"]:
        amount += f" to {match['to']}"
    scale = match["scale"] or ""
    scale = _SCALES.get(scale.lower(), scale)
    if scale:
        amount += f" {scale}"
    return f"{amount} {many}"


def _is_attributive(match: Match) -> bool:
    """Whether a sum says what something is: "a $5 bill" is five dollar, not five dollars."""
    before = match.string[: match.start()]
    after = match.string[match.end() :]
    if _NOTES.match(after):
        return True
    return before.endswith((" a ", "A ")) and after[1:2].isalpha()


def _old_money(match: Match) -> str:
    """British money before 1971: "£3 4s. 6d." is three pounds four shillings and sixpence."""
    pounds = match[1]
    shillings = match[2]
    pence = match[3]
    said = _counted(shillings, "shilling", "shillings")
    if pounds:
        said = f"{_counted(pounds, 'pound', 'pounds')} {said}"
    if pence:
        said = f"{said} and {_counted(pence, 'penny', 'pence')}"
    return said


def _counted(number: str, one: str, many: str) -> str:
    """A number with what it counts, in the singular or in the plural."""
    if number == "1":
        return f"{number} {one}"
    return f"{number} {many}"


def _phone(match: Match) -> str:
    """A telephone number: digits one by one, with a pause between the groups."""
    groups = re.findall(r"\d+", match[0])
    return ", ".join(map(" ".join, groups))  # digit by digit


def _fraction(match: Match) -> str:
    """A fraction in words, unless it is a name ("9/11") or not below one ("4/3")."""
    whole = match[1]
    top = int(match[2])
    bottom = int(match[3])
    if f"{top}/{bottom}" in _NAMED_AS_PRINTED:
        return f"{cardinal(top)} {cardinal(bottom)}"
    if not 0 < top < bottom <= _LARGEST_DENOMINATOR:
        return match[0]
    part = _PARTS.get(bottom) or ordinal(bottom)
    if top > 1:
        said = f"{cardinal(top)} {part}s"
    elif bottom < 5:
        said = f"a {part}"
    else:
        said = f"one {part}"
    if whole:
        return f"{whole} and {said}"
    return said


def _range(match: Match) -> str:
    """Years may leave out their century; a score or a code counts down and is not a range."""
    first = match[1]
    dash = match[2].strip()
    second = match[3]
    rises = float(first.replace(",", "")) < float(second.replace(",", ""))
    is_shortened = len(first) == 4 and len(second) == 2
    if dash == "-" and not rises and not is_shortened:
        return f"{first} {second}"
    return f"{first} to {second}"


def _unit(match: Match) -> str:
    one, many = _EN.units[match[2]]
    return _counted(match[1], one, many)


def _year(match: Match) -> str:
    """Four digits in pairs, where they may be a year."""
    number = int(match[1])
    if not looks_like_year(number):
        return match[0]
    return year(number)


def _early_year(match: Match) -> str:
    return f"{match[1]} {year(int(match[2]))}"


def _roman_war(match: Match) -> str:
    printed = match[1]
    number = roman(printed)
    if printed.isdigit():
        number = int(printed)
    return f"World War {cardinal(number)}"


def _with_sign_after(match: Match) -> str:
    return f"{match[2]}{match[1]}"


_WHOLE = r"\d+(?:,\d{3})*"
_NUMBER = rf"{_WHOLE}(?:\.\d+)?"
_AMOUNT = (
    rf"(?:\b(?:US|AU|CA))?(?P<sign>[{_SIGNS}])\s?(?P<whole>{_WHOLE})"
    rf"(?:\.(?P<hundredths>\d{{1,2}}))?(?![\d.]\d)(?:[–-](?P<to>{_WHOLE}))?"
    r"(?:\s?(?P<scale>hundred|thousand|million|billion|trillion|[kKmMbB]n?)\b)?"
)

_DAY_FIRST = (
    rf"(\b[Tt]he )?(?<![\d.,:])\b([12]?\d|3[01])(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b"
    r"(?=\s\d|[\s,.;:!?]|$)"
)
# 1066 is a year only after such a word; 1805 is one anywhere.
_EARLY_YEAR = (
    r"(?i)\b(in|of|since|until|till|by|from|ad|year|before|after|circa) (10\d\d)"
    r"(?![\w:/%]|[.,]\d)"
)

# The order matters: a date has to be put into words before its year is looked for.
_RULES: tuple[tuple[str, Callable[[Match], str] | str], ...] = (
    (
        rf"\b(?:{_SHORT_MONTH})\.?(?=\s\d)|(?<=\d\s)(?:{_SHORT_MONTH})\b\.?",
        _short_month,
    ),
    (r"(?<![\d/-])([12]\d{3})-([01]?\d)-([0-3]?\d)(?![\d/-])", _iso_date),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:\d\d){1,2})(?![\d/])", _slash_date),
    (r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])(?=(\s?[ap]\.?m\b)?)", _time),
    (rf"(?:£\s?({_WHOLE}) )(\d+)s\b\.?(?: (\d+)d\b\.?)?", _old_money),
    (r"(?<![\w.,£])()(\d+)s\. (\d+)d\b\.?", _old_money),
    (rf"(?<![\d.])({_NUMBER})\s?([£€])(?!\d)", _with_sign_after),
    (_AMOUNT, _money),
    (
        r"(?:\b1-)?\(?(?<!\d)\d{3}\)?[-. ]\d{3}[-.]\d{4}(?!\d)|(?<![\d-])\d{3}-\d{4}(?![\d-])",
        _phone,
    ),
    (_DAY_FIRST, _day_first),
    (
        rf"\b({_MONTH}) ([12]?\d|3[01])(?:st|nd|rd|th)?\b(?![:.,]?\d|[–-]\d)",
        _month_first,
    ),
    (
        rf"(?i)\b({_WHOLE})(?:st|nd|rd|th)\b",
        _ordinal,
    ),
    (
        r"(?<![\w.,])['’]?((?:(?:1[1-9]|20)\d|[2-9])0)['’]?s\b",
        _decade,
    ),
    (r"\bWW\s?([12]|II?)\b", _roman_war),
    (r"(?<![\w/.])(?:(\d+)[ -])?(\d{1,2})/(\d{1,3})(?![\w/])", _fraction),
    (r"(\d)\s?[x×]\s?(?=\d)", r"\1 by "),
    (r"(\d)['′]\s?(\d{1,2})(?:[\"″”]|'')?(?!\w)", r"\1 foot \2"),
    (r"(\d)″", r"\1 inches"),
    (rf"(?<![\w.,/:-])({_NUMBER})(-|\s?[–—]\s?)({_NUMBER})(?![\w/:-]|[.,]\d)", _range),
    (
        rf"(?<![\w])(?:{_BEFORE})\s?(?=\d)",
        _number_word,
    ),
    (r"(?<!\w)#(?=\d)", "number "),
    (rf"(?<![\d.,])({_NUMBER})\s?({_UNITS})(?![\w/])(?:\.(?=,|;|\s[a-z]))?", _unit),
    (r"(?<![\w.,:/$£€#-])(\d{4})(?![\w:/%]|[.,]\d)", _year),
    (_EARLY_YEAR, _early_year),
)


@cache
def _compiled() -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), said) for pattern, said in _RULES)


def figures(text: str) -> str:
    """English text with its figures as they are said."""
    for sign, plain in _FRACTIONS.items():
        if sign in text:
            apart = re.sub(rf"(?<=\d){sign}", f" {plain}", text)  # "2½" is "2 1/2"
            text = apart.replace(sign, plain)
    if not any(map(str.isdigit, text)):
        return text
    for pattern, said in _compiled():
        text = pattern.sub(said, text)
    return text
