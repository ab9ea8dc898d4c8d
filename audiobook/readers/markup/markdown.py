"""Markdown (CommonMark with tables, strike-through and footnotes), by markdown-it-py.

A block at the beginning (YAML or TOML front matter, as Pandoc and most site generators write it) gives title,
author, language and the like, and is not read aloud.
"""

import re
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, letters, solid
from audiobook.readers.base import Reader, contents_of, name_of
from audiobook.readers.document import book_of
from audiobook.readers.isbn import isbn_of, year_of
from audiobook.readers.markup.markup import flow_of
from audiobook.readers.markup.title_block import TitleBlock, title_block
from audiobook.readers.plain.decode import decode
from audiobook.readers.tree.xml import named, parse_html, text_of
from audiobook.readers.witness import counted_page

_BETWEEN_NAMES = re.compile(r"\s+and\s+|;")
_BETWEEN_GENRES = re.compile(r"[;,]")
_LARGEST = 32 * 1024 * 1024  # bytes


class MarkdownReader(Reader):
    """Reads Markdown."""

    suffixes = (".md", ".markdown", ".mdown", ".mkd")

    def read(self, path: Path) -> Book:
        """The book in a Markdown file. Raises :class:`~audiobook.errors.InputError`."""
        data = contents_of(path)
        if len(data) > _LARGEST:
            raise InputError(f'"{path}" is larger than any book.', remedy="Split it into several files.")
        decoded = decode(data)
        book = read_markdown(decoded.text, name_of(path), path.name)
        return replace(book, warnings=(*decoded.warnings, *book.warnings))


def read_markdown(source: str, title: str, place: str) -> Book:
    """The book in a Markdown text; ``title`` is its title where it states none."""
    block = title_block(source, place)
    account = Account(place)
    account.leave("metadata", [source[: len(source) - len(block.body)]])
    html = _rendered(block.body.replace("\0", "\ufffd"))
    root = parse_html(f"<html><body>{html}</body></html>")
    heads = [text_of(heading) for heading in named(root, "h1")]
    metadata = _metadata(block, heads[0] if len(heads) == 1 else title)
    flow = flow_of(root, metadata.language, place=place)
    signs = solid(source) - flow.total - sum(u.characters for u in account.unread())
    account.drop("signs of Markdown", signs, letters=letters(block.body) - counted_page(html))
    whole = replace(flow, unread=(*flow.unread, *account.unread()), total=solid(source))
    warnings = (block.warning,) if block.warning else ()
    book = book_of(whole, metadata, warnings=warnings, name=f'"{place}"')
    return replace(book, letters=letters(source))


def _metadata(block: TitleBlock, title: str) -> Metadata:
    """What the block says; ``title`` is the title where it says none."""
    return Metadata(
        _line(block.first("title")) or title,
        _several(block.all("author", "authors", "creator"), _BETWEEN_NAMES),
        language=_line(block.first("lang", "language")),
        series=_line(block.first("series")),
        series_part=_line(block.first("series-part", "series_part", "series-index", "series_index", "volume")),
        publisher=_line(block.first("publisher")),
        year=year_of(block.first("year", "date")),
        description=block.first("description", "abstract"),
        subtitle=_line(block.first("subtitle")),
        genres=_several(block.all("genre", "genres"), _BETWEEN_GENRES),
        isbn=isbn_of(block.all("isbn", "identifier")),
        asin=_line(block.first("asin")),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _several(texts: tuple[str, ...], between: re.Pattern[str]) -> tuple[str, ...]:
    """The items of a list; one text may hold several."""
    items = between.split(texts[0]) if len(texts) == 1 else texts
    return tuple(line for item in items if (line := _line(item)))


def _rendered(source: str) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where there is Markdown to read
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    return str(parser.render(source))
