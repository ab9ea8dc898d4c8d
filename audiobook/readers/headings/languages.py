"""Headings in languages other than English: "Erstes Kapitel", "Глава вторая: ...", "第三回 ...", "제1장".

A kind and a number, in either order, then nothing or a title. Whether a title is one, the caller decides.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from audiobook.readers.headings.words import LANGUAGES, Words

_KINDS: Final = (
    "volume",
    "book",
    "part",
    "chapter",
)  # as the ranks of headings are ordered
_ROMAN = r"[ivxlc]+"
_DIGITS = r"\d{1,4}"
_HAN = "〇零一二三四五六七八九十百千两"
_HAN_DIGITS: Final = {
    char: value for value, char in enumerate("〇一二三四五六七八九")
} | {"零": 0, "两": 2}
_HAN_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_EAST = re.compile(
    rf"(?P<label>[第제][\s　]?(?P<number>[{_HAN}]{{1,8}}|[0-9０-９]{{1,4}})[\s　]?"
    r"(?P<kind>[章回节節話话部卷巻編编篇幕集장화부권편])"
    rf"|(?P<volume>[卷巻])(?P<of>[{_HAN}]{{1,8}}))(?:[\s　:：、.・—]+(?P<title>\S.{{0,60}}))?"
)
_EAST_NAMED = re.compile(
    r"(?P<label>序章|终章|終章|尾声|尾聲|楔子|序幕|序言|前言|后记|後記|引子|番外|プロローグ|エピローグ|はじめに|あとがき|まえがき"
    r"|프롤로그|에필로그|머리말)(?:[\s　:：、.・—]+(?P<title>\S.{0,60}))?"
)
_EAST_KINDS: Final = {
    "卷": 0,
    "巻": 0,
    "集": 0,
    "권": 0,
    "部": 2,
    "編": 2,
    "编": 2,
    "篇": 2,
    "幕": 2,
    "부": 2,
    "편": 2,
}
_DOTTED: Final = {0x130: "i"}  # its lower case has two characters elsewhere
_SENTENCE_END = tuple("。！？…」』，、.!?")


@dataclass(frozen=True, slots=True)
class Found:
    """A heading taken apart: ``height`` 0 volume, 1 book, 2 part, 3 chapter; ``number`` 0 where it has none;
    ``rest`` is what follows on the line.
    """

    height: int
    number: int
    label: str
    rest: str


def counted(text: str) -> Found | None:
    """A counted or named heading in a language other than English; ``None`` for anything else."""
    if text[0] > "\u2e7f":
        return _east_asian(text)
    folded = text.translate(_DOTTED).lower()
    if len(folded) != len(text):
        return None
    for one in _candidates(folded):
        match = one.fullmatch(folded)
        if match:
            label = text[: match.end("label")].rstrip(" .:-–—")
            return Found(
                _height(match), _number(match), label, text[match.end("label") :]
            )
    return None


def _candidates(folded: str) -> tuple[re.Pattern[str], ...]:
    by_word = _patterns()
    words = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", folded[:60])[:3]
    return tuple(
        dict.fromkeys(pattern for word in words for pattern in by_word.get(word, ()))
    )


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """By each word that says what is counted or named: the patterns that may match a line with it."""
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    for language, words in LANGUAGES.items():
        for pattern, keys in (_counting(language, words), _naming(words)):
            for key in keys.split():
                found[key] = (*found.get(key, ()), pattern)
    return found


def _counting(language: str, words: Words) -> tuple[re.Pattern[str], str]:
    kinds = "|".join(
        f"(?P<{kind}>{getattr(words, kind).replace(' ', '|')})" for kind in _KINDS
    )
    numbers = "|".join(sorted(_numbers(language), key=len, reverse=True))
    digits = rf"{_DIGITS}(?:er|re|ère|e|ème|[ºª°])?|{_ROMAN}"
    number = rf"(?:{digits}|{numbers})(?!\w)"
    # The same kinds stand twice: the groups of the second take other names.
    again = re.sub(r"\?P<(\w+)>", r"?P<\1_>", kinds)
    forward = rf"(?:{kinds})\.?\s+(?:(?:n[.º°]|a|al|den|de)\s*)?(?P<after>{number})"
    backward = rf"(?P<before>{number})\.?\s+(?:{again})(?!\w)"
    pattern = rf"(?P<label>{forward}|{backward})(?P<rest>.*)"
    return re.compile(pattern), " ".join(getattr(words, kind) for kind in _KINDS)


def _naming(words: Words) -> tuple[re.Pattern[str], str]:
    return re.compile(
        rf"(?P<label>{words.named.replace(' ', '|')})(?P<rest>(?:\s*[.:—–-].*)?)"
    ), words.named


@cache
def _numbers(language: str) -> dict[str, int]:
    """Patterns of number words -> their values."""
    words = LANGUAGES[language]
    counts = {
        one: value
        for value, many in enumerate(words.counts.split(), 1)
        for one in many.split("|")
    }
    firsts = {
        one + words.ending: value
        for value, many in enumerate(words.firsts.split(), 1)
        for one in many.split("|")
    }
    return counts | firsts


def _height(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return next(
        (
            at
            for at, kind in enumerate(_KINDS)
            if groups.get(kind) or groups.get(f"{kind}_")
        ),
        3,
    )


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    said = groups.get("after") or groups.get("before") or ""
    digits = re.match(r"\d+", said)
    return int(digits.group()) if digits else _named_number(said)


@cache
def _named_number(said: str) -> int:
    for language in LANGUAGES:
        for pattern, value in _numbers(language).items():
            if re.fullmatch(pattern, said):
                return value
    return roman(said) if re.fullmatch(_ROMAN, said) else 0


def roman(text: str) -> int:
    """The value of a Roman numeral in lower-case letters, well formed or not."""
    values = [
        dict(zip("ivxlcdm", (1, 5, 10, 50, 100, 500, 1000), strict=True))[digit]
        for digit in text
    ]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value
        for value, after in zip(values, following, strict=True)
    )


def _east_asian(text: str) -> Found | None:
    match = _EAST.fullmatch(text)
    if match and not (match["title"] or "").endswith(_SENTENCE_END):
        number = han_number(match["number"] or match["of"])
        height = _EAST_KINDS.get(match["kind"] or match["volume"], 3)
        return Found(height, number, match["label"], match["title"] or "")
    named = _EAST_NAMED.fullmatch(text)
    if named and not (named["title"] or "").endswith(_SENTENCE_END):
        return Found(3, 0, named["label"], named["title"] or "")
    return None


def han_number(text: str) -> int:
    """The value of "十二", "一百零三" or "１２"; digits one after another ("一二") are read as such."""
    if text[0].isdigit() and text[0] not in _HAN_DIGITS:
        return int(unicodedata.normalize("NFKC", text))
    if not set(text) & set(_HAN_UNITS):
        return int("".join(str(_HAN_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _HAN_UNITS:
            total += max(digit, 1) * _HAN_UNITS[char]
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
    return total + digit
