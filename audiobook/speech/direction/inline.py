"""Directions that authors write into the text, where the setting ``markup`` is on.

===================================  ==========================================================
``[pause 2s]``, ``[pause 500ms]``    silence here
``[say Kakashi as kah-kah-shee]``    the words as printed, said otherwise (or as IPA in slashes)
``[whispered]``, ``[slowly]`` ...    how the line is said: any word of the table of manners
``[voice Emma]``                     the line is said by the voice of that speaker
``[stress word]``                    a word that is emphasised
===================================  ==========================================================

Anything else in brackets is read as text, and everything is where the setting is off.
"""

import re
from dataclasses import dataclass, field

from audiobook.speech.direction.manners import Manners

LONGEST_PAUSE_MS = 60_000
_DIRECTION = re.compile(r"\[([^\[\]\n]{1,200})\]")
_PAUSE = re.compile(r"pause (?P<number>\d{1,5}(?:\.\d{1,3})?) ?(?P<unit>ms|s)")
# Each is the whole of what stands between two brackets.
_SAY = re.compile(r"say (?P<printed>.+) as (?P<says>.+)")
_VOICE = re.compile(r"voice (?P<speaker>.+)")
_STRESS = re.compile(r"stress (?P<words>.+)")

_Rest = tuple[
    int, int
]  # a place in the text without markup, and the milliseconds of silence there


@dataclass(frozen=True, slots=True)
class InlineDirections:
    """A line without its markup, and what the markup asks for.

    ``rests`` are silences within the line: a place in ``text`` and milliseconds each. ``says``
    are (printed, said) pairs; ``manners`` are names of manners.
    """

    text: str
    before_ms: int = 0
    after_ms: int = 0
    rests: tuple[_Rest, ...] = ()
    says: tuple[tuple[str, str], ...] = ()
    stressed: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    voice: str = ""


def inline(
    text: str, table: Manners, speakers: frozenset[str] = frozenset()
) -> InlineDirections:
    """The directions in a line. Brackets that hold no direction stay in the text."""
    reader = _Reader(table, speakers)
    plain = reader.read(text)
    first, last = _ends(plain)
    # What stands before the first word, or after the last, is a pause between lines.
    return InlineDirections(
        plain,
        before_ms=_longest(reader.rests, 0, first),
        after_ms=_longest(reader.rests, last + 1, len(plain)),
        rests=tuple(rest for rest in reader.rests if first < rest[0] <= last),
        says=tuple(reader.says),
        stressed=tuple(reader.stressed),
        manners=tuple(reader.manners),
        voice=reader.voice,
    )


def _ends(text: str) -> tuple[int, int]:
    """Where the first and the last letter or digit stand; the end of a text without any."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    if not places:
        return len(text), len(text)
    return places[0], places[-1]


def _longest(rests: list[_Rest], start: int, end: int) -> int:
    """The longest silence between two places: several at one end of a line do not add up."""
    longest = 0
    for place, milliseconds in rests:
        if start <= place <= end:
            longest = max(longest, milliseconds)
    return longest


@dataclass
class _Reader:
    """Collects the directions of one line.

    ``table`` says which words are manners, ``speakers`` whose voices may be asked for.
    """

    table: Manners
    speakers: frozenset[str]
    rests: list[_Rest] = field(default_factory=list)
    says: list[tuple[str, str]] = field(default_factory=list)
    stressed: list[str] = field(default_factory=list)
    manners: list[str] = field(default_factory=list)
    voice: str = ""

    def read(self, text: str) -> str:
        """The text without its markup."""
        plain = ""
        end = 0
        for match in _DIRECTION.finditer(text):
            plain += text[end : match.start()]
            end = match.end()
            direction = match[1].strip()
            pause = _PAUSE.fullmatch(direction)
            if pause:
                # A space keeps the words on both sides apart: "one[pause 1s]two".
                self.rests.append((len(plain), _milliseconds(pause)))
                plain += " "
            elif not self._heeds(direction):
                plain += self._words_of(direction) or match[0]
        return plain + text[end:]

    def _heeds(self, direction: str) -> bool:
        """Take a direction that prints nothing: a voice or a manner."""
        voice = _VOICE.fullmatch(direction)
        if voice and voice["speaker"] in self.speakers:
            self.voice = voice["speaker"]
            return True
        manner = self.table.of_word(direction.lower())
        if manner:
            self.manners.append(manner)
        return bool(manner)

    def _words_of(self, direction: str) -> str:
        """Take a direction about words, and return them; empty for anything else."""
        say = _SAY.fullmatch(direction)
        if say:
            self.says.append((say["printed"], say["says"]))
            return say["printed"]
        stress = _STRESS.fullmatch(direction)
        if stress:
            self.stressed.append(stress["words"])
            return stress["words"]
        return ""


def _milliseconds(pause: re.Match[str]) -> int:
    """The length of a pause, within the limit: a slip must not become an hour of silence."""
    number = float(pause["number"])
    if pause["unit"] == "s":
        number *= 1000
    return min(LONGEST_PAUSE_MS, round(number))
