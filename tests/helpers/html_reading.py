"""A page of HTML, written to a file and read."""

from pathlib import Path

from audiobook.model import Book
from audiobook.readers import read_book


def read(folder: Path, html: str | bytes, name: str = "page.html") -> Book:
    path = folder / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return read_book(path)


def text(folder: Path, body: str) -> str:
    return read(folder, f"<!DOCTYPE html><html><body>{body}</body></html>").chapters[0].text
