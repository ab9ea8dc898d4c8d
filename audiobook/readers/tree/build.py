"""Writing a tree of XHTML, for formats that are turned into one before they are read."""

from lxml import etree

from audiobook.readers.account import Account
from audiobook.readers.tree.xml import EPUB, Element

_STRETCH = 4096  # characters: adding to a longer stretch again and again would take its square in time
NOTEREF = {EPUB + "type": "noteref"}
FOOTNOTE = {EPUB + "type": "footnote"}


def page() -> tuple[Element, Element]:
    """A new page: its root and its body."""
    root = etree.Element("html")
    return root, etree.SubElement(root, "body")


def child(parent: Element, tag: str, **attributes: str) -> Element:
    """A new element at the end of another. Attributes with an empty value are left out."""
    return etree.SubElement(parent, tag, {key: value for key, value in attributes.items() if value})


def write(parent: Element, text: str | None) -> None:
    """Text at the end of an element; characters that XML cannot hold are left out."""
    if not text:
        return
    sound = _sound(text)
    last = next(parent.iterchildren(reversed=True), None)
    before = (parent.text if last is None else last.tail) or ""
    if len(before) > _STRETCH:
        child(parent, "span").text = sound
    elif last is None:
        parent.text = before + sound
    else:
        last.tail = before + sound


def _sound(text: str) -> str:
    return text if text.isprintable() else "".join(filter(_allowed, text))


def _allowed(char: str) -> bool:
    return (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff") or char in "\t\n\r"


def generated(parent: Element, text: str, account: Account) -> None:
    """Text that the source does not have (the number of a note)."""
    write(parent, text)
    account.add(_sound(text))


def is_blank(node: Element) -> bool:
    """Whether an element holds nothing but white space; counting its children would take longer."""
    return next(node.iterchildren(), None) is None and not (node.text or "").strip()
