"""ODT: OpenDocument text, zipped or flat, as LibreOffice and others write it."""

import re
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.readers.account import Account
from audiobook.readers.archive import Archive
from audiobook.readers.base import Reader, contents_of, name_of
from audiobook.readers.office.odt_body import Converter, styles_of
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
from audiobook.readers.tree.xml import Element, attribute, name, named, parse_document, texts_of, texts_outside
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import odt_parts

_MAIN, _STYLES = "content.xml", "styles.xml"
_AROUND = re.compile(r"styles\.xml|.+/(?:content|styles)\.xml")
_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"


class OdtReader(Reader):
    """Reads ODT and flat ODT."""

    suffixes = (".odt", ".ott", ".fodt")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by the type at the beginning of the zip."""
        return super().recognises(path, head) or (head.startswith(b"PK") and _MIMETYPE in head[:200])

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return odt_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an ODT. Raises :class:`~audiobook.errors.InputError`."""
        if path.suffix.lower() == ".fodt":
            return _flat(path)
        with Archive(path, "ODT") as archive:
            manifest = part(archive, "META-INF/manifest.xml")
            if any(True for _ in named(manifest, "encryption-data")):
                raise InputError(f'"{path}" is encrypted.', remedy="Save a copy without a password.")
            warnings: list[str] = []
            content = main_part(archive, _MAIN, warnings)
            around = {entry: part(archive, entry) for entry in archive.names if _AROUND.fullmatch(entry)}
            book = _book(path, content, around, part(archive, "meta.xml"), warnings)
            return with_losses(book, archive, _MAIN)


def _flat(path: Path) -> Book:
    root, sound = parse_document(contents_of(path), str(path))
    if root is None:
        raise InputError(f'"{path}" has no readable text in it.', remedy="Open it and save it anew.")
    warnings = [] if sound else [f"{path.name} is not well-formed; what could be read of it was used."]
    return _book(path, root, {}, next(named(root, "meta"), None), warnings)


def _book(
    path: Path, content: Element, around: dict[str, Element | None], meta: Element | None, warnings: list[str]
) -> Book:
    """``around`` are the parts beside the text: running heads are among the styles, formulas are objects."""
    account = Account(path.name)
    page, body = build.page()
    styles = around.get(_STYLES, content)
    total = characters(content) + sum(map(characters, around.values()))
    for node in named(content, "binary-data"):  # a picture in Base64 is no text
        account.drop("picture or sound", characters(node))
        node.text = None
    converter = Converter(styles_of(styles, content), account)
    text = next((node for node in named(content, "text") if name(node.getparent()) == "body"), None)  # type: ignore[arg-type]
    if text is not None:
        converter.blocks(text, body)
    converter.note_bodies(body)
    account.leave("not text", texts_outside(content, text))
    for entry, root in around.items():
        reason = "running head or foot" if entry == _STYLES else "embedded object"
        account.leave(reason, [] if root is None else texts_of(root))
    metadata = metadata_of(meta, "")
    metadata = titled(metadata, page) if not metadata.title else metadata
    language = metadata.language or _default_language(styles)
    title = metadata.title or name_of(path)
    return finished(page, replace(metadata, title=title, language=language), total, account, warnings)


def _default_language(styles: Element | None) -> str:
    for defaults in named(styles, "default-style"):
        for properties in named(defaults, "text-properties"):
            tongue = attribute(properties, "language")
            if tongue not in {"", "none", "zxx"}:
                return tongue
    return ""
