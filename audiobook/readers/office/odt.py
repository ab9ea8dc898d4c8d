"""ODT: OpenDocument text, zipped or flat, as LibreOffice and others write it."""

import re
from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.readers.account import Account
from audiobook.readers.archive import Archive
from audiobook.readers.base import Reader
from audiobook.readers.office.odt_body import OdtConverter, default_language, styles_of
from audiobook.readers.office.package import (
    characters,
    finished,
    main_part,
    metadata_of,
    part,
    titled,
    with_losses,
)
from audiobook.readers.source_file import contents_of, name_of
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import (
    Element,
    name,
    named,
    parse_document,
    texts_of,
    texts_outside,
)
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import odt_parts

_MAIN = "content.xml"
_STYLES = "styles.xml"
_AROUND = re.compile(r"styles\.xml|.+/(?:content|styles)\.xml")
_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MIMETYPE_END = 200  # bytes: it is the first file of the zip


class OdtReader(Reader):
    """Reads ODT and flat ODT."""

    suffixes = (".odt", ".ott", ".fodt")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by the type at the beginning of the zip."""
        if super().recognises(path, head):
            return True
        return head.startswith(b"PK") and _MIMETYPE in head[:_MIMETYPE_END]

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return odt_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an ODT. Raises :class:`~audiobook.errors.InputError`."""
        if path.suffix.lower() == ".fodt":
            return _flat(path)
        with Archive(path, "ODT") as archive:
            return _zipped(archive, path)


def _zipped(archive: Archive, path: Path) -> Book:
    manifest = part(archive, "META-INF/manifest.xml")
    if next(named(manifest, "encryption-data"), None) is not None:
        raise InputError(
            f'"{path}" is encrypted.', remedy="Save a copy without a password."
        )
    warnings: list[str] = []
    content = main_part(archive, _MAIN, warnings)
    around: dict[str, Element | None] = {}
    for entry in archive.names:
        if _AROUND.fullmatch(entry):
            around[entry] = part(archive, entry)
    meta = part(archive, "meta.xml")
    book = _book(path, content, around, meta, warnings)
    return with_losses(book, archive, _MAIN)


def _flat(path: Path) -> Book:
    """The book in one XML file."""
    root, sound = parse_document(contents_of(path), str(path))
    if root is None:
        raise InputError(
            f'"{path}" has no readable text in it.', remedy="Open it and save it again."
        )
    warnings: list[str] = []
    if not sound:
        warnings.append(
            f"{path.name} is not well-formed; what could be read of it was used."
        )
    meta = next(named(root, "meta"), None)
    return _book(path, root, {}, meta, warnings)


def _book(
    path: Path,
    content: Element,
    around: dict[str, Element | None],
    meta: Element | None,
    warnings: list[str],
) -> Book:
    """The book in ``content``.

    ``around`` are the parts beside it: running heads are among the styles, formulas are
    objects of their own.
    """
    account = Account(path.name)
    page, body = build.page()
    styles = around.get(_STYLES, content)
    total = characters(content) + sum(map(characters, around.values()))
    for picture in named(content, "binary-data"):  # in Base64, which is not text
        account.drop("picture or sound", characters(picture))
        picture.text = None
    converter = OdtConverter(styles_of(styles, content), account)
    text = _text(content)
    if text is not None:
        converter.blocks(text, body)
    # Last, since notes are read after the text.
    converter.note_bodies(body)
    # What a program keeps beside the text: settings, fields, scripts.
    account.leave("not text", texts_outside(content, text))
    for entry, root in around.items():
        if root is not None:
            account.leave(_reason(entry), texts_of(root))
    metadata = metadata_of(meta)
    if not metadata.title:
        metadata = titled(metadata, page)
    metadata = replace(
        metadata,
        title=metadata.title or name_of(path),
        language=metadata.language or default_language(styles),
    )
    return finished(page, metadata, total, account, warnings)


def _reason(entry: str) -> str:
    """Why a part beside the text is not read."""
    if entry == _STYLES:
        return "running head or foot"
    return "embedded object"


def _text(content: Element) -> Element | None:
    """The element with the text: others of its name are in settings and fields."""
    for node in named(content, "text"):
        parent = node.getparent()
        if parent is not None and name(parent) == "body":
            return node
    return None
