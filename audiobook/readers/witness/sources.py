"""Which parts of a file hold its text, for the second count: found by plain patterns, not by the readers."""

import html
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

from audiobook.readers.archive import Archive
from audiobook.readers.base import contents_of
from audiobook.readers.witness.count import Form, Part

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOTFILE = re.compile(r"<(?:\w+:)?rootfile\s([^>]*)>")
_ITEM = re.compile(r"<(?:\w+:)?item\s([^>]*)>")
_REFERENCE = re.compile(r"<(?:\w+:)?itemref\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PAGE_TYPES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document")
_PAGE_NAMES = (".xhtml", ".html", ".htm")
_NO_TEXT = re.compile(r"_rels/|docProps/|customXml/|\[Content_Types\]\.xml")
_ODT_TEXT = re.compile(r"(?:.*/)?(?:content|styles)\.xml")


def page_parts(path: Path) -> tuple[Part, ...]:
    """The one part of a page of HTML or XHTML."""
    data = contents_of(path)
    return (Part(path.name, data, Form.XHTML if data.lstrip().startswith(b"<?xml") else Form.HTML),)


def xml_parts(path: Path) -> tuple[Part, ...]:
    """The one part of a file that is XML, or the first of its name's kind in a zip."""
    data = contents_of(path)
    if not data.startswith(b"PK"):
        return (Part(path.name, data, Form.XML),)
    with Archive(path) as archive:
        names = [name for name in archive.names if name.lower().endswith(".fb2")]
        return _parts(archive, names[:1])


def docx_parts(path: Path) -> tuple[Part, ...]:
    """Every part of a DOCX but its properties and relations."""
    with Archive(path) as archive:
        names = [name for name in archive.names if name.endswith(".xml") and not _NO_TEXT.match(name)]
        return _parts(archive, names)


def odt_parts(path: Path) -> tuple[Part, ...]:
    """The text of an ODT, its styles (with running heads), and objects in it; a flat one is one part."""
    if not contents_of(path).startswith(b"PK"):
        return xml_parts(path)
    with Archive(path) as archive:
        return _parts(archive, [name for name in archive.names if _ODT_TEXT.fullmatch(name)])


def epub_parts(path: Path) -> tuple[Part, ...]:
    """The pages of an EPUB's reading order that are there."""
    with Archive(path) as archive:
        package = _package(archive)
        text = _text(archive, package)
        files = {item.get("id", ""): item for item in map(_attributes, _ITEM.findall(text))}
        pages = [files[one["idref"]] for one in map(_attributes, _REFERENCE.findall(text)) if _names(one, files)]
        paths = [_path(package, page.get("href", "")) for page in pages if _is_page(page)]
        return _parts(archive, [found for path in paths if (found := archive.find(path))], Form.XHTML)


def _names(reference: dict[str, str], files: dict[str, dict[str, str]]) -> bool:
    return reference.get("idref", "") in files


def _is_page(item: dict[str, str]) -> bool:
    stated = item.get("media-type", "").lower() in _PAGE_TYPES
    return stated or unquote(item.get("href", "")).lower().endswith(_PAGE_NAMES)


def _parts(archive: Archive, names: list[str], form: Form = Form.XML) -> tuple[Part, ...]:
    return tuple(Part(name, archive.read(name) or b"", form) for name in names)


def _package(archive: Archive) -> str:
    stated = [_attributes(one) for one in _ROOTFILE.findall(_text(archive, "META-INF/container.xml"))]
    paths = [_path("", one.get("full-path", "")) for one in stated]
    others = [name for name in archive.names if name.lower().endswith(".opf")]
    return next((found for path in (*paths, *others) if (found := archive.find(path))), "")


def _text(archive: Archive, path: str) -> str:
    data = archive.read(path) or b""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return _COMMENT.sub("", data.decode("utf-16" if wide else "utf-8", "replace"))


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {key.rpartition(":")[2]: html.unescape(double or single) for key, double, single in found}


def _path(base: str, href: str) -> str:
    """The path in the archive that a link in ``base`` leads to; empty where it leads out of it."""
    if "://" in href:
        return ""
    link = unquote(href.strip().partition("#")[0].partition("?")[0])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), link))
    return "" if path.startswith(("..", "/")) else path
