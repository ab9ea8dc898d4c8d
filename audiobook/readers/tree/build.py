"""Writing a tree of XHTML, for formats that are turned into one before they are read."""

from collections.abc import Iterator

from lxml import etree

from audiobook.readers.account import Account
from audiobook.readers.tree.xml import EPUB, Element

# Characters. To add to a longer stretch again and again takes its square in time.
_STRETCH = 4096
NOTEREF = {EPUB + "type": "noteref"}
FOOTNOTE = {EPUB + "type": "footnote"}


def page() -> tuple[Element, Element]:
    """A new page: its root and its body."""
    root = etree.Element("html")
    return root, etree.SubElement(root, "body")


def child(parent: Element, tag: str, **attributes: str) -> Element:
    """A new element at the end of another. Empty attributes are left out."""
    given = {key: value for key, value in attributes.items() if value}
    return etree.SubElement(parent, tag, given)


def write(parent: Element, text: str | None) -> None:
    """Text at the end of an element; characters that XML cannot hold are left out."""
    if not text:
        return
    sound = _sound(text)
    last = next(parent.iterchildren(reversed=True), None)
    before = parent.text if last is None else last.tail
    before = before or ""
    if len(before) > _STRETCH:
        child(parent, "span").text = sound
    elif last is None:
        parent.text = before + sound
    else:
        last.tail = before + sound


def generated(parent: Element, text: str, account: Account) -> None:
    """Text that the source does not have (the number of a note)."""
    write(parent, text)
    account.add(_sound(text))


def children(
    node: Element,
    account: Account,
    reason: str = "not text",
) -> Iterator[Element]:
    """The elements in one whose own text means nothing in its format: such text is left out."""
    account.leave(reason, [node.text or ""])
    for child in node:
        yield child
        account.leave(reason, [child.tail or ""])


def is_blank(node: Element) -> bool:
    """Whether an element holds nothing but white space.

    Only its first child is asked for: counting the children would take longer.
    """
    if next(node.iterchildren(), None) is not None:
        return False
    return not (node.text or "").strip()


def _sound(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(filter(_is_allowed, text))


def _is_allowed(char: str) -> bool:
    """Whether XML may hold a character."""
    if char < " ":
        return char in "\t\n\r"
    if "\ud800" <= char <= "\udfff":  # half of a character
        return False
    return char not in "\ufffe\uffff"
