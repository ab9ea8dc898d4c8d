"""Marked-up text -> a tree, safely: no entity is expanded, nothing is fetched, nesting is bounded.

Broken markup is read like a browser would, and said in a warning by whoever asked.
"""

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from itertools import islice

from lxml import etree

from audiobook.errors import InputError
from audiobook.readers.plain.decode import decode
from audiobook.readers.tree.html_tree import tree_of

Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name

_TAGS = 2_000_000  # a long novel has 100,000
_BRIEF = 30  # elements
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
    try:
        return _parsed(data), True
    except (etree.XMLSyntaxError, ValueError):
        return None, False


def _parsed(data: bytes) -> Element:
    return etree.fromstring(_NAMED_ENTITY.sub(_as_number, data), _parser(recover=False))


def _is_too_deep(error: Exception) -> bool:
    return isinstance(error, etree.XMLSyntaxError) and "Excessive depth" in str(error)


def parse_xml(data: bytes) -> tuple[Element | None, bool]:
    """Like :func:`parse`, saving of broken XML what can be saved."""
    root, sound = parse(data)
    if root is None:
        try:
            root = etree.fromstring(data, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            root = None
    return root, sound


def parse_document(data: bytes, name: str) -> tuple[Element | None, bool]:
    """Like :func:`parse_xml`, for what holds the text of a book: none of it may be cut off.

    Raises :class:`~audiobook.errors.InputError` where elements are nested deeper than the parser goes.
    """
    try:
        return _parsed(data), True
    except (etree.XMLSyntaxError, ValueError) as error:
        if _is_too_deep(error):
            raise InputError(
                f'"{name}" nests its elements more than 250 deep, which no book needs.',
                remedy="Open it in the program that made it and save it anew.",
            ) from None
    return parse_xml(data)


def parse_page(data: bytes) -> tuple[Element | None, bool]:
    """Like :func:`parse`, reading broken XHTML as HTML."""
    try:
        return _parsed(data), True
    except (etree.XMLSyntaxError, ValueError) as error:
        text = _CDATA.sub(lambda match: escape(match[1]), decode(data).text)  # HTML has none, XHTML has
        # Nothing is wrong with a page that is only nested deeper than the parser of XML goes.
        return parse_html(text), _is_too_deep(error)


def parse_html(text: str) -> Element | None:
    """The root of an HTML document, however broken.

    Raises :class:`~audiobook.errors.InputError` for one with more tags than any book, before they take memory.
    """
    if text.count("<") > _TAGS:
        raise InputError(f"A page has more than {_TAGS:,} tags, which no book has.", remedy="Give a smaller file.")
    if "<!ENTITY" in text:  # what a page declares itself is not expanded, and its names are not words
        text = _ANY_ENTITY.sub(lambda match: match[0] if match[1] in html5 else "", text)
    return tree_of(_EMPTY.sub(r"<\1\2></\1>", _DECLARATION.sub("", text)).replace("\0", ""))


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


def brief(element: Element) -> str | None:
    """The text of an element that holds few others; nothing for one that holds more.

    Whether an element is a marker or an ornament is asked of each, also where they are nested: to read all that
    is in each would take the square of their number.
    """
    inside = islice(element.iter(), _BRIEF + 1)
    return text_of(element) if sum(1 for _ in inside) <= _BRIEF else None


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
