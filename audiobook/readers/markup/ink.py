"""Text as it is written down from marked-up sources: white space collapsed, separators, open marks, anchors.

A separator is written only when more text follows it; an empty paragraph becomes a scene break only between
two paragraphs of ordinary text.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from audiobook.model import Mark, MarkKind
from audiobook.readers.account import Account, solid
from audiobook.readers.plain.lines import is_ornament

_WHITE = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Among them the arrow that leads back from a note. Hair spaces between quotation marks are typography.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\ufe0e\u21a9\0]|(?<=[“”‘’«»])[\u2006\u2009\u200a\u202f](?=[“”‘’«»])"
)
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_RULE = "* * *"
_STOPS = tuple(".,;:!?—-–…")
_SENTENCE_END = tuple(".,;:!?”’\"'…")


@dataclass(slots=True, eq=False)  # two marks of one kind may be open at once
class Open:
    """A mark that has not ended yet; ``start`` is -1 until text is written in it."""

    kind: MarkKind
    value: str = ""
    start: int = -1


class Ink:
    """Collects text, marks and anchors."""

    def __init__(self, account: Account) -> None:
        self.length = 0
        self.account = account
        self.anchors: dict[str, int] = {}
        self._pieces: list[str] = []
        self._marks: list[Mark] = []
        self._separator = ""
        self._waiting: list[Open] = []  # marks that are open, without text in them yet
        self._headings = 0  # that are open
        self._anchors_waiting: list[str] = []
        self._break_waits = False
        self._last = ""

    def open(self, mark: Open) -> None:
        """Begin a mark at the text that is written next."""
        self._waiting.append(mark)
        self._headings += mark.kind is MarkKind.HEADING

    def close(self, mark: Open) -> None:
        """End a mark at the text that was written last."""
        self._headings -= mark.kind is MarkKind.HEADING
        if mark.start < 0:
            self._waiting.remove(mark)
        else:
            self._marks.append(Mark(mark.start, self.length, mark.kind, mark.value))

    def anchor(self, name: str) -> None:
        """Name the place of the text that is written next."""
        if name:
            self._anchors_waiting.append(name)

    def write(self, raw: str | None, *, lines: bool = False) -> None:
        """Text as the source has it; ``lines``: its line ends count."""
        if not raw:
            return
        shown = _INVISIBLE.sub("", raw)
        if len(shown) != len(raw):
            self.account.drop("invisible characters", solid(raw) - solid(shown))
        if not shown.isascii() and _LIGATURE.search(shown):
            apart = _LIGATURE.sub(lambda match: _LIGATURES[match.group()], shown)
            self.account.add(apart, instead_of=shown)
            shown = apart
        for at, line in enumerate(shown.split("\n") if lines else [shown]):
            if at:
                self.separate("\n")
            self._words(_WHITE.sub(" ", line))

    def _words(self, text: str) -> None:
        if text.startswith(" "):
            self.separate(" ")
        if text.strip(" "):
            self._put(text.strip(" "))
            if text.endswith(" "):
                self.separate(" ")

    def separate(self, separator: str) -> None:
        """Ask for a space, a newline or a blank line before whatever is written next."""
        if len(separator) > len(self._separator) or (separator == "\n" and self._separator == " "):
            self._separator = separator

    def cell(self) -> None:
        """Ask for a comma before the next cell of a table's row."""
        if self._pieces and not self._separator.startswith("\n"):
            self._separator = " " if self._pieces[-1].endswith(_STOPS) else ", "

    def rule(self) -> None:
        """A scene break."""
        self._put(_RULE)
        self.account.add(_RULE)

    def empty(self) -> None:
        """A scene break, if the text goes on and neither side is a heading or a break already."""
        self._break_waits = self._break_waits or bool(self.length)

    def after_stop(self) -> bool:
        """Whether what was written last ends a sentence or a clause, with nothing behind it."""
        return not self._separator and bool(self._pieces) and self._pieces[-1].endswith(_SENTENCE_END)

    def _put(self, text: str) -> None:
        if self._break_waits:
            self._settle_break(text)
        if self.length:
            self._pieces.append(self._separator)
            self.length += len(self._separator)
            self.account.added += self._separator == ", "
        self._separator = ""
        for mark in self._waiting:
            mark.start = self.length
        self._waiting.clear()
        self._settle()
        self._pieces.append(text)
        self.length += len(text)
        self._last = "" if self._headings else text

    def _settle_break(self, text: str) -> None:
        self._break_waits = False
        if self._last and not self._headings and not is_ornament(text) and not is_ornament(self._last):
            inside, self._waiting = self._waiting, []
            self.rule()
            self._waiting = inside
            self.separate("\n\n")

    def _settle(self) -> None:
        for name in self._anchors_waiting:
            self.anchors.setdefault(name, self.length)
        self._anchors_waiting.clear()

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        """The text, and its marks in order, ornaments among them."""
        self._settle()
        text = "".join(self._pieces)
        marks = {*self._marks, *_ornaments(text)}
        return text, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.value)))


def _ornaments(text: str) -> list[Mark]:
    ends = [-2, *(match.start() for match in re.finditer("\n\n", text)), len(text)]
    return [
        Mark(before + 2, end, MarkKind.BREAK)
        for before, end in pairwise(ends)
        if end > before + 2 and end - before < 130 and is_ornament(text[before + 2 : end])
    ]
