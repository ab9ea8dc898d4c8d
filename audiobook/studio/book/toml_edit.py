"""One value of a TOML file that a person wrote, changed; every other byte stays as it is.

Comments, order and line ends are the user's. What an edit would write is read back first: where
it would say anything else than the file did with that one change, nothing is changed and the
error says so.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from audiobook.errors import SettingsError
from audiobook.files.toml import Keys, line_of

Data = dict[str, Any]

_HEAD = re.compile(r"^[ \t]*\[")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class TomlEditor:
    """The text of a file in the making. ``path`` is named in errors."""

    def __init__(self, text: str, path: Path) -> None:
        self.text = text
        self._path = path
        self._end = "\r\n" if "\r\n" in text else "\n"

    @property
    def data(self) -> Data:
        """What the text says. Raises :class:`SettingsError` where it is not TOML."""
        try:
            return tomllib.loads(self.text.removeprefix("\ufeff"))
        except ValueError as error:
            message = f"The file is not valid TOML: {error}."
            raise SettingsError(message, file=self._path) from error

    def set(self, table: Sequence[str], key: str, value: object) -> None:
        """Give a key of a table a value; the table is added where there is none.

        ``None`` takes the key away. An empty ``table`` is the top of the file.
        """
        if value is None:
            self._unset(table, key)
            return

        def change(data: Data) -> None:
            _inner(data, table)[key] = value

        statement = f"{quoted_key(key)} = {toml_value(value)}"
        self._try(change, self._with_value(table, key, statement))

    def add_table(self, *table: str) -> None:
        """Add an empty table at the end of the file."""

        def change(data: Data) -> None:
            _inner(data, table)

        self._try(change, self._at_end([f"[{'.'.join(map(quoted_key, table))}]"]))

    def append(self, name: str, *tables: Mapping[str, object]) -> None:
        """Add tables to a list of tables, at the end of the file."""

        def change(data: Data) -> None:
            data.setdefault(name, []).extend(map(dict, tables))

        lines: list[str] = []
        for values in tables:
            # One blank line parts two tables.
            if lines:
                lines.append("")
            lines.append(f"[[{quoted_key(name)}]]")
            for key, value in values.items():
                lines.append(f"{quoted_key(key)} = {toml_value(value)}")
        self._try(change, self._at_end(lines))

    def set_in_list(self, name: str, number: int, key: str, value: object) -> None:
        """Give a key of the table of that number in a list of tables another value."""

        def change(data: Data) -> None:
            data[name][number][key] = value

        statement = f"{quoted_key(key)} = {toml_value(value)}"
        self._try(change, self._replaced((name, number, key), statement))

    def remove_from_list(self, name: str, number: int) -> None:
        """Take the table of that number out of a list of tables."""

        def change(data: Data) -> None:
            del data[name][number]
            if not data[name]:
                del data[name]

        lines = self._lines()
        first = line_of(self.text, (name, number)) - 1
        last = self._last_statement(lines, first)
        # The blank line that parted it from the table before goes with it.
        if first > 0 and not lines[first - 1].strip():
            first -= 1
        del lines[first : last + 1]
        self._try(change, "".join(lines))

    def _unset(self, table: Sequence[str], key: str) -> None:
        keys: Keys = (*table, key)
        if not line_of(self.text, keys):
            return

        def change(data: Data) -> None:
            del _inner(data, table)[key]

        lines = self._lines()
        first, last = self._statement(lines, keys)
        del lines[first : last + 1]
        self._try(change, "".join(lines))

    def _with_value(self, table: Sequence[str], key: str, statement: str) -> str:
        keys: Keys = (*table, key)
        if line_of(self.text, keys):
            return self._replaced(keys, statement)
        if not table:
            return self._on_top(statement)
        if not line_of(self.text, tuple(table)):
            head = ".".join(map(quoted_key, table))
            return self._at_end([f"[{head}]", statement])
        lines = self._lines()
        head_line = line_of(self.text, tuple(table)) - 1
        last = self._last_statement(lines, head_line)
        self._close_line(lines, last)
        lines.insert(last + 1, statement + self._end)
        return "".join(lines)

    def _replaced(self, keys: Keys, statement: str) -> str:
        lines = self._lines()
        first, last = self._statement(lines, keys)
        comment = _comment_of("".join(lines[first : last + 1]))
        end = self._end if lines[last].endswith("\n") else ""
        lines[first : last + 1] = [statement + comment + end]
        return "".join(lines)

    def _on_top(self, statement: str) -> str:
        """A key of the file itself stands before the first table."""
        lines = self._lines()
        last = self._last_statement(lines, -1)
        if last < 0:
            # Comments at the top are the file's; the key goes below them.
            heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
            last = (heads[0] if heads else len(lines)) - 1
        if last >= 0:
            self._close_line(lines, last)
        lines.insert(last + 1, statement + self._end)
        return "".join(lines)

    def _at_end(self, lines: Sequence[str]) -> str:
        text = self.text
        if text.strip("\ufeff"):
            text = text.rstrip("\r\n \t") + self._end * 2
        return text + "".join(line + self._end for line in lines)

    def _lines(self) -> list[str]:
        return self.text.splitlines(keepends=True)

    def _close_line(self, lines: list[str], number: int) -> None:
        if not lines[number].endswith("\n"):
            lines[number] += self._end

    def _statement(self, lines: Sequence[str], keys: Keys) -> tuple[int, int]:
        """The first and the last line of the statement that gives a key its value."""
        first = line_of(self.text, keys) - 1
        last = first
        while last + 1 < len(lines) and not _is_whole(lines[first : last + 1]):
            last += 1
        return first, last

    def _last_statement(self, lines: Sequence[str], head: int) -> int:
        """The last line of a table's statements; that of its head where it has none.

        A ``head`` of -1 is the top of the file.
        """
        last = head
        number = head + 1
        while number < len(lines) and not _HEAD.match(lines[number]):
            start = number
            while number + 1 < len(lines) and not _is_whole(lines[start : number + 1]):
                number += 1
            stripped = lines[start].strip()
            if stripped and not stripped.startswith("#"):
                last = number
            number += 1
        if last == head >= 0:
            # What is said of the table stays between its head and its values.
            while last + 1 < len(lines) and lines[last + 1].startswith("#"):
                last += 1
        return last

    def _try(self, change: Callable[[Data], None], new: str) -> None:
        # The proof of an edit is what the file says then, not how it was made.
        wanted = deepcopy(self.data)
        change(wanted)
        try:
            meant = tomllib.loads(new.removeprefix("\ufeff"))
        except ValueError:
            meant = {}
        if meant != wanted:
            raise SettingsError(
                "This place of the file is written in a way that cannot be changed here.",
                file=self._path,
                remedy="Change it in an editor; the page shows it at once.",
            )
        self.text = new


def quoted_key(key: str) -> str:
    """A name as a TOML key."""
    if _BARE.fullmatch(key):
        return key
    return toml_value(key)


def toml_value(value: object) -> str:
    """A text, number, truth or list of them as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if value != int(value) else f"{value:.1f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    # JSON's texts are TOML's, but for one more control character.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _inner(data: Data, table: Sequence[str]) -> Data:
    for name in table:
        data = data.setdefault(name, {})
    return data


def _is_whole(lines: Sequence[str]) -> bool:
    try:
        tomllib.loads("".join(lines))
    except ValueError:
        return False
    return True


def _comment_of(statement: str) -> str:
    """The comment behind a statement, with the space before it; a ``#`` in a text is none."""
    wanted = tomllib.loads(statement)
    body = statement.rstrip("\r\n")
    at = body.rfind("#")
    while at >= 0:
        bare = body[:at].rstrip()
        try:
            if tomllib.loads(bare) == wanted:
                start = body.rfind("#", 0, at)
                if start < 0 or not _says(body[:start], wanted):
                    return body[len(bare) :]
                at = start
                continue
        except ValueError:
            pass
        at = body.rfind("#", 0, at)
    return ""


def _says(text: str, wanted: object) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except ValueError:
        return False
