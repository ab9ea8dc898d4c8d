"""What stands above a Markdown text: YAML between rules, TOML between ``+++``, or Pandoc's lines with ``%``.

Every value is read as the text that it is written as: ``title: No`` is not "false", ``date: 2020-01-01`` is not a
date. Only a value, or a list of values, is taken; where an item is a table, its ``name`` or ``text`` is. So
nothing in a block is expanded, however often it refers to itself.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_YAML_BLOCK = re.compile(r"\A---[ \t]*\r?\n(?P<lines>.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOML_BLOCK = re.compile(r"\A\+\+\+[ \t]*\r?\n(?P<lines>.{0,20000}?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"""["']?[A-Za-z_][\w-]*["']?[ \t]*[:=]""")
_PANDOC_TITLE = re.compile(r"\A%[ \t]*(?P<title>[^\r\n]*)\r?\n(?:%[ \t]*(?P<author>[^\r\n]*)\r?\n)?")
_TOML_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_NOTHING = ("", "~", "null", "Null", "NULL")
_MOST_ITEMS = 100
_TEXT_KEYS = ("text", "name")  # Pandoc's "- role: author" with "text: ..."

Said = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What the block says, in lower-case keys, and the text without it."""

    body: str
    said: Said = field(default_factory=dict)
    warning: str = ""

    def first(self, *keys: str) -> str:
        """The value of the first of the keys that has one."""
        return next((self.said[key][0] for key in keys if self.said.get(key)), "")

    def all(self, *keys: str) -> tuple[str, ...]:
        """Every value of the first of the keys that has any."""
        return next((self.said[key] for key in keys if self.said.get(key)), ())


class _BlockError(Exception):
    """A block that is not valid: what is wrong, and on which of its lines (from 1)."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def title_block(source: str, place: str) -> TitleBlock:
    """The block that a text begins with; ``place`` names the file in a warning of a block that is not valid."""
    for kind, pattern, read in (("YAML", _YAML_BLOCK, _yaml), ("TOML", _TOML_BLOCK, _toml)):
        match = pattern.match(source)
        if match and _begins_with_field(match["lines"]):
            body = source[match.end() :]
            try:
                return TitleBlock(body, read(match["lines"]))
            except _BlockError as error:
                return TitleBlock(body, warning=_warning(place, kind, error))
    pandoc = _PANDOC_TITLE.match(source)
    if not pandoc:
        return TitleBlock(source)
    said = {"title": (pandoc["title"],), "author": (pandoc["author"] or "",)}
    return TitleBlock(source[pandoc.end() :], {key: texts for key, texts in said.items() if texts[0]})


def _warning(place: str, kind: str, error: _BlockError) -> str:
    where = f'"{place}", line {error.line + 1}'  # the first line is the rule
    return (
        f"{where}: The front matter is not valid {kind}: {error.reason}. "
        "None of it was used: correct it, or give --title and --author."
    )


def _begins_with_field(lines: str) -> bool:
    """Whether the first line that says something is a field: a text between two rules is a text."""
    told = (line.strip() for line in lines.splitlines())
    first = next((line for line in told if line and not line.startswith("#")), "")
    return _FIELD.match(first) is not None


def _yaml(lines: str) -> Said:
    import yaml  # noqa: PLC0415 - only where there is a block to read

    try:
        root = yaml.compose(lines, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _BlockError(error.problem or "it cannot be read", mark.line + 1 if mark else 1) from error
    except yaml.reader.ReaderError as error:
        line = lines.count("\n", 0, error.position) + 1
        raise _BlockError(f"the character U+{error.character:04X} is not allowed", line) from error
    except RecursionError as error:
        raise _BlockError("it is nested too deep", 1) from error
    return _fields({key: list(_texts(value)) for key, value in _pairs(root)})


def _pairs(node: object) -> Iterator[tuple[str, object]]:
    """Keys and values of a mapping in YAML; none of anything else."""
    import yaml  # noqa: PLC0415 - as above

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, value


def _texts(node: object) -> Iterator[str]:
    """The texts of a value in YAML, or of a list of values."""
    import yaml  # noqa: PLC0415 - as above

    items = node.value[:_MOST_ITEMS] if isinstance(node, yaml.SequenceNode) else [node]
    for item in items:
        said = dict(_pairs(item))
        chosen = next((said[key] for key in _TEXT_KEYS if key in said), item)
        if isinstance(chosen, yaml.ScalarNode) and (chosen.style or chosen.value not in _NOTHING):
            yield chosen.value


def _toml(lines: str) -> Said:
    try:
        table = tomllib.loads(lines.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place["line"]) if place and place["line"] else lines.count("\n") + 1
        reason = _TOML_PLACE.sub("", str(error))
        raise _BlockError(f"{reason[:1].lower()}{reason[1:]}", line) from error
    return _fields({key: list(_values(value)) for key, value in table.items()})


def _values(value: object) -> Iterator[str]:
    """The texts of a value in TOML, or of a list of values."""
    for item in value[:_MOST_ITEMS] if isinstance(value, list) else [value]:
        chosen = next((item[key] for key in _TEXT_KEYS if key in item), item) if isinstance(item, dict) else item
        if not isinstance(chosen, list | dict):
            yield str(chosen)


def _fields(said: Mapping[str, list[str]]) -> Said:
    cleaned = {key.strip().lower(): [_clean(text) for text in texts] for key, texts in said.items()}
    return {key: tuple(text for text in texts if text) for key, texts in cleaned.items()}


def _clean(text: str) -> str:
    """A text without what cannot be shown: escapes may name any character, also half of one."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t").strip()
