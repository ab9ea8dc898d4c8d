"""FB2, plain or zipped: its sections become headings of a page, its notes notes."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import (
    Book,
    Cover,
    Metadata,
)
from audiobook.readers.account import Account
from audiobook.readers.archive import Archive
from audiobook.readers.base import Reader
from audiobook.readers.fb2.body import Fb2Converter
from audiobook.readers.isbn import isbn_of
from audiobook.readers.office import (
    characters,
    finished,
    with_losses,
)
from audiobook.readers.source_file import contents_of, name_of
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    name,
    named,
    parse_document,
    text_of,
    texts_of,
)
from audiobook.readers.witness import Part, sources

_COVER_CHARACTERS = 32 * 1024 * 1024  # of the picture as it is written in letters
_NOTE_BODIES = frozenset({"notes", "comments", "footnotes"})
_NAME_PARTS = ("first-name", "middle-name", "last-name")


class Fb2Reader(Reader):
    """Reads FB2."""

    suffixes = (".fb2", ".fbz")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix (also ``.fb2.zip``), or by its root element."""
        if path.name.lower().endswith(".fb2.zip") or b"<FictionBook" in head:
            return True
        return super().recognises(path, head)

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return sources.xml_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an FB2. Raises :class:`~audiobook.errors.InputError`."""
        data = contents_of(path)
        if not data.startswith(b"PK"):
            root, sound = parse_document(data, str(path))
            return _book(path, root, _warnings(path.name, sound=sound))
        with Archive(path, "FB2") as archive:
            main = _main_file(archive)
            root, sound = parse_document(archive.read(main) or b"", str(path))
            # What the archive lost of it is said as a loss.
            if main in archive.damage:
                sound = True
            book = _book(path, root, _warnings(main, sound=sound))
            return with_losses(book, archive, main)


def _main_file(archive: Archive) -> str:
    for entry in archive.names:
        if entry.lower().endswith(".fb2"):
            return entry
    return ""


def _warnings(file: str, *, sound: bool) -> tuple[str, ...]:
    if sound:
        return ()
    return (f"{file} is not well-formed; what could be read of it was used.",)


def _book(path: Path, root: Element | None, warnings: tuple[str, ...]) -> Book:
    bodies: list[Element] = []
    if root is not None:
        bodies = [child for child in root if name(child) == "body"]
    if root is None or not bodies:
        raise InputError(
            f'"{path}" is not a readable FB2.', remedy="Get a fresh copy of the file."
        )
    account = Account(path.name)
    page = _page(bodies, account)
    _account_for_others(root, account)
    metadata = _metadata(root, name_of(path))
    book = finished(
        page,
        metadata,
        characters(root),
        account,
        warnings,
    )
    return replace(book, cover=_cover(root))


def _page(bodies: list[Element], account: Account) -> Element:
    """The bodies of the book as one page of XHTML."""
    page, into = build.page()
    converter = Fb2Converter(account)
    for body in bodies:
        if attribute(body, "name").lower() in _NOTE_BODIES:
            converter.notes(body, into)
        else:
            converter.body(body, into)
    return page


def _account_for_others(root: Element, account: Account) -> None:
    """List what stands beside the bodies: metadata, and pictures in letters."""
    for child in build.children(root, account):
        if name(child) == "binary":
            account.drop("picture or sound", characters(child))
        elif name(child) != "body":
            account.leave("metadata", texts_of(child))


# ----------------------------------------------------------------------- metadata


def _metadata(root: Element, fallback: str) -> Metadata:
    info = next(named(root, "title-info"), None)
    publication = next(named(root, "publish-info"), None)
    series, series_part = _series(info)
    year = _text(publication, "year") or _text(info, "date")
    isbn = _text(publication, "isbn")
    return Metadata(
        title=_text(info, "book-title") or fallback.replace("_", " "),
        authors=tuple(_authors(info)),
        language=_text(info, "lang"),
        series=series,
        series_part=series_part,
        publisher=_text(publication, "publisher"),
        year=year[:4] if year[:4].isdecimal() else "",
        description=_text(info, "annotation"),
        identifier=isbn,
        genres=tuple(_genres(info)),
        isbn=isbn_of([isbn]),
    )


def _text(root: Element | None, wanted: str) -> str:
    """The text of the first element of a name; empty without one."""
    for node in named(root, wanted):
        return text_of(node)
    return ""


def _series(info: Element | None) -> tuple[str, str]:
    """The series of the book, and its number there."""
    for sequence in named(info, "sequence"):
        return attribute(sequence, "name"), attribute(sequence, "number")
    return "", ""


def _authors(info: Element | None) -> Iterator[str]:
    if info is None:
        return
    for node in info:
        if name(node) == "author":
            author = _person(node)
            if author:
                yield author


def _person(node: Element) -> str:
    parts = [_text(node, part) for part in _NAME_PARTS]
    return " ".join(filter(None, parts)) or _text(node, "nickname")


def _genres(info: Element | None) -> Iterator[str]:
    for node in named(info, "genre"):
        genre = text_of(node)
        if genre:
            yield genre.replace("_", " ")


# -------------------------------------------------------------------------- cover


def _cover(root: Element) -> Cover | None:
    wanted: set[str] = set()
    for page in named(root, "coverpage"):
        for image in named(page, "image"):
            wanted.add(attribute(image, "href").lstrip("#"))
    return next(_pictures(root, wanted), None)


def _pictures(root: Element, wanted: set[str]) -> Iterator[Cover]:
    """The pictures with the wanted ids, but for damaged ones."""
    for node in named(root, "binary"):
        encoded = node.text or ""
        if attribute(node, "id") not in wanted or len(encoded) >= _COVER_CHARACTERS:
            continue
        try:
            data = base64.b64decode(encoded)
        except (binascii.Error, ValueError):
            continue
        yield Cover(data, attribute(node, "content-type") or "image/jpeg")
