"""Pages of EPUB 2 (XHTML 1.1) -> what EPUB 3 takes (HTML, in its XML syntax), looking as they
did.

Elements and attributes that HTML has dropped become styles where they say how something looks,
and go otherwise.
"""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from audiobook.publish.epub.spans import XHTML
from audiobook.readers.tree.xml import Element, name

_EVERYWHERE_NAMES = "id class lang dir style title tabindex role"
_EVERYWHERE: Final = frozenset(_EVERYWHERE_NAMES.split())
_OF: Final = {  # attributes that an element may have besides
    "a": "href hreflang rel target type",
    "area": "alt coords href shape",
    "blockquote": "cite",
    "q": "cite",
    "ins": "cite datetime",
    "del": "cite datetime",
    "img": "alt src width height usemap",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope abbr",
    "col": "span",
    "colgroup": "span",
    "ol": "start type",
    "li": "value",
    "link": "href rel type media",
    "style": "type media",
    "script": "src type",
    "meta": "name content http-equiv charset",
    "object": "data type width height usemap",
    "param": "name value",
    "map": "name",
    "time": "datetime",
}
_BECOMES: Final = {  # dropped elements: the one to take instead, and its style
    "big": ("span", "font-size: larger"),
    "tt": ("span", "font-family: monospace"),
    "font": ("span", ""),
    "nobr": ("span", "white-space: nowrap"),
    "center": ("div", "text-align: center"),
    "strike": ("s", ""),
    "acronym": ("abbr", ""),
    "dir": ("ul", ""),
    "menu": ("ul", ""),
}
_LOOKS: Final = {  # dropped attributes, and the properties of a style that say the same
    "align": "text-align",
    "valign": "vertical-align",
    "color": "color",
    "bgcolor": "background-color",
}
_WORD = re.compile(r"#?[\w-]+")
_ID = re.compile(r"[^\s]+")
_SIZES: Final = frozenset({"width", "height"})
_SHARE = re.compile(r"\d{1,3}(?:\.\d+)?%")
# Elements that cannot be carried over.
_FOREIGN_NAMES = "applet iframe form basefont isindex frameset"
FOREIGN: Final = frozenset(_FOREIGN_NAMES.split())


def modernise(root: Element, title: str) -> bool:
    """Change a page in place; false for one that has something that cannot be carried over.

    ``title`` is for a page that has none.
    """
    elements = list(_html_elements(root))
    # Nothing is changed before it is certain that all can be.
    if not FOREIGN.isdisjoint(map(name, elements)):
        return False
    has_entity = next(root.iter(etree.Entity), None) is not None
    head = next(root.iter(f"{XHTML}head"), None)
    if has_entity or head is None:
        return False
    for element in elements:
        _rename(element)
        _change_attributes(element)
        # The encoding is stated already, and other headers mean nothing here.
        parent = element.getparent()
        if element.get("http-equiv") and parent is not None:
            parent.remove(element)
    _add_title(head, title)
    return True


def _html_elements(root: Element) -> Iterator[Element]:
    """The elements of HTML that are in nothing foreign, such as an SVG."""
    for element in root.iter(f"{XHTML}*"):
        if all(map(_is_html, element.iterancestors())):
            yield element


def _is_html(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(XHTML)


def _rename(element: Element) -> None:
    """Give an element that HTML has dropped the name of one that does the same."""
    if name(element) in _BECOMES:
        tag, style = _BECOMES[name(element)]
        element.tag = f"{XHTML}{tag}"
        _add_style(element, style)


def _change_attributes(element: Element) -> None:
    """Remove the attributes that HTML does not have, and keep what they say of looks."""
    tag = name(element)
    if tag in {"a", "map"}:
        _name_as_id(element)
    allowed = _EVERYWHERE.union(_OF.get(tag, "").split())
    # A copy of the keys: attributes come and go on the way.
    for key in list(map(str, element.attrib)):
        value = str(element.get(key))
        _keep_looks(element, key, value)
        if not _is_allowed(key, value, allowed):
            del element.attrib[key]


def _name_as_id(element: Element) -> None:
    """Links lead to ids; older pages have names instead."""
    anchor = element.get("name")
    if anchor and not element.get("id") and _ID.fullmatch(anchor):
        element.set("id", anchor)


def _is_allowed(key: str, value: str, allowed: frozenset[str]) -> bool:
    """Whether an attribute may stay: HTML's, and those of other vocabularies.

    HTML has sizes in pixels alone; others become styles.
    """
    if key.endswith("}space"):  # xml:space
        return False
    if key in _SIZES and not value.isdecimal():
        return False
    return key in allowed or key.startswith(("{", "aria-", "data-"))


def _keep_looks(element: Element, key: str, value: str) -> None:
    """Add to the style of an element what an attribute says of its looks."""
    if key in _LOOKS and _WORD.fullmatch(value):
        _add_style(element, f"{_LOOKS[key]}: {value}")
    elif key in _SIZES and _SHARE.fullmatch(value):
        _add_style(element, f"{key}: {value}")


def _add_style(element: Element, style: str) -> None:
    """Add to an element's own style. It goes behind: the last of two equal properties counts."""
    if not style:
        return
    before = (element.get("style") or "").rstrip("; ")
    if before:
        style = f"{before}; {style}"
    element.set("style", style)


def _add_title(head: Element, title: str) -> None:
    """Give a page a title where it has none."""
    element = next(head.iter(f"{XHTML}title"), None)
    if element is None:
        element = head.makeelement(f"{XHTML}title")
        head.insert(0, element)
    text = "".join(map(str, element.itertext()))
    if not text.strip():
        element.text = title


def properties(root: Element) -> str:
    """What the package has to say of a page: "svg", "mathml", "scripted", parted by spaces.

    EPUB 3 asks for it, so that a reading system knows what it needs before it opens the page.
    """
    elements = list(root.iter("*"))
    tags = set(map(name, elements))
    words = []
    if "svg" in tags:
        words.append("svg")
    if "math" in tags:
        words.append("mathml")
    if "script" in tags or any(map(_has_handler, elements)):
        words.append("scripted")
    return " ".join(words)


def _has_handler(element: Element) -> bool:
    """Whether an attribute, such as ``onclick``, holds a script."""
    return any(str(key).startswith("on") for key in element.attrib)
