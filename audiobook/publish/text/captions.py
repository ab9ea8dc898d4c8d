"""What is said -> captions that can be read: at most two lines of about 42 columns.

Those are broadcasters' measures. A longer utterance is cut where one would breathe, and its
time is shared out by letters. The first caption begins and the last one ends exactly where
the voice does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from audiobook.publish.timeline import Said

WIDTH = 42  # columns of a line
LINES = 2

# The least share of a full caption: a cut before that would leave a scrap.
_LEAST = 0.4

_WORD = re.compile(r"\S+\s*")

# How a word ends behind which it is good to cut, the best first.
_ENDS = (
    re.compile(r"[.!?…。！？][”’\"')\]]*$"),
    re.compile(r"(?:[;:—–；：]|--)[”’\"')\]]*$"),
    re.compile(r"[,，、][”’\"')\]]*$"),
)

# Punctuation that stays with what it follows: other, closing, final quotes, and spaces.
_CLOSING = frozenset({"Po", "Pe", "Pf", "Zs"})


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown at once: its lines, who says them, and when, in milliseconds.

    ``speaker`` is as in the script; ``name`` is the name to show, "" for the narrator.
    ``words`` says, for every line, where in it a word begins and when that is heard;
    nothing where nobody knows.
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
    for utterance in said:
        yield from _captions_of(utterance)


def _captions_of(utterance: Said) -> Iterator[Caption]:
    pieces = [wrapped(piece) for piece in cut(utterance.text)]
    offsets = list(_line_offsets(utterance.text, pieces))
    bounds = [utterance.start_ms]
    for piece_offsets in offsets[1:]:
        bounds.append(_time_of(utterance, piece_offsets[0]))
    bounds.append(utterance.end_ms)

    times = pairwise(bounds)
    for lines, starts, (start_ms, end_ms) in zip(pieces, offsets, times, strict=True):
        words = []
        for line, at in zip(lines, starts, strict=True):
            words.append(_words_of(utterance, line, at))
        yield Caption(
            lines=tuple(lines),
            speaker=utterance.speaker,
            name=utterance.name,
            start_ms=start_ms,
            end_ms=end_ms,
            words=tuple(words),
        )


def _line_offsets(text: str, pieces: Iterable[list[str]]) -> Iterator[list[int]]:
    """Where in the text the lines of every piece begin."""
    end = 0
    for lines in pieces:
        offsets = []
        for line in lines:
            start = text.index(line, end)
            offsets.append(start)
            end = start + len(line)
        yield offsets


def _time_of(utterance: Said, at: int) -> float:
    """When a place in the text is heard: with its word, or else in proportion."""
    for word in utterance.words:
        if word.end > at:
            return word.start_ms
    share = at / (len(utterance.text) or 1)
    duration_ms = utterance.end_ms - utterance.start_ms
    return utterance.start_ms + duration_ms * share


def _words_of(
    utterance: Said,
    line: str,
    at: int,
) -> tuple[tuple[int, float], ...]:
    """The words of a line that begins at ``at``: where each begins in it, and when."""
    words = []
    for word in utterance.words:
        if at <= word.start < at + len(line):
            words.append((word.start - at, word.start_ms))
    return tuple(words)


def columns(text: str) -> int:
    """How many columns a text takes.

    East Asian characters count twice, marks on letters not at all (UAX #11).
    """
    if text.isascii():
        return len(text)
    return sum(map(_character_columns, text))


def _character_columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 1


def cut(text: str) -> list[str]:
    """A text in pieces that fit into a caption each."""
    words = _words(text)
    pieces: list[str] = []
    at = 0
    while at < len(words):
        # A caption has no more words than columns.
        coming = words[at : at + WIDTH * LINES + 1]
        ends = _fitting(coming)
        count = len(ends)
        if at + count < len(words):
            count = _best(coming, ends)
        pieces.append("".join(coming[:count]).strip())
        at += count
    return pieces


def _fitting(words: list[str]) -> list[int]:
    """For as many of the words as fit into a caption, the columns up to the end of each."""
    ends = []
    total = 0
    line_width = 0
    lines = 1
    for word in words:
        # The space behind the last word of a line takes no room.
        if line_width and line_width + columns(word.rstrip()) > WIDTH:
            line_width = 0
            lines += 1
        if lines > LINES:
            break
        width = columns(word)
        line_width += width
        total += width
        ends.append(total)
    return ends


def _best(words: list[str], ends: list[int]) -> int:
    """How many words make the next caption: up to the best cut that is not too early."""
    shortest = WIDTH * LINES * _LEAST
    for pattern in _ENDS:
        # The last good place, so that captions are as full as they can be.
        for count in range(len(ends), 0, -1):
            if ends[count - 1] < shortest:
                break
            word = words[count - 1].rstrip()
            if pattern.search(word):
                return count

    # Without a good place, the words are spread evenly: else the last caption might be
    # a single word.
    total = sum(map(columns, words))
    captions_needed = -(-total // ends[-1])
    fair = min(total / captions_needed, ends[-1])
    return next(count for count, width in enumerate(ends, 1) if width >= fair)


def _words(text: str) -> list[str]:
    """The words with the spaces behind them.

    One that is wider than a line, as in Chinese, comes by characters.
    """
    words: list[str] = []
    for word in _WORD.findall(text):
        if columns(word.strip()) <= WIDTH:
            words.append(word)
        else:
            words.extend(_characters(word))
    return words


def _characters(word: str) -> Iterator[str]:
    """A word by characters, marks and closing signs with what they belong to."""
    piece = ""
    for character in word:
        if piece and not _clings(character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _clings(character: str) -> bool:
    if unicodedata.combining(character):
        return True
    return unicodedata.category(character) in _CLOSING


def wrapped(text: str) -> list[str]:
    """A caption on one line, or on two of nearly the same width, the better cut first."""
    stripped = text.strip()
    if columns(stripped) <= WIDTH:
        return [stripped]
    width = columns(stripped)
    lines: list[str] = []
    line = ""
    for word in _words(stripped):
        full = columns((line + word).strip()) > WIDTH
        if line and (full or (not lines and _is_half(line, word, width))):
            lines.append(line.strip())
            line = ""
        line += word
    if line.strip():
        lines.append(line.strip())
    return lines


def _is_half(
    line: str,
    word: str,
    width: int,
) -> bool:
    """Whether the first line is best ended before a word.

    It then holds about half of the text's ``width``, and the rest fits into the second.
    """
    line_width = columns(line)
    if line_width < (width - columns(word)) / 2:
        return False
    return width - line_width <= WIDTH
