"""DOCX: Word's format, as every word processor writes it."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

from audiobook.model import Book
from audiobook.readers.account import Account
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.base import Reader, name_of
from audiobook.readers.office.docx_body import Converter, styles_of
from audiobook.readers.office.package import (
    characters,
    finished,
    main_part,
    metadata_of,
    part,
    titled,
    with_losses,
)
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, attribute, named, texts_of
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import docx_parts

_NOTES = re.compile(r"(?:.*/)?(?P<kind>footnote|endnote)s\d*\.xml")
_ABOUT = ("_rels/", "docProps/", "customXml/", "[Content_Types].xml")  # parts that hold no text of the document
_REASONS = (
    (re.compile(r"/header\d*\.xml"), "running head"),
    (re.compile(r"/footer\d*\.xml"), "running foot"),
    (re.compile(r"/comments\w*\.xml"), "comment"),
    (re.compile(r"/(?:diagrams|charts|drawings)/"), "diagram"),
    (re.compile(r"/glossary/"), "building block"),
)


class DocxReader(Reader):
    """Reads DOCX."""

    suffixes = (".docx", ".docm")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by being a zip with Word's parts in it."""
        return super().recognises(path, head) or (head.startswith(b"PK") and has_entry(path, "word/document.xml"))

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return docx_parts(path)

    def read(self, path: Path) -> Book:
        """The book in a DOCX. Raises :class:`~audiobook.errors.InputError`."""
        with Archive(path, "DOCX") as archive:
            return _book(archive, path)


def has_entry(path: Path, entry: str) -> bool:
    """Whether a file is a zip that holds a certain file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return entry in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _book(archive: Archive, path: Path) -> Book:
    warnings: list[str] = []
    account = Account(path.name)
    main = _main_path(archive)
    root = main_part(archive, main, warnings)
    styles = styles_of(part(archive, "word/styles.xml"))
    page, body = build.page()
    converter = Converter(styles, account)
    converter.blocks(root, body)
    total = characters(root)
    notes = {entry: match["kind"] for entry in archive.names if (match := _NOTES.fullmatch(entry))}
    for entry, kind in sorted(notes.items(), key=lambda one: one[1], reverse=True):  # footnotes before endnotes
        bodies = part(archive, entry)
        converter.note_bodies(bodies, kind, body)
        total += characters(bodies)
    for entry in _others(archive, {main, *notes}):
        around = part(archive, entry)
        if around is not None:
            account.leave(_reason(entry), texts_of(around))
            total += characters(around)
    metadata = metadata_of(part(archive, "docProps/core.xml"), "")
    metadata = titled(metadata, page) if not metadata.title else metadata
    language = metadata.language or _default_language(part(archive, "word/styles.xml"))
    named_ = replace(metadata, title=metadata.title or name_of(path), language=language)
    return with_losses(finished(page, named_, total, account, warnings), archive, main, notes)


def _others(archive: Archive, read: set[str]) -> list[str]:
    """The parts that may hold words and are not read: running heads, comments ..."""
    parts = (entry for entry in archive.names if entry.endswith(".xml") and entry not in read)
    return [entry for entry in parts if not entry.startswith(_ABOUT)]


def _reason(entry: str) -> str:
    return next((reason for pattern, reason in _REASONS if pattern.search(entry)), "not text")


def _main_path(archive: Archive) -> str:
    for relation in named(part(archive, "_rels/.rels"), "relationship"):
        if attribute(relation, "Type").endswith("/officeDocument"):
            return resolve("", attribute(relation, "Target").lstrip("/"))[0]
    return "word/document.xml"


def _default_language(styles: Element | None) -> str:
    for defaults in named(styles, "docdefaults"):
        return next((attribute(one, "val") for one in named(defaults, "lang")), "")
    return ""
