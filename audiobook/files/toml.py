"""Reading TOML files that people write: every complaint names the file, the line and the way out.

``tomllib`` says what a file means but not where each value stands. The line of a value is found
when it is needed, which is when something is wrong with it, by asking after which line of the
file the value is there.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from re import search
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from audiobook.errors import SettingsError
from audiobook.files.reading import contents
from audiobook.registry import nearest

T = TypeVar("T")
Keys = tuple[str | int, ...]

MAX_BYTES = 8 * 2**20  # files that people write are a thousand times smaller
# TOML promises no larger whole numbers; this leaves out "inf" and "nan" as well.
_HUGE = 2**63
_MOST_DIGITS = 1e12  # from here on numbers are written as powers of ten


@dataclass(frozen=True, slots=True)
class Between:
    """The limits of a number, both allowed: ``Annotated[float, Between(0.5, 2)]``."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a TOML file says, and how to complain about it.

    Without a path: values from elsewhere.
    """

    data: Mapping[str, object]
    path: Path | None = None
    text: str = field(default="", repr=False)

    def error(self, message: str, *keys: str | int, remedy: str = "") -> SettingsError:
        """A complaint about the value at ``keys``; about the whole file where there are none."""
        line = line_of(self.text, keys) if self.path and keys else 0
        return SettingsError(message, file=self.path or "", line=line, remedy=remedy)


NO_FILE = TomlFile({})


def read_toml(path: Path) -> TomlFile:
    """The file, parsed. Raises :class:`SettingsError` where it cannot be read or is not TOML."""
    return parse_toml(read_text(path), path)


def parse_toml(text: str, path: Path) -> TomlFile:
    """``text``, the content of ``path``, parsed.

    Raises :class:`SettingsError` where it is not TOML.
    """
    try:
        return TomlFile(tomllib.loads(text.removeprefix("\ufeff")), path, text)
    except (
        ValueError
    ) as error:  # TOMLDecodeError, and numbers that Python refuses to convert
        raise _syntax_error(path, text, str(error)) from error
    except RecursionError as error:
        raise SettingsError("The values are nested too deep.", file=path) from error


def read_text(path: Path) -> str:
    """The file's text, line ends and byte order mark as they are. Raises :class:`SettingsError`."""
    try:
        data = contents(path, MAX_BYTES)
    except OSError as error:
        raise SettingsError(
            f"Cannot read the file: {error.strerror or error}.",
            file=path,
            remedy="Check its name and permissions.",
        ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            "This is not UTF-8 text.", file=path, line=line, remedy="Save it as UTF-8."
        ) from error


def _syntax_error(path: Path, text: str, message: str) -> SettingsError:
    place = search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    what = message[: place.start()] if place else message
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    remedy = 'Put texts in "double quotes", and names with spaces or dots too.'
    return SettingsError(
        f"This line is not valid TOML: {what}.", file=path, line=line, remedy=remedy
    )


def line_of(text: str, keys: Keys) -> int:
    """The line (from 1) on which the statement begins that gives ``keys`` a value; 0 where none
    does.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    without, within = 0, len(lines)
    if not _holds(lines, keys):
        return 0
    while within - without > 1:
        middle = (without + within) // 2
        stop = next(
            (n for n in range(middle, within) if _holds(lines[:n], keys) is not None),
            within,
        )
        if stop < within and not _holds(lines[:stop], keys):
            without = stop
        else:
            within = middle
    return without + 1


def _holds(lines: Sequence[str], keys: Keys) -> bool | None:
    """Whether ``lines`` give ``keys`` a value; ``None`` where they stop in the middle of a
    statement.
    """
    try:
        value: Any = tomllib.loads("\n".join(lines))
    except ValueError:
        return None
    try:
        for key in keys:
            value = value[key]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def overlay(base: T, table: Mapping[str, object], file: TomlFile, keys: Keys = ()) -> T:
    """``base``, a dataclass value, with the fields that ``table`` (found at ``keys``) names
    replaced.

    Raises :class:`SettingsError` for an unknown key, a wrong type or a number outside its limits.
    """
    hints = get_type_hints(type(base), include_extras=True)
    known = [entry.name for entry in fields(base)]  # type: ignore[arg-type]
    changes = {}
    for key, value in table.items():
        if key not in known:
            raise file.error(
                f'"{key}" is not known here.', *keys, key, remedy=nearest(key, known)
            )
        changes[key] = convert(
            value, hints[key], file, (*keys, key), getattr(base, key)
        )
    return replace(base, **changes)  # type: ignore[type-var]


def convert(
    value: object,
    hint: Any,  # noqa: ANN401 - annotations of any form
    file: TomlFile,
    keys: Keys,
    base: object = None,
) -> Any:  # noqa: ANN401
    """``value`` as the type that ``hint`` states. Raises :class:`SettingsError`."""
    if get_origin(hint) is Annotated:
        kind, limit = get_args(hint)
        return _within(convert(value, kind, file, keys), limit, file, keys)
    if is_dataclass(hint) and isinstance(value, Mapping):
        return overlay(base, value, file, keys)
    if hint == tuple[Path, ...] and isinstance(value, str):
        return (convert(value, Path, file, keys),)  # one is as good as a list of one
    if get_origin(hint) is tuple and isinstance(value, list | tuple):
        kind = get_args(hint)[0]
        return tuple(
            convert(entry, kind, file, (*keys, n)) for n, entry in enumerate(value)
        )
    if get_origin(hint) is dict and isinstance(value, Mapping):
        return _table(value, get_args(hint)[1], file, keys)
    if hint in _SCALARS and _SCALARS[hint][1](value):
        return _path(str(value), file) if hint is Path else hint(value)
    raise file.error(
        f'"{keys[-1]}" must be {_described(hint)}, not {_shown(value)}.', *keys
    )


def _table(
    value: Mapping[str, object],
    kind: Any,  # noqa: ANN401 - annotations of any form
    file: TomlFile,
    keys: Keys,
) -> dict[str, Any]:
    converted = {}
    for name, entry in value.items():
        converted[name] = convert(entry, kind, file, (*keys, name))
    return converted


def _is_number(value: object) -> bool:
    # A bool is an int to Python.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -_HUGE < value < _HUGE


_SCALARS: dict[object, tuple[str, Callable[[object], bool]]] = {
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int: ("a whole number", lambda value: _is_number(value) and isinstance(value, int)),
    float: ("a number", _is_number),
    str: ('a text in "quotes"', lambda value: isinstance(value, str)),
    Path: (
        'a path in "quotes"',
        lambda value: isinstance(value, str | Path) and value != "",
    ),
}


def _described(hint: object) -> str:
    if get_origin(hint) is tuple:
        return f"a list, each {_described(get_args(hint)[0])}"
    return _SCALARS[hint][0] if hint in _SCALARS else "a table"


def _shown(value: object) -> str:
    return "a table" if isinstance(value, Mapping) else repr(value)[:60]


def _within(number: float, limit: Between, file: TomlFile, keys: Keys) -> float:
    if limit.low <= number <= limit.high:
        return number
    raise file.error(
        f'"{keys[-1]}" must lie between {in_digits(limit.low)} '
        f"and {in_digits(limit.high)}, not {in_digits(number)}.",
        *keys,
    )


def in_digits(number: float) -> str:
    """A number as people write it: "10,000,000", not "1e+07"."""
    is_whole = abs(number) < _MOST_DIGITS and number == int(number)
    return f"{number:,.0f}" if is_whole else f"{number:g}"


def _path(value: str, file: TomlFile) -> Path:
    """Relative paths in a file start from the file's folder."""
    path = Path(value).expanduser()
    return file.path.parent / path if file.path else path
