"""DOCX: Word's format, as every word processor writes it."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

from audiobook.model import Book
from audiobook.readers.account import Account
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.base import Reader
from audiobook.readers.office.docx_body import DocxConverter
from audiobook.readers.office.docx_styles import styles_of
from audiobook.readers.office.package import (
    characters,
    finished,
    main_part,
    metadata_of,
    part,
    titled,
    with_losses,
)
from audiobook.readers.source_file import name_of
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, attribute, named, texts_of
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import docx_parts

_MAIN = "word/document.xml"
_STYLES = "word/styles.xml"
_NOTES = re.compile(r"(?:.*/)?(?P<kind>footnote|endnote)s\d*\.xml")
# Parts that hold no text of the document.
_ABOUT = ("_rels/", "docProps/", "customXml/", "[Content_Types].xml")
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
        if super().recognises(path, head):
            return True
        return head.startswith(b"PK") and _has_entry(path, _MAIN)

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return docx_parts(path)

    def read(self, path: Path) -> Book:
        """The book in a DOCX. Raises :class:`~audiobook.errors.InputError`."""
        with Archive(path, "DOCX") as archive:
            return _book(archive, path)


def _has_entry(path: Path, entry: str) -> bool:
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
    style_sheet = part(archive, _STYLES)
    page, body = build.page()
    converter = DocxConverter(styles_of(style_sheet), account)
    converter.blocks(root, body)
    total = characters(root)
    notes = _note_parts(archive)
    # Footnotes before endnotes, by the alphabet backwards.
    for entry in sorted(notes, key=notes.__getitem__, reverse=True):
        bodies = part(archive, entry)
        converter.note_bodies(bodies, notes[entry], body)
        total += characters(bodies)
    # They count as well, so that the sums agree.
    for entry in _unread_parts(archive, {main, *notes}):
        around = part(archive, entry)
        if around is not None:
            account.leave(_reason(entry), texts_of(around))
            total += characters(around)
    metadata = metadata_of(part(archive, "docProps/core.xml"))
    # Word leaves the title empty unless somebody fills it in.
    if not metadata.title:
        metadata = titled(metadata, page)
    metadata = replace(
        metadata,
        title=metadata.title or name_of(path),
        language=metadata.language or _default_language(style_sheet),
    )
    book = finished(page, metadata, total, account, warnings)
    return with_losses(book, archive, main, notes)


def _note_parts(archive: Archive) -> dict[str, str]:
    """The parts with notes, and whether those are footnotes or endnotes."""
    kinds: dict[str, str] = {}
    for entry in archive.names:
        match = _NOTES.fullmatch(entry)
        if match is not None:
            kinds[entry] = match["kind"]
    return kinds


def _unread_parts(archive: Archive, read: set[str]) -> list[str]:
    """The parts that may hold words and are not read: running heads, comments ..."""
    entries: list[str] = []
    for entry in archive.names:
        if not entry.endswith(".xml") or entry in read:
            continue
        if not entry.startswith(_ABOUT):
            entries.append(entry)
    return entries


def _reason(entry: str) -> str:
    """Why a part beside the text is not read."""
    for pattern, reason in _REASONS:
        if pattern.search(entry):
            return reason
    return "not text"


def _main_path(archive: Archive) -> str:
    """The path of the part with the text, which need not be called as usual."""
    for relation in named(part(archive, "_rels/.rels"), "relationship"):
        if attribute(relation, "Type").endswith("/officeDocument"):
            target = attribute(relation, "Target").lstrip("/")
            path, _ = resolve("", target)
            return path
    return _MAIN


def _default_language(styles: Element | None) -> str:
    """The language of text that names none."""
    defaults = next(named(styles, "docdefaults"), None)
    language = next(named(defaults, "lang"), None)
    if language is None:
        return ""
    return attribute(language, "val")
