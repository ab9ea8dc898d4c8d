"""The data files of the languages, read once.

A file has the sections and keys of :data:`SECTIONS`. A value is a text of words separated by
white space, which may run over several lines; the parts of a word are joined by ``_``
("at_last"). What a file leaves out is empty: a language works with a few lists and gets better
with more. Sections of people (``nouns``, ``roles``) have keys of gender and age (``male``,
``female_young``, ``any_child``); ``titles`` of gender and kind, with or without an age
(``male_formal``, ``female_formal_young``).

A file of the user's own, in ``languages`` beside their settings, adds its words to those of a
language, or is a language of its own. Unlike a shipped one it is checked: an unknown section or
key is an error.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from platformdirs import user_config_dir

from audiobook.files.own import own_folder
from audiobook.files.toml import TomlFile, read_toml
from audiobook.registry import nearest


def _keys(names: str) -> tuple[str, ...]:
    """The names of keys out of a text."""
    return tuple(names.split())


ENGLISH: Final = "en"  # also what a book is read as whose language has no file
SECTIONS: Final = {
    "language": _keys("name stop_words"),
    "dialogue": _keys("tags_inside spoken narrates_on"),
    "verbs": _keys(
        "speech speech_first acts thought other_forms elsewhere not_speech not_endings auxiliary"
        " past_endings male_endings female_endings plural_endings first_endings"
    ),
    "adverbs": _keys("endings before_verb before_act before_last between links"),
    "clitics": _keys("before_verb joined after_verb"),
    "pronouns": _keys(
        "he she they it i he_forms she_forms thing_forms object_forms his her my i_forms"
    ),
    "phrases": _keys(
        "noun definite indefinite possessive male_articles female_articles adjectives before_name"
        " before_object ends things groups pro_nouns somebody voices partitive object_of pointing"
        " relative before_common the_male the_female the_elided"
    ),
    "names": _keys(
        "male female nicknames not_names male_endings female_endings cases particles abbreviated"
        " dotted capital_nouns"
    ),
    "nouns": (),
    "roles": (),
    "titles": _keys("married single stations kin bound"),
    "places": _keys("in to"),
    "address": _keys("before called"),
}
# Sections that name their keys by gender and age.
_FREE_KEYS: Final = ("nouns", "roles", "titles")
# A key with one value is replaced by the user's file, where every other is added to.
_ONE_VALUE: Final = (
    "name",
    "noun",
    "the_male",
    "the_female",
    "the_elided",
    "capital_nouns",
)
_OWN_NAME = re.compile(r"([a-z]{2,3})\.toml")

Sections = dict[str, dict[str, str]]  # section -> key -> words as the file has them


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun or a title says of the person.

    ``gender`` and ``age`` as in ``Character``; ``kind`` of a title is "formal" (before a
    surname), "given" (also before a first name) or "rank" (may stand alone).
    """

    gender: str = ""
    age: str = ""
    kind: str = ""


def own_files() -> dict[str, Path]:
    """The user's own files by their languages ("sv.toml" is Swedish)."""
    # The folder is looked at when it is needed, not when the program starts.
    folder = own_folder(user_config_dir("audiobook-producer")) / "languages"
    own: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        named = _OWN_NAME.fullmatch(path.name)
        if named:
            own[named[1]] = path
    return own


@cache
def _shipped() -> frozenset[str]:
    """The codes of the languages that come along."""
    data = files("audiobook.language").joinpath("data")
    return frozenset(file.name.removesuffix(".toml") for file in data.iterdir())


@cache
def known_languages() -> tuple[str, ...]:
    """The codes of the languages that have a file, shipped or the user's own, sorted."""
    return tuple(sorted(_shipped().union(own_files())))


@cache
def entries(code: str) -> Sections:
    """The sections of a language's file, the user's own words added.

    Empty for a language that has none. Raises :class:`~audiobook.errors.SettingsError` for a
    mistake in the user's file.
    """
    sections: Sections = {}
    if code in _shipped():
        file = files("audiobook.language").joinpath("data", f"{code}.toml")
        sections = tomllib.loads(file.read_text(encoding="utf-8"))
    # A file that came during the run would be half in use: patterns are made once.
    own = own_files().get(code)
    if own is not None and code in known_languages():
        _add(_checked(read_toml(own)), sections)
    _add_forms(sections.get("verbs", {}))
    return sections


def _add_forms(
    verbs: dict[str, str],
) -> None:
    """Put the forms that several people and the "I" have into the verbs of saying.

    They are made by their endings: "it:irent" makes "répondirent" of "répondit".
    """
    of_me = _formed(verbs.get("speech", ""), verbs.get("first_endings", ""))
    for key in ("speech", "acts", "thought"):
        if key in verbs:
            plurals = _formed(verbs[key], verbs.get("plural_endings", ""))
            verbs[key] = " ".join((verbs[key], *plurals))
    if of_me:
        verbs["speech_first"] = " ".join((verbs.get("speech_first", ""), *of_me))


def _formed(
    verbs: str,
    endings: str,
) -> list[str]:
    """The forms of verbs with other endings, the longest that a verb has; new ones only."""
    changes = [change.partition(":") for change in endings.split()]
    changes.sort(key=lambda change: -len(change[0]))
    known = verbs.split()
    formed: dict[str, None] = {}
    for verb in known:
        for ending, _, other in changes:
            if verb.endswith(ending):
                formed[f"{verb.removesuffix(ending)}{other}"] = None
                break
    return [form for form in formed if form not in known]


def _add(
    own: Sections,
    sections: Sections,
) -> None:
    """Put the user's words into the sections of a language."""
    for section, keys in own.items():
        values = sections.setdefault(section, {})
        for key, added in keys.items():
            if key in _ONE_VALUE:
                values[key] = added
            else:
                values[key] = f"{values.get(key, '')}\n{added}"


def _checked(file: TomlFile) -> Sections:
    """The sections of the user's file. Raises for what no language file has."""
    sections: Sections = {}
    for section, keys in file.data.items():
        if section not in SECTIONS or not isinstance(keys, Mapping):
            message = f'There is no section "{section}".'
            raise file.error(message, section, remedy=nearest(section, SECTIONS))
        for key, value in keys.items():
            _check_key(file, section, key, value)
            sections.setdefault(section, {})[key] = value
    return sections


def _check_key(
    file: TomlFile,
    section: str,
    key: str,
    value: object,
) -> None:
    if section not in _FREE_KEYS and key not in SECTIONS[section]:
        message = f'There is no "{key}" in [{section}].'
        raise file.error(message, section, key, remedy=nearest(key, SECTIONS[section]))
    if not isinstance(value, str):
        raise file.error(f'"{key}" must be words between quotes.', section, key)


def text(
    code: str,
    section: str,
    key: str,
) -> str:
    """One value of a language's file as written; empty where there is none."""
    return entries(code).get(section, {}).get(key, "")


@cache
def rows(
    code: str,
    section: str,
    key: str,
) -> tuple[str, ...]:
    """The words of a value, in the order of the file."""
    return tuple(word.replace("_", " ") for word in text(code, section, key).split())


@cache
def words(
    code: str,
    section: str,
    key: str,
) -> frozenset[str]:
    """The words of a value."""
    return frozenset(rows(code, section, key))


@cache
def people(
    code: str,
    section: str,
) -> dict[str, Noun]:
    """Noun -> what it says of the person, for ``nouns`` and ``roles``."""
    nouns: dict[str, Noun] = {}
    for key in entries(code).get(section, {}):
        gender, _, age = key.partition("_")
        meaning = Noun(_gender(gender), age)
        nouns |= dict.fromkeys(rows(code, section, key), meaning)
    return nouns


@cache
def titles(code: str) -> dict[str, Noun]:
    """Title in lower case without its stop -> what it says of its bearer."""
    bearers: dict[str, Noun] = {}
    for key in entries(code).get("titles", {}):
        gender, _, rest = key.partition("_")
        if not rest:
            continue  # "married", "kin" ...: what else is known of titles
        kind, _, age = rest.partition("_")
        meaning = Noun(_gender(gender), age, kind)
        bearers |= dict.fromkeys(rows(code, "titles", key), meaning)
    return bearers


def _gender(word: str) -> str:
    """A gender as in ``Character``, where "any" is none."""
    if word == "any":
        return ""
    return word
