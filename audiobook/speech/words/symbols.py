"""Symbols between words, slashes, and emoji (silent, or named)."""

import re
import unicodedata

from audiobook.speech.tables import Tables

_SLASH = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")
_ABOUT = re.compile(r"(?<!\w)~(?=\d)")
_COMPARED = re.compile(r"(?<=\d)\s?([<>])\s?(?=\d)")
_EMOTICON = re.compile(
    r"(?<!\w)(?:[:;=8][-o']?[()DPp/|\[\]]+|<3+|\^_*\^|[xX]D|>[_.]<|-_-|o_O|T_T)(?!\w)"
)
_IN_EMOTICONS = "<^>xXT_-:;=8"  # an emoticon has one of them
_COMBINING = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]")  # skin tones, joiners
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]")
_LETTER_BEFORE = re.compile(r"\b\w$")
_NAME_BEFORE = re.compile(r"\b[A-Z]\w+$")
_NEAR = 40  # characters before a slash that are looked at


def symbols(text: str, language: Tables, *, emoji: bool = False) -> str:
    """Text with its symbols as they are said; emoji by their names where asked, else not at all."""
    if any(map(text.__contains__, _IN_EMOTICONS)):
        text = _EMOTICON.sub(" ", text)
    for sign, name in language.symbols.items():
        if sign in text:
            text = text.replace(sign, f" {name} ")
    if "~" in text:
        text = _ABOUT.sub("about ", text)
    if "<" in text or ">" in text:
        text = _COMPARED.sub(_compared, text)
    if not emoji:
        return text
    plain = _COMBINING.sub("", text)
    return _EMOJI.sub(_named, plain)


def _compared(match: re.Match[str]) -> str:
    if match[1] == "<":
        return " is less than "
    return " is more than "


def _named(match: re.Match[str]) -> str:
    name = unicodedata.name(match[0], "")
    return f", {name.lower()}, "


def slashes(text: str) -> str:
    """Slashes as words: "and/or" is "and or", "he/she" "he or she", "Anna/Peter" "Anna, Peter"."""
    if "/" not in text:
        return text
    return _SLASH.sub(_slash, text)


def _slash(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    after = match.string[match.end() :][:1]
    if before.endswith(("and", "either")) or _LETTER_BEFORE.search(before):
        return " "
    if _NAME_BEFORE.search(before) and after.isupper():
        return ", "
    return " or "
