"""The table of manners: which words of a tag change a delivery, and how. Users add to it in ``direction.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from math import prod
from pathlib import Path
from typing import Annotated

from audiobook.files.toml import NO_FILE, Between, TomlFile, overlay, read_toml
from audiobook.model import Delivery
from audiobook.model.cast import NEUTRAL


@dataclass(frozen=True, slots=True)
class Manner:
    """``rate`` is a factor, ``pitch`` in semitones, ``volume`` in decibels; ``words`` call for it."""

    rate: Annotated[float, Between(0.5, 2)] = 1.0
    pitch: Annotated[float, Between(-12, 12)] = 0.0
    volume: Annotated[float, Between(-20, 10)] = 0.0
    words: str = ""


@dataclass(frozen=True)
class Manners:
    """Manners by their names."""

    named: Mapping[str, Manner] = field(default_factory=dict)

    def of_word(self, word: str) -> str:
        """The name of the manner that a word in small letters calls for; empty for none."""
        return self._by_word.get(word, "")

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        return {
            word: name
            for name, manner in self.named.items()
            for word in manner.words.split()
        }

    def delivery(self, names: tuple[str, ...], strength: float = 1.0) -> Delivery:
        """The delivery of several manners at once, by ``strength`` (0: none, 1: as stated), within limits."""
        manners = [self.named[name] for name in names if name in self.named]
        if not manners or not strength:
            return NEUTRAL
        rate = prod(manner.rate for manner in manners)
        return Delivery(
            round(_within(rate, *_RATES) ** strength, 3),
            round(_within(sum(m.pitch for m in manners), *_PITCHES) * strength, 2),
            round(_within(sum(m.volume for m in manners), *_VOLUMES) * strength, 2),
        )


# What several manners may add up to: beyond this a listener tires.
_RATES, _PITCHES, _VOLUMES = (0.85, 1.15), (-2.0, 2.5), (-7.0, 4.0)


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


@cache
def built_in(language: str) -> Manners:
    """The manners of a primary language. Those of English where it has none: marks call for them everywhere."""
    folder = resources.files("audiobook.speech").joinpath("data")
    own = folder.joinpath(f"direction_{language}.toml")
    tables = [
        tomllib.loads(folder.joinpath("direction_en.toml").read_text("utf-8"))[
            "manners"
        ]
    ]
    if own.is_file() and language != "en":
        tables.append(tomllib.loads(own.read_text("utf-8"))["manners"])
    named: dict[str, Manner] = {}
    for table in tables:
        named |= {
            name: overlay(named.get(name, Manner()), values, NO_FILE)
            for name, values in table.items()
        }
    if language != "en":
        english = {name: manner.words for name, manner in built_in("en").named.items()}
        named = {
            n: replace(m, words="") if m.words == english.get(n) else m
            for n, m in named.items()
        }
    return Manners(named)


def read_manners(language: str, *paths: Path) -> Manners:
    """The built-in manners with those of the files that exist laid over them, the last on top.

    Words in a file are added to those of the manner. Raises :class:`~audiobook.errors.SettingsError`.
    """
    named = dict(built_in(language).named)
    for path in paths:
        if path.exists():
            file = read_toml(path)
            named |= _read(file, named)
    return Manners(named)


def _read(file: TomlFile, known: Mapping[str, Manner]) -> dict[str, Manner]:
    found: dict[str, Manner] = {}
    for key in file.data:
        if key != "manners":
            raise file.error(
                f'"{key}" is not known here.',
                key,
                remedy="Begin each manner: [manners.NAME].",
            )
    tables = file.data.get("manners", {})
    if not isinstance(tables, Mapping):
        raise file.error(
            '"manners" has to be made of tables.',
            "manners",
            remedy="Begin each: [manners.NAME].",
        )
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise file.error(f'The manner "{name}" has to be a table.', "manners", name)
        base = known.get(name, Manner())
        manner = overlay(base, table, file, ("manners", name))
        found[name] = (
            replace(manner, words=f"{base.words} {manner.words}")
            if "words" in table
            else manner
        )
    return found
