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
from audiobook.readers.office.package import finished, letters, main_part, metadata_of, part, titled
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, attribute, named, texts_of

_AROUND = re.compile(r"word/(?P<kind>header|footer|comments)\w*\.xml")
_REASONS = {"header": "running head", "footer": "running foot", "comments": "comment"}


class DocxReader(Reader):
    """Reads DOCX."""

    suffixes = (".docx", ".docm")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by being a zip with Word's parts in it."""
        return super().recognises(path, head) or (head.startswith(b"PK") and has_entry(path, "word/document.xml"))

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
    root = main_part(archive, _main_path(archive), warnings)
    styles = styles_of(part(archive, "word/styles.xml"))
    page, body = build.page()
    converter = Converter(styles, account)
    converter.blocks(root, body)
    total = letters(root)
    for kind in ("footnote", "endnote"):
        notes = part(archive, f"word/{kind}s.xml")
        converter.note_bodies(notes, kind, body)
        total += letters(notes)
    for entry in archive.names:
        match = _AROUND.fullmatch(entry)
        around = part(archive, entry) if match else None
        if match and around is not None:
            account.leave(_REASONS[match["kind"]], texts_of(around))
            total += letters(around)
    metadata = metadata_of(part(archive, "docProps/core.xml"), "")
    metadata = titled(metadata, page) if not metadata.title else metadata
    language = metadata.language or _default_language(part(archive, "word/styles.xml"))
    named_ = replace(metadata, title=metadata.title or name_of(path), language=language)
    return finished(page, named_, total, account, warnings)


def _main_path(archive: Archive) -> str:
    for relation in named(part(archive, "_rels/.rels"), "relationship"):
        if attribute(relation, "Type").endswith("/officeDocument"):
            return resolve("", attribute(relation, "Target").lstrip("/"))[0]
    return "word/document.xml"


def _default_language(styles: Element | None) -> str:
    for defaults in named(styles, "docdefaults"):
        return next((attribute(one, "val") for one in named(defaults, "lang")), "")
    return ""
