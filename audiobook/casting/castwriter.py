"""Writing the cast file without taking anything from the user.

A table that still reads as the program wrote it has its figures renewed. In any other only the
program's own choice of a voice is ever added or replaced, and what is replaced stays as a
comment. Everything else of the file is kept byte for byte; new speakers are added at the end, and
nobody is taken out.

What would be written is read back first: where it would say anything else than the file did,
together with the program's own choices, new speakers are only added, or nothing is written.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audiobook.casting.choices import CastChoices
from audiobook.files import write_bytes
from audiobook.files.toml import read_text
from audiobook.model import NARRATOR, Cast, Kind, Role, Script

HEADER = """\
# Who plays whom. This file is yours to edit: what you write is kept, whatever the program adds.
#
# "automatic" is the voice that the program chose; it keeps it from run to run. \
Remove the line to have it
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
ABSENT = "# says nothing in the book as it is now"

_TELLER = "# tells the story, and so has the narrator's voice"
_FIGURES = (
    rf"(?:{ABSENT}|# [\d,]+ (?:line|quotation)s?, [\d,]+ words?, "
    r"(?:less than 1|\d+) % of the book)"
)
_HEAD = re.compile(
    r"""\[speakers\.("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)\]"""
    r"""[ \t]*(?:#[^\n]*)?(?:\r?\n|$)"""
)
_OWN_LINE = rf"{re.escape(_TELLER)}|(?:# )?automatic = [^\n]*|(?:# )?pitch = [-\d.]+"
_UNTOUCHED = re.compile(rf"{_HEAD.pattern}{_FIGURES}(?:\r?\n(?:{_OWN_LINE})?)*")
_FIGURES_LINE = re.compile(rf"^{_FIGURES}(?=\r?$)", re.MULTILINE)
_BEGIN = re.compile(rf"{_HEAD.pattern}(?:{_FIGURES}\r?\n)?")


def write_castfile(
    path: Path, script: Script, cast: Cast, previous: CastChoices
) -> bool:
    """Bring the cast file up to date, and return whether it was written.

    ``previous`` is what was read from it. A file that is up to date, or that was edited since it
    was read, is left alone. Raises :class:`~audiobook.errors.OutputError`.
    """
    old = previous.file.text
    now = read_text(path) if path.exists() else ""
    if now != old:
        return False
    new = castfile_text(script, cast, previous)
    if new == old:
        return False
    write_bytes(path, new.encode())
    return True


def castfile_text(script: Script, cast: Cast, previous: CastChoices) -> str:
    """The new text of the cast file that ``previous`` was read from.

    A whole new one where that was blank.
    """
    writer = _Writer(script, cast, previous)
    old = previous.file.text
    if not old.strip("\ufeff \t\r\n"):
        tables = [writer.table(role) for role in cast.roles]
        return old + HEADER + "\n".join(tables)
    renewed = writer.renewed()
    if _meaning(renewed) == writer.meant((*writer.moved, *writer.new)):
        return renewed
    only_added = writer.with_new(old)
    if _meaning(only_added) == writer.meant(writer.new):
        return only_added
    return old


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the file from one table's head to the next.

    ``speaker`` is empty for any other table.
    """

    text: str
    speaker: str = ""

    @property
    def untouched(self) -> bool:
        return bool(self.speaker) and _UNTOUCHED.fullmatch(self.text) is not None


class _Writer:
    """One cast file in the making.

    ``new`` are the roles without a table. ``moved`` are the known roles whose automatic voice has
    to be noted.
    """

    def __init__(self, script: Script, cast: Cast, previous: CastChoices) -> None:
        self._old = previous.file
        self._choices = {choice.speaker: choice for choice in previous.speakers}
        self._roles = {role.speaker: role for role in cast.roles}
        self._figures = figures(script)
        self._tellers = {
            character.name for character in script.characters if character.narrates
        }
        self._end = "\r\n" if "\r\n" in self._old.text else "\n"
        self.new = tuple(
            role for role in cast.roles if role.speaker not in self._choices
        )
        self.moved = tuple(role for role in cast.roles if self._is_moved(role))

    def table(self, role: Role) -> str:
        """A new table."""
        head = f"[speakers.{quoted(role.speaker)}]"
        return self._lines(head, self._figures[role.speaker], *self._sound(role))

    def renewed(self) -> str:
        """The old text brought up to date: figures, automatic voices, new speakers."""
        blocks = [self._renewed(block) for block in _blocks(self._old.text)]
        return self.with_new("".join(blocks))

    def with_new(self, text: str) -> str:
        """``text`` with the tables of new speakers at its end."""
        if not self.new:
            return text
        tables = [self.table(role) for role in self.new]
        return text + self._gap(text) + self._end.join(tables)

    def meant(self, roles: Iterable[Role]) -> object:
        """What the file should say: all that it did, and the automatic voices of ``roles``."""
        speakers = self._old.data.get("speakers", {})
        tables = dict(speakers) if isinstance(speakers, dict) else {}
        for role in roles:
            sound = tomllib.loads("\n".join(self._sound(role)))
            tables[role.speaker] = {**tables.get(role.speaker, {}), **sound}
        return {**self._old.data, "speakers": tables}

    def _is_moved(self, role: Role) -> bool:
        if (
            role.chosen
            or role.speaker in self._tellers
            or role.speaker not in self._choices
        ):
            return False
        choice = self._choices[role.speaker]
        return (choice.automatic, choice.pitch) != (
            role.voice.name,
            role.delivery.pitch,
        )

    def _is_shifted(self, role: Role) -> bool:
        """Whether the program moved the pitch, so that it has to be noted.

        The user's own is in the file already.
        """
        choice = self._choices.get(role.speaker)
        stated = choice.pitch if choice else 0
        return role.delivery.pitch != stated

    def _renewed(self, block: _Block) -> str:
        text = block.text
        if block.untouched:
            new_figures = self._figures.get(block.speaker, ABSENT)
            text = _FIGURES_LINE.sub(lambda _match: new_figures, text, count=1)
        role = self._roles.get(block.speaker)
        if role is None or role not in self.moved:
            return text
        return self._with_sound(text, role)

    def _with_sound(self, text: str, role: Role) -> str:
        """The text of a table with the automatic voice of now; the former one becomes a comment."""
        begin = _BEGIN.match(text)
        head = begin[0] if begin else ""
        rest = text[len(head) :]
        replaced = ["automatic"]
        if self._is_shifted(role):
            replaced.append("pitch")
        for key in replaced:
            rest = re.sub(rf"^(?={key}[ \t]*=)", "# ", rest, flags=re.MULTILINE)
        if not head.endswith("\n"):
            head += self._end
        return head + self._lines(*self._sound(role)) + rest

    def _sound(self, role: Role) -> list[str]:
        """The lines of an automatic choice.

        Control characters, which no comment may hold, become spaces.
        """
        if role.speaker in self._tellers:
            return [_TELLER]
        reason = "".join(
            character if character.isprintable() else " " for character in role.reason
        )
        lines = [f"automatic = {_text(role.voice.name)}  # {reason}"]
        if self._is_shifted(role):
            lines.append(f"pitch = {role.delivery.pitch:g}")
        return lines

    def _lines(self, *lines: str) -> str:
        return "".join(line + self._end for line in lines)

    def _gap(self, text: str) -> str:
        """What makes one blank line between a text and the table that follows."""
        if re.search(r"\n[ \t\r]*\n$", text):
            return ""
        if text.endswith("\n"):
            return self._end
        return self._end * 2


def figures(script: Script) -> dict[str, str]:
    """Speaker -> a comment with how much they say, and their share of all that is spoken.

    A character has quotations, of which a long one is spoken as several lines; the narrator
    has lines.
    """
    words: Counter[str] = Counter()
    stretches: dict[str, set[tuple[int, int]]] = {}
    for number, chapter in enumerate(script.utterances):
        for place, utterance in enumerate(chapter):
            if utterance.kind is Kind.BREAK:
                continue
            words[utterance.speaker] += len(script.text(number, utterance).split())
            # Lines of one quotation count once. Below zero, so that they meet no place.
            stretch = place
            if utterance.quotation is not None and utterance.speaker != NARRATOR:
                stretch = -1 - utterance.quotation
            stretches.setdefault(utterance.speaker, set()).add((number, stretch))
    total = words.total()
    comments = {}
    for speaker in (NARRATOR, *(character.name for character in script.characters)):
        count = len(stretches.get(speaker, ()))
        if not count:
            comments[speaker] = ABSENT
            continue
        what = "line" if speaker == NARRATOR else "quotation"
        comments[speaker] = _comment(_count(count, what), words[speaker], total)
    return comments


def quoted(key: str) -> str:
    """A name as a TOML key."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return key
    return _text(key)


def _comment(stretches: str, words: int, total: int) -> str:
    share = 100 * words / max(1, total)
    percent = f"{share:.0f}" if share >= 1 else "less than 1"
    return f"# {stretches}, {_count(words, 'word')}, {percent} % of the book"


def _count(number: int, what: str) -> str:
    if number == 1:
        return f"{number:,} {what}"
    return f"{number:,} {what}s"


def _blocks(text: str) -> list[_Block]:
    blocks = []
    for piece in re.split(r"^(?=[ \t]*\[)", text, flags=re.MULTILINE):
        head = _HEAD.match(piece)
        speaker = _unquoted(head[1]) if head else ""
        blocks.append(_Block(piece, speaker))
    return blocks


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


def _text(value: str) -> str:
    """A TOML string: that of JSON, but for one more control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
