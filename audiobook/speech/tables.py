"""Words written differently from how they are said: one table for each language.

The tables are read once, from ``data/LANGUAGE.toml``.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from audiobook.model import primary_subtag

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one language; each of them may be empty.

    ``units`` maps a unit to its singular and plural; ``money`` maps a sign to the singular and
    plural of the currency and of its hundredth part. ``lists`` holds plain lists of words;
    ``heteronyms`` holds words with their IPA and patterns for their neighbours. The other tables
    map what is printed to what is said.
    """

    # "Mr." -> "Mister": with a full stop; without one; after a name ("Jr.").
    titles: Words = field(default_factory=dict)
    bare_titles: Words = field(default_factory=dict)
    after_name: Words = field(default_factory=dict)
    # "No. 5"; and what is said in full wherever it stands ("etc.").
    before_number: Words = field(default_factory=dict)
    anywhere: Words = field(default_factory=dict)
    months: Words = field(default_factory=dict)
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    money: Mapping[str, tuple[str, str, str, str]] = field(default_factory=dict)
    # "shh" -> IPA; "w" -> "wuh", as a stutter sounds; "d-n" -> "damn"; "%" -> "per cent".
    sounds: Words = field(default_factory=dict)
    stutters: Words = field(default_factory=dict)
    masked: Words = field(default_factory=dict)
    symbols: Words = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    heteronyms: tuple[dict[str, str], ...] = ()

    def listed(self, name: str) -> frozenset[str]:
        """The words of one of the lists."""
        return _listed(self.lists.get(name, ""))


@cache
def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


@cache
def tables(language: str) -> Tables:
    """The tables of a primary language ("en"); empty ones where it has none.

    Read once: every line of a book asks for them.
    """
    file = resources.files("audiobook.speech").joinpath(f"data/{language}.toml")
    if not file.is_file():
        return Tables()
    return Tables(**tomllib.loads(file.read_text("utf-8")))


def primary(language: str) -> str:
    """The primary part of a BCP 47 tag, English where there is none: "de" of "de-AT"."""
    return primary_subtag(language) or "en"


def either(words: Collection[str]) -> str:
    """A pattern for any of the printed words, the longest first: "Mr" must not hide "Mrs"."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))
