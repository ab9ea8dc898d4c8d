"""What a page has beside its text: notes and their calls, pictures, set-apart pieces."""

from dataclasses import replace

from audiobook.model import (
    Chapter,
    Mark,
    MarkKind,
    Note,
    Skipped,
)
from audiobook.readers.flow import joined, skipped_piece
from audiobook.readers.markup import hidden


class Kept:
    """Collects what is kept of a page without being in its text.

    Places are offsets into the text. ``calls`` say where a note is called: place, link
    and label. ``pieces`` have the places where they stood.
    """

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.calls: list[tuple[int, str, str]] = []
        self.pictures: list[Note] = []
        self.pieces: list[tuple[int, Skipped]] = []

    def note(self, ids: list[str], text: str) -> None:
        """Keep a note under its ids; one without any is kept to be counted."""
        for id_ in ids or [f"#{len(self.notes)}"]:
            self.notes.setdefault(id_, text)

    def picture(self, at: int, description: str) -> None:
        """Keep the description of a picture."""
        description = " ".join(description.split())
        if description:
            self.pictures.append(Note(at, description, "picture"))

    def piece(self, at: int, piece: Skipped) -> None:
        """Keep a piece. A hidden passage of several paragraphs is one piece."""
        if self.pieces:
            before_at, before = self.pieces[-1]
            hidden_before = (before.kind, before.reason) == (hidden.KIND, piece.reason)
            if before_at == at and hidden_before:
                self.pieces[-1] = (at, joined(before, piece))
                return
        self.pieces.append((at, piece))

    def all_pieces(self) -> tuple[tuple[int, Skipped], ...]:
        """The pieces, and one that stands for all notes together."""
        words = 0
        for text in dict.fromkeys(self.notes.values()):
            words += len(text.split())
        if not words:
            return tuple(self.pieces)
        return (*self.pieces, (0, skipped_piece("Notes", "notes", words=words)))


def piece_of(
    text: str,
    marks: tuple[Mark, ...],
    kind: str,
    reason: str = "",
) -> Skipped:
    """A piece named by its first heading, or else by its kind."""
    title = kind.capitalize()
    for mark in marks:
        if mark.kind is MarkKind.HEADING:
            title = text[mark.start : mark.end]
            break
    piece = skipped_piece(
        title,
        kind,
        Chapter(
            0,
            title,
            text,
            None,
            marks,
        ),
    )
    if reason:
        piece = replace(piece, reason=reason)
    return piece
