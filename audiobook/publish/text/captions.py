"""What is said -> captions that can be read: at most two lines of about 42 characters, as broadcasters have them.

A longer utterance is cut where one would breathe, and its time is shared out by letters. The first caption
begins and the last one ends exactly where the voice does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from audiobook.publish.timeline import Said

WIDTH = 42  # columns of a line
LINES = 2
_LEAST = 0.4  # of a caption: a cut before that would leave a scrap
_WORD = re.compile(r"\S+\s*")
_ENDS = (  # how good it is to cut behind a word, by how it ends
    re.compile(r"[.!?…。！？][”’\"')\]]*$"),
    re.compile(r"(?:[;:—–；：]|--)[”’\"')\]]*$"),
    re.compile(r"[,，、][”’\"')\]]*$"),
)


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown at once: its lines, who says them ("" is the narrator), and when, in milliseconds.

    ``words`` says, for every line, where in it a word begins and when that is heard; nothing where nobody knows.
    """

    lines: tuple[str, ...]
    speaker: str
    name: str
    start_ms: float
    end_ms: float
    words: tuple[tuple[tuple[int, float], ...], ...]

    @property
    def text(self) -> str:
        """On one line."""
        return " ".join(self.lines)


def captions(said: Iterable[Said]) -> Iterator[Caption]:
    """The captions of everything that is heard."""
    for one in said:
        pieces = [wrapped(piece) for piece in cut(one.text)]
        places = list(_places(one.text, pieces))
        begins = [_begins(one, lines[0]) for lines in places]
        times = pairwise((one.start_ms, *begins[1:], one.end_ms))
        for lines, starts, (start, end) in zip(pieces, places, times, strict=True):
            words = tuple(_words_of(one, line, at) for line, at in zip(lines, starts, strict=True))
            yield Caption(tuple(lines), one.speaker, one.name, start, end, words)


def _places(text: str, pieces: Iterable[list[str]]) -> Iterator[list[int]]:
    """Where in the text the lines of every piece begin."""
    at = 0
    for lines in pieces:
        found = []
        for line in lines:
            found.append(text.index(line, at))
            at = found[-1] + len(line)
        yield found


def _begins(one: Said, at: int) -> float:
    """When a place in the text is heard: with its word, or else in proportion."""
    known = (word.start_ms for word in one.words if word.end > at)
    share = at / (len(one.text) or 1)
    return next(known, one.start_ms + (one.end_ms - one.start_ms) * share)


def _words_of(one: Said, line: str, at: int) -> tuple[tuple[int, float], ...]:
    return tuple((word.start - at, word.start_ms) for word in one.words if at <= word.start < at + len(line))


def columns(text: str) -> int:
    """How wide a text is: East Asian characters count twice, marks on letters not at all (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text
    )


def cut(text: str) -> list[str]:
    """A text in pieces that fit into a caption each."""
    words = _words(text)
    pieces: list[str] = []
    at = 0
    while at < len(words):
        coming = words[at : at + WIDTH * LINES + 1]
        ends = _fitting(coming)
        taken = len(ends) if at + len(ends) == len(words) else _best(coming, ends)
        pieces.append("".join(coming[:taken]).strip())
        at += taken
    return pieces


def _fitting(words: list[str]) -> list[int]:
    """For as many of the words as fit into a caption, the columns up to the end of each."""
    ends, total, line, lines = [], 0, 0, 1
    for word in words:
        if line and line + columns(word.rstrip()) > WIDTH:
            line, lines = 0, lines + 1
        if lines > LINES:
            break
        line += columns(word)
        total += columns(word)
        ends.append(total)
    return ends


def _best(words: list[str], ends: list[int]) -> int:
    """How many words make the next caption: up to the best place to cut that is not too early."""
    good = [count for count, width in enumerate(ends, 1) if width >= WIDTH * LINES * _LEAST]
    for pattern in _ENDS:
        behind = [count for count in good if pattern.search(words[count - 1].rstrip())]
        if behind:
            return behind[-1]
    total = sum(map(columns, words))
    fair = total / -(-total // ends[-1])  # so that the last caption is not a single word
    return next(count for count, width in enumerate(ends, 1) if width >= min(fair, ends[-1]))


def _words(text: str) -> list[str]:
    """The words with the spaces behind them; one that is wider than a line, as in Chinese, by characters."""
    found: list[str] = []
    for word in _WORD.findall(text):
        found.extend([word] if columns(word.strip()) <= WIDTH else _characters(word))
    return found


def _characters(word: str) -> Iterator[str]:
    """A word by characters, marks and closing signs with what they belong to."""
    piece = ""
    for char in word:
        if piece and not (unicodedata.combining(char) or unicodedata.category(char) in {"Po", "Pe", "Pf", "Zs"}):
            yield piece
            piece = ""
        piece += char
    yield piece


def wrapped(text: str) -> list[str]:
    """A caption on one line, or on two of nearly the same width, the better cut first."""
    words = _words(text.strip())
    if columns(text.strip()) <= WIDTH:
        return [text.strip()]
    lines: list[str] = []
    half = columns(text) / 2
    line = ""
    for word in words:
        full = columns((line + word).strip()) > WIDTH
        over = not lines and line and columns(line) >= half - columns(word) / 2 and _rest_fits(text, line)
        if line and (full or over):
            lines.append(line.strip())
            line = ""
        line += word
    return [*lines, line.strip()] if line.strip() else lines


def _rest_fits(text: str, line: str) -> bool:
    return columns(text.strip()) - columns(line) <= WIDTH
