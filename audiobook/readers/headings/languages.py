"""Headings in languages other than English: "Erstes Kapitel", "Глава вторая: ...", "第三回 ...".

A kind and a number, in either order, then nothing or a title. Whether a title is one, the
caller decides.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from audiobook.readers.headings.words import LANGUAGES, Words

# As the ranks of headings are ordered.
_KINDS: Final = (
    "volume",
    "book",
    "part",
    "chapter",
)
_VOLUME = 0
_PART = 2
_CHAPTER = 3
_ROMAN = r"[ivxlc]+"
_ROMAN_DIGITS: Final = {
    "i": 1,
    "v": 5,
    "x": 10,
    "l": 50,
    "c": 100,
    "d": 500,
    "m": 1000,
}
_DIGITS = r"\d{1,4}"
_HAN = "〇零一二三四五六七八九十百千两"
_HAN_DIGITS: Final = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_EAST_TITLE = r"(?:[\s　:：、.・—]+(?P<title>\S.{0,60}))?"
_EAST = re.compile(
    rf"(?P<label>[第제][\s　]?(?P<number>[{_HAN}]{{1,8}}|[0-9０-９]{{1,4}})[\s　]?"
    r"(?P<kind>[章回节節话話部卷巻編编篇幕集장화부권편])"
    rf"|(?P<volume>[卷巻])(?P<of>[{_HAN}]{{1,8}})){_EAST_TITLE}"
)
_EAST_NAMED = re.compile(
    r"(?P<label>序章|终章|終章|尾声|尾聲|楔子|序幕|序言|前言|后记|後記|引子|番外"
    r"|プロローグ|エピローグ|はじめに|あとがき|まえがき"
    rf"|프롤로그|에필로그|머리말){_EAST_TITLE}"
)
_EAST_KINDS: Final = {
    "卷": _VOLUME,
    "巻": _VOLUME,
    "集": _VOLUME,
    "권": _VOLUME,
    "部": _PART,
    "編": _PART,
    "编": _PART,
    "篇": _PART,
    "幕": _PART,
    "부": _PART,
    "편": _PART,
}
_FIRST_EAST_ASIAN = "\u2e80"  # before it are the alphabets
_DOTTED: Final = {0x130: "i"}  # its lower case has two characters elsewhere
_SENTENCE_END = tuple("。！？…」』，、.!?")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_BEGINNING = 60  # characters, and so many words: a kind stands among them
_FIRST_WORDS = 3


@dataclass(frozen=True, slots=True)
class HeadingParts:
    """A heading taken apart.

    ``height`` is 0 for a volume, 1 for a book, 2 for a part, 3 for a chapter; ``number`` is 0
    where it has none; ``rest`` is what follows on the line.
    """

    height: int
    number: int
    label: str
    rest: str


def counted(text: str) -> HeadingParts | None:
    """A counted or named heading in a language other than English.

    ``None`` for anything else.
    """
    if text[0] >= _FIRST_EAST_ASIAN:
        return _east_asian(text)
    folded = text.translate(_DOTTED).lower()
    if len(folded) != len(text):  # places in one would not be places in the other
        return None
    for pattern in _candidates(folded):
        match = pattern.fullmatch(folded)
        if match:
            end = match.end("label")
            label = text[:end].rstrip(" .:-–—")
            return HeadingParts(
                _height(match),
                _number(match),
                label,
                text[end:],
            )
    return None


def _candidates(folded: str) -> dict[re.Pattern[str], None]:
    """The patterns that may match a line, by its first words, each once and in order."""
    by_word = _patterns()
    candidates: dict[re.Pattern[str], None] = {}
    for word in _TOKEN.findall(folded[:_BEGINNING])[:_FIRST_WORDS]:
        for pattern in by_word.get(word, ()):
            candidates[pattern] = None
    return candidates


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """The patterns that may match a line, by the words for what is counted or named."""
    by_word: dict[str, tuple[re.Pattern[str], ...]] = {}
    for language, words in LANGUAGES.items():
        counting = _counting(language, words)
        for kind in _KINDS:
            for word in getattr(words, kind).split():
                by_word[word] = (*by_word.get(word, ()), counting)
        naming = _naming(words)
        for word in words.named.split():
            by_word[word] = (*by_word.get(word, ()), naming)
    return by_word


def _counting(language: str, words: Words) -> re.Pattern[str]:
    """The pattern of "Kapitel 3" and "Drittes Kapitel"."""
    groups: list[str] = []
    for kind in _KINDS:
        choice = _choice(getattr(words, kind))
        groups.append(f"(?P<{kind}>{choice})")
    kinds = "|".join(groups)
    # The longest first, or "sechzehn" is read as "sechs".
    numbers = "|".join(sorted(_numbers(language), key=len, reverse=True))
    digits = rf"{_DIGITS}(?:er|re|ère|e|ème|[ºª°])?|{_ROMAN}"
    number = rf"(?:{digits}|{numbers})(?!\w)"
    # The same kinds stand twice: the groups of the second take other names.
    again = re.sub(r"\?P<(\w+)>", r"?P<\1_>", kinds)
    forward = rf"(?:{kinds})\.?\s+(?:(?:n[.º°]|a|al|den|de)\s*)?(?P<after>{number})"
    backward = rf"(?P<before>{number})\.?\s+(?:{again})(?!\w)"
    return re.compile(rf"(?P<label>{forward}|{backward})(?P<rest>.*)")


def _naming(words: Words) -> re.Pattern[str]:
    """The pattern of "Prolog" and "Vorwort: ..."."""
    choice = _choice(words.named)
    return re.compile(rf"(?P<label>{choice})(?P<rest>(?:\s*[.:—–-].*)?)")


def _choice(words: str) -> str:
    """A pattern for any of the words."""
    return words.replace(" ", "|")


@cache
def _numbers(language: str) -> dict[str, int]:
    """Patterns of number words -> their values."""
    words = LANGUAGES[language]
    values: dict[str, int] = {}
    for value, cardinals in enumerate(words.counts.split(), 1):
        for cardinal in cardinals.split("|"):
            values[cardinal] = value
    for value, stems in enumerate(words.firsts.split(), 1):
        for stem in stems.split("|"):
            values[stem + words.ending] = value
    return values


def _height(match: re.Match[str]) -> int:
    """How high a heading stands, by the kind that was counted."""
    groups = match.groupdict()
    for height, kind in enumerate(_KINDS):
        if groups.get(kind) or groups.get(f"{kind}_"):
            return height
    return _CHAPTER


def _number(match: re.Match[str]) -> int:
    """The number of a heading, in digits, words or Roman numerals."""
    groups = match.groupdict()
    number = groups.get("after") or groups.get("before") or ""
    digits = re.match(r"\d+", number)
    if digits:
        return int(digits.group())
    return _named_number(number)


@cache
def _named_number(word: str) -> int:
    """The value of a number word in any of the languages, or of a Roman numeral."""
    for language in LANGUAGES:
        for pattern, value in _numbers(language).items():
            if re.fullmatch(pattern, word):
                return value
    # After the words, for a few are Roman numerals as well.
    if re.fullmatch(_ROMAN, word):
        return roman(word)
    return 0


def roman(text: str) -> int:
    """The value of a Roman numeral in lower-case letters, well formed or not."""
    total = 0
    after = 0
    for digit in reversed(text):
        value = _ROMAN_DIGITS[digit]
        if value < after:
            total -= value
        else:
            total += value
        after = value
    return total


def _east_asian(text: str) -> HeadingParts | None:
    """A heading in Chinese, Japanese or Korean."""
    match = _EAST.fullmatch(text)
    if match and not _is_prose(match["title"]):
        number = han_number(match["number"] or match["of"])
        height = _EAST_KINDS.get(match["kind"] or match["volume"], _CHAPTER)
        return HeadingParts(
            height,
            number,
            match["label"],
            match["title"] or "",
        )
    named = _EAST_NAMED.fullmatch(text)
    if named and not _is_prose(named["title"]):
        return HeadingParts(
            _CHAPTER,
            0,
            named["label"],
            named["title"] or "",
        )
    return None


def _is_prose(title: str | None) -> bool:
    """Whether what follows a number ends like a sentence."""
    return title is not None and title.endswith(_SENTENCE_END)


def han_number(text: str) -> int:
    """The value of "十二", "一百零三" or "１２".

    Digits one after another ("一二") are read as such.
    """
    if text[0].isdigit() and text[0] not in _HAN_DIGITS:
        return int(unicodedata.normalize("NFKC", text))
    if not set(text) & set(_HAN_UNITS):
        digits = [str(_HAN_DIGITS[char]) for char in text]
        return int("".join(digits))
    total = 0
    digit = 0
    for char in text:
        if char in _HAN_UNITS:
            # A unit without a digit before it is one of its kind: "十" is ten.
            total += max(digit, 1) * _HAN_UNITS[char]
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
    return total + digit
