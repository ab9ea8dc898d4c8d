"""What stands above a Markdown text: YAML between rules, TOML, or Pandoc's lines with ``%``.

TOML stands between ``+++``. Every value is read as the text that it is written as:
``title: No`` is not "false", ``date: 2020-01-01`` is not a date. Only a value, or a
list of values, is taken; where an item is a table, its ``name`` or ``text`` is. So
nothing in a block is expanded, however often it refers to itself.
"""

import re
import tomllib
from collections.abc import (
    Iterable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass, field

_YAML_BLOCK = re.compile(
    r"\A---[ \t]*\r?\n(?P<lines>.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_TOML_BLOCK = re.compile(
    r"\A\+\+\+[ \t]*\r?\n(?P<lines>.{0,20000}?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_FIELD = re.compile(r"""["']?[A-Za-z_][\w-]*["']?[ \t]*[:=]""")
_PANDOC_TITLE = re.compile(
    r"\A%[ \t]*(?P<title>[^\r\n]*)\r?\n(?:%[ \t]*(?P<author>[^\r\n]*)\r?\n)?"
)
_TOML_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_NOTHING = ("", "~", "null", "Null", "NULL")
_MOST_ITEMS = 100
_TEXT_KEYS = ("text", "name")  # Pandoc's "- role: author" with "text: ..."

_Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The text without its block, and the fields of the block by lower-case keys."""

    body: str
    fields: _Fields = field(default_factory=dict)
    warning: str = ""

    def first(self, *keys: str) -> str:
        """The value of the first of the keys that has one."""
        values = self.all(*keys)
        return values[0] if values else ""

    def all(self, *keys: str) -> tuple[str, ...]:
        """Every value of the first of the keys that has any."""
        for key in keys:
            values = self.fields.get(key)
            if values:
                return values
        return ()


class _BlockError(Exception):
    """A block is not valid: what is wrong, and on which of its lines (from 1)."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def title_block(source: str, place: str) -> TitleBlock:
    """The block that a text begins with.

    ``place`` names the file in the warning of a block that is not valid.
    """
    kinds = (("YAML", _YAML_BLOCK, _yaml), ("TOML", _TOML_BLOCK, _toml))
    for kind, pattern, read in kinds:
        match = pattern.match(source)
        if not match or not _begins_with_field(match["lines"]):
            continue
        # Also a block that is not valid is not read aloud.
        body = source[match.end() :]
        try:
            return TitleBlock(body, read(match["lines"]))
        except _BlockError as error:
            return TitleBlock(body, warning=_warning(place, kind, error))
    return _pandoc_block(source)


def _pandoc_block(source: str) -> TitleBlock:
    match = _PANDOC_TITLE.match(source)
    if not match:
        return TitleBlock(source)
    fields: dict[str, tuple[str, ...]] = {}
    for key in ("title", "author"):
        if match[key]:
            fields[key] = (match[key],)
    return TitleBlock(source[match.end() :], fields)


def _warning(place: str, kind: str, error: _BlockError) -> str:
    line = error.line + 1  # the first line is the rule
    return (
        f'"{place}", line {line}: '
        f"The front matter is not valid {kind}: {error.reason}. "
        "None of it was used: correct it, or give --title and --author."
    )


def _begins_with_field(lines: str) -> bool:
    """Whether the first line that says something is a field.

    Any other text between two rules is a text.
    """
    for line in map(str.strip, lines.splitlines()):
        if line and not line.startswith("#"):
            return _FIELD.match(line) is not None
    return False


# --------------------------------------------------------------------------- YAML


def _yaml(lines: str) -> _Fields:
    import yaml  # noqa: PLC0415 - only where there is a block to read

    try:
        root = yaml.compose(lines, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _BlockError(error.problem or "it cannot be read", line) from error
    except yaml.reader.ReaderError as error:
        line = lines.count("\n", 0, error.position) + 1
        reason = f"the character U+{error.character:04X} is not allowed"
        raise _BlockError(reason, line) from error
    except RecursionError as error:
        raise _BlockError("it is nested too deep", 1) from error
    return _fields((key, _yaml_texts(value)) for key, value in _yaml_pairs(root))


def _yaml_pairs(node: object) -> Iterator[tuple[str, object]]:
    """Keys and values of a mapping in YAML; none of anything else."""
    import yaml  # noqa: PLC0415 - as above

    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield key.value, value


def _yaml_texts(node: object) -> Iterator[str]:
    """The texts of a value in YAML, or of a list of values."""
    import yaml  # noqa: PLC0415 - as above

    items = [node]
    if isinstance(node, yaml.SequenceNode):
        items = node.value[:_MOST_ITEMS]
    for item in items:
        text = _of_table(dict(_yaml_pairs(item)), item)
        if not isinstance(text, yaml.ScalarNode):
            continue
        # In quotes even "null" is a text.
        if text.style or text.value not in _NOTHING:
            yield text.value


# --------------------------------------------------------------------------- TOML


def _toml(lines: str) -> _Fields:
    try:
        table = tomllib.loads(lines.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        message = str(error)
        line = lines.count("\n") + 1
        place = _TOML_PLACE.search(message)
        if place and place["line"]:
            line = int(place["line"])
        reason = _TOML_PLACE.sub("", message)
        reason = reason[:1].lower() + reason[1:]
        raise _BlockError(reason, line) from error
    return _fields((key, _toml_texts(value)) for key, value in table.items())


def _toml_texts(value: object) -> Iterator[str]:
    """The texts of a value in TOML, or of a list of values."""
    items = [value]
    if isinstance(value, list):
        items = value[:_MOST_ITEMS]
    for item in items:
        text = item
        if isinstance(item, dict):
            text = _of_table(item, item)
        if not isinstance(text, list | dict):
            yield str(text)


# --------------------------------------------------------------------------- both


def _of_table(table: Mapping[str, object], item: object) -> object:
    """The text of an item that is a table; the item itself if it has no such key."""
    for key in _TEXT_KEYS:
        if key in table:
            return table[key]
    return item


def _fields(pairs: Iterable[tuple[str, Iterator[str]]]) -> _Fields:
    """Fields by their keys; of two with one key the later counts."""
    raw = {key: list(texts) for key, texts in pairs}
    fields: dict[str, tuple[str, ...]] = {}
    for key, texts in raw.items():
        shown = map(_printable, texts)
        fields[key.strip().lower()] = tuple(filter(None, shown))
    return fields


def _printable(text: str) -> str:
    """A text without what cannot be shown.

    Escapes may name any character, also half of one.
    """
    kept = [char for char in text if char.isprintable() or char in "\n\t"]
    return "".join(kept).strip()
