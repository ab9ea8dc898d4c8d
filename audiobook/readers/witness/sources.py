"""Which parts of a file hold its text, for the second count.

They are found by plain patterns, not by the readers.
"""

import html
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from audiobook.readers.archive import Archive
from audiobook.readers.source_file import contents_of
from audiobook.readers.witness.count import MarkupForm, Part

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOTFILE = re.compile(r"<(?:\w+:)?rootfile\s([^>]*)>")
_ITEM = re.compile(r"<(?:\w+:)?item\s([^>]*)>")
_REFERENCE = re.compile(r"<(?:\w+:)?itemref\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PAGE_TYPES = (
    "application/xhtml+xml",
    "text/html",
    "application/xml",
    "text/x-oeb1-document",
)
_PAGE_NAMES = (".xhtml", ".html", ".htm")
_NO_TEXT = re.compile(r"_rels/|docProps/|customXml/|\[Content_Types\]\.xml")
_ODT_TEXT = re.compile(r"(?:.*/)?(?:content|styles)\.xml")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_Attributes = dict[str, str]


def page_parts(path: Path) -> tuple[Part, ...]:
    """The one part of a page of HTML or XHTML."""
    data = contents_of(path)
    form = MarkupForm.HTML
    if data.lstrip().startswith(b"<?xml"):
        form = MarkupForm.XHTML
    return (Part(path.name, data, form),)


def xml_parts(path: Path) -> tuple[Part, ...]:
    """The one part of a file that is XML, or the first FB2 in a zip."""
    data = contents_of(path)
    if not data.startswith(b"PK"):
        return (Part(path.name, data, MarkupForm.XML),)
    with Archive(path) as archive:
        names = [name for name in archive.names if name.lower().endswith(".fb2")]
        return _parts(archive, names[:1])


def docx_parts(path: Path) -> tuple[Part, ...]:
    """Every part of a DOCX but its properties and relations."""
    with Archive(path) as archive:
        names: list[str] = []
        for name in archive.names:
            if name.endswith(".xml") and not _NO_TEXT.match(name):
                names.append(name)
        return _parts(archive, names)


def odt_parts(path: Path) -> tuple[Part, ...]:
    """The text of an ODT, its styles (with running heads), and objects in it.

    A flat one is one part.
    """
    if not contents_of(path).startswith(b"PK"):
        return xml_parts(path)
    with Archive(path) as archive:
        return _parts(archive, filter(_ODT_TEXT.fullmatch, archive.names))


def epub_parts(path: Path) -> tuple[Part, ...]:
    """The pages of an EPUB's reading order that are there."""
    with Archive(path) as archive:
        return _parts(archive, _reading_order(archive), MarkupForm.XHTML)


def _parts(
    archive: Archive, names: Iterable[str], form: MarkupForm = MarkupForm.XML
) -> tuple[Part, ...]:
    parts: list[Part] = []
    for name in names:
        parts.append(Part(name, archive.read(name) or b"", form))
    return tuple(parts)


# ---------------------------------------------------------------------------- EPUB


def _reading_order(archive: Archive) -> Iterator[str]:
    """The pages that the package document names, in order, each once."""
    package = _package_path(archive)
    text = _text(archive, package)
    items: dict[str, _Attributes] = {}
    for item in _elements(_ITEM, text):
        items[item.get("id", "")] = item
    names = [reference.get("idref", "") for reference in _elements(_REFERENCE, text)]
    for name in dict.fromkeys(names):
        page = items.get(name)
        if page is None or not _is_page(page):
            continue
        path = archive.find(_path(package, page.get("href", "")))
        if path:
            yield path


def _is_page(item: _Attributes) -> bool:
    if item.get("media-type", "").lower() in _PAGE_TYPES:
        return True
    return unquote(item.get("href", "")).lower().endswith(_PAGE_NAMES)


def _package_path(archive: Archive) -> str:
    """The package document that is named first and is there; empty without any."""
    paths: list[str] = []
    for rootfile in _elements(_ROOTFILE, _text(archive, "META-INF/container.xml")):
        paths.append(_path("", rootfile.get("full-path", "")))
    for name in archive.names:
        if name.lower().endswith(".opf"):
            paths.append(name)
    return next(filter(None, map(archive.find, paths)), "")


def _text(archive: Archive, path: str) -> str:
    """An XML file as text, without its comments."""
    data = archive.read(path) or b""
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8"
    return _COMMENT.sub("", data.decode(encoding, "replace"))


def _elements(pattern: re.Pattern[str], text: str) -> Iterator[_Attributes]:
    """The attributes of every element that a pattern finds."""
    for element in pattern.findall(text):
        attributes: _Attributes = {}
        for key, double, single in _ATTRIBUTE.findall(element):
            local = key.rpartition(":")[2]
            attributes[local] = html.unescape(double or single)
        yield attributes


def _path(base: str, href: str) -> str:
    """The path in the archive that a link in ``base`` leads to.

    Empty where it leads out of the archive.
    """
    if "://" in href:
        return ""
    link = unquote(href.strip().partition("#")[0].partition("?")[0])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), link))
    if path.startswith(("..", "/")):
        return ""
    return path
