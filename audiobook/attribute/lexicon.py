"""Word lists of English prose, as data files that a reader of the language can extend.

A line that opens with ``#`` is a comment; everything else is lower-case words separated by spaces. The
lists are small on purpose: they hold what grammar cannot tell, and everything open (who is a person, which
verb is a verb of speech) is learnt from the book itself.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FEMALE = "female"
MALE = "male"
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun or a title says of the person: ``gender`` and ``age`` as in ``Character``."""

    gender: str = ""
    age: str = ""
    kind: str = ""


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a data file, split at spaces."""
    text = files("audiobook.attribute").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """All words of a data file."""
    return frozenset(word for row in rows(name) for word in row)


@cache
def nouns(name: str) -> dict[str, Noun]:
    """Noun or title -> what it says of the person."""
    return {row[0]: Noun(*("" if cell == "-" else cell for cell in row[1:])) for row in rows(name)}


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Lower-case name -> the full names that it may be short for, itself among them."""
    found: dict[str, set[str]] = {}
    for full, *shorts in rows("nicknames"):
        for short in (full, *shorts):
            found.setdefault(short, {short}).add(full)
    return {short: frozenset(fulls) for short, fulls in found.items()}


def title(word: str) -> Noun | None:
    """What a title ("Mr.", "Aunt") says of its bearer; ``None`` for any other word."""
    return nouns("titles").get(word.lower().rstrip("."))


def first_name_gender(word: str) -> str:
    """The gender of a first name; empty where the lists hold it on both sides or on neither."""
    low = word.lower()
    female, male = low in words("female"), low in words("male")
    return FEMALE if female and not male else MALE if male and not female else UNKNOWN


def is_first_name(word: str) -> bool:
    """Whether either list of first names holds the word."""
    low = word.lower()
    return low in words("female") or low in words("male") or low in nicknames()


def noun(word: str) -> Noun | None:
    """What a common noun says of the person; ``None`` for nouns in neither list."""
    low = word.lower()
    return nouns("nouns").get(low) or nouns("roles").get(low)


def is_generic(word: str) -> bool:
    """Whether a noun stands for whoever was last named ("the girl") and is nobody's own epithet."""
    return word.lower() in nouns("nouns")
