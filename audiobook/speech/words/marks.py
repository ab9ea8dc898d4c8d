"""Punctuation as engines take it.

Drop what an engine would read out as a symbol ("asterisk"), take for markup (``<``, ``[[``) or
choke on (NUL). Dashes and ellipses become the punctuation that engines pause at. Every letter and
every digit stays.
"""

import re
import unicodedata

# What engines say sensibly or pause at. Letters, marks and numbers are kept besides.
_KEPT = frozenset(" .,;:!?'()-&%+=/@#°§…{|}")
_KEPT_CATEGORIES = frozenset(
    {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No", "Sc"}
)
_REPLACED = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "＇": "'",
        "´": "'",
        "`": "'",
        "‐": "-",
        "‑": "-",
        "[": "(",
        "]": ")",
    }
)
# Zero-width marks, soft hyphens, NUL, stray surrogates.
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Cn", "Co"})
# Characters that stand for finished pieces, see :mod:`audiobook.speech.words.spoken`.
HELD = re.compile("[\ue000-\uf8ff]")

_ELISIONS = "em|tis|twas|twere|twill|til|cause|bout|round|n|un"
_OPENING_QUOTE = re.compile(
    rf"(?<![\w\ue000-\uf8ff])'(?!(?:{_ELISIONS})\b|\d)", re.IGNORECASE
)
_CLOSING_QUOTE = re.compile(r"(?<=[^\w\s\ue000-\uf8ff])'|(?<=\w)'(?=\s|$|[.,;:!?)])")
_ELLIPSIS = re.compile(r"\s?(?:…|\.\s?\.)(?:\s?[.…])*")
_RANGE = re.compile(r"(?<=\d)\s?[–—]\s?(?=\d)")
_DASH = re.compile(r"\s?(?:[–—―⸺⸻]|-{2,}|(?<=\s)-(?=\s))[\s–—―⸺⸻-]*")
_REPEATED = re.compile(r"[!?]{2,}")
_COMMAS = re.compile(r"\s*,(?:\s*,)*")
_COMMA_BEFORE_STOP = re.compile(r",\s*(?=[.;:!?)])")
_COMMA_AFTER_STOP = re.compile(r"(?<=[.;:!?(])\s*,")
_LEADING = re.compile(r"^(?:[,;:.!?\s]|-(?!\d))+")
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?)])")


def clean(text: str) -> str:
    """Words with no other marks than engines need; empty where there is no letter or digit."""
    has_words = any(map(str.isalnum, text))
    if not has_words and not HELD.search(text):
        return ""
    plain = text.translate(_REPLACED)
    words = " ".join(plain.split())
    words = _RANGE.sub("-", words)
    words = _DASH.sub(", ", words)
    words = _ELLIPSIS.sub("... ", words)
    words = words.translate(_CHARACTERS)
    words = _OPENING_QUOTE.sub("", words)
    words = _CLOSING_QUOTE.sub("", words)
    return _tidy(words)


def _character(character: str) -> str:
    if character in _KEPT:
        return character
    category = unicodedata.category(character)
    if category in _KEPT_CATEGORIES:
        return character
    if character.isspace():
        return " "
    if HELD.match(character):
        return character
    if category in _INVISIBLE:
        return ""
    return " "


class _Characters(dict[int, str]):
    """Code point -> what stands for it, worked out once.

    A novel has a million characters, but only a hundred different ones.
    """

    def __missing__(self, code: int) -> str:
        self[code] = _character(chr(code))
        return self[code]


_CHARACTERS = _Characters()


def _tidy(words: str) -> str:
    """Single spaces, one mark where several met, none at the beginning."""
    words = _REPEATED.sub(_one_mark, words)
    words = _COMMAS.sub(",", words)
    words = _COMMA_BEFORE_STOP.sub("", words)
    words = _COMMA_AFTER_STOP.sub("", words)
    words = _SPACE_BEFORE_STOP.sub("", words)
    words = " ".join(words.split())
    return _LEADING.sub("", words).rstrip(" -")


def _one_mark(marks: re.Match[str]) -> str:
    """A question stays one: "?!" is said as "?"."""
    if "?" in marks[0]:
        return "?"
    return "!"
