"""The data files of the languages, read once.

A file has the sections and keys of :data:`SECTIONS`. A value is a text of words separated by white space, which
may be several lines long; words of several parts are joined by ``_`` ("at_last"). What a file leaves out is
empty: a language works with a few lists and gets better with more. Sections of people (``nouns``, ``roles``)
have keys of gender and age (``male``, ``female_young``, ``any_child``); ``titles`` of gender and kind, with or
without an age (``male_formal``, ``female_formal_young``).

A file of the user's own, in ``languages`` beside their settings, adds its words to those of a language, or is a
language of its own. Unlike ours it is checked: an unknown section or key is an error.
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

from audiobook.files.toml import TomlFile, read_toml
from audiobook.registry import nearest

ENGLISH: Final = "en"
OWN_FOLDER: Final = Path(user_config_dir("audiobook-producer")) / "languages"


def own_files() -> dict[str, Path]:
    """The user's own files by their languages ("sv.toml" is Swedish)."""
    named = (
        (re.fullmatch(r"([a-z]{2,3})\.toml", path.name), path)
        for path in sorted(OWN_FOLDER.glob("*.toml"))
    )
    return {match[1]: path for match, path in named if match}


SHIPPED: Final = tuple(
    sorted(
        p.name.removesuffix(".toml") for p in files("audiobook.language").joinpath("data").iterdir()
    )
)
KNOWN: Final = tuple(sorted({*SHIPPED, *own_files()}))
SECTIONS: Final = {
    "language": ("name", "stop_words"),
    "dialogue": ("tags_inside", "spoken", "narrates_on"),
    "verbs": (
        "speech", "speech_first", "thought", "not_speech", "not_endings", "auxiliary", "past_endings",
        "male_endings", "female_endings",
    ),
    "adverbs": ("endings", "before_verb", "before_act", "before_last", "between", "links"),
    "clitics": ("before_verb", "joined", "after_verb"),
    "pronouns": (
        "he", "she", "they", "it", "i", "he_forms", "she_forms", "thing_forms", "his", "her", "my", "i_forms",
    ),
    "phrases": (
        "noun", "definite", "indefinite", "possessive", "male_articles", "female_articles", "adjectives",
        "before_name", "before_object", "ends", "things", "groups", "pro_nouns", "partitive", "object_of",
        "pointing", "relative", "before_common",
        "the_male", "the_female", "the_elided",
    ),
    "names": (
        "male", "female", "nicknames", "not_names", "male_endings", "female_endings", "cases", "particles",
        "abbreviated", "dotted", "capital_nouns",
    ),
    "nouns": (),
    "roles": (),
    "titles": ("married", "single", "stations", "kin", "bound"),
    "places": ("in", "to"),
    "address": ("before", "called"),
}  # fmt: skip
_PEOPLE: Final = ("nouns", "roles")
_ONE_VALUE: Final = ("name", "noun", "the_male", "the_female", "the_elided", "capital_nouns")


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun or a title says of the person: ``gender`` and ``age`` as in ``Character``; ``kind`` of a title
    is "formal" (before a surname), "given" (also before a first name) or "rank" (may stand alone).
    """

    gender: str = ""
    age: str = ""
    kind: str = ""


@cache
def entries(code: str) -> dict[str, dict[str, str]]:
    """The sections of a language's file, the user's own words added; empty for a language that has none.

    Raises :class:`~audiobook.errors.SettingsError` for a mistake in the user's file.
    """
    found: dict[str, dict[str, str]] = {}
    if code in SHIPPED:
        source = (
            files("audiobook.language").joinpath("data", f"{code}.toml").read_text(encoding="utf-8")
        )
        found = tomllib.loads(source)
    own = own_files().get(code) if code in KNOWN else None
    for section, keys in (_checked(read_toml(own)) if own else {}).items():
        values = found.setdefault(section, {})
        values |= {key: _added(key, values.get(key, ""), value) for key, value in keys.items()}
    return found


def _added(key: str, known: str, more: str) -> str:
    return more if key in _ONE_VALUE else f"{known}\n{more}"


def _checked(file: TomlFile) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for section, keys in file.data.items():
        if section not in SECTIONS or not isinstance(keys, Mapping):
            raise file.error(
                f'There is no section "{section}".', section, remedy=nearest(section, SECTIONS)
            )
        for key, value in keys.items():
            free = section in (*_PEOPLE, "titles")
            if not free and key not in SECTIONS[section]:
                message = f'There is no "{key}" in [{section}].'
                raise file.error(message, section, key, remedy=nearest(key, SECTIONS[section]))
            if not isinstance(value, str):
                raise file.error(f'"{key}" has to be words between quotes.', section, key)
            found.setdefault(section, {})[key] = value
    return found


def text(code: str, section: str, key: str) -> str:
    """One value of a language's file as written; empty where there is none."""
    return entries(code).get(section, {}).get(key, "")


@cache
def rows(code: str, section: str, key: str) -> tuple[str, ...]:
    """The words of a value, in the order of the file."""
    return tuple(word.replace("_", " ") for word in text(code, section, key).split())


@cache
def words(code: str, section: str, key: str) -> frozenset[str]:
    """The words of a value."""
    return frozenset(rows(code, section, key))


@cache
def people(code: str, section: str) -> dict[str, Noun]:
    """Noun -> what it says of the person, for ``nouns`` and ``roles``."""
    found: dict[str, Noun] = {}
    for key in entries(code).get(section, {}):
        gender, _, age = key.partition("_")
        found.update(dict.fromkeys(rows(code, section, key), Noun(_gender(gender), age)))
    return found


@cache
def titles(code: str) -> dict[str, Noun]:
    """Title in lower case without its stop -> what it says of its bearer."""
    found: dict[str, Noun] = {}
    for key in entries(code).get("titles", {}):
        gender, _, rest = key.partition("_")
        if rest:
            kind, _, age = rest.partition("_")
            found.update(dict.fromkeys(rows(code, "titles", key), Noun(_gender(gender), age, kind)))
    return found


def _gender(word: str) -> str:
    return "" if word == "any" else word
