"""One document with headings -> a book: for HTML, Markdown, DOCX, ODT, FB2 and PDF alike.

It is cut at its headings (:mod:`~audiobook.readers.levels`); what is not part of the story
is listed with its reason.
"""

from collections.abc import Iterator
from dataclasses import replace

from audiobook.errors import NoTextError
from audiobook.model import (
    Book,
    Chapter,
    Cover,
    Mark,
    MarkKind,
    Metadata,
    Note,
    Skipped,
)
from audiobook.readers.cuts import Cut, StoryPage, chapters_of
from audiobook.readers.flow import Flow, skipped_piece, with_notes
from audiobook.readers.headings import as_title
from audiobook.readers.levels import cuts_of, with_headings
from audiobook.readers.matter import JudgedPage, reason_for
from audiobook.readers.plain.gutenberg import licence

_LICENCE = "Project Gutenberg licence"


def book_of(
    flow: Flow,
    metadata: Metadata,
    cover: Cover | None = None,
    warnings: tuple[str, ...] = (),
    name: str = "the file",
) -> Book:
    """The book in one document.

    Raises :class:`~audiobook.errors.InputError` where it has no words.
    """
    if not any(map(str.isalpha, flow.text)):
        raise NoTextError(
            f"{name} has no text to read.", remedy="Give a file with text in it."
        )
    flow, licences = _without_licence(resolved(flow))
    flow, headings = with_headings(flow)
    cuts = list(cuts_of(headings, metadata.title))
    # What stands before the first heading is not lost.
    if not cuts or flow.text[: cuts[0].offset].strip():
        cuts.insert(0, Cut(0, 0, _first_title(flow) or metadata.title, 0))
    chapters, skipped = _sorted_out(flow, cuts, metadata)
    skipped = [*licences, *skipped]
    # What is all there is, is read.
    if not chapters:
        chapters, skipped = _all_read(skipped)
    return Book(
        metadata,
        tuple(chapters),
        cover,
        tuple(skipped),
        warnings,
        flow.unread,
        flow.total,
        flow.added,
        letters_added=flow.letters_added,
    )


def _sorted_out(
    flow: Flow, cuts: list[Cut], metadata: Metadata
) -> tuple[list[Chapter], list[Skipped]]:
    """The chapters of the story, and the pieces that are not read."""
    chapters: list[Chapter] = []
    skipped: list[Skipped] = []
    waiting = list(flow.pieces)
    for chapter, place in chapters_of([StoryPage("", flow, named=True)], cuts):
        count = len(chapters)
        passed = [piece for at, piece in waiting if at <= place.offset]
        waiting = [(at, piece) for at, piece in waiting if at > place.offset]
        skipped.extend(_placed(passed, count))
        reason = ""
        if not place.part:
            reason = _reason(chapter, metadata, first=not chapters)
        if reason:
            piece = skipped_piece(chapter.title, reason, chapter, before=count)
            skipped.append(piece)
        else:
            chapters.append(replace(chapter, number=count + 1))
    rest = [piece for _, piece in waiting]
    skipped.extend(_placed(rest, len(chapters)))
    return chapters, skipped


def _reason(chapter: Chapter, metadata: Metadata, *, first: bool) -> str:
    """Why a chapter is not part of the story; empty for one that is."""
    flow = Flow(chapter.text, chapter.marks)
    page = JudgedPage(chapter.title, frozenset(), flow, first=first)
    return reason_for(page, metadata)


def _placed(pieces: list[Skipped], chapters: int) -> Iterator[Skipped]:
    """The pieces, marked as standing after so many chapters."""
    for piece in pieces:
        yield replace(piece, before=chapters)


def _all_read(skipped: list[Skipped]) -> tuple[list[Chapter], list[Skipped]]:
    """The pieces with text as chapters, for they are all there is."""
    chapters: list[Chapter] = []
    left_out: list[Skipped] = []
    for number, piece in enumerate(skipped, 1):
        if piece.chapter:
            chapters.append(replace(piece.chapter, number=number))
        else:
            left_out.append(piece)
    return chapters, left_out


def resolved(flow: Flow) -> Flow:
    """The flow with the notes of its own markers among its asides."""
    notes: list[Note] = []
    for at, href, label in flow.markers:
        _, _, key = href.partition("#")
        text = flow.notes.get(key, "")
        if text:
            notes.append(Note(at, text, label))
    return with_notes(flow, notes)


def _without_licence(flow: Flow) -> tuple[Flow, list[Skipped]]:
    start, end, _ = licence(flow.text)
    # A text that is nothing but a licence is read.
    whole = (start, end) == (0, len(flow.text))
    if whole or not any(map(str.isalpha, flow.text[start:end])):
        return flow, []
    pieces = [
        *_licence_piece("Licence before the book", flow.text[:start]),
        *_licence_piece("Licence after the book", flow.text[end:]),
    ]
    return sliced(flow, start, end), pieces


def _licence_piece(title: str, text: str) -> Iterator[Skipped]:
    text = text.strip()
    if text:
        yield skipped_piece(title, _LICENCE, Chapter(0, title, text))


def sliced(flow: Flow, start: int, end: int) -> Flow:
    """The part ``[start, end)`` of a flow, with all that lies in it."""
    marks: list[Mark] = []
    for mark in flow.marks:
        if start <= mark.start and mark.end <= end:
            moved = replace(mark, start=mark.start - start, end=mark.end - start)
            marks.append(moved)
    asides: list[Note] = []
    for note in flow.asides:
        if start <= note.at <= end:
            asides.append(replace(note, at=note.at - start))
    return replace(
        flow,
        text=flow.text[start:end],
        marks=tuple(marks),
        asides=tuple(asides),
        pieces=tuple((max(at - start, 0), piece) for at, piece in flow.pieces),
    )


def _first_title(flow: Flow) -> str:
    """The heading that the text begins with."""
    for mark in flow.marks:
        if mark.kind is not MarkKind.HEADING:
            continue
        if mark.start:
            return ""
        return as_title(flow.text[: mark.end])
    return ""
