"""Markdown (CommonMark with tables, strike-through and footnotes), by markdown-it-py.

A block of ``key: value`` lines between rules at the beginning (YAML front matter, as Pandoc and most site
generators write it) gives title, author, language and the like, and is not read.
"""

import re
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, letters, solid
from audiobook.readers.base import Reader, contents_of, name_of
from audiobook.readers.decode import decode
from audiobook.readers.document import book_of
from audiobook.readers.isbn import isbn_of, year_of
from audiobook.readers.markup import flow_of
from audiobook.readers.witness import counted_page
from audiobook.readers.xml import named, parse_html, text_of

_FRONT = re.compile(
    r"\A\ufeff?(?:---|\+\+\+)[ \t]*\r?\n(?P<lines>.{0,20000}?)\r?\n(?:---|\.\.\.|\+\+\+)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_FIELD = re.compile(r"^(?P<name>[A-Za-z_-]+)[ \t]*[:=][ \t]*(?P<value>[^\r\n]*)$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<value>[^\r\n]+)$", re.MULTILINE)
_PANDOC_TITLE = re.compile(r"\A%[ \t]*(?P<title>[^\r\n]*)\r?\n(?:%[ \t]*(?P<author>[^\r\n]*)\r?\n)?")
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
    said, body = _front(source)
    account = Account(place)
    account.leave("metadata", [source[: len(source) - len(body)]])
    html = _rendered(body.replace("\0", "\ufffd"))
    root = parse_html(f"<html><body>{html}</body></html>")
    heads = [text_of(heading) for heading in named(root, "h1")]
    authors = tuple(name.strip() for name in re.split(r"\s+and\s+|;", said.get("author", "")) if name.strip())
    metadata = Metadata(
        said.get("title") or (heads[0] if len(heads) == 1 else title),
        authors,
        language=_said(said, "lang", "language"),
        series=said.get("series", ""),
        series_part=_said(said, "series-part", "series_part", "series-index", "series_index", "volume"),
        publisher=said.get("publisher", ""),
        year=year_of(_said(said, "year", "date")),
        description=_said(said, "description", "abstract"),
        subtitle=said.get("subtitle", ""),
        genres=tuple(part.strip() for part in re.split("[;,]", _said(said, "genre", "genres")) if part.strip()),
        isbn=isbn_of([_said(said, "isbn", "identifier")]),
        asin=said.get("asin", ""),
    )
    flow = flow_of(root, metadata.language, place=place)
    signs = solid(source) - flow.total - sum(u.characters for u in account.unread())
    account.drop("signs of Markdown", signs, letters=letters(body) - counted_page(html))
    whole = replace(flow, unread=(*flow.unread, *account.unread()), total=solid(source))
    return replace(book_of(whole, metadata, name=f'"{place}"'), letters=letters(source))


def _said(said: dict[str, str], *keys: str) -> str:
    return next((said[key] for key in keys if said.get(key)), "")


def _rendered(source: str) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where there is Markdown to read
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    return str(parser.render(source))


def _front(source: str) -> tuple[dict[str, str], str]:
    """What the front matter says, in lower-case keys, and the text without it."""
    match = _FRONT.match(source)
    if match and _FIELD.search(match["lines"]):
        said: dict[str, str] = {}
        for field in _FIELD.finditer(match["lines"]):
            rest = match["lines"][field.end() :].lstrip("\r\n")
            items = [item["value"] for item in _ITEM.finditer(rest[: _items_end(rest)])]
            value = field["value"].strip() or "; ".join(items)
            said[field["name"].lower()] = re.sub(r"^[\"'\[]|[\"'\]]$", "", value)
        return said, source[match.end() :]
    title = _PANDOC_TITLE.match(source)
    if title:
        return {"title": title["title"], "author": title["author"] or ""}, source[title.end() :]
    return {}, source


def _items_end(rest: str) -> int:
    field = _FIELD.search(rest)
    return field.start() if field else len(rest)
