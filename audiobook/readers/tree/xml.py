"""Marked-up text -> a tree, safely: no entity is expanded, nothing is fetched.

Nesting is bounded. Broken markup is read as a browser reads it; every function says
whether the markup was sound, and the caller warns.
"""

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from itertools import islice

from lxml import etree

from audiobook.errors import InputError
from audiobook.readers.decoding.decode import decode
from audiobook.readers.tree.html_tree import tree_of

Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name

EPUB = "{http://www.idpf.org/2007/ops}"
SSML = "{http://www.w3.org/2001/10/synthesis}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_TAGS = 2_000_000  # a long novel has 100,000
_BRIEF = 30  # elements
_NAMED_ENTITY = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});"
)
_ANY_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31};)")
_DECLARATION = re.compile(
    r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?[^>]*>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_SELF_CLOSED = re.compile(
    r"<(title|script|style|a|span|div|p|i|b|em|strong|section|td)(\s[^<>]*)?/>",
    re.IGNORECASE,
)


# ------------------------------------------------------------------------ parsing


def parse(data: bytes) -> tuple[Element | None, bool]:
    """The root of a document, and whether it is sound; ``None`` where it is not."""
    try:
        return _parsed(data), True
    except (etree.XMLSyntaxError, ValueError):
        return None, False


def parse_xml(data: bytes) -> tuple[Element | None, bool]:
    """Like :func:`parse`, saving what can be saved of broken XML."""
    root, sound = parse(data)
    if root is not None:
        return root, sound
    try:
        return etree.fromstring(data, _parser(recover=True)), sound
    except (etree.XMLSyntaxError, ValueError):
        return None, sound


def parse_document(data: bytes, name: str) -> tuple[Element | None, bool]:
    """Like :func:`parse_xml`, for the text of a book: none of it may be cut off.

    Raises :class:`~audiobook.errors.InputError` where elements are nested deeper than
    the parser goes.
    """
    try:
        return _parsed(data), True
    except (etree.XMLSyntaxError, ValueError) as error:
        if _is_too_deep(error):
            raise InputError(
                f'"{name}" nests its elements more than 250 deep, which no book needs.',
                remedy="Open it in the program that made it and save it again.",
            ) from None
    return parse_xml(data)


def parse_page(data: bytes) -> tuple[Element | None, bool]:
    """Like :func:`parse`, reading broken XHTML as HTML."""
    try:
        return _parsed(data), True
    except (etree.XMLSyntaxError, ValueError) as error:
        text = decode(data).text
        text = _CDATA.sub(_escaped, text)  # XHTML has such sections, HTML has not
        # Nesting deeper than the parser of XML goes is not an error of the page.
        return parse_html(text), _is_too_deep(error)


def parse_html(text: str) -> Element | None:
    """The root of an HTML document, however broken.

    Raises :class:`~audiobook.errors.InputError` for one with more tags than any book,
    before they take memory.
    """
    if text.count("<") > _TAGS:
        raise InputError(
            f"A page has more than {_TAGS:,} tags, which no book has.",
            remedy="Give a smaller file.",
        )
    if "<!ENTITY" in text:
        # What a page declares itself is not expanded, and its names are not words.
        text = _ANY_ENTITY.sub(_entity_of_html, text)
    text = _DECLARATION.sub("", text)
    text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    return tree_of(text.replace("\0", ""))


def _parsed(data: bytes) -> Element:
    return etree.fromstring(_NAMED_ENTITY.sub(_as_number, data), _parser(recover=False))


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


def _is_too_deep(error: Exception) -> bool:
    if not isinstance(error, etree.XMLSyntaxError):
        return False
    return "Excessive depth" in str(error)


def _as_number(match: re.Match[bytes]) -> bytes:
    """A named entity of HTML as numbers, which XML knows; any other as it is."""
    characters = html5.get(match[1].decode() + ";")
    if characters is None:
        return match[0]
    numbers = [f"&#{ord(char)};" for char in characters]
    return "".join(numbers).encode()


def _entity_of_html(match: re.Match[str]) -> str:
    if match[1] in html5:
        return match[0]
    return ""


def _escaped(match: re.Match[str]) -> str:
    return escape(match[1])


# ------------------------------------------------------- what an element says


def name(element: Element) -> str:
    """The tag without its namespace, in lower case; empty for a comment and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].lower()


def named(root: Element | None, *names: str) -> Iterator[Element]:
    """Every element in ``root``, itself included, that has one of the names, in order."""
    if root is None:
        return
    for element in root.iter():
        if name(element) in names:
            yield element


def attribute(element: Element, wanted: str) -> str:
    """An attribute by its local name, whatever its namespace; empty without one."""
    for key, value in element.attrib.items():
        local = str(key).rpartition("}")[2].rpartition(":")[2]
        if local == wanted:
            return str(value)
    return ""


def kinds(element: Element) -> frozenset[str]:
    """What ``epub:type`` and ``role`` say, in lower case and without ``doc-``."""
    types = element.get(EPUB + "type") or element.get("epub:type", "")
    role = element.get("role", "").replace("doc-", "")
    return frozenset(f"{types} {role}".lower().split())


def classes_of(element: Element) -> str:
    """The classes of an element as they are written, in lower case."""
    return element.get("class", "").lower()


def language(element: Element) -> str:
    """The language that an element states, or nothing."""
    return element.get(_LANG) or element.get("lang") or element.get("xml:lang") or ""


def text_of(element: Element) -> str:
    """All text in an element, white space collapsed."""
    text = "".join(map(str, element.itertext()))
    return " ".join(text.split())


def brief(element: Element) -> str | None:
    """The text of an element that holds few others; ``None`` for one that holds more.

    Whether an element is a marker or an ornament is asked of each, also where they are
    nested: to read all that is in each would take the square of their number.
    """
    inside = list(islice(element.iter(), _BRIEF + 1))
    if len(inside) > _BRIEF:
        return None
    return text_of(element)


def texts_of(node: Element) -> list[str]:
    """Every stretch of text in an element; an undeclared entity is its own name."""
    if not isinstance(node.tag, str):
        return [str(node.text or "")]
    return [str(text) for text in node.itertext()]


def texts_outside(root: Element, inner: Element | None) -> Iterator[str]:
    """Every stretch of text in ``root`` but those in its element ``inner``."""
    inside = frozenset() if inner is None else frozenset(inner.iter())
    for node in root.iter():
        if node not in inside:
            yield str(node.text or "")
        if node is inner or node not in inside:
            yield str(node.tail or "")
