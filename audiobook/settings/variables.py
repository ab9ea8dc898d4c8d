"""Settings from the environment: ``AUDIOBOOK_RATE=1.1``, ``AUDIOBOOK_PAUSES_SCENE=2000``.

A variable is named by its setting in capitals, after the name of its table, if it has one. Its
text is read by the type of the setting: a list has commas, "yes" and "no" are as good as "true" and
"false".
"""

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from audiobook.errors import SettingsError
from audiobook.files.toml import TomlFile
from audiobook.settings.values import Settings

PREFIX = "AUDIOBOOK_"
_LOG = logging.getLogger(__name__)
_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}
# From here on a name is a slip of the pen; less alike, it belongs to some other program.
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Variable(TomlFile):
    """A setting from the environment; complaints name the variable."""

    name: str = ""

    def error(self, message: str, *_keys: str | int, remedy: str = "") -> SettingsError:
        """A complaint about the variable."""
        return SettingsError(message, file=f"the variable {self.name}", remedy=remedy)


def names() -> dict[str, tuple[str, ...]]:
    """Variable -> the keys of its setting in a file: ``("pauses", "scene")``."""
    found = {}
    for keys, _ in _settings(Settings):
        found[PREFIX + "_".join(keys).upper()] = keys
    return found


def variables(environ: Mapping[str, str] | None = None) -> list[Variable]:
    """The settings that the environment holds.

    Raises :class:`~audiobook.errors.SettingsError` for a name that is nearly that of a setting.
    """
    environ = os.environ if environ is None else environ
    known = names()
    hints = dict(_settings(Settings))
    found = []
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        if name not in known:
            _refuse_slip(name, known)
            continue
        _LOG.info("settings: %s in the environment", name)
        keys = known[name]
        value: Any = _value(environ[name], hints[keys])
        for key in reversed(keys):
            value = {key: value}
        found.append(Variable(value, name=name))
    return found


def _settings(
    of: Any,  # noqa: ANN401 - a dataclass
    before: tuple[str, ...] = (),
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every setting: its keys, and its type."""
    hints = get_type_hints(of, include_extras=True)
    for field in fields(of):
        hint = hints[field.name]
        keys = (*before, field.name)
        if is_dataclass(hint):
            yield from _settings(hint, keys)
        # A variable cannot hold a table with keys of the user's own.
        elif get_origin(hint) is not dict:
            yield keys, hint


def _value(text: str, hint: Any) -> object:  # noqa: ANN401 - annotations of any form
    """The text as the type asks for it; as it is where it cannot be that, to be complained of."""
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(kind) is tuple:
        return [item.strip() for item in text.split(",") if item.strip()]
    if kind is bool:
        word = text.strip().lower()
        return word in _TRUE if word in _TRUE | _FALSE else text
    if kind in (int, float):
        return _number(text, kind)
    return Path(text) if kind is Path else text


def _number(text: str, kind: Any) -> object:  # noqa: ANN401 - int or float
    try:
        return kind(text)
    except ValueError:
        return text


def _refuse_slip(name: str, known: Mapping[str, object]) -> None:
    """Raise where a setting is probably meant. Other programs have variables of their own."""
    if name in _OTHERS or name.startswith("AUDIOBOOK_LLM_"):
        return
    close = get_close_matches(name, known, n=1, cutoff=_ALIKE)
    if close:
        raise Variable({}, name=name).error(
            "There is no such setting.", remedy=f'Did you mean "{close[0]}"?'
        )


# Variables of ours that are not settings.
_OTHERS = {"AUDIOBOOK_ESPEAK"}
