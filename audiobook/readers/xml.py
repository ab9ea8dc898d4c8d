"""Marked-up text -> a tree, safely: no entity is expanded, nothing is fetched, nesting is bounded.

Broken markup is read like a browser would, and said in a warning by whoever asked.
"""

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5

from lxml import etree

from audiobook.errors import InputError
from audiobook.readers.decode import decode

Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name

_TAGS = 2_000_000  # a long novel has 100,000
_NAMED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_ANY_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31};)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?[^>]*>", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_EMPTY = re.compile(r"<(title|script|style|a|span|div|p|i|b|em|strong|section|td)(\s[^<>]*)?/>", re.IGNORECASE)
EPUB = "{http://www.idpf.org/2007/ops}"
SSML = "{http://www.w3.org/2001/10/synthesis}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(data: bytes) -> tuple[Element | None, bool]:
    """The root of a document, and whether it was sound; ``None`` where there is nothing in it."""
    numeric = _NAMED_ENTITY.sub(_as_number, data)
    try:
        return etree.fromstring(numeric, _parser(recover=False)), True
    except (etree.XMLSyntaxError, ValueError):
        return None, False


def parse_xml(data: bytes) -> tuple[Element | None, bool]:
    """Like :func:`parse`, saving of broken XML what can be saved."""
    root, sound = parse(data)
    if root is None:
        try:
            root = etree.fromstring(data, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            root = None
    return root, sound


def parse_page(data: bytes) -> tuple[Element | None, bool]:
    """Like :func:`parse`, reading broken XHTML as HTML."""
    root, sound = parse(data)
    if root is not None:
        return root, True
    text = _CDATA.sub(lambda match: escape(match[1]), decode(data).text)  # HTML has none, XHTML has
    return parse_html(text), sound


def parse_html(text: str) -> Element | None:
    """The root of an HTML document, however broken.

    Raises :class:`~audiobook.errors.InputError` for one with more tags than any book, before they take memory.
    """
    if text.count("<") > _TAGS:
        raise InputError(f"A page has more than {_TAGS:,} tags, which no book has.", remedy="Give a smaller file.")
    if "<!ENTITY" in text:  # what a page declares itself is not expanded, and its names are not words
        text = _ANY_ENTITY.sub(lambda match: match[0] if match[1] in html5 else "", text)
    whole = _EMPTY.sub(r"<\1\2></\1>", _DECLARATION.sub("", text)).replace("\0", "")
    try:
        return etree.fromstring(whole, etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _as_number(match: re.Match[bytes]) -> bytes:
    characters = html5.get(match[1].decode() + ";")
    return match[0] if characters is None else "".join(f"&#{ord(char)};" for char in characters).encode()


def name(element: Element) -> str:
    """The tag without its namespace, in lower case; empty for anything that is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def named(root: Element | None, *names: str) -> Iterator[Element]:
    """Every element below (and with) ``root`` that has one of the names, in document order."""
    return (element for element in ([] if root is None else root.iter()) if name(element) in names)


def attribute(element: Element, wanted: str) -> str:
    """An attribute by its local name, whatever its namespace; empty where there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2] == wanted:
            return str(value)
    return ""


def kinds(element: Element) -> frozenset[str]:
    """What ``epub:type`` and ``role`` say of an element, in lower case and without ``doc-``."""
    said = element.get(EPUB + "type") or element.get("epub:type") or ""
    role = (element.get("role") or "").replace("doc-", "")
    return frozenset(f"{said} {role}".lower().split())


def language(element: Element) -> str:
    """The language that an element states, or nothing."""
    return element.get(_LANG) or element.get("lang") or element.get("xml:lang") or ""


def text_of(element: Element) -> str:
    """All text in an element, white space collapsed."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def texts_of(node: Element) -> list[str]:
    """Every stretch of text in an element; an entity that nobody declared is its own name."""
    return [str(text) for text in node.itertext()] if isinstance(node.tag, str) else [str(node.text or "")]


def texts_outside(root: Element, inner: Element | None) -> Iterator[str]:
    """Every stretch of text in ``root`` that is not in ``inner``, which is an element of it or nothing."""
    inside = frozenset() if inner is None else frozenset(inner.iter())
    for node in root.iter():
        if node not in inside:
            yield str(node.text or "")
        if node is inner or node not in inside:
            yield str(node.tail or "")
