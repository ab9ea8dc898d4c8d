"""Text as it is written down from marked-up sources: separators, open marks, anchors.

White space is collapsed. A separator is written only when more text follows it; an
empty paragraph becomes a scene break only between two paragraphs of ordinary text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from audiobook.model import Mark, MarkKind
from audiobook.readers.account import Account, solid
from audiobook.readers.decoding.lines import is_ornament
from audiobook.readers.markup.marks import Open
from audiobook.readers.tree.characters import INVISIBLE, LIGATURES

_WHITE = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Hair spaces between quotation marks are typography, not words apart.
_HAIR_SPACE = "(?<=[“”‘’«»])[\u2006\u2009\u200a\u202f](?=[“”‘’«»])"
_INVISIBLE = re.compile(f"[{INVISIBLE}]|{_HAIR_SPACE}")
_LIGATURE = re.compile(f"[{''.join(LIGATURES)}]")
_RULE = "* * *"
_BLANK_LINE = "\n\n"
_LONGEST_ORNAMENT = 130  # characters
_STOPS = tuple(".,;:!?—-–…")
_SENTENCE_END = tuple(".,;:!?”’\"'…")


class Ink:
    """Collects text, marks and anchors; ``length`` counts the characters of the text."""

    def __init__(self, account: Account) -> None:
        self.length = 0
        self.account = account
        self.anchors: dict[str, int] = {}
        self._pieces: list[str] = []
        self._marks: list[Mark] = []
        # What holds for the text that is written next:
        self._separator = ""
        self._waiting: list[Open] = []  # marks without text in them yet
        self._anchors_waiting: list[str] = []
        self._break_waits = False
        # What was written last, if that was not a heading:
        self._last = ""
        self._open_headings = 0
        self._open_verse = 0

    @property
    def in_lines(self) -> bool:
        """Whether it is in a heading or in verse, where a paragraph has lines."""
        return self._open_headings > 0 or self._open_verse > 0

    def open(self, mark: Open) -> None:
        """Begin a mark at the text that is written next."""
        self._waiting.append(mark)
        self._open_headings += mark.kind is MarkKind.HEADING
        self._open_verse += mark.kind is MarkKind.VERSE

    def close(self, mark: Open) -> None:
        """End a mark at the text that was written last."""
        self._open_headings -= mark.kind is MarkKind.HEADING
        self._open_verse -= mark.kind is MarkKind.VERSE
        if mark.start < 0:
            self._waiting.remove(mark)
        else:
            self._marks.append(
                Mark(
                    mark.start,
                    self.length,
                    mark.kind,
                    mark.value,
                )
            )

    def anchor(self, name: str) -> None:
        """Name the place of the text that is written next."""
        if name:
            self._anchors_waiting.append(name)

    def write(self, raw: str | None, *, lines: bool = False) -> None:
        """Text as the source has it; ``lines``: its line ends count."""
        if not raw:
            return
        shown = self._as_shown(raw)
        if not lines:
            self._words(shown)
            return
        first, *others = shown.split("\n")
        self._words(first)
        for line in others:
            self.separate("\n")
            self._words(line)

    def generated(self, text: str) -> None:
        """Text that a browser shows and the source does not have; its line ends count."""
        for piece in re.split(r"(\n+)", text):
            if piece.startswith(_BLANK_LINE) and not self.in_lines:
                self.separate(_BLANK_LINE)
            elif piece.startswith("\n"):
                self.separate("\n")
            else:
                self._words(piece)
        self.account.add(text)

    def _as_shown(self, raw: str) -> str:
        """Without invisible characters, and with ligatures taken apart."""
        shown = _INVISIBLE.sub("", raw)
        if len(shown) != len(raw):
            self.account.drop("invisible characters", solid(raw) - solid(shown))
        if shown.isascii() or not _LIGATURE.search(shown):
            return shown
        apart = _LIGATURE.sub(_letters_of, shown)
        self.account.add(apart, instead_of=shown)
        return apart

    def _words(self, text: str) -> None:
        text = _WHITE.sub(" ", text)
        if text.startswith(" "):
            self.separate(" ")
        words = text.strip(" ")
        if words:
            self._put(words)
            if text.endswith(" "):
                self.separate(" ")

    def separate(self, separator: str) -> None:
        """Ask for a space, a newline or a blank line before whatever is written next."""
        # The strongest one counts: a blank line, then a newline, then a space.
        stronger = separator == "\n" and self._separator == " "
        if stronger or len(separator) > len(self._separator):
            self._separator = separator

    def cell(self) -> None:
        """Ask for a comma before the next cell of a table's row."""
        if not self._pieces or self._separator.startswith("\n"):
            return
        self._separator = ", "
        if self._pieces[-1].endswith(_STOPS):
            self._separator = " "

    def rule(self) -> None:
        """A scene break."""
        self._put(_RULE)
        self.account.add(_RULE)

    def empty(self) -> None:
        """A scene break, if the text goes on and neither side is a heading or a break."""
        if self.length:
            self._break_waits = True

    def after_stop(self) -> bool:
        """Whether the text so far ends a sentence or a clause, with nothing behind it."""
        if self._separator or not self._pieces:
            return False
        return self._pieces[-1].endswith(_SENTENCE_END)

    def _put(self, text: str) -> None:
        if self._break_waits:
            self._settle_break(text)
        if self.length:
            self._pieces.append(self._separator)
            self.length += len(self._separator)
            if self._separator == ", ":
                self.account.added += 1  # the comma, which the source does not have
        self._separator = ""
        # Marks begin at their first word, not at the white space before it.
        for mark in self._waiting:
            mark.start = self.length
        self._waiting.clear()
        self._settle_anchors()
        self._pieces.append(text)
        self.length += len(text)
        self._last = "" if self._open_headings else text

    def _settle_break(self, text: str) -> None:
        """Write the scene break that waits, where ``text`` is what comes after it."""
        self._break_waits = False
        if not self._last or self._open_headings:
            return
        if is_ornament(text) or is_ornament(self._last):
            return
        # The marks that wait are for the text behind the break.
        waiting = self._waiting
        self._waiting = []
        self.rule()
        self._waiting = waiting
        self.separate(_BLANK_LINE)

    def _settle_anchors(self) -> None:
        for name in self._anchors_waiting:
            self.anchors.setdefault(name, self.length)
        self._anchors_waiting.clear()

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        """The text, and its marks in order, ornaments among them."""
        self._settle_anchors()
        text = "".join(self._pieces)
        marks = {*self._marks, *_ornaments(text)}
        return text, tuple(sorted(marks, key=_order))


def _letters_of(ligature: re.Match[str]) -> str:
    return LIGATURES[ligature[0]]


def _order(mark: Mark) -> tuple[int, int, MarkKind, str]:
    """By place; of marks that begin at one place the longest first."""
    return mark.start, -mark.end, mark.kind, mark.value


def _ornaments(text: str) -> Iterator[Mark]:
    """A mark for every paragraph that is only an ornament."""
    gap = len(_BLANK_LINE)
    gaps = [match.start() for match in re.finditer(_BLANK_LINE, text)]
    for before, end in pairwise([-gap, *gaps, len(text)]):
        start = before + gap
        if end <= start or end - before >= _LONGEST_ORNAMENT:
            continue
        if is_ornament(text[start:end]):
            yield Mark(start, end, MarkKind.BREAK)
