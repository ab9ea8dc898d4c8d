"""A page of HTML, written to a file and read."""

import re
from pathlib import Path

import places
from audiobook.model import Book
from audiobook.readers import read_book


def read(folder: Path, html: str | bytes, name: str = "page.html") -> Book:
    path = folder / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return read_book(path)


def text(folder: Path, body: str) -> str:
    return read(folder, f"<!DOCTYPE html><html><body>{body}</body></html>").chapters[0].text


def cases(name: str) -> list[tuple[str, str, str, str]]:
    """Of a file of cases: name, page, text that is read, what is left out with its reason."""
    found = (places.CASES / "readers" / name).read_text(encoding="utf-8")
    case = r"^=== (.+)\n((?:.*\n)+?)-----\n((?:.*\n)*?)-----\n((?:(?!=== ).*\n?)*)"
    return re.findall(case, found, re.MULTILINE)


def left_out(book: Book) -> list[str]:
    pieces = [
        f"{piece.reason}: {' '.join(piece.chapter.text.split())}"
        for piece in book.skipped
        if piece.chapter
    ]
    others = [f"{one.reason}: {one.sample}" for one in book.unread if one.reason != "not text"]
    return pieces + others
