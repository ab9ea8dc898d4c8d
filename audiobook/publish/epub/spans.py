"""A page of an EPUB as its letters, and stretches of them put into spans without touching anything else.

A stretch becomes one span where the page's own elements allow it; where it begins inside one and ends outside of
it, it becomes several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from audiobook.publish.epub.align import letters
from audiobook.readers.tree.element_names import BLOCKS
from audiobook.readers.tree.xml import Element, name

XHTML = "{http://www.w3.org/1999/xhtml}"
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_UNREAD_NAMES = (
    "head script style template object iframe noscript svg math audio video canvas nav button input select "
    "textarea rp rt rtc"
)
_UNREAD = frozenset(_UNREAD_NAMES.split())
_HOLDER_NAMES = "ruby table thead tbody tfoot tr ul ol dl colgroup select picture"  # they hold no bare spans
_HOLDERS = frozenset(_HOLDER_NAMES.split())
_EMPTY_NAMES = "area base br col embed hr img input link meta param source track wbr"
_EMPTY = frozenset(_EMPTY_NAMES.split())

_Slot = tuple[Element, bool]  # the text in an element, or, where true, behind it


@dataclass(slots=True)
class PageText:
    """The letters of a page, and where each stands: in which text, at which offset of it."""

    root: Element
    letters: str = ""
    slots: list[_Slot] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # of each letter: slot, offset
    reach: dict[Element, tuple[int, int]] = field(default_factory=dict)  # the letters in each element
    texts: dict[_Slot, tuple[int, int]] = field(default_factory=dict)  # the letters in each text

    def splits_word(self, start: int, end: int) -> bool:
        """Whether a stretch begins or ends inside a word."""
        first, last = self.places[start], self.places[end - 1]
        before, after = self._text(first[0])[: first[1]], self._text(last[0])[last[1] + 1 :]
        head, tail = self.letters[start], self.letters[end - 1]
        return (before[-1:].isalnum() and head.isalnum()) or (after[:1].isalnum() and tail.isalnum())

    def _text(self, slot: int) -> str:
        element, behind = self.slots[slot]
        return (element.tail if behind else element.text) or ""


def parse_page(data: bytes) -> Element | None:
    """A page with everything that is in it, also comments; ``None`` where it is not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    try:
        return etree.fromstring(_NAMED.sub(_numeric, data), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _numeric(match: re.Match[bytes]) -> bytes:
    characters = html5.get(match[1].decode())
    return match[0] if characters is None else "".join(f"&#{ord(char)};" for char in characters).encode()


def page_text(root: Element) -> PageText:
    """The letters of a page's body, but for what is never read: scripts, pictures, contents."""
    page = PageText(root)
    found: list[str] = []
    for body in root.iter(f"{XHTML}body"):
        _read(body, page, found)
    page.letters = "".join(found)
    return page


def _read(element: Element, page: PageText, found: list[str]) -> None:
    start = len(found)
    _write((element, False), element.text, page, found)
    for child in element:
        if isinstance(child.tag, str) and name(child) not in _UNREAD:
            _read(child, page, found)
        _write((child, True), child.tail, page, found)
    page.reach[element] = (start, len(found))


def _write(slot: _Slot, text: str | None, page: PageText, found: list[str]) -> None:
    if text:
        start = len(found)
        page.slots.append(slot)
        for at, letter in letters(text):
            found.append(letter)
            page.places.append((len(page.slots) - 1, at))
        page.texts[slot] = (start, len(found))


def spans(page: PageText, start: int, end: int, name: str) -> list[tuple[str, int]]:
    """Put the letters ``[start, end)`` into spans; their ids, and how many letters and digits are in each.

    Stretches have to be given from the last to the first of a page.
    """
    first, last = page.slots[page.places[start][0]], page.slots[page.places[end - 1][0]]
    groups = list(_groups(_around(_holder(first), _holder(last)), page, start, end))
    made = []
    for number, group in reversed(list(enumerate(groups, 1))):
        spoken = sum(char.isalnum() for char in page.letters[group.start : group.end])
        if spoken:
            own = name if len(groups) == 1 else f"{name}-{number}"
            _wrap(page, group, own)
            made.append((own, spoken))
    return made[::-1]


def _holder(slot: _Slot) -> Element:
    element, behind = slot
    parent = element.getparent() if behind else element
    return element if parent is None else parent


def _around(one: Element, other: Element) -> Element:
    """The innermost element around both."""
    above = {one, *one.iterancestors()}
    return next(element for element in (other, *other.iterancestors()) if element in above)


@dataclass(frozen=True, slots=True)
class _Item:
    """A text in an element, or behind one of its children; or, with ``whole``, a child. And the letters of it."""

    slot: _Slot
    start: int
    end: int
    whole: bool = False


@dataclass(slots=True)
class _Group:
    """Neighbours in one element that go into one span."""

    parent: Element
    items: list[_Item]

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end


def _groups(parent: Element, page: PageText, start: int, end: int) -> Iterator[_Group]:
    group = _Group(parent, [])
    for item in _items(parent, page):
        first, last = max(item.start, start), min(item.end, end)
        if first >= last:
            continue
        fits = not item.whole or (item.start >= start and item.end <= end and _inline(item.slot[0]))
        if fits and name(parent) not in _HOLDERS:
            group.items.append(_Item(item.slot, first, last, item.whole))
            continue
        if group.items:
            yield group
            group = _Group(parent, [])
        if item.whole:
            yield from _groups(item.slot[0], page, start, end)
    if group.items:
        yield group


def _items(parent: Element, page: PageText) -> Iterator[_Item]:
    if (parent, False) in page.texts:
        yield _Item((parent, False), *page.texts[parent, False])
    for child in parent:
        if child in page.reach:
            yield _Item((child, False), *page.reach[child], whole=True)
        if (child, True) in page.texts:
            yield _Item((child, True), *page.texts[child, True])


def _inline(element: Element) -> bool:
    return all(name(one) not in BLOCKS for one in element.iter() if isinstance(one.tag, str))


def _wrap(page: PageText, group: _Group, own: str) -> None:
    """Put a group into a span; what is left of the texts at its ends stays where it was."""
    parent, first, last = group.parent, group.items[0], group.items[-1]
    span = etree.Element(f"{XHTML}span", id=own)
    if last.whole:
        rest, last.slot[0].tail = last.slot[0].tail, None
    else:
        rest = _cut(last.slot, page.places[last.end - 1][1] + 1)
    if not first.whole:
        span.text = _cut(first.slot, page.places[first.start][1])
    begin = _index(parent, first) if first.whole else _behind(parent, first)
    for child in list(parent)[begin : _behind(parent, last)]:
        span.append(child)
    parent.insert(begin, span)
    span.tail = rest
    page.reach[span] = (group.start, group.end)


def _cut(slot: _Slot, at: int) -> str:
    """Take the text from a place on out of the page."""
    element, behind = slot
    text = str((element.tail if behind else element.text) or "")
    if behind:
        element.tail = text[:at]
    else:
        element.text = text[:at]
    return text[at:]


def _index(parent: Element, item: _Item) -> int:
    return parent.index(item.slot[0])


def _behind(parent: Element, item: _Item) -> int:
    """The index of the first child behind an item."""
    return _index(parent, item) + 1 if item.whole or item.slot[1] else 0


def serialised(root: Element, doctype: str | None = None) -> bytes:
    """The page again, with another document type where one is given.

    Every element that may have content gets an end tag of its own: some players need it.
    """
    for element in root.iter(f"{XHTML}*"):
        if name(element) not in _EMPTY and not len(element) and not element.text:
            element.text = ""
    tree = root.getroottree()
    if doctype:
        return etree.tostring(tree, encoding="utf-8", xml_declaration=True, doctype=doctype)
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True)
