"""FB2 (FictionBook 2), plain or zipped: its sections become headings of a page, its notes notes."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book, Cover, Metadata
from audiobook.readers.account import Account, children
from audiobook.readers.archive import Archive
from audiobook.readers.base import Reader, contents_of, name_of
from audiobook.readers.isbn import isbn_of
from audiobook.readers.markup.fb2_body import Converter
from audiobook.readers.office import characters, finished, with_losses
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, attribute, name, named, parse_document, text_of, texts_of
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import xml_parts

_COVER_BYTES = 32 * 1024 * 1024
_NOTE_BODIES = frozenset({"notes", "comments", "footnotes"})


class Fb2Reader(Reader):
    """Reads FB2."""

    suffixes = (".fb2", ".fbz")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix (also ``.fb2.zip``), or by its root element."""
        zipped = path.name.lower().endswith(".fb2.zip")
        return super().recognises(path, head) or zipped or b"<FictionBook" in head

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return xml_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an FB2. Raises :class:`~audiobook.errors.InputError`."""
        data = contents_of(path)
        if not data.startswith(b"PK"):
            root, sound = parse_document(data, str(path))
            warnings = () if sound else (f"{path.name} is not well-formed; what could be read of it was used.",)
            return _book(path, root, warnings)
        with Archive(path, "FB2") as archive:
            main = next((entry for entry in archive.names if entry.lower().endswith(".fb2")), "")
            root, sound = parse_document(archive.read(main) or b"", str(path))
            broken = not sound and main not in archive.damage
            warnings = (f"{main} is not well-formed; what could be read of it was used.",) if broken else ()
            return with_losses(_book(path, root, warnings), archive, main)


def _book(path: Path, root: Element | None, warnings: tuple[str, ...]) -> Book:
    if root is None or not any(name(child) == "body" for child in root):
        raise InputError(f'"{path}" is no readable FB2.', remedy="Get a fresh copy of the file.")
    account = Account(path.name)
    page, body = build.page()
    converter = Converter(account)
    for part in (child for child in root if name(child) == "body"):
        if (attribute(part, "name") or "").lower() in _NOTE_BODIES:
            converter.notes(part, body)
        else:
            converter.body(part, body)
    for child in children(root, account):
        if name(child) == "binary":
            account.drop("picture or sound", characters(child))
        elif name(child) != "body":
            account.leave("metadata", texts_of(child))
    book = finished(page, _metadata(root, name_of(path)), characters(root), account, warnings)
    return replace(book, cover=_cover(root))


def _metadata(root: Element, fallback: str) -> Metadata:
    info = next(named(root, "title-info"), None)
    publication = next(named(root, "publish-info"), None)
    authors = [_person(node) for node in ([] if info is None else info) if name(node) == "author"]
    series = next(named(info, "sequence"), None)
    year = _said(publication, "year") or _said(info, "date")
    return Metadata(
        title=_said(info, "book-title") or fallback.replace("_", " "),
        authors=tuple(author for author in authors if author),
        language=_said(info, "lang"),
        series="" if series is None else attribute(series, "name"),
        series_part="" if series is None else attribute(series, "number"),
        publisher=_said(publication, "publisher"),
        year=year[:4] if year[:4].isdecimal() else "",
        description=_said(info, "annotation"),
        identifier=_said(publication, "isbn"),
        genres=tuple(text_of(node).replace("_", " ") for node in named(info, "genre") if text_of(node)),
        isbn=isbn_of([_said(publication, "isbn")]),
    )


def _said(root: Element | None, wanted: str) -> str:
    return next((text_of(node) for node in named(root, wanted)), "")


def _person(node: Element) -> str:
    parts = [_said(node, key) for key in ("first-name", "middle-name", "last-name")]
    return " ".join(part for part in parts if part) or _said(node, "nickname")


def _cover(root: Element) -> Cover | None:
    wanted = {
        attribute(image, "href").lstrip("#") for page in named(root, "coverpage") for image in named(page, "image")
    }
    return next(_pictures(root, wanted), None)


def _pictures(root: Element, wanted: set[str]) -> Iterator[Cover]:
    for node in named(root, "binary"):
        if attribute(node, "id") in wanted and len(node.text or "") < _COVER_BYTES:
            try:
                data = base64.b64decode(node.text or "")
            except (binascii.Error, ValueError):
                continue
            yield Cover(data, attribute(node, "content-type") or "image/jpeg")
