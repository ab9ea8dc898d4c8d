"""Quotation marks: which characters, and what one of them does where it stands.

A mark's neighbours decide before its own shape does: English closes with the mark that opens in German,
Swedish opens with the one that closes, and a straight mark says nothing by itself. Only where the
neighbours leave it open (``--"--``, ``« Oui »``) the character's usual role counts, and for a straight mark
the state of the paragraph.
"""

import re
from enum import StrEnum
from typing import NamedTuple


class Family(StrEnum):
    """Marks that stand for one another."""

    DOUBLE = "double"  # " “ ” „ ‟
    SINGLE = "single"  # ' ‘ ’ ‚ ‛
    ANGLE = "angle"  # « » ‹ ›
    CORNER = "corner"  # 「 」 『 』
    DASH = "dash"  # a paragraph that opens with a dash


class Role(StrEnum):
    """What a mark does."""

    OPEN = "open"
    CLOSE = "close"
    MAYBE = "maybe"  # an apostrophe that begins a word, or an opening mark: ``'tis``
    WEAK = "weak"  # an apostrophe at the end of a word, or a closing mark: ``the girls' room``
    EITHER = "either"


class Sign(NamedTuple):
    """A mark at ``at`` and its role."""

    at: int
    role: Role


CHARACTERS = {
    Family.DOUBLE: '"“”„‟＂〝〞',
    Family.SINGLE: "'‘’‚‛",
    Family.ANGLE: "«»‹›",
    Family.CORNER: "「」『』",
}
ALL = "".join(CHARACTERS.values())
_USUAL = {
    **dict.fromkeys("“„‟〝‘‚‛«‹「『", Role.OPEN),
    **dict.fromkeys("”〞’»›」』", Role.CLOSE),
}
_PATTERNS = {family: re.compile(f"[{characters}]") for family, characters in CHARACTERS.items()}
_CLEAR = "_*"  # emphasis marks of plain text: looked through
_ENDS = ",.;:!?)]}…"
_AFTER_SPACED = tuple(",;:!?.)")
_DASHES = "—–-―"
_PUNCTUATION = ".,!?;:…—–-)*_”»’'\""
_ELISION = re.compile(
    r"['’‘](?:tis|twas|twill|twere|twould|twixt|tain|em|er|ere|im|is|un|ud|e|ave|ad|as|ome|ouse|ope|alf|and|ead|ell|ear"
    r"|bout|cause|cos|coz|cuz|til|till|round|neath|gainst|mongst|mid|nuff|nother|fore|stead|spect|fraid|way|n|d|ll|m"
    r"|re|s|t|ve|sblood|swounds|zounds|gin|pon|op|ow|old|orse|ee|a|o|ol|kay|\d0?s|\d\d)\b",
    re.IGNORECASE,
)


def signs(text: str, family: Family, start: int, end: int) -> list[Sign]:
    """The marks of a family in ``text[start:end]``, one paragraph, with their roles."""
    judge = _single if family is Family.SINGLE else _paired
    found = (
        judge(text, m.start(), start, end) for m in _PATTERNS[family].finditer(text, start, end)
    )
    return [sign for sign in found if sign is not None]


def _around(text: str, at: int, start: int, end: int) -> tuple[str, str]:
    """The characters on both sides, emphasis marks looked through; empty at the paragraph's ends."""
    left, right = at - 1, at + 1
    while left >= start and text[left] in _CLEAR:
        left -= 1
    while right < end and text[right] in _CLEAR:
        right += 1
    return text[left] if left >= start else "", text[right] if right < end else ""


def _paired(text: str, at: int, start: int, end: int) -> Sign | None:
    mark = text[at]
    usual = _USUAL.get(mark, Role.EITHER)
    if mark in "„「『」』‚〝〞":
        return Sign(at, usual)
    left, right = _around(text, at, start, end)
    free_left, free_right = not left or left.isspace(), not right or right.isspace()
    if mark in "»›" and free_left and right in _AFTER_SPACED and text[at + 1 : at + 3] != "..":
        return Sign(at, Role.CLOSE)  # « Oui », dit-elle
    opens = (free_left or left in "([{") and not free_right
    closes = (free_right or right in _ENDS) and not free_left
    if opens != closes:
        return Sign(at, Role.OPEN if opens else Role.CLOSE)
    if usual is Role.EITHER and left in _DASHES and right.isalnum():
        return Sign(at, Role.OPEN) if left else Sign(at, usual)
    return Sign(at, usual)


def _single(text: str, at: int, start: int, end: int) -> Sign | None:
    mark = text[at]
    left, right = _around(text, at, start, end)
    if left.isalnum() and right.isalnum():
        return None
    if mark in "‚‘‛" or (mark == "'" and _opens_single(left, right)):
        return Sign(at, Role.MAYBE if mark == "'" and _ELISION.match(text, at, end) else Role.OPEN)
    if right.isalnum() or not left or left.isspace():
        return None
    return Sign(at, Role.CLOSE if left in _PUNCTUATION else Role.WEAK)


def _opens_single(left: str, right: str) -> bool:
    before = (
        not left
        or left.isspace()
        or left in "([{"
        or left in _DASHES
        or left in CHARACTERS[Family.DOUBLE]
    )
    return before and bool(right) and not right.isspace() and right not in ",;:)]}"
