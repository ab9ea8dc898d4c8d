"""A tree of XHTML -> plain text with marks, and the place of every anchor.

Paragraphs are separated by a blank line, white space is collapsed, ``<br>`` is a
newline, a rule becomes the paragraph ``* * *``, and so does an empty paragraph where
those are rare. Invisible characters (soft hyphens, word joiners) are dropped, ligatures
taken apart and non-breaking spaces become spaces, so that later stages meet words as a
reader sees them. The cells of a table's row are separated by commas. Note markers,
notes, pictures and ruby annotations are not text; every character left out is
accounted for.
"""

from audiobook.errors import InputError
from audiobook.readers.account import Account, solid
from audiobook.readers.flow import Flow
from audiobook.readers.markup.notes import notes_of
from audiobook.readers.markup.unread import Judge
from audiobook.readers.markup.writer import Writer, is_empty
from audiobook.readers.tree.xml import Element, name

# Where a larger share of the paragraphs is empty, they are only spacing.
_BREAK_SHARE = 0.15
_ELEMENTS = 1_000_000  # a long novel has 30,000


def flow_of(
    root: Element | None,
    base_language: str = "",
    *,
    place: str = "",
    regions: bool = True,
) -> Flow:
    """The text of a document, with marks on it.

    A stretch in a language other than ``base_language`` is marked so. ``regions``:
    parts whose types say that they are not story (a colophon ...) are set apart.

    Raises :class:`~audiobook.errors.InputError` for a document with more elements than
    any book.
    """
    if root is None:
        return Flow("")
    _refuse_too_many(root)
    account = Account(place)
    notes = notes_of(root)
    judge = Judge(notes, regions=regions)
    empty_breaks = _empty_are_breaks(root)
    writer = Writer(account, judge, base_language, empty_breaks=empty_breaks)
    writer.element(root)
    text, marks = writer.ink.result()
    kept = writer.kept
    return Flow(
        text,
        marks,
        anchors=writer.ink.anchors,
        notes=kept.notes,
        markers=tuple(kept.calls),
        asides=tuple(kept.pictures),
        pieces=kept.all_pieces(),
        unread=account.unread(),
        total=sum(solid(str(piece)) for piece in root.itertext()),
        added=account.added,
        letters_added=account.letters_added,
    )


def _refuse_too_many(root: Element) -> None:
    elements = sum(1 for _ in root.iter())
    if elements > _ELEMENTS:
        raise InputError(
            f"A page has more than {_ELEMENTS:,} elements, which no book has.",
            remedy="Give a smaller file.",
        )


def _empty_are_breaks(root: Element) -> bool:
    """Whether empty paragraphs are scene breaks, and not how the page spaces its text."""
    paragraphs = 0
    empty = 0
    for node in root.iter():
        if name(node) == "p":
            paragraphs += 1
            empty += is_empty(node)
    return 0 < empty <= _BREAK_SHARE * paragraphs
