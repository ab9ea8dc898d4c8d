"""Markdown (CommonMark with tables, strike-through and footnotes), by markdown-it-py.

A block at the beginning (YAML or TOML front matter, as Pandoc and most site generators
write it) gives title, author, language and the like, and is not read aloud.
"""

import re
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import (
    Account,
    letters,
    solid,
)
from audiobook.readers.base import Reader
from audiobook.readers.decoding.decode import decode, looks_binary
from audiobook.readers.document import book_of
from audiobook.readers.isbn import isbn_of, year_of
from audiobook.readers.markup.markup import flow_of
from audiobook.readers.markup.title_block import TitleBlock, title_block
from audiobook.readers.source_file import contents_of, name_of
from audiobook.readers.tree.element_names import LEFT_OUT
from audiobook.readers.tree.xml import (
    Element,
    named,
    parse_html,
    text_of,
)
from audiobook.readers.witness import counted_page

_BETWEEN_NAMES = re.compile(r"\s+and\s+|;")
_BETWEEN_GENRES = re.compile(r"[;,]")
_CONTENTS = re.compile(r"\[\[?_?toc_?\]?\]|\{:toc\}", re.IGNORECASE)
_LARGEST = 32 * 1024 * 1024  # bytes
_SERIES_PARTS = (
    "series-part",
    "series_part",
    "series-index",
    "series_index",
    "volume",
)


class MarkdownReader(Reader):
    """Reads Markdown."""

    suffixes = (".md", ".markdown", ".mdown", ".mkd")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix; a picture of that name is none."""
        return super().recognises(path, head) and not looks_binary(head)

    def read(self, path: Path) -> Book:
        """The book in a file. Raises :class:`~audiobook.errors.InputError`."""
        data = contents_of(path)
        if len(data) > _LARGEST:
            raise InputError(
                f'"{path}" is larger than any book.',
                remedy="Split it into several files.",
            )
        decoded = decode(data)
        book = read_markdown(decoded.text, name_of(path), path.name)
        return replace(book, warnings=(*decoded.warnings, *book.warnings))


def read_markdown(source: str, title: str, place: str) -> Book:
    """The book in a Markdown text; ``title`` is its title where it states none."""
    account = Account(place)
    block = title_block(source, place)
    account.leave("metadata", [source[: len(source) - len(block.body)]])

    html = _rendered(block.body.replace("\0", "\ufffd"))
    root = parse_html(f"<html><body>{html}</body></html>")
    _mark_contents(root)
    headings = [text_of(heading) for heading in named(root, "h1")]
    if len(headings) == 1:
        title = headings[0]
    metadata = _metadata(block, title)
    flow = flow_of(root, metadata.language, place=place)

    # What is neither in the page nor in the block are the signs of Markdown itself.
    in_block = sum(unread.characters for unread in account.unread())
    signs = solid(source) - flow.total - in_block
    letters_of_signs = letters(block.body) - counted_page(html)
    account.drop("signs of Markdown", signs, letters=letters_of_signs)
    whole = replace(
        flow,
        unread=(*flow.unread, *account.unread()),
        total=solid(source),
    )
    warnings = (block.warning,) if block.warning else ()
    book = book_of(
        whole,
        metadata,
        warnings=warnings,
        name=f'"{place}"',
    )
    return replace(book, letters=letters(source))


def _mark_contents(root: Element | None) -> None:
    """Mark what stands where a program would put the table of contents."""
    for paragraph in named(root, "p"):
        if _CONTENTS.fullmatch(text_of(paragraph)):
            paragraph.set(LEFT_OUT, "table of contents")


def _metadata(block: TitleBlock, title: str) -> Metadata:
    """What the block says; ``title`` is the title where it says none."""
    authors = block.all("author", "authors", "creator")
    genres = block.all("genre", "genres")
    return Metadata(
        _one_line(block.first("title")) or title,
        _several(authors, _BETWEEN_NAMES),
        language=_one_line(block.first("lang", "language")),
        series=_one_line(block.first("series")),
        series_part=_one_line(block.first(*_SERIES_PARTS)),
        publisher=_one_line(block.first("publisher")),
        year=year_of(block.first("year", "date")),
        description=block.first("description", "abstract"),
        subtitle=_one_line(block.first("subtitle")),
        genres=_several(genres, _BETWEEN_GENRES),
        isbn=isbn_of(block.all("isbn", "identifier")),
        asin=_one_line(block.first("asin")),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _several(texts: tuple[str, ...], between: re.Pattern[str]) -> tuple[str, ...]:
    """The items of a list; one text may hold several."""
    items = list(texts)
    if len(texts) == 1:
        items = between.split(texts[0])
    return tuple(filter(None, map(_one_line, items)))


def _rendered(source: str) -> str:
    """Markdown as HTML."""
    # Imported only where there is Markdown to read.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": True})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    return str(parser.render(source))
