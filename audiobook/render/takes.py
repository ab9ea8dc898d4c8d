"""Which take of a line is used, where it is not the first.

The choices lie in a small TOML file in the book's folder: the key of the first take's clip, which
names everything audible, and the number of the take. A line whose voice, words or engine were
changed has another key, and is spoken in its first take again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audiobook.files import write_text
from audiobook.files.toml import convert, read_toml
from audiobook.model import Line
from audiobook.render.plan import ChapterPlan
from audiobook.render.store import Fingerprints, clip_key

Takes = Mapping[
    str, int
]  # key of the first take's clip -> number of the take that is used

_HEAD = """\
# Lines that were spoken again because a recogniser did not understand them, and which take of
# each is used. Delete a line, or this file, and run make-audiobook to have the first take back.
"""
_SHOWN = 60  # characters of a line's words


def read_takes(path: Path) -> Takes:
    """The choices; none where there is no file. Raises :class:`~audiobook.errors.SettingsError`."""
    if not path.exists():
        return {}
    file = read_toml(path)
    takes: Takes = convert(file.data.get("takes", {}), dict[str, int], file, ("takes",))
    return takes


def write_takes(path: Path, takes: Takes, words: Mapping[str, str]) -> None:
    """Write the choices, each with the beginning of its words where they are known.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    lines = [_HEAD, "[takes]"]
    for key, take in sorted(takes.items()):
        shown = " ".join(words.get(key, "").split())[:_SHOWN]
        lines.append(f'"{key}" = {take} # {shown}'.rstrip("# "))
    write_text(path, "\n".join(lines) + "\n")


def with_takes(
    plans: Sequence[ChapterPlan], takes: Takes, prints: Fingerprints
) -> tuple[ChapterPlan, ...]:
    """The plans with the take of every line that is not used in its first."""
    if not takes:
        return tuple(plans)
    changed = []
    for plan in plans:
        items = []
        for item in plan.items:
            if item.line:
                line = _in_take(item.line, takes, prints)
                items.append(replace(item, line=line))
            else:
                items.append(item)
        changed.append(replace(plan, items=tuple(items)))
    return tuple(changed)


def _in_take(line: Line, takes: Takes, prints: Fingerprints) -> Line:
    if line.voice.engine not in prints:  # it was not there when the book was made
        return line
    return replace(line, take=takes.get(clip_key(line, prints), 0))
