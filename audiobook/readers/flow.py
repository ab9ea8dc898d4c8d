"""What a document says before it is cut into chapters: text, marks, notes, what was left out."""

from dataclasses import dataclass, field, replace

from audiobook.model import Chapter, Mark, Note, Skipped, Unread


@dataclass(frozen=True, slots=True)
class Flow:
    """What a document says: text, marks on it, where its anchors point, and what was left out.

    ``notes`` are the notes by their ids; ``markers`` say where in the text they were called:
    (place, link, label). ``asides`` are what can be read in its place: descriptions of pictures,
    and notes once they are resolved. ``pieces`` are parts that are not story, each with its place.
    ``total`` counts the characters of the document, ``added`` those of the text that it does not
    have, ``letters_added`` the letters and digits among these; white space never counts.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    anchors: dict[str, int] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    markers: tuple[tuple[int, str, str], ...] = ()
    asides: tuple[Note, ...] = ()
    pieces: tuple[tuple[int, Skipped], ...] = ()
    unread: tuple[Unread, ...] = ()
    total: int = 0
    added: int = 0
    letters_added: int = 0

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The parts that are not story."""
        return tuple(piece for _, piece in self.pieces)


def with_notes(flow: Flow, notes: list[Note]) -> Flow:
    """The flow with notes among its asides, in the order in which they are called.

    A picture at the same place comes after them.
    """
    if not notes:
        return flow
    ordered = sorted((*flow.asides, *notes), key=_aside_order)
    return replace(flow, asides=tuple(ordered))


def _aside_order(note: Note) -> tuple[int, bool]:
    return note.at, note.label == "picture"


def skipped_piece(
    title: str,
    kind: str,
    chapter: Chapter | None = None,
    *,
    words: int = 0,
    before: int = 0,
) -> Skipped:
    """A piece that is not part of the story, with the reason for its kind.

    ``words`` is how many it has where it cannot be read as a chapter.
    """
    if chapter:
        words = len(chapter.text.split())
    reason = f"{kind}: not part of the story"
    return Skipped(
        title,
        reason,
        words,
        kind,
        chapter,
        before,
    )


def joined(first: Skipped, second: Skipped) -> Skipped:
    """Two pieces that follow one another as one."""
    # A piece without text only has a number of words.
    if first.chapter is None or second.chapter is None:
        return first
    text = f"{first.chapter.text}\n\n"
    start = len(text)
    marks = list(first.chapter.marks)
    for mark in second.chapter.marks:
        moved = replace(
            mark,
            start=mark.start + start,
            end=mark.end + start,
        )
        marks.append(moved)
    text += second.chapter.text
    chapter = replace(
        first.chapter,
        text=text,
        marks=tuple(marks),
    )
    return replace(
        first,
        words=first.words + second.words,
        chapter=chapter,
    )
