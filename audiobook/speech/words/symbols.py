"""Symbols between words, slashes, and emoji (silent, or named)."""

import re
import unicodedata

from audiobook.speech.words.tables import Tables

_SLASH = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")
_ABOUT = re.compile(r"(?<!\w)~(?=\d)")
_MORE = re.compile(r"(?<=\d)\s?([<>])\s?(?=\d)")
_EMOTICON = re.compile(r"(?<!\w)(?:[:;=8][-o']?[()DPp/|\[\]]+|<3+|\^_*\^|[xX]D|>[_.]<|-_-|o_O|T_T)(?!\w)")
_COMBINING = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]")  # skin tones, joiners
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]")
_NEAR = 40  # characters before a slash that are looked at
_SURE = "<^>xXT_-:;=8"


def symbols(text: str, language: Tables, *, emoji: bool = False) -> str:
    """Text with its symbols as they are said; emoji by their names where asked, else not at all."""
    if any(c in text for c in _SURE):
        text = _EMOTICON.sub(" ", text)
    for sign, said in language.symbols.items():
        if sign in text:
            text = text.replace(sign, f" {said} ")
    if "~" in text:
        text = _ABOUT.sub("about ", text)
    if "<" in text or ">" in text:
        text = _MORE.sub(lambda m: " is less than " if m[1] == "<" else " is more than ", text)
    return _EMOJI.sub(_named, _COMBINING.sub("", text)) if emoji else text


def slashes(text: str) -> str:
    """Slashes as words: "and/or" is "and or", "he/she" "he or she", "Anna/Peter" "Anna, Peter"."""
    return _SLASH.sub(_slash, text) if "/" in text else text


def _slash(match: re.Match[str]) -> str:
    before, after = match.string[max(0, match.start() - _NEAR) : match.start()], match.string[match.end() :][:1]
    if before.endswith(("and", "either")) or re.search(r"\b\w$", before):
        return " "
    return ", " if re.search(r"\b[A-Z]\w+$", before) and after.isupper() else " or "


def _named(match: re.Match[str]) -> str:
    return f", {unicodedata.name(match[0], '').lower()}, "
