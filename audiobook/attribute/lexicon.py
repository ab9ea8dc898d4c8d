"""Word lists, as data files that a reader of the language can extend.

English has a file of its own for each list; all other languages have theirs in one file each (``language``). In
the English ones a line that opens with ``#`` is a comment; everything else is lower-case words separated by
spaces. The lists are small on purpose: they hold what grammar cannot tell, and everything open (who is a person,
which verb is a verb of speech) is learnt from the book itself.
"""

from functools import cache
from importlib.resources import files

from audiobook import language as languages
from audiobook.language import ENGLISH, Noun

FEMALE = "female"
MALE = "male"
UNKNOWN = ""
_VERBS = ("verbs", "speech", "speech_first", "thought")
# English file -> section and keys of a language's own
_PLACES = {
    "speech": _VERBS,
    "no_verbs": ("verbs", "not_speech"),
    "phrase_ends": ("phrases", "ends"),
    "things": ("phrases", "things"),
    "groups": ("phrases", "groups"),
    "female": ("names", "female"),
    "male": ("names", "male"),
    "not_names": ("names", "not_names"),
}
_WITH_STOP_WORDS = ("no_verbs", "not_names")


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a data file, split at spaces."""
    text = files("audiobook.attribute").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def words(name: str, language: str = ENGLISH) -> frozenset[str]:
    """All words of a data file, or of the same list of another language."""
    if language == ENGLISH:
        own = languages.words(ENGLISH, *_PLACES[name][:2]) if name in _PLACES else frozenset()
        return own.union(word for row in rows(name) for word in row)
    section, *keys = _PLACES[name]
    stops = languages.words(language, "language", "stop_words") if name in _WITH_STOP_WORDS else frozenset()
    return stops.union(*(languages.words(language, section, key) for key in keys))


@cache
def nouns(name: str, language: str = ENGLISH) -> dict[str, Noun]:
    """Noun or title -> what it says of the person; ``name`` is "nouns", "roles", "titles" or "honorifics"."""
    if language == ENGLISH or name == "honorifics":
        return {row[0]: Noun(*("" if cell == "-" else cell for cell in row[1:])) for row in rows(name)}
    return languages.titles(language) if name == "titles" else languages.people(language, name)


@cache
def nicknames(language: str = ENGLISH) -> dict[str, frozenset[str]]:
    """Lower-case name -> the full names that it may be short for, itself among them."""
    found: dict[str, set[str]] = {}
    for full, *shorts in rows("nicknames") if language == ENGLISH else _nickname_rows(language):
        for short in (full, *shorts):
            found.setdefault(short, {short}).add(full)
    return {short: frozenset(fulls) for short, fulls in found.items()}


def _nickname_rows(language: str) -> list[list[str]]:
    return [line.split() for line in languages.text(language, "names", "nicknames").splitlines() if line.strip()]


def title(word: str, language: str = ENGLISH) -> Noun | None:
    """What a title ("Mr.", "Aunt") says of its bearer; ``None`` for any other word."""
    return nouns("titles", language).get(word.lower().rstrip("."))


def first_name_gender(word: str, language: str = ENGLISH) -> str:
    """The gender of a first name; empty where the lists hold it on both sides or on neither."""
    low = word.lower()
    female, male = low in words("female", language), low in words("male", language)
    return FEMALE if female and not male else MALE if male and not female else UNKNOWN


def is_first_name(word: str, language: str = ENGLISH) -> bool:
    """Whether either list of first names holds the word."""
    low = word.lower()
    return low in words("female", language) or low in words("male", language) or low in nicknames(language)


def noun(word: str, language: str = ENGLISH) -> Noun | None:
    """What a common noun says of the person; ``None`` for nouns in neither list."""
    low = word.lower()
    return nouns("nouns", language).get(low) or nouns("roles", language).get(low)


def is_generic(word: str, language: str = ENGLISH) -> bool:
    """Whether a noun stands for whoever was last named ("the girl") and is nobody's own epithet."""
    return word.lower() in nouns("nouns", language)
