"""The faithfulness ledger of an input: which characters are read, and why each other is not.

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

_SAMPLE = 60  # characters that are shown of what is left out


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Characters that are not read: where they stand, why, how many, and how they begin."""

    place: str
    reason: str
    characters: int
    sample: str = ""
    letters: int = 0


@dataclass(frozen=True, slots=True)
class SourceLedger:
    """What became of the characters of an input.

    ``source`` characters are in it; ``read`` are read aloud, of which ``added`` are not in the
    input (a rule that became "* * *"); ``entries`` lists the rest.

    The letters and digits among them are counted a second time, in the input by code that shares
    nothing with the reader: ``letters`` (0: there is no second count for this format),
    ``letters_read``, ``letters_added``. ``losses`` says where something is missing.
    """

    source: int
    read: int
    added: int
    entries: tuple[LeftOut, ...]
    letters: int = 0
    letters_read: int = 0
    letters_added: int = 0
    losses: tuple[Loss, ...] = ()

    @property
    def unexplained(self) -> int:
        """Characters that are neither read nor listed; below zero where some are counted twice."""
        listed = sum(entry.characters for entry in self.entries)
        return self.source + self.added - self.read - listed

    @property
    def letters_unexplained(self) -> int:
        """The same of letters and digits, by the second count."""
        if not self.letters:
            return 0
        listed = sum(entry.letters for entry in self.entries)
        return self.letters + self.letters_added - self.letters_read - listed


def ledger_of(book: Book) -> SourceLedger:
    """The ledger of a book as its reader gave it."""
    silent: list[LeftOut] = []
    printed = 0
    letters_printed = 0
    for chapter in book.chapters:
        silent += _silent(chapter)
        printed += _solid(chapter.text)
        letters_printed += letters(chapter.text)
    return SourceLedger(
        source=book.characters,
        read=printed - sum(entry.characters for entry in silent),
        added=book.added,
        entries=(*silent, *_skipped(book), *_unread(book)),
        letters=book.letters,
        letters_read=letters_printed - sum(entry.letters for entry in silent),
        letters_added=book.letters_added,
        losses=book.losses,
    )


def _skipped(book: Book) -> Iterator[LeftOut]:
    """Whole chapters that are left out, such as a table of contents."""
    for piece in book.skipped:
        if piece.chapter and piece.chapter.text:
            yield _left_out(piece.title, piece.reason, piece.chapter.text)


def _unread(book: Book) -> Iterator[LeftOut]:
    """What never came into a chapter, as the reader listed it."""
    for unread in book.unread:
        yield LeftOut(
            unread.place,
            unread.reason,
            unread.characters,
            unread.sample,
            unread.letters,
        )


def ledger_findings(found: SourceLedger) -> Iterator[Finding]:
    """What is lost, and what does not add up."""
    yield from loss_findings(found.losses)
    if any(loss.kind is LossKind.UNACCOUNTED for loss in found.losses):
        return  # the reader says where, which is more than the sum can
    if found.letters_unexplained:
        what = (
            f"{found.letters_unexplained:,} letters and digits of the source "
            "are not accounted for by the second count."
        )
        yield Finding("S010", what)
    elif found.unexplained:
        what = f"{found.unexplained:,} characters of the source are not accounted for."
        yield Finding("S010", what)


def loss_findings(losses: Iterable[Loss]) -> Iterator[Finding]:
    """A finding for everything of the source that is not in the book."""
    for loss in losses:
        code = "S012"
        if loss.kind is LossKind.UNACCOUNTED:
            code = "S010"
        yield Finding(code, f"{loss.place}: {loss.what}", line=loss.sample)


def _silent(chapter: Chapter) -> Iterator[LeftOut]:
    """What stands in a chapter but is not read aloud; overlapping marks count once."""
    place = f"chapter {chapter.number}"
    end = 0
    for mark in sorted(chapter.marks, key=_outermost_first):
        if mark.kind is MarkKind.SILENT and mark.end > end:
            text = chapter.text[max(mark.start, end) : mark.end]
            end = mark.end
            yield _left_out(place, mark.value or "not read", text)


def _outermost_first(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _left_out(place: str, reason: str, text: str) -> LeftOut:
    sample = " ".join(text[: 4 * _SAMPLE].split())[:_SAMPLE]
    return LeftOut(place, reason, _solid(text), sample, letters(text))


def _solid(text: str) -> int:
    """Count the characters of a text that are not white space."""
    return sum(map(len, text.split()))


def ledger_record(found: SourceLedger) -> dict[str, object]:
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
