"""Directions that authors write into the text, where the setting ``markup`` is on.

========================================  ==========================================================
``[pause 2s]``, ``[pause 500ms]``         silence here: before the line where it begins one, else after it
``[say Kakashi as kah-kah-shee]``         the words as printed, said otherwise (IPA in slashes as well)
``[whispered]``, ``[slowly]`` ...         how the line is said: any word of the table of manners
``[voice Emma]``                          the line is said by the voice of that speaker
``[stress word]``                         a word that is emphasised
========================================  ==========================================================

Anything else in brackets is read as text, and everything is where the setting is off.
"""

import re
from dataclasses import dataclass

from audiobook.speech.manners import Manners

LONGEST_PAUSE_MS = 60_000
_TOKEN = re.compile(r"\[([^\[\]\n]{1,200})\]")
_PAUSE = re.compile(r"pause (\d{1,5}(?:\.\d{1,3})?) ?(ms|s)")
_SAY = re.compile(r"say (.+) as (.+)")
_VOICE = re.compile(r"voice (.+)")
_STRESS = re.compile(r"stress (.+)")


@dataclass(frozen=True, slots=True)
class Inline:
    """A line without its markup: ``says`` are (printed, said) pairs, ``manners`` the words that were asked for."""

    text: str
    before_ms: int = 0
    after_ms: int = 0
    says: tuple[tuple[str, str], ...] = ()
    stressed: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    voice: str = ""


def inline(text: str, table: Manners, speakers: frozenset[str] = frozenset()) -> Inline:
    """The directions in a line. What is no direction stays in the text."""
    reader = _Reader(text, table, speakers)
    plain = _TOKEN.sub(reader.token, text)
    return Inline(
        plain,
        reader.before_ms,
        reader.after_ms,
        tuple(reader.says),
        tuple(reader.stressed),
        tuple(reader.manners),
        reader.voice,
    )


class _Reader:
    """Collects what the tokens of one line say."""

    def __init__(self, text: str, table: Manners, speakers: frozenset[str]) -> None:
        self.before_ms = self.after_ms = 0
        self.says: list[tuple[str, str]] = []
        self.stressed: list[str] = []
        self.manners: list[str] = []
        self.voice = ""
        self._text, self._table, self._speakers = text, table, speakers

    def token(self, match: re.Match[str]) -> str:
        """What is printed in place of a token."""
        said = match[1].strip()
        if pause := _PAUSE.fullmatch(said):
            return self._pause(match, float(pause[1]) * (1000 if pause[2] == "s" else 1))
        if say := _SAY.fullmatch(said):
            self.says.append((say[1], say[2]))
            return say[1]
        if stress := _STRESS.fullmatch(said):
            self.stressed.append(stress[1])
            return stress[1]
        if (voice := _VOICE.fullmatch(said)) and voice[1] in self._speakers:
            self.voice = voice[1]
            return ""
        if name := self._table.of_word(said.lower()):
            self.manners.append(name)
            return ""
        return match[0]

    def _pause(self, match: re.Match[str], milliseconds: float) -> str:
        length = min(LONGEST_PAUSE_MS, round(milliseconds))
        if any(map(str.isalnum, self._text[: match.start()])):
            self.after_ms = max(self.after_ms, length)
        else:
            self.before_ms = max(self.before_ms, length)
        return " "
