"""The faithfulness ledger of an input: which characters of the source are read, and why each other is not.

Double-entry: what the source has is counted on the source alone, what is read on the chapters, and every
reader lists what it leaves out, with the reason. If the three do not agree, something fell through, and
``unexplained`` says how much. White space never counts; it is what layout is made of.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.model import Book, Chapter, Mark, MarkKind

_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Characters that are not read: where they stand, why, how many, and how they begin."""

    place: str
    reason: str
    characters: int
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """``source`` characters are in the input; ``read`` are read aloud, of which ``added`` are not in the
    input (a rule that became "* * *"); ``entries`` lists the rest.
    """

    source: int
    read: int
    added: int
    entries: tuple[Entry, ...]

    @property
    def unexplained(self) -> int:
        """Characters that are neither read nor listed; below zero where some are counted twice."""
        return self.source + self.added - self.read - sum(entry.characters for entry in self.entries)


def ledger(book: Book) -> Ledger:
    """The ledger of a book as its reader gave it."""
    silent = tuple(entry for chapter in book.chapters for entry in _silent(chapter))
    pieces = tuple(
        Entry(piece.title, piece.reason, _solid(piece.chapter.text), _start(piece.chapter.text))
        for piece in book.skipped
        if piece.chapter and piece.chapter.text
    )
    unread = tuple(Entry(one.place, one.reason, one.characters, one.sample) for one in book.unread)
    printed = sum(_solid(chapter.text) for chapter in book.chapters)
    read = printed - sum(entry.characters for entry in silent)
    return Ledger(book.characters, read, book.added, (*silent, *pieces, *unread))


def _silent(chapter: Chapter) -> Iterator[Entry]:
    """What stands in a chapter but is not read aloud; overlapping marks count once."""
    end = 0
    for mark in sorted(chapter.marks, key=lambda one: (one.start, -one.end)):
        if mark.kind is MarkKind.SILENT and mark.end > end:
            text = chapter.text[max(mark.start, end) : mark.end]
            end = mark.end
            yield Entry(_name(chapter), _reason(mark), _solid(text), _start(text))


def _name(chapter: Chapter) -> str:
    return f"chapter {chapter.number}"


def _reason(mark: Mark) -> str:
    return mark.value or "not read"


def _solid(text: str) -> int:
    return sum(map(len, text.split()))


def _start(text: str) -> str:
    return " ".join(text[: 4 * _SAMPLE].split())[:_SAMPLE]


def ledger_record(found: Ledger) -> dict[str, object]:
    """The ledger for JSON."""
    return {
        "source": found.source,
        "read": found.read,
        "added": found.added,
        "unexplained": found.unexplained,
        "entries": [
            {"place": e.place, "reason": e.reason, "characters": e.characters, "sample": e.sample}
            for e in found.entries
        ],
    }
