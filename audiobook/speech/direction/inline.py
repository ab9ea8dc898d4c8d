"""Directions that authors write into the text, where the setting ``markup`` is on.

========================================  ==========================================================
``[pause 2s]``, ``[pause 500ms]``         silence here
``[say Kakashi as kah-kah-shee]``         the words as printed, said otherwise (IPA in slashes as well)
``[whispered]``, ``[slowly]`` ...         how the line is said: any word of the table of manners
``[voice Emma]``                          the line is said by the voice of that speaker
``[stress word]``                         a word that is emphasised
========================================  ==========================================================

Anything else in brackets is read as text, and everything is where the setting is off.
"""

import re
from dataclasses import dataclass

from audiobook.speech.direction.manners import Manners

LONGEST_PAUSE_MS = 60_000
_TOKEN = re.compile(r"\[([^\[\]\n]{1,200})\]")
_PAUSE = re.compile(r"pause (\d{1,5}(?:\.\d{1,3})?) ?(ms|s)")
_SAY = re.compile(r"say (.+) as (.+)")
_VOICE = re.compile(r"voice (.+)")
_STRESS = re.compile(r"stress (.+)")


@dataclass(frozen=True, slots=True)
class Inline:
    """A line without its markup: silence before, after, and at places in it (place in ``text``, milliseconds);
    ``says`` are (printed, said) pairs, ``manners`` the words that were asked for.
    """

    text: str
    before_ms: int = 0
    after_ms: int = 0
    rests: tuple[tuple[int, int], ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    stressed: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    voice: str = ""


def inline(text: str, table: Manners, speakers: frozenset[str] = frozenset()) -> Inline:
    """The directions in a line. What is no direction stays in the text."""
    reader = _Reader(table, speakers)
    plain = reader.read(text)
    before, rests, after = _placed(reader.rests, plain)
    return Inline(
        plain,
        before,
        after,
        rests,
        tuple(reader.says),
        tuple(reader.stressed),
        tuple(reader.manners),
        reader.voice,
    )


def _placed(
    rests: list[tuple[int, int]], text: str
) -> tuple[int, tuple[tuple[int, int], ...], int]:
    """Silences before the words of a line, among them, and after them; of several at its ends the longest."""
    said = [place for place, character in enumerate(text) if character.isalnum()]
    first, last = (said[0], said[-1]) if said else (len(text), len(text))
    before = max((ms for place, ms in rests if place <= first), default=0)
    after = max((ms for place, ms in rests if place > max(first, last)), default=0)
    return (
        before,
        tuple((place, ms) for place, ms in rests if first < place <= last),
        after,
    )


class _Reader:
    """Collects what the tokens of one line say."""

    def __init__(self, table: Manners, speakers: frozenset[str]) -> None:
        self.rests: list[
            tuple[int, int]
        ] = []  # place in the text without markup, milliseconds
        self.says: list[tuple[str, str]] = []
        self.stressed: list[str] = []
        self.manners: list[str] = []
        self.voice = ""
        self._table, self._speakers = table, speakers

    def read(self, text: str) -> str:
        """The text without its markup."""
        plain, end = "", 0
        for match in _TOKEN.finditer(text):
            plain += text[end : match.start()]
            end = match.end()
            if pause := _PAUSE.fullmatch(match[1].strip()):
                milliseconds = round(float(pause[1]) * (1000 if pause[2] == "s" else 1))
                self.rests.append((len(plain), min(LONGEST_PAUSE_MS, milliseconds)))
                plain += " "
            else:
                plain += self._token(match)
        return plain + text[end:]

    def _token(self, match: re.Match[str]) -> str:
        """What is printed in place of a token."""
        said = match[1].strip()
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
