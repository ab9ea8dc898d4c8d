"""The attributor's word lists: data files that a reader of the language can extend.

These are words by which people are recognised: not the pronunciations of ``speech.lexicon``, and
not the grammar of a language (``audiobook.language``), though lists of other languages stand
there.

- ``female``, ``male``: first names of women and of men
- ``nicknames``: one first name in several shapes a row, the fullest first
- ``not_names``: capitalised words that are never a name by themselves
- ``titles``: what stands before a name ("Mr.", "Aunt"): gender, age, kind
- ``short_titles``: titles that are written short, and the same in full
- ``honorifics``: what is hung on a name ("-san"): gender, age
- ``nouns``: generic nouns for a person ("the girl"): gender, age
- ``roles``: nouns that are somebody's epithet ("the beadle"): gender, age
- ``groups``: nouns for several people who speak as one
- ``things``: nouns that are nobody: parts and belongings of a speaker
- ``no_verbs``: words after a comma that are not verbs of saying
- ``phrase_ends``: words that end a noun phrase after a verb of saying
- ``kin``: nouns that stand without an article
- ``ranker_...``: what the trained attributor looks up, as it was trained

English has a file of its own for each list; all other languages have theirs in one file each. In
the English ones a line that opens with ``#`` is a comment; everything else is lower-case words
separated by spaces. The lists are small on purpose: they hold what grammar cannot tell, and
everything open (who is a person, what else is a verb of saying) is learnt from the book itself.
Verbs of saying are in the file of the language, English ones too.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from audiobook import language as languages
from audiobook.language import ENGLISH, Noun

FEMALE = "female"
MALE = "male"
UNKNOWN = ""
OTHER_GENDER = {MALE: FEMALE, FEMALE: MALE}

_NO_WORDS: frozenset[str] = frozenset()
# Name of a list -> section and keys of the same list in the file of a language.
_SECTIONS = {
    "no_verbs": ("verbs", "not_speech"),
    "phrase_ends": ("phrases", "ends"),
    "things": ("phrases", "things"),
    "groups": ("phrases", "groups"),
    "female": ("names", "female"),
    "male": ("names", "male"),
    "not_names": ("names", "not_names"),
}
# Lists that hold every stop word too: the English files have them written out.
_WITH_STOP_WORDS = ("no_verbs", "not_names")
_EMPTY_CELL = "-"


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of an English data file, split at spaces."""
    folder = files("audiobook.attribute").joinpath("data")
    source = folder.joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in source.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(line.split()) for line in lines)


@cache
def words(name: str, language: str = ENGLISH) -> frozenset[str]:
    """All words of a list: of the data file, or of the same list of another language.

    ``name`` is one of the lists of the module's table that are words alone.
    """
    if language == ENGLISH:
        return _english_words(name)
    section, *keys = _SECTIONS[name]
    found = _NO_WORDS
    if name in _WITH_STOP_WORDS:
        found = languages.words(language, "language", "stop_words")
    for key in keys:
        found |= languages.words(language, section, key)
    return found


def _english_words(name: str) -> frozenset[str]:
    """The words of a data file, and those that the user's own file adds to the list."""
    found = _NO_WORDS.union(*rows(name))
    if name not in _SECTIONS:
        return found
    # The words of a user's verbs are all under the first key, as those of the data file are.
    section, key, *_ = _SECTIONS[name]
    return found | languages.words(ENGLISH, section, key)


@cache
def nouns(name: str, language: str = ENGLISH) -> dict[str, Noun]:
    """Noun or title -> what it says of the person.

    ``name`` is "nouns", "roles", "titles" or "honorifics"; the last are the same in all
    languages.
    """
    if language == ENGLISH or name == "honorifics":
        return _english_nouns(name)
    if name == "titles":
        return languages.titles(language)
    return languages.people(language, name)


def _english_nouns(name: str) -> dict[str, Noun]:
    """The first cell of each row -> the other cells: gender, age, and the kind of a title."""
    found: dict[str, Noun] = {}
    for word, *cells in rows(name):
        # The cell of what the word does not say is "-".
        said = [cell.removeprefix(_EMPTY_CELL) for cell in cells]
        found[word] = Noun(*said)
    return found


@cache
def nicknames(language: str = ENGLISH) -> dict[str, frozenset[str]]:
    """Lower-case name -> the full names that it may be short for, itself among them."""
    found: dict[str, frozenset[str]] = {}
    for row in _nickname_rows(language):
        full = row[0]
        # A nickname may be in several rows: Kitty is Catherine or Katherine.
        for name in row:
            fulls = found.get(name, frozenset({name}))
            found[name] = fulls | {full}
    return found


def _nickname_rows(language: str) -> Iterable[Sequence[str]]:
    """The shapes of one name a row, the fullest first."""
    if language == ENGLISH:
        return rows("nicknames")
    lines = languages.text(language, "names", "nicknames").splitlines()
    return filter(None, map(str.split, lines))


def title(word: str, language: str = ENGLISH) -> Noun | None:
    """What a title ("Mr.", "Aunt") says of its bearer; ``None`` for any other word."""
    return nouns("titles", language).get(word.lower().rstrip("."))


def title_in_full(title: str) -> str:
    """A title as it is said: "doctor" for "dr"."""
    return _titles_in_full().get(title, title)


@cache
def _titles_in_full() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("short_titles")}


def first_name_gender(word: str, language: str = ENGLISH) -> str:
    """The gender of a first name; empty where the lists hold it on both sides or on neither."""
    low = word.lower()
    female = low in words("female", language)
    male = low in words("male", language)
    # "Leslie" is on both lists.
    if female == male:
        return UNKNOWN
    if female:
        return FEMALE
    return MALE


def is_first_name(word: str, language: str = ENGLISH) -> bool:
    """Whether a list of first names holds the word, as a full name or as a nickname."""
    low = word.lower()
    if low in words("female", language) or low in words("male", language):
        return True
    return low in nicknames(language)


def noun(word: str, language: str = ENGLISH) -> Noun | None:
    """What a common noun says of the person; ``None`` for nouns in neither list."""
    low = word.lower()
    return nouns("nouns", language).get(low) or nouns("roles", language).get(low)


def is_generic(word: str, language: str = ENGLISH) -> bool:
    """Whether a noun means whoever was last named ("the girl") and is nobody's own epithet."""
    return word.lower() in nouns("nouns", language)


def genders_clash(one: str, other: str) -> bool:
    """Whether two genders are both known and different."""
    if UNKNOWN in (one, other):
        return False
    return one != other
