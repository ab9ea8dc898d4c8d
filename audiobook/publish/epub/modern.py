"""Pages of EPUB 2 (XHTML 1.1) -> what EPUB 3 takes (HTML, in its XML syntax), looking as they did.

Elements and attributes that HTML has dropped become styles where they say how something looks, and go otherwise.
"""

import re
from typing import Final

from lxml import etree

from audiobook.publish.epub.spans import XHTML
from audiobook.readers.tree.xml import Element, name

_EVERYWHERE: Final = frozenset(("id", "class", "lang", "dir", "style", "title", "tabindex", "role"))
_OF: Final = {
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
_BECOMES: Final = {
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
_LOOKS: Final = {
    "align": "text-align",
    "valign": "vertical-align",
    "color": "color",
    "bgcolor": "background-color",
}
_WORD = re.compile(r"#?[\w-]+")
_ID = re.compile(r"[^\s]+")
_SIZES: Final = frozenset({"width", "height"})
_SHARE = re.compile(r"\d{1,3}(?:\.\d+)?%")
FOREIGN: Final = frozenset(
    {"applet", "iframe", "form", "basefont", "isindex", "frameset"}
)  # nothing we can carry over


def modernise(root: Element, title: str) -> bool:
    """Change a page in place; false for one that has what cannot be carried over. ``title``: where it has none."""
    elements = [
        one for one in root.iter(f"{XHTML}*") if not any(not _ours(parent) for parent in one.iterancestors())
    ]
    foreign = any(name(one) in FOREIGN for one in elements) or next(root.iter(etree.Entity), None) is not None
    if foreign or next(root.iter(f"{XHTML}head"), None) is None:
        return False
    for element in elements:
        _rename(element)
        _attributes(element)
        if element.get("http-equiv"):  # the encoding is stated already, and the rest means nothing here
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    _titled(root, title)
    return True


def _ours(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(XHTML)


def _rename(element: Element) -> None:
    if name(element) in _BECOMES:
        tag, style = _BECOMES[name(element)]
        element.tag = f"{XHTML}{tag}"
        _styled(element, style)


def _attributes(element: Element) -> None:
    tag = name(element)
    kept = _EVERYWHERE | frozenset(_OF.get(tag, "").split())
    anchor = element.get("name") if tag in {"a", "map"} else None
    if anchor and not element.get("id") and _ID.fullmatch(anchor):
        element.set("id", anchor)
    for key in [str(key) for key in element.attrib]:
        value = str(element.get(key))
        _looks(element, key, value)
        other = key not in kept and not key.startswith(("{", "aria-", "data-"))
        if other or key.endswith("}space") or (key in _SIZES and not value.isdecimal()):
            del element.attrib[key]


def _looks(element: Element, key: str, value: str) -> None:
    """What an attribute says of the looks of an element, as a style."""
    if key in _LOOKS and _WORD.fullmatch(value):
        _styled(element, f"{_LOOKS[key]}: {value}")
    elif key in _SIZES and _SHARE.fullmatch(value):
        _styled(element, f"{key}: {value}")


def _styled(element: Element, style: str) -> None:
    before = (element.get("style") or "").rstrip("; ")
    if style:
        element.set("style", f"{before}; {style}" if before else style)


def _titled(root: Element, title: str) -> None:
    head = next(root.iter(f"{XHTML}head"))
    found = next(head.iter(f"{XHTML}title"), None)
    if found is None:
        found = head.makeelement(f"{XHTML}title")
        head.insert(0, found)
    if not "".join(map(str, found.itertext())).strip():
        found.text = title


def properties(root: Element) -> str:
    """What the package has to say of a page: "svg", "mathml", "scripted"."""
    tags = {name(one) for one in root.iter() if isinstance(one.tag, str)}
    handlers = any(
        str(key).startswith("on") for one in root.iter() if isinstance(one.tag, str) for key in one.attrib
    )
    found = [word for word, tag in (("svg", "svg"), ("mathml", "math")) if tag in tags]
    return " ".join([*found, "scripted"] if handlers or "script" in tags else found)
