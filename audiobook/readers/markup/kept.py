"""What a page has beside its text: notes and their calls, pictures, set-apart pieces, and what a
browser shows without its being in the text: quotation marks, letters that are pictures, and what
a style sheet puts around an element.
"""

import re
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
from audiobook.readers.tree.element_names import AFTER, BEFORE, BLOCKS
from audiobook.readers.tree.xml import Element, attribute, brief, name

_MARKS = (("“", "”"), ("‘", "’"))  # of a quotation, and of one within it
_NO_MARKS = ("", "")
_BEGINS_WITH_MARK = re.compile(r"[\"'“”„‘’‚«»‹›]")
_LETTER = re.compile(r"[\"'“‘«]?[^\W\d_]")
_WORDS_OF_A_LETTER = "AIO"
_REST_OF_A_WORD = re.compile(r"[^\W\d_]|['’][^\W\d_]")
_NEXT_WORD = re.compile(r"\s+[^\W\d_A-Z]")


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


def shown_before(node: Element, tag: str) -> str:
    """What is shown at the beginning of an element."""
    said = node.get(BEFORE, "")
    if tag != "q" or said or node.get(AFTER):
        return said
    return quotation_marks(node)[0]


def shown_after(node: Element, tag: str) -> str:
    """What is shown at the end of an element."""
    said = node.get(AFTER, "")
    if tag != "q" or said or node.get(BEFORE):
        return said
    return quotation_marks(node)[1]


def quotation_marks(node: Element) -> tuple[str, str]:
    """The marks around a ``q``; none where there is no text, or it has marks of its own."""
    text = brief(node)
    if text == "" or _BEGINS_WITH_MARK.match(text or ""):
        return _NO_MARKS
    outer = sum(name(above) == "q" for above in node.iterancestors())
    return _MARKS[outer % 2]


def pictured_letter(picture: Element) -> str:
    """The first letter of a word, where a picture shows it; empty for any other picture.

    Books begin their chapters so. The letter is what the picture is described as.
    """
    letter = attribute(picture, "alt").strip()
    if not _LETTER.fullmatch(letter):
        return ""
    following = _text_behind(picture)
    if _REST_OF_A_WORD.match(following):
        return letter
    alone = letter[-1] in _WORDS_OF_A_LETTER and _NEXT_WORD.match(following)
    return letter if alone else ""


def _text_behind(node: Element) -> str:
    """What stands behind an element, also where it is the last in a span or a link."""
    while not node.tail and node.getnext() is None:
        above = node.getparent()
        if above is None or name(above) in BLOCKS:
            return ""
        node = above
    return node.tail or ""
