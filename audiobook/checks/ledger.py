"""The faithfulness ledger of an input: which characters of the source are read, and why each
other is not.

Double-entry: what the source has is counted on the source alone, what is read on the chapters,
and every reader lists what it leaves out, with the reason. If the three do not agree, something
fell through, and ``unexplained`` says how much. White space never counts; it is what layout is
made of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from audiobook.checks.findings import Finding
from audiobook.model import Book, Chapter, Loss, LossKind, Mark, MarkKind
from audiobook.readers.account import letters

_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Characters that are not read: where they stand, why, how many, and how they begin."""

    place: str
    reason: str
    characters: int
    sample: str = ""
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """``source`` characters are in the input; ``read`` are read aloud, of which ``added`` are not
    in the input (a rule that became "* * *"); ``entries`` lists the rest.

    The letters and digits among them are counted a second time, in the input by code that shares
    nothing with the reader: ``letters`` (0: there is no second count for this format),
    ``letters_read``, ``letters_added``. ``losses`` says where something is missing.
    """

    source: int
    read: int
    added: int
    entries: tuple[Entry, ...]
    letters: int = 0
    letters_read: int = 0
    letters_added: int = 0
    losses: tuple[Loss, ...] = ()

    @property
    def unexplained(self) -> int:
        """Characters that are neither read nor listed; below zero where some are counted twice."""
        return (
            self.source
            + self.added
            - self.read
            - sum(entry.characters for entry in self.entries)
        )

    @property
    def letters_unexplained(self) -> int:
        """The same of letters and digits, by the second count."""
        if not self.letters:
            return 0
        listed = sum(entry.letters for entry in self.entries)
        return self.letters + self.letters_added - self.letters_read - listed


def ledger(book: Book) -> Ledger:
    """The ledger of a book as its reader gave it."""
    silent = tuple(entry for chapter in book.chapters for entry in _silent(chapter))
    pieces = tuple(
        _entry(piece.title, piece.reason, piece.chapter.text)
        for piece in book.skipped
        if piece.chapter and piece.chapter.text
    )
    unread = tuple(
        Entry(one.place, one.reason, one.characters, one.sample, one.letters)
        for one in book.unread
    )
    printed = sum(_solid(chapter.text) for chapter in book.chapters)
    letters_printed = sum(letters(chapter.text) for chapter in book.chapters)
    return Ledger(
        book.characters,
        printed - sum(entry.characters for entry in silent),
        book.added,
        (*silent, *pieces, *unread),
        book.letters,
        letters_printed - sum(entry.letters for entry in silent),
        book.letters_added,
        book.losses,
    )


def ledger_findings(found: Ledger) -> Iterator[Finding]:
    """What is lost, and what does not add up."""
    yield from loss_findings(found.losses)
    told = any(loss.kind is LossKind.UNACCOUNTED for loss in found.losses)
    if found.letters_unexplained and not told:
        what = "letters and digits of the source are not accounted for by the second count."
        yield Finding("S010", f"{found.letters_unexplained:,} {what}")
    elif found.unexplained and not told:
        yield Finding(
            "S010",
            f"{found.unexplained:,} characters of the source are not accounted for.",
        )


def loss_findings(losses: Iterable[Loss]) -> Iterator[Finding]:
    """A finding for everything of the source that is not in the book."""
    for loss in losses:
        code = "S010" if loss.kind is LossKind.UNACCOUNTED else "S012"
        yield Finding(code, f"{loss.place}: {loss.what}", line=loss.sample)


def _silent(chapter: Chapter) -> Iterator[Entry]:
    """What stands in a chapter but is not read aloud; overlapping marks count once."""
    end = 0
    for mark in sorted(chapter.marks, key=lambda one: (one.start, -one.end)):
        if mark.kind is MarkKind.SILENT and mark.end > end:
            text = chapter.text[max(mark.start, end) : mark.end]
            end = mark.end
            yield _entry(_name(chapter), _reason(mark), text)


def _entry(place: str, reason: str, text: str) -> Entry:
    return Entry(place, reason, _solid(text), _start(text), letters(text))


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
        "letters": {
            "source": found.letters,
            "read": found.letters_read,
            "added": found.letters_added,
            "unexplained": found.letters_unexplained,
        },
        "entries": [asdict(entry) for entry in found.entries],
        "losses": [asdict(loss) for loss in found.losses],
    }
