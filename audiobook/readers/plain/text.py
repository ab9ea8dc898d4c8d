"""Plain text. A chapter is an exact slice of the decoded file: every offset can be traced.

Nothing is rewritten: hard-wrapped lines, ``_emphasis_`` and any kind of newline stay as
they are and are marked. What is not read aloud (a licence, a title page, a table of
contents) is listed with its reason.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from audiobook.errors import NoTextError
from audiobook.model import Book, Mark, MarkKind, Metadata, Skipped
from audiobook.readers.account import solid
from audiobook.readers.base import Reader
from audiobook.readers.decoding.decode import decode, looks_binary
from audiobook.readers.decoding.lines import Block, SourceLine, blocks_of, lines_of
from audiobook.readers.matter import (
    FrontKind,
    FrontPiece,
    TitlePage,
    opening,
    pieces_of,
    title_page,
)
from audiobook.readers.plain.chapters import (
    Span,
    chapters_of,
    front,
    heading_marks,
    spans_of,
)
from audiobook.readers.plain.gutenberg import fields, licence
from audiobook.readers.plain.marks import (
    bracketed,
    breaks,
    emphasis,
    note_blocks,
    page_numbers,
)
from audiobook.readers.plain.outline import (
    Heading,
    names_in_capitals,
    outline,
    tops,
)
from audiobook.readers.plain.volumes import between_volumes, with_titled_parts
from audiobook.readers.source_file import contents_of, name_of


class TextReader(Reader):
    """Reads plain text in any encoding."""

    suffixes = (".txt", ".text")

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the name says nothing
        """Any file whose first bytes are text, whatever it is called."""
        return not looks_binary(head)

    def read(self, path: Path) -> Book:
        """The book in a text file. Raises :class:`~audiobook.errors.InputError`."""
        decoded = decode(contents_of(path))
        if not any(map(str.isalpha, decoded.text)):
            raise NoTextError(
                f'"{path}" has no letters in it.', remedy="Give a file with text in it."
            )
        book = read_text(decoded.text, name_of(path))
        return replace(book, warnings=(*decoded.warnings, *book.warnings))


def read_text(source: str, name: str) -> Book:
    """The book in a decoded text; ``name`` is its title where it states none."""
    start, end, licences = licence(source)
    if not any(map(str.isalpha, source[start:end])):
        # Nothing but the licence: then that is the text.
        start = 0
        end = len(source)
        licences = ()
    lines = lines_of(source, start, end)
    all_blocks = blocks_of(lines)
    numbers = page_numbers(all_blocks)
    blocks = _without(all_blocks, numbers)
    headings = with_titled_parts(outline(source, blocks, end), blocks)
    if not headings:
        headings = names_in_capitals(source, blocks, end)
    marks = [
        *heading_marks(headings),
        *breaks(lines),
        *emphasis(source, start, end),
        *bracketed(source, start, end),
        *note_blocks(blocks),
        *between_volumes(blocks, headings),
        *_number_marks(numbers),
    ]
    if not headings:
        marks.extend(_opening_marks(opening(blocks)))
    page, spans, front_skipped = _parts(source, lines, blocks, headings, end, name)
    chapters = chapters_of(source, spans, marks)
    before, after = _placed(licences, start, end, len(chapters))
    return Book(
        _metadata(fields(source, start), page, name),
        chapters,
        skipped=(*before, *front_skipped, *after),
        warnings=_warnings(source),
        characters=solid(source),
    )


def _number_marks(numbers: list[SourceLine]) -> list[Mark]:
    marks: list[Mark] = []
    for line in numbers:
        marks.append(Mark(line.start, line.end, MarkKind.SILENT, "page number"))
    return marks


def _opening_marks(blocks: Iterable[Block]) -> list[Mark]:
    marks: list[Mark] = []
    for block in blocks:
        start = block[0].start
        end = block[-1].end
        marks.append(Mark(start, end, MarkKind.HEADING, "1"))
    return marks


def _placed(
    licences: Iterable[Skipped], start: int, end: int, chapters: int
) -> tuple[list[Skipped], list[Skipped]]:
    """The licences before and after the book, which has so many chapters."""
    before: list[Skipped] = []
    after: list[Skipped] = []
    for piece in licences:
        piece_end = _end_of(piece)
        if piece_end <= start:
            before.append(piece)
        if piece_end > end:
            after.append(replace(piece, before=chapters))
    return before, after


def _end_of(piece: Skipped) -> int:
    assert piece.chapter is not None
    assert piece.chapter.offset is not None
    return piece.chapter.offset + len(piece.chapter.text)


def _parts(
    source: str,
    lines: list[SourceLine],
    blocks: list[Block],
    headings: list[Heading],
    end: int,
    name: str,
) -> tuple[TitlePage, list[Span], list[Skipped]]:
    """The title page, where the chapters are, and what of the front is skipped."""
    if not headings:
        page = title_page(opening(blocks))
        return page, [Span(lines[0].start, end, page.title or name)], []
    first = tops(headings)[0].start
    front_lines = [line for line in lines if line.start < first]
    pieces = pieces_of(blocks_of(front_lines))
    page = title_page(_title_page_blocks(pieces))
    spans, skipped = front(source, pieces, first, page.title or name)
    return page, [*spans, *spans_of(headings, end)], skipped


def _title_page_blocks(pieces: list[FrontPiece]) -> list[Block]:
    blocks: list[Block] = []
    for piece in pieces:
        if piece.kind is FrontKind.TITLE_PAGE:
            blocks.extend(piece.blocks)
    return blocks


def _without(blocks: list[Block], numbers: list[SourceLine]) -> list[Block]:
    """The blocks without the lines that are page numbers."""
    if not numbers:
        return blocks
    starts = {line.start for line in numbers}
    kept: list[Block] = []
    for block in blocks:
        left = tuple(line for line in block if line.start not in starts)
        if left:
            kept.append(left)
    return kept


def _metadata(header: dict[str, str], page: TitlePage, name: str) -> Metadata:
    title = header.get("title") or page.title or name
    author = header.get("author")
    if author:
        return Metadata(title=title, authors=(author,))
    return Metadata(title=title, authors=page.authors)


def _warnings(source: str) -> tuple[str, ...]:
    zeros = source.count("\0")
    if not zeros:
        return ()
    return (f"The file holds {zeros} NUL characters; they are not spoken.",)
