"""Writing the cast file without taking anything from the user.

A table that still reads as the program wrote it has its figures renewed. In any other only the program's own
choice of a voice is ever added or replaced, and what is replaced stays as a comment. Everything else of the
file is kept byte for byte; new speakers are added at the end, and nobody is taken out.

What would be written is read back first: where it would say anything else than the file did, together with
the program's own choices, new speakers are only added, or nothing is written.
"""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audiobook.casting.choices import CastChoices
from audiobook.casting.figures import ABSENT, FIGURES, figures
from audiobook.files import write_bytes
from audiobook.files.toml import read_text
from audiobook.model import Cast, Role, Script

HEADER = """\
# Who plays whom. This file is yours to edit: what you write is kept, whatever the program adds.
#
# "automatic" is the voice that the program chose; it keeps it from run to run. Remove the line to have it
# choose again. Add to a speaker's table what you like:
#
#   voice = "NAME"           # another voice; the command "audiobook voices" lists them
#   rate = 1.1               # faster (0.5 to 2)
#   pitch = -2               # lower, in semitones (-12 to 12)
#   volume = 3               # louder, in decibels (-20 to 20)
#   options = { pitch = 40 } # other options of the voice's engine
#   gender = "female"        # or "male"
#   age = "old"              # or "child", "young", "adult"
#   also = ["Other Name"]    # other names of the same person
#
# To say who speaks a line, add at the end of this file:
#
#   [[lines]]
#   chapter = 3
#   text = "as many of the words as it takes to find them"
#   speaker = "NAME"

"""
_TELLER = "# tells the story, and so has the narrator's voice"
_HEAD = re.compile(
    r"""\[speakers\.("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)\][ \t]*(?:#[^\n]*)?(?:\r?\n|$)"""
)
_OWN_LINE = rf"{re.escape(_TELLER)}|(?:# )?automatic = [^\n]*|(?:# )?pitch = [-\d.]+"
_UNTOUCHED = re.compile(rf"{_HEAD.pattern}{FIGURES}(?:\r?\n(?:{_OWN_LINE})?)*")
_FIGURES = re.compile(rf"^{FIGURES}(?=\r?$)", re.MULTILINE)
_BEGIN = re.compile(rf"{_HEAD.pattern}(?:{FIGURES}\r?\n)?")


def write_castfile(path: Path, script: Script, cast: Cast, previous: CastChoices) -> bool:
    """Bring the cast file up to date; ``previous`` is what was read from it. Whether it was written.

    A file that is up to date, or that was edited since it was read, is left alone. Raises
    :class:`~audiobook.errors.OutputError`.
    """
    old = previous.file.text
    if (read_text(path) if path.exists() else "") != old:
        return False
    new = castfile_text(script, cast, previous)
    if new == old:
        return False
    write_bytes(path, new.encode())
    return True


def castfile_text(script: Script, cast: Cast, previous: CastChoices) -> str:
    """The new text of the cast file that ``previous`` was read from; a whole new one where that was blank."""
    writer = _Writer(script, cast, previous)
    old = previous.file.text
    if not old.strip("\ufeff \t\r\n"):
        return old + HEADER + "\n".join(writer.table(role) for role in cast.roles)
    moved, new = writer.moved, writer.new
    attempts = ((writer.renewed(), (*moved, *new)), (writer.with_new(old), new))
    return next((text for text, roles in attempts if _meaning(text) == writer.meant(roles)), old)


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the file from one table's head to the next; ``speaker`` is empty for any other table."""

    text: str
    speaker: str = ""

    @property
    def untouched(self) -> bool:
        return bool(self.speaker) and _UNTOUCHED.fullmatch(self.text) is not None


class _Writer:
    """One cast file in the making. ``moved`` are the known roles whose automatic voice has to be noted."""

    def __init__(self, script: Script, cast: Cast, previous: CastChoices) -> None:
        self._old = previous.file
        self._choices = {choice.speaker: choice for choice in previous.speakers}
        self._roles = {role.speaker: role for role in cast.roles}
        self._figures = figures(script)
        self._tellers = {character.name for character in script.characters if character.narrates}
        self._end = "\r\n" if "\r\n" in self._old.text else "\n"
        self.new = tuple(role for role in cast.roles if role.speaker not in self._choices)
        self.moved = tuple(role for role in cast.roles if self._is_moved(role))

    def _is_moved(self, role: Role) -> bool:
        if role.chosen or role.speaker in self._tellers or role.speaker not in self._choices:
            return False
        choice = self._choices[role.speaker]
        return (choice.automatic, choice.pitch) != (role.voice.name, role.delivery.pitch)

    def table(self, role: Role) -> str:
        """A new table."""
        return self._lines(f"[speakers.{quoted(role.speaker)}]", self._figures[role.speaker], *self._sound(role))

    def _lines(self, *lines: str) -> str:
        return "".join(line + self._end for line in lines)

    def renewed(self) -> str:
        """The old text brought up to date: figures, automatic voices, new speakers."""
        return self.with_new("".join(self._renewed(block) for block in _blocks(self._old.text)))

    def _renewed(self, block: _Block) -> str:
        text = block.text
        if block.untouched:
            text = _FIGURES.sub(lambda _found: self._figures.get(block.speaker, ABSENT), text, count=1)
        role = self._roles.get(block.speaker)
        if role is None or role not in self.moved:
            return text
        begin = _BEGIN.match(text)
        first, rest = (begin[0], text[begin.end() :]) if begin else ("", text)
        for key in ("automatic", "pitch") if self._is_shifted(role) else ("automatic",):
            rest = re.sub(rf"^(?={key}[ \t]*=)", "# ", rest, flags=re.MULTILINE)
        return first + ("" if first.endswith("\n") else self._end) + self._lines(*self._sound(role)) + rest

    def _is_shifted(self, role: Role) -> bool:
        """Whether the program moved the pitch, so that it has to be noted; the user's own is there already."""
        choice = self._choices.get(role.speaker)
        return role.delivery.pitch != (choice.pitch if choice else 0)

    def _sound(self, role: Role) -> list[str]:
        """The lines of an automatic choice. Control characters, which no comment may hold, become spaces."""
        if role.speaker in self._tellers:
            return [_TELLER]
        reason = "".join(character if character.isprintable() else " " for character in role.reason)
        pitch = [f"pitch = {role.delivery.pitch:g}"] if self._is_shifted(role) else []
        return [f"automatic = {_text(role.voice.name)}  # {reason}", *pitch]

    def with_new(self, text: str) -> str:
        """``text`` with the tables of new speakers at its end."""
        if not self.new:
            return text
        gap = "" if re.search(r"\n[ \t\r]*\n$", text) else self._end if text.endswith("\n") else self._end * 2
        return text + gap + self._end.join(self.table(role) for role in self.new)

    def meant(self, roles: Iterable[Role]) -> object:
        """What the file should say when it says all that it did, and the automatic voices of ``roles``."""
        speakers = self._old.data.get("speakers", {})
        tables = dict(speakers) if isinstance(speakers, dict) else {}
        for role in roles:
            sound = tomllib.loads("\n".join(self._sound(role)))
            tables[role.speaker] = {**tables.get(role.speaker, {}), **sound}
        return {**self._old.data, "speakers": tables}


def _blocks(text: str) -> list[_Block]:
    pieces = re.split(r"^(?=[ \t]*\[)", text, flags=re.MULTILINE)
    heads = [_HEAD.match(piece) for piece in pieces]
    return [_Block(p, _unquoted(head[1]) if head else "") for p, head in zip(pieces, heads, strict=True)]


def _unquoted(key: str) -> str:
    try:
        return next(iter(tomllib.loads(f"{key} = 0")))
    except tomllib.TOMLDecodeError:
        return ""


def _meaning(text: str) -> object:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return None


def quoted(key: str) -> str:
    """A name as a TOML key."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _text(value: str) -> str:
    """A TOML string: that of JSON, but for one more control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
