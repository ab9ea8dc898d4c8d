"""Quotation marks: which characters, and what one of them does where it stands.

A mark's neighbours decide before its own shape does: English closes with the mark that opens in
German, Swedish opens with the one that closes, and a straight mark says nothing by itself. Only
where the neighbours leave it open (``--"--``, ``« Oui »``) the character's usual role counts, and
for a straight mark the state of the paragraph.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class Family(StrEnum):
    """Marks that stand for one another."""

    DOUBLE = "double"  # " “ ” „ ‟
    SINGLE = "single"  # ' ‘ ’ ‚ ‛
    ANGLE = "angle"  # « » ‹ ›
    CORNER = "corner"  # 「 」 『 』
    DASH = "dash"  # a paragraph that opens with a dash
    ITALIC = "italic"  # italics of the source, or _ and * around words


class SignRole(StrEnum):
    """What a mark does."""

    OPEN = "open"
    CLOSE = "close"
    MAYBE = "maybe"  # an apostrophe that begins a word, or an opening mark: ``'tis``
    WEAK = "weak"  # an apostrophe at the end of a word, or a closing mark: ``the girls' room``
    EITHER = "either"


class Sign(NamedTuple):
    """A mark at ``at`` and its role."""

    at: int
    role: SignRole


CHARACTERS = {
    Family.DOUBLE: '"“”„‟＂〝〞',
    Family.SINGLE: "'‘’‚‛",
    Family.ANGLE: "«»‹›",
    Family.CORNER: "「」『』",
}
ALL = "".join(CHARACTERS.values())
_USUAL = {
    **dict.fromkeys("“„‟〝‘‚‛«‹「『", SignRole.OPEN),
    **dict.fromkeys("”〞’»›」』", SignRole.CLOSE),
}
_UNMISTAKABLE = "„「『」』‚〝〞"  # marks that have one role in every language
_PATTERNS = {
    family: re.compile(f"[{characters}]") for family, characters in CHARACTERS.items()
}
_CLEAR = "_*"  # emphasis marks of plain text: looked through
_ENDS = ",.;:!?)]}…"
_AFTER_SPACED = tuple(",;:!?.)")
_BRACKETS = "([{"
_DASHES = "—–-―"
_PUNCTUATION = ".,!?;:…—–-)*_”»’'\""
_BROKEN_OFF = frozenset("…" + _DASHES)
_STOPS = frozenset(".,!?")
_BEFORE_SINGLE = frozenset(_BRACKETS + _DASHES + CHARACTERS[Family.DOUBLE])
_AFTER_NOTHING = frozenset(",;:)]}")  # what no quotation begins with
_ELISION = re.compile(
    r"['’‘](?:tis|twas|twill|twere|twould|twixt|tain|em|er|ere|im|is|un|ud|e|ave|ad|as|ome|ouse"
    r"|ope|alf|and|ead|ell|ear|bout|cause|cos|coz|cuz|til|till|round|neath|gainst|mongst|mid|nuff"
    r"|nother|fore|stead|spect|fraid|way|n|d|ll|m|re|s|t|ve|sblood|swounds|zounds|gin|pon|op|ow|old"
    r"|orse|ee|a|o|ol|kay|\d0?s|\d\d)\b",
    re.IGNORECASE,
)


# "Go on" between two apostrophes on both sides, as TeX has it, or with two commas below: a pair
# within one paragraph.
_TYPED = re.compile(
    r"(?<![\w'`,])(?:''|``|,,)(?=[^\s'`,])((?:(?!\n\s*\n|``|,,).)*?)''(?!['\w])",
    re.DOTALL,
)
_LOW = re.compile(r"(?<![\w,]),,(?=[^\s,][^\n]*[\"“”])")
_ANGLES = (("<<", "«*"), (">>", "*»"))
_GRAVE = re.compile(r"(?<![\w`])`(?=[^\s`])")
_GRAVE_ENDS = re.compile(r"\S`(?!\w)")
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![^\S\n]*\n))+")


def typeset(text: str) -> str:
    """A text, as long as it was, with the marks of a printer for those of old keyboards.

    What two characters stood for is one mark and an emphasis mark, which all that reads marks
    looks through.
    """
    if "''" in text:
        text = _TYPED.sub(r'"*\1*"', text)
    if ",," in text:
        text = _LOW.sub("„*", text)
    if "`" in text:
        text = _PARAGRAPH.sub(_with_single_marks, text)
    for typed, mark in _ANGLES:
        text = text.replace(typed, mark)
    return text.replace("´", "'")


def _with_single_marks(paragraph: re.Match[str]) -> str:
    """A paragraph with an opening single mark for the grave accent of ```Hello,' he said``.

    Between two accents stands code.
    """
    text = paragraph.group()
    if _GRAVE_ENDS.search(text):
        return text
    return _GRAVE.sub("‘", text)


def has_words(text: str) -> bool:
    """Whether there is anything to say, a letter or a digit, between the marks."""
    return any(map(str.isalnum, text))


def signs(
    text: str,
    family: Family,
    start: int,
    end: int,
) -> list[Sign]:
    """The marks of a family in ``text[start:end]``, one paragraph, with their roles.

    Apostrophes inside words are left out.
    """
    # Single marks are read apart: most of them are apostrophes.
    read: Callable[[str, int, int, int], Sign | None] = _paired
    if family is Family.SINGLE:
        read = _single
    marks: list[Sign] = []
    for match in _PATTERNS[family].finditer(text, start, end):
        sign = read(text, match.start(), start, end)
        if sign is not None:
            marks.append(sign)
    return marks


def _around(
    text: str,
    at: int,
    start: int,
    end: int,
) -> tuple[str, str]:
    """The characters on both sides, emphasis marks looked through.

    A side is empty at the end of the paragraph.
    """
    before = at - 1
    while before >= start and text[before] in _CLEAR:
        before -= 1
    after = at + 1
    while after < end and text[after] in _CLEAR:
        after += 1
    # Slices, because there may be nothing on a side.
    left = text[max(start, before) : before + 1]
    right = text[after : min(after + 1, end)]
    return left, right


def _is_free(neighbour: str) -> bool:
    """Whether nothing stands on that side: white space, or the end of the paragraph."""
    return not neighbour or neighbour.isspace()


def _paired(
    text: str,
    at: int,
    start: int,
    end: int,
) -> Sign:
    """The role of a mark that is not an apostrophe.

    It opens before a word and closes after one, whatever its shape. Where both sides look alike,
    the usual role of the character counts; a straight mark has none and takes its role from the
    paragraph.
    """
    mark = text[at]
    usual = _USUAL.get(mark, SignRole.EITHER)
    if mark in _UNMISTAKABLE:
        return Sign(at, usual)
    left, right = _around(text, at, start, end)
    free_left = _is_free(left)
    free_right = _is_free(right)
    # « Oui », dit-elle: French sets white space inside its marks. An ellipsis may open, though.
    before_stop = right in _AFTER_SPACED and text[at + 1 : at + 3] != ".."
    if free_left and before_stop and mark in "»›":
        return Sign(at, SignRole.CLOSE)
    opens = not free_right and (free_left or left in _BRACKETS)
    closes = not free_left and (free_right or right in _ENDS)
    if opens and not closes:
        return Sign(at, SignRole.OPEN)
    if closes and not opens:
        return Sign(at, SignRole.CLOSE)
    # A straight mark between a dash and a word opens, whatever was open before.
    after_dash = left and left in _DASHES
    if usual is SignRole.EITHER and after_dash and right.isalnum():
        return Sign(at, SignRole.OPEN)
    return Sign(at, usual)


def _single(
    text: str,
    at: int,
    start: int,
    end: int,
) -> Sign | None:
    """The role of a single mark; ``None`` for a mere apostrophe.

    The same character is mark and apostrophe, so that roles stay doubtful until all of the
    paragraph is read.
    """
    mark = text[at]
    left, right = _around(text, at, start, end)
    # "don't", "o'clock".
    if left.isalnum() and right.isalnum():
        return None
    if mark in "‚‘‛" and not _is_turned(left, right):
        return Sign(at, SignRole.OPEN)
    if mark == "'" and _opens_single(left, right):
        role = SignRole.OPEN
        if _ELISION.match(text, at, end):
            role = SignRole.MAYBE
        return Sign(at, role)
    if right.isalnum():
        return None
    return _closing_single(at, left, right)


def _closing_single(at: int, left: str, right: str) -> Sign | None:
    """A single mark that may close; ``None`` where it stands before a word's first mark."""
    # After punctuation a mark surely closes; after a bare letter it may be a genitive.
    if left in _PUNCTUATION and not _is_free(left):
        return Sign(at, SignRole.CLOSE)
    # One that stands alone ends speech that breaks off, unless a surer one does.
    if _is_free(left) and not _is_free(right):
        return None
    return Sign(at, SignRole.WEAK)


def _is_turned(left: str, right: str) -> bool:
    """Whether a mark that has the shape of an opening one closes: ``‘But why—‘``.

    Writing programs turn the mark that follows a dash the wrong way. Nothing opens at the end of a
    paragraph either.
    """
    if left in _BROKEN_OFF:
        return _is_free(right)
    return not right and left in _STOPS


def _opens_single(left: str, right: str) -> bool:
    """Whether the neighbours of a straight mark let it open."""
    if _is_free(right) or right in _AFTER_NOTHING:
        return False
    return _is_free(left) or left in _BEFORE_SINGLE
