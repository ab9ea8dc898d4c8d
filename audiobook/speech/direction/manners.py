"""The table of manners: which words of a tag change a delivery, and how.

Users add to it in ``direction.toml``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from math import prod
from pathlib import Path
from typing import Annotated

from audiobook.files.toml import NO_FILE, Between, TomlFile, overlay, read_toml
from audiobook.model import NEUTRAL, Delivery

# What several manners may add up to: a listener tires of more.
_RATES = (0.85, 1.15)
_PITCHES = (-2.0, 2.5)
_VOLUMES = (-7.0, 4.0)


@dataclass(frozen=True, slots=True)
class Manner:
    """A way of speaking, and the words that call for it.

    ``rate`` is a factor, ``pitch`` in semitones, ``volume`` in decibels.
    """

    rate: Annotated[float, Between(0.5, 2)] = 1.0
    pitch: Annotated[float, Between(-12, 12)] = 0.0
    volume: Annotated[float, Between(-20, 10)] = 0.0
    words: str = ""


_Named = Mapping[str, Manner]
_Stated = Mapping[str, Mapping[str, object]]  # a file's tables, by the names of manners


@dataclass(frozen=True)
class Manners:
    """The table of manners of one book: manners by their names.

    Tags call for them by word, marks and kinds of utterances by name ("outcry", "letter").
    """

    named: _Named = field(default_factory=dict)

    def of_word(self, word: str) -> str:
        """The name of the manner that a word calls for; empty for none.

        ``word`` is in small letters.
        """
        return self._by_word.get(word, "")

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        """The names of manners by the words that call for them; the last manner wins a word."""
        names: dict[str, str] = {}
        for name, manner in self.named.items():
            for word in manner.words.split():
                names[word] = name
        return names

    def delivery(self, names: tuple[str, ...], strength: float = 1.0) -> Delivery:
        """The delivery of several manners at once, within limits.

        ``strength`` is 0 for none, 1 for all that the manners state. Names without a manner count
        for nothing: a language need not have them all.
        """
        manners = [self.named[name] for name in names if name in self.named]
        if not manners or not strength:
            return NEUTRAL
        # Rates are factors and multiply; semitones and decibels add up.
        rate = prod(manner.rate for manner in manners)
        pitch = sum(manner.pitch for manner in manners)
        volume = sum(manner.volume for manner in manners)
        return Delivery(
            rate=round(_within(rate, *_RATES) ** strength, 3),
            pitch=round(_within(pitch, *_PITCHES) * strength, 2),
            volume=round(_within(volume, *_VOLUMES) * strength, 2),
        )


def _within(value: float, low: float, high: float) -> float:
    """``value``, or the limit that it goes beyond."""
    return min(high, max(low, value))


@cache
def built_in(language: str) -> Manners:
    """The manners of a primary language.

    A language without a table has the manners of English, without its words: marks
    (exclamations, italics) call for manners everywhere.
    """
    english = _overlaid({}, _stated("en"))
    if language == "en":
        return Manners(english)
    named = _overlaid(english, _stated(language))
    # Words that a language has not replaced are English, and no tag of its books has them.
    for name, manner in named.items():
        base = english.get(name, Manner())
        if manner.words == base.words:
            named[name] = replace(manner, words="")
    return Manners(named)


def _stated(language: str) -> _Stated:
    """What the table of a primary language says; nothing where there is no table."""
    folder = resources.files("audiobook.speech").joinpath("data")
    file = folder.joinpath(f"direction_{language}.toml")
    if not file.is_file():
        return {}
    manners: _Stated = tomllib.loads(file.read_text("utf-8"))["manners"]
    return manners


def _overlaid(base: _Named, stated: _Stated) -> dict[str, Manner]:
    """``base`` with the values that are stated in place of its own."""
    named = dict(base)
    for name, values in stated.items():
        named[name] = overlay(named.get(name, Manner()), values, NO_FILE)
    return named


def read_manners(language: str, *paths: Path) -> Manners:
    """The built-in manners with those of the files that exist laid over them, the last on top.

    Words in a file are added to those of the manner. Raises
    :class:`~audiobook.errors.SettingsError`.
    """
    named = dict(built_in(language).named)
    for path in paths:
        if path.exists():
            file = read_toml(path)
            named |= _read(file, named)
    return Manners(named)


def _read(file: TomlFile, base: _Named) -> dict[str, Manner]:
    """The manners of one file, laid over those that are there before it.

    Returns only those that the file names.
    """
    manners: dict[str, Manner] = {}
    for name, table in _tables(file):
        before = base.get(name, Manner())
        manner = overlay(before, table, file, ("manners", name))
        if "words" in table:
            # A user adds a word to a manner, and keeps those it had.
            manner = replace(manner, words=f"{before.words} {manner.words}")
        manners[name] = manner
    return manners


def _tables(file: TomlFile) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The tables of a file with the names of their manners.

    Raises :class:`~audiobook.errors.SettingsError` for anything else.
    """
    for key in file.data:
        if key != "manners":
            remedy = "Begin each manner: [manners.NAME]."
            raise file.error(f'"{key}" is not known here.', key, remedy=remedy)
    tables = file.data.get("manners", {})
    if not isinstance(tables, Mapping):
        message = '"manners" must consist of tables.'
        remedy = "Begin each: [manners.NAME]."
        raise file.error(message, "manners", remedy=remedy)
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            message = f'The manner "{name}" must be a table.'
            raise file.error(message, "manners", name)
        yield name, table
