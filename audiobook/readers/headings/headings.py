"""What one line says of itself: "CHAPTER XII. The Storm", "Part the Second", "Prologue", "IV".

Words of other languages are in :mod:`~audiobook.readers.headings.words`; digits and Roman
numerals alone are read in any. A line of prose that begins like a heading ("Chapter two was
found, and ...") is told apart by what follows.
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


_LONGEST = 200  # characters of a line
_LONGEST_TITLE = 300  # with its other lines
_TITLE_WORDS = 12
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
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)


def _words() -> dict[str, int]:
    """Number words from one to ninety-nine, cardinals and ordinals, and their values."""
    values = {"last": 0}
    for words in (_ONES.split(), _FIRSTS.split()):
        for one, word in enumerate(words, 1):
            values[word] = one
        for ten, stem in enumerate(_TENS, 2):
            for one, word in enumerate(words[:9], 1):
                values[f"{stem}-{word}"] = 10 * ten + one
    for ten, stem in enumerate(_TENS, 2):
        values[stem] = 10 * ten
        values[f"{stem[:-1]}ieth"] = 10 * ten
    return values


def _named_number_pattern() -> str:
    # The longest first, or "sixteen" is read as "six"; words of one length in the order of
    # their values.
    words = [word.replace("-", "[- ]") for word in _WORDS]
    return "|".join(sorted(words, key=len, reverse=True))


def _alone_pattern() -> str:
    """Number words that are a heading by themselves: "One", "ONE"."""
    forms: list[str] = []
    for word in _ONES.split():
        forms.append(word.capitalize())
        forms.append(word.upper())
    return "|".join(forms)


_WORDS: Final = _words()
_ROMAN = r"(?=[ivxlcdm]+\b)m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})"
_ROMAN_CAPITALS = re.sub("[ivxlcdm]", lambda match: match.group().upper(), _ROMAN)
_NAMED_NUMBER = _named_number_pattern()
# By the first three letters; anything else is a chapter.
_RANKS: Final = {
    "vol": Rank.VOLUME,
    "boo": Rank.BOOK,
    "par": Rank.PART,
    "pha": Rank.PART,
    "act": Rank.PART,
}
_COUNTED = re.compile(
    r"(?P<label>(?P<kind>chapter|chap\.?|stave|canto|letter|adventure|episode|scene|part"
    r"|phase|act|book|volume|vol\.?)\s+(?:the\s+)?"
    rf"(?P<number>\d{{1,4}}|{_ROMAN}|{_NAMED_NUMBER})\b)(?P<rest>.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<label>(?:the\s+)?(?:prologue|epilogue|preface|foreword|afterword|introduction"
    r"|interlude|prelude|postscript|author['’]?s note|finale|coda))(?P<rest>.*)",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"[\[(]?(?P<number>\d{{1,3}}|{_ROMAN_CAPITALS}|{_alone_pattern()})[.)\]:]?"
)
_HAN = re.compile("[一二三四五六七八九十百]{1,5}")
_EAST_ASIAN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_EAST_ASIAN_TITLE = 40  # characters
_EAST_ASIAN_ENDS = ("。", "！", "？", "」", "』", "，", "、")
_TITLED = re.compile(
    rf"(?P<number>\d{{1,3}}|{_ROMAN_CAPITALS})(?:[.):]\s+|\s+(?=[A-Z]))(?P<title>\S.*)"
)
_SEPARATOR = re.compile(r"\s*[.:;,)\]—–-]+\s*")
_ENDS_PROSE = (".", ",", ";", ":", "—", "-")
_FULL_STOP = re.compile(
    r"(?<!\b[A-Za-z])(?<!\b(?:Dr|Mr|St|Co|Jr|Sr))(?<!\b(?:Mrs|Ltd|Esq|etc))(?<!\.)\.$"
)
_INITIALS = re.compile(r"(?:\w\.)+\w?\.?")
_FIRST_LETTER = re.compile(r"^\W*\w|(?<![\w'’])\w")
_OPENERS = "\"'“‘«„‹`´,<"
_SMALL_WORDS = (
    "a an the and but or nor for of in on at to by from with into de la le du von und der "
    "des im et les aux au y el los las del en con por di il da e do dos i w z na se v ve и "
    "в на с из к о і у"
)
_SMALL: Final = frozenset(_SMALL_WORDS.split())
# Words that would be Roman numerals.
_NO_NUMERALS: Final = frozenset(
    {
        "mix",
        "did",
        "mild",
        "civil",
        "dim",
        "lid",
        "mid",
    }
)


def label_of(line: str) -> Label | None:
    """The heading that a line is, by its words alone; ``None`` for anything else."""
    if len(line) > _LONGEST:
        return None
    text = line.strip("_*=~-–— \t")
    if not text:
        return None
    return _label(text)


@lru_cache(maxsize=4096)  # each line is asked about several times
def _label(text: str) -> Label | None:
    return _counted(text) or _named(text) or _foreign(text) or _numbered(text)


def _counted(text: str) -> Label | None:
    """A kind, a number, and perhaps a title: "Chapter 12: The Storm"."""
    match = _COUNTED.fullmatch(text)
    if match is None:
        return None
    title = _title_after(match["rest"])
    if title is None:
        return None
    rank = _RANKS.get(match["kind"][:3].lower(), Rank.CHAPTER)
    return Label(
        rank,
        number_of(match["number"]),
        match["label"],
        title,
    )


def _named(text: str) -> Label | None:
    """A kind without a number, such as "Prologue"."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    title = _title_after(match["rest"])
    if title is None:
        return None
    if title and not _SEPARATOR.match(match["rest"]):
        return None
    return Label(
        Rank.CHAPTER,
        0,
        match["label"],
        title,
    )


def _foreign(text: str) -> Label | None:
    """A heading in a language other than English."""
    parts = counted(text)
    if parts is None:
        return None
    title = _title_after(parts.rest)
    if title is None:
        return None
    # Without a sign between, a small letter goes on with a sentence.
    if title and title == parts.rest.strip() and title[0].islower():
        return None
    return Label(
        Rank(parts.height),
        parts.number,
        parts.label,
        title,
    )


def _numbered(text: str) -> Label | None:
    """A number without a kind: "IV" or "4. The Storm"."""
    if _HAN.fullmatch(text):
        return Label(Rank.BARE, han_number(text), text)
    bare = _BARE.fullmatch(text)
    if bare:
        return Label(Rank.BARE, number_of(bare["number"]), text.strip("[(.)]:"))
    titled = _TITLED.fullmatch(text)
    if titled and is_title(titled["title"]):
        number = titled["number"]
        return Label(
            Rank.TITLED,
            number_of(number),
            number,
            titled["title"],
        )
    return None


def _title_after(rest: str) -> str | None:
    """The title behind a number: empty where there is none, ``None`` where it is prose."""
    title = rest.strip()
    separator = _SEPARATOR.match(rest)
    if separator:
        title = rest[separator.end() :]
        parted = not separator.group().startswith((",", "-"))
        # With a comma at its end it has to go on in the next line.
        if parted and is_title(title.rstrip(",")):
            return title
    if not title or (is_title(title) and not title[0].islower()):
        return title
    return None


def number_of(words: str) -> int:
    """The value of "12", "XII", "twelve" or "twelfth"; 0 for "last"."""
    # "Twenty one" is written with a hyphen here.
    text = re.sub(r"\s+", "-", words.strip().lower())
    if text.isdigit():
        return int(text)
    if text in _WORDS:
        return _WORDS[text]
    return roman(text)


def is_title(text: str) -> bool:
    """Whether a stretch of text could be a title: short, not a sentence, not speech."""
    if len(text) > _LONGEST_TITLE or text.endswith((",", ";")):
        return False
    if not any(map(str.isalpha, text)):
        return False
    # Those scripts have neither capitals nor spaces to tell by.
    if _EAST_ASIAN.search(text):
        return len(text) <= _EAST_ASIAN_TITLE and not text.endswith(_EAST_ASIAN_ENDS)
    return _is_western_title(text)


def _is_western_title(text: str) -> bool:
    """Whether text with spaces between its words could be a title."""
    words = text.split()
    spoken = text[0] in _OPENERS
    # In capitals it is a title also where it ends like a sentence, but not what somebody
    # shouts.
    if text.upper() == text:
        return not spoken or len(words) > 2
    if spoken:
        return False
    if text.endswith(_ENDS_PROSE):
        return text.endswith(".") and _capitalised(words)
    return len(words) <= _TITLE_WORDS or _capitalised(words)


def _capitalised(words: list[str]) -> bool:
    """Whether all words have a capital but those that titles print without one."""
    for word in words:
        bare = word.lstrip("_*(\"'“‘")
        if bare[:1].islower() and not is_small(bare):
            return False
    return True


def is_small(word: str) -> bool:
    """Whether titles print a word without a capital: "of", "und", "la"."""
    return word.lower() in _SMALL


def as_title(text: str) -> str:
    """A title as a reader would write it.

    Without emphasis marks, and with capitals only where they belong.
    """
    plain = " ".join(text.replace("_", " ").split()).strip(" *=~")
    # Older books end their headings like sentences.
    if _FULL_STOP.search(plain):
        plain = plain[:-1]
    # Only a title that is all in capitals is set anew.
    if plain.upper() != plain or not any(map(str.isalpha, plain)):
        return plain
    words: list[str] = []
    first = True
    for word in plain.split(" "):
        words.append(_lowered(word, first=first))
        first = word.endswith((":", ".", "—"))
    return " ".join(words)


def _lowered(word: str, *, first: bool) -> str:
    """A word in capitals as it is printed in a title."""
    bare = word.strip(".,:;!?()\"'“”‘’").lower()
    if re.fullmatch(_ROMAN, bare) and bare not in _NO_NUMERALS:
        return word
    if bare in _SMALL and not first:
        return word.lower()
    if _INITIALS.fullmatch(word):
        return word
    return _FIRST_LETTER.sub(_upper, word.lower())


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()
