"""Plain text. A chapter is an exact slice of the decoded file, so every offset can be traced back.

Nothing is rewritten: hard-wrapped lines, ``_emphasis_`` and any kind of newline stay as they are and are
marked. What is not read aloud (a licence, a title page, a table of contents) is listed with its reason.
"""

from dataclasses import replace
from pathlib import Path

from audiobook.errors import NoTextError
from audiobook.model import Book, Mark, MarkKind, Metadata, Skipped
from audiobook.readers.account import solid
from audiobook.readers.base import Reader, contents_of, name_of
from audiobook.readers.matter import FrontKind, TitlePage, opening, pieces_of, title_page
from audiobook.readers.plain.chapters import Span, chapters_of, front, heading_marks, spans_of
from audiobook.readers.plain.decode import decode, looks_binary
from audiobook.readers.plain.emphasis import breaks, emphasis
from audiobook.readers.plain.gutenberg import fields, licence
from audiobook.readers.plain.lines import Block, Line, blocks_of, lines_of
from audiobook.readers.plain.outline import Heading, outline, tops
from audiobook.readers.plain.silent import page_numbers, silent, with_titled_parts


class TextReader(Reader):
    """Reads plain text in any encoding."""

    suffixes = (".txt", ".text")

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the name says nothing
        """Any file whose first bytes are text, whatever it is called."""
        return not looks_binary(head)

    def read(self, path: Path) -> Book:
        """The book in a text file. Raises :class:`~audiobook.errors.InputError`."""
        decoded = decode(contents_of(path))
        if not any(char.isalpha() for char in decoded.text):
            raise NoTextError(f'"{path}" has no letters in it.', remedy="Give a file with text in it.")
        book = read_text(decoded.text, name_of(path))
        return replace(book, warnings=(*decoded.warnings, *book.warnings))


def read_text(source: str, name: str) -> Book:
    """The book in a decoded text; ``name`` is its title where it states none."""
    start, end, cut = licence(source)
    lines = lines_of(source, start, end)
    if not any(char.isalpha() for line in lines for char in line.text):
        start, end, cut = 0, len(source), ()
        lines = lines_of(source)
    blocks = blocks_of(lines)
    numbers = page_numbers(blocks)
    blocks = _without(blocks, numbers)
    headings = with_titled_parts(outline(source, blocks, end), blocks)
    marks = [
        *heading_marks(headings),
        *breaks(lines),
        *emphasis(source, start, end),
        *silent(source, start, end, blocks, headings),
        *(Mark(line.start, line.end, MarkKind.SILENT, "page number") for line in numbers),
    ]
    page, spans, skipped = _parts(source, lines, blocks, headings, end, name)
    if not headings:
        marks.extend(Mark(b[0].start, b[-1].end, MarkKind.HEADING, "1") for b in opening(blocks))
    chapters = chapters_of(source, spans, marks)
    metadata = _metadata(fields(source, start), page, name)
    after = [replace(piece, before=len(chapters)) for piece in cut if _end_of(piece) > end]
    skipped = [*(piece for piece in cut if _end_of(piece) <= start), *skipped, *after]
    return Book(metadata, chapters, None, tuple(skipped), _warnings(source), characters=solid(source))


def _end_of(piece: Skipped) -> int:
    assert piece.chapter is not None
    assert piece.chapter.offset is not None
    return piece.chapter.offset + len(piece.chapter.text)


def _parts(
    source: str, lines: list[Line], blocks: list[Block], headings: list[Heading], end: int, name: str
) -> tuple[TitlePage, list[Span], list[Skipped]]:
    """The title page, the chapters to be, and what of the front is skipped."""
    if not headings:
        page = title_page(opening(blocks))
        return page, [Span(lines[0].start, end, page.title or name)], []
    first = tops(headings)[0].start
    pieces = pieces_of(blocks_of([line for line in lines if line.start < first]))
    page = title_page([block for p in pieces if p.kind is FrontKind.TITLE_PAGE for block in p.blocks])
    spans, skipped = front(source, pieces, first, page.title or name)
    return page, [*spans, *spans_of(headings, end)], skipped


def _without(blocks: list[Block], numbers: list[Line]) -> list[Block]:
    if not numbers:
        return blocks
    places = {line.start for line in numbers}
    left = (tuple(line for line in block if line.start not in places) for block in blocks)
    return [block for block in left if block]


def _metadata(said: dict[str, str], page: TitlePage, name: str) -> Metadata:
    author = said.get("author", "")
    return Metadata(
        title=said.get("title") or page.title or name,
        authors=(author,) if author else page.authors,
    )


def _warnings(source: str) -> tuple[str, ...]:
    zeros = source.count("\0")
    return (f"The file holds {zeros} NUL characters; they are not spoken.",) if zeros else ()
