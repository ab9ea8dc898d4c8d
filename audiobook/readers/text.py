"""Plain text. A chapter is an exact slice of the decoded file, so every offset can be traced back.

Nothing is rewritten: hard-wrapped lines, ``_emphasis_`` and any kind of newline stay as they are and are
marked. What is not read aloud (a licence, a title page, a table of contents) is listed with its reason.
"""

from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book, Mark, MarkKind, Metadata
from audiobook.readers.base import Reader
from audiobook.readers.chapters import Span, chapters_of, front, heading_marks, spans_of
from audiobook.readers.decode import decode, looks_binary
from audiobook.readers.emphasis import breaks, emphasis
from audiobook.readers.frontmatter import Kind, TitlePage, opening, pieces_of, title_page
from audiobook.readers.gutenberg import fields, licence
from audiobook.readers.lines import blocks_of, lines_of
from audiobook.readers.outline import outline, tops


class TextReader(Reader):
    """Reads plain text in any encoding."""

    suffixes = (".txt", ".text")

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the name says nothing
        """Any file whose first bytes are text, whatever it is called."""
        return not looks_binary(head)

    def read(self, path: Path) -> Book:
        """The book in a text file. Raises :class:`~audiobook.errors.InputError`."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(
                f'"{path}" cannot be read: {error.strerror}.', remedy="Copy it and try again."
            ) from error
        decoded = decode(data)
        if not any(char.isalpha() for char in decoded.text):
            raise InputError(f'"{path}" has no letters in it.', remedy="Give a file with text in it.")
        book = read_text(decoded.text, path.stem.replace("_", " ").strip() or path.name)
        return Book(book.metadata, book.chapters, None, book.skipped, (*decoded.warnings, *book.warnings))


def read_text(source: str, name: str) -> Book:
    """The book in a decoded text; ``name`` is its title where it states none."""
    start, end, cut = licence(source)
    lines = lines_of(source, start, end)
    if not any(char.isalpha() for line in lines for char in line.text):
        start, end, cut = 0, len(source), ()
        lines = lines_of(source)
    blocks = blocks_of(lines)
    said = fields(source, start)
    headings = outline(source, blocks, end)
    marks = [*heading_marks(headings), *breaks(lines), *emphasis(source, start, end)]
    if headings:
        first = tops(headings)[0].start
        before = blocks_of([line for line in lines if line.start < first])
        pieces = pieces_of(before)
        page = title_page([block for p in pieces if p.kind is Kind.TITLE_PAGE for block in p.blocks])
        spans, skipped = front(pieces, first, page.title or name)
        spans.extend(spans_of(headings, end))
    else:
        titles = opening(blocks)
        page = title_page(titles)
        spans, skipped = [Span(lines[0].start, end, page.title or name)], []
        marks.extend(Mark(b[0].start, b[-1].end, MarkKind.HEADING, "1") for b in titles)
    metadata = _metadata(said, page, name)
    return Book(metadata, chapters_of(source, spans, marks), None, (*cut, *skipped), _warnings(source))


def _metadata(said: dict[str, str], page: TitlePage, name: str) -> Metadata:
    author = said.get("author", "")
    return Metadata(
        title=said.get("title") or page.title or name,
        authors=(author,) if author else page.authors,
    )


def _warnings(source: str) -> tuple[str, ...]:
    zeros = source.count("\0")
    return (f"The file holds {zeros} NUL characters; they are not spoken.",) if zeros else ()
