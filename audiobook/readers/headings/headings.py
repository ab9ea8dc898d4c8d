"""What one line says of itself: "CHAPTER XII. The Storm", "Part the Second", "Prologue", "IV".

Words of other languages are in :mod:`~audiobook.readers.headings.words`; digits and Roman numerals alone
are read in any. A line of prose that begins like a heading ("Chapter two was found, and ...") is
told apart by what follows.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from audiobook.readers.headings.languages import counted, han_number, roman


class Rank(IntEnum):
    """How high a heading stands: the lower the number, the more it holds."""

    VOLUME = 0
    BOOK = 1
    PART = 2
    CHAPTER = 3
    TITLED = 4  # "IV. The Storm"
    BARE = 5  # "IV"


@dataclass(frozen=True, slots=True)
class Label:
    """A heading's first line, taken apart. ``number`` is 0 where it has none ("Prologue")."""

    rank: Rank
    number: int
    label: str  # "CHAPTER XII"
    title: str = ""  # what follows on the same line


_LONGEST = 200
_TENS: Final = (
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
)
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)


def _words() -> dict[str, int]:
    counts = (_ONES.split(), _FIRSTS.split())
    numbers = {word: value for words in counts for value, word in enumerate(words, 1)}
    for ten, word in enumerate(_TENS, 2):
        numbers |= {word: 10 * ten, f"{word[:-1]}ieth": 10 * ten}
        for words in counts:
            numbers |= {
                f"{word}-{one}": 10 * ten + value
                for value, one in enumerate(words[:9], 1)
            }
    return numbers | {"last": 0}


_WORDS: Final = _words()
_ROMAN = r"(?=[ivxlcdm]+\b)m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})"
_ROMAN_CAPITALS = re.sub("[ivxlcdm]", lambda match: match.group().upper(), _ROMAN)
_NAMED_NUMBER = "|".join(
    sorted((word.replace("-", "[- ]") for word in _WORDS), key=len, reverse=True)
)
_WRITTEN = "|".join(
    word for one in _ONES.split() for word in (one.capitalize(), one.upper())
)
_RANKS: Final = {
    "vol": Rank.VOLUME,
    "boo": Rank.BOOK,
    "par": Rank.PART,
    "pha": Rank.PART,
    "act": Rank.PART,
}  # by the first three letters; anything else is a chapter
_COUNTED = re.compile(
    r"(?P<label>(?P<kind>chapter|chap\.?|stave|canto|letter|adventure|episode|scene|part|phase|act|book|volume|vol\.?)\s+(?:the\s+)?"
    rf"(?P<number>\d{{1,4}}|{_ROMAN}|{_NAMED_NUMBER})\b)(?P<rest>.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<label>(?:the\s+)?(?:prologue|epilogue|preface|foreword|afterword|introduction|interlude|prelude"
    r"|postscript|author['’]?s note|finale|coda))(?P<rest>.*)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"[\[(]?(?P<number>\d{{1,3}}|{_ROMAN_CAPITALS}|{_WRITTEN})[.)\]:]?")
_HAN = re.compile("[一二三四五六七八九十百]{1,5}")
_EAST_ASIAN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_EAST_ASIAN_TITLE = 40
_TITLED = re.compile(
    rf"(?P<number>\d{{1,3}}|{_ROMAN_CAPITALS})(?:[.):]\s+|\s+(?=[A-Z]))(?P<title>\S.*)"
)
_SEPARATOR = re.compile(r"\s*[.:;,)\]—–-]+\s*")
_ENDS_PROSE = (".", ",", ";", ":", "—", "-")
_FULL_STOP = re.compile(
    r"(?<!\b[A-Za-z])(?<!\b(?:Dr|Mr|St|Co|Jr|Sr))(?<!\b(?:Mrs|Ltd|Esq|etc))(?<!\.)\.$"
)
_OPENERS = "\"'“‘«„‹"
_SMALL_WORDS = (
    "a an the and but or nor for of in on at to by from with into de la le du von und der des im et les aux au "
    "y el los las del en con por di il da e do dos i w z na se v ve и в на с из к о і у"
)
_SMALL: Final = frozenset(_SMALL_WORDS.split())


def label_of(line: str) -> Label | None:
    """The heading that a line is, by its words alone; ``None`` for anything else."""
    text = line.strip("_*=~-–— \t") if len(line) <= _LONGEST else ""
    return _label(text) if text else None


@lru_cache(maxsize=4096)  # each line is asked about several times
def _label(text: str) -> Label | None:
    return _counted(text) or _named(text) or _foreign(text) or _numbered(text)


def _foreign(text: str) -> Label | None:
    found = counted(text)
    title = _title_after(found.rest) if found else None
    if (
        found is None
        or title is None
        or (title and title == found.rest.strip() and title[0].islower())
    ):
        return None
    return Label(Rank(found.height), found.number, found.label, title)


def _counted(text: str) -> Label | None:
    match = _COUNTED.fullmatch(text)
    title = match and _title_after(match["rest"])
    if match is None or title is None:
        return None
    rank = _RANKS.get(match["kind"][:3].lower(), Rank.CHAPTER)
    return Label(rank, number_of(match["number"]), match["label"], title)


def _named(text: str) -> Label | None:
    match = _NAMED.fullmatch(text)
    title = match and _title_after(match["rest"])
    if (
        match is None
        or title is None
        or (title and not _SEPARATOR.match(match["rest"]))
    ):
        return None
    return Label(Rank.CHAPTER, 0, match["label"], title)


def _numbered(text: str) -> Label | None:
    if _HAN.fullmatch(text):
        return Label(Rank.BARE, han_number(text), text)
    bare = _BARE.fullmatch(text)
    if bare:
        return Label(Rank.BARE, number_of(bare["number"]), text.strip("[(.)]:"))
    titled = _TITLED.fullmatch(text)
    if titled and is_title(titled["title"]):
        return Label(
            Rank.TITLED, number_of(titled["number"]), titled["number"], titled["title"]
        )
    return None


def _title_after(rest: str) -> str | None:
    """The title behind a number: empty where there is none, ``None`` where it is prose."""
    separator = _SEPARATOR.match(rest)
    title = rest[separator.end() :] if separator else rest.strip()
    if not title or (
        separator
        and not separator.group().startswith((",", "-"))
        and is_title(title.rstrip(","))
    ):
        return title  # with a comma at its end it has to go on in the next line
    return title if is_title(title) and not title[0].islower() else None


def number_of(words: str) -> int:
    """The value of "12", "XII", "twelve" or "twelfth"; 0 for "last"."""
    text = re.sub(r"\s+", "-", words.strip().lower())
    if text.isdigit():
        return int(text)
    return _WORDS[text] if text in _WORDS else roman(text)


def is_title(text: str) -> bool:
    """Whether a stretch of text could be a title: short, not a sentence, not speech."""
    if (
        len(text) > _LONGEST + 100
        or text.endswith((",", ";"))
        or not any(map(str.isalpha, text))
    ):
        return False
    words = text.split()
    if _EAST_ASIAN.search(text):  # has neither capitals nor spaces to tell by
        return len(text) <= _EAST_ASIAN_TITLE and not text.endswith(
            ("。", "！", "？", "」", "』", "，", "、")
        )
    spoken = text[0] in _OPENERS
    if text.upper() == text:
        return not spoken or len(words) > 2
    if spoken or text.endswith(_ENDS_PROSE):
        return not spoken and text.endswith(".") and _capitalised(words)
    return len(words) <= 12 or _capitalised(words)


def _capitalised(words: list[str]) -> bool:
    bare = [word.lstrip("_*(\"'“‘") for word in words]
    return all(not word[:1].islower() or is_small(word) for word in bare)


def is_small(word: str) -> bool:
    """Whether titles print a word without a capital: "of", "und", "la"."""
    return word.lower() in _SMALL


def as_title(text: str) -> str:
    """A title as a reader would write it: no emphasis marks, capitals only where they belong."""
    plain = " ".join(text.replace("_", " ").split()).strip(" *=~")
    plain = plain[:-1] if _FULL_STOP.search(plain) else plain
    if plain.upper() != plain or not any(char.isalpha() for char in plain):
        return plain
    words = plain.split(" ")
    begins = [True, *(word.endswith((":", ".", "—")) for word in words)]
    return " ".join(
        _lowered(word, first=first) for word, first in zip(words, begins, strict=False)
    )


def _lowered(word: str, *, first: bool) -> str:
    bare = word.strip(".,:;!?()\"'“”‘’").lower()
    if re.fullmatch(_ROMAN, bare) and bare not in {
        "mix",
        "did",
        "mild",
        "civil",
        "dim",
        "lid",
        "mid",
    }:
        return word
    if bare in _SMALL and not first:
        return word.lower()
    if re.fullmatch(r"(?:\w\.)+\w?\.?", word):  # initials
        return word
    return re.sub(
        r"^\W*\w|(?<![\w'’])\w", lambda match: match.group().upper(), word.lower()
    )
