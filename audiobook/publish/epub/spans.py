"""A page of an EPUB as its letters, and stretches of them put into spans; nothing else changes.

A stretch becomes one span where the page's own elements allow it; where it begins inside one and
ends outside of it, it becomes several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import NamedTuple

from lxml import etree

from audiobook.publish.epub.align import letters
from audiobook.readers.tree.element_names import BLOCKS
from audiobook.readers.tree.xml import Element, name

XHTML = "{http://www.w3.org/1999/xhtml}"
# Named entities other than XML's own five.
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
# Elements whose letters are never read aloud.
_UNREAD_NAMES = (
    "head script style template object iframe noscript svg math audio video canvas nav "
    "button input select textarea rp rt rtc"
)
_UNREAD = frozenset(_UNREAD_NAMES.split())
# Elements that may not hold spans of their own, only other elements.
_HOLDER_NAMES = "ruby table thead tbody tfoot tr ul ol dl colgroup select picture"
_HOLDERS = frozenset(_HOLDER_NAMES.split())
# Elements of HTML that have no content.
_EMPTY_NAMES = "area base br col embed hr img input link meta param source track wbr"
_EMPTY = frozenset(_EMPTY_NAMES.split())


class _Slot(NamedTuple):
    """A text of the tree: the one at the beginning of an element, or the one behind it."""

    element: Element
    behind: bool

    @property
    def text(self) -> str:
        """The text; empty where there is none."""
        text = self.element.text
        if self.behind:
            text = self.element.tail
        return str(text or "")

    @property
    def parent(self) -> Element:
        """The element that the text is in."""
        parent = None
        if self.behind:
            parent = self.element.getparent()
        if parent is None:
            return self.element
        return parent


@dataclass(slots=True)
class PageText:
    """The letters of a page, and where each is: in which text, at which offset of it.

    * ``slots``: the texts of the page in order.
    * ``places``: for every letter the index of its slot, and its offset in that text.
    * ``reach``: the letters in each element, from and to.
    * ``texts``: those in each text.
    """

    root: Element
    letters: str = ""
    slots: list[_Slot] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    reach: dict[Element, tuple[int, int]] = field(default_factory=dict)
    texts: dict[_Slot, tuple[int, int]] = field(default_factory=dict)

    def splits_word(self, start: int, end: int) -> bool:
        """Whether the letters ``[start, end)`` begin or end inside a word."""
        text = self.slot(start).text
        offset = self.offset(start)
        before = text[:offset][-1:]
        if before.isalnum() and self.letters[start].isalnum():
            return True
        last = end - 1
        text = self.slot(last).text
        offset = self.offset(last)
        after = text[offset + 1 :][:1]
        return after.isalnum() and self.letters[last].isalnum()

    def slot(self, letter: int) -> _Slot:
        """The text that a letter is in."""
        index, _ = self.places[letter]
        return self.slots[index]

    def offset(self, letter: int) -> int:
        """Where in its text a letter is."""
        _, offset = self.places[letter]
        return offset


def parse_page(data: bytes) -> Element | None:
    """A page with everything that is in it, also comments; ``None`` where it is not well-formed."""
    # Nothing is fetched or expanded: a page may come from anywhere.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        strip_cdata=False,
    )
    try:
        return etree.fromstring(_NAMED.sub(_numeric, data), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _numeric(entity: re.Match[bytes]) -> bytes:
    """An entity of HTML as numbers, which XML knows too; one that HTML does not know, as it is."""
    characters = html5.get(entity[1].decode())
    if characters is None:
        return entity[0]
    references = [f"&#{ord(character)};" for character in characters]
    return "".join(references).encode()


def page_text(root: Element) -> PageText:
    """The letters of a page's body, without what is never read: scripts, pictures, contents."""
    page = PageText(root)
    found: list[str] = []
    for body in root.iter(f"{XHTML}body"):
        _read(body, page, found)
    page.letters = "".join(found)
    return page


def _read(element: Element, page: PageText, found: list[str]) -> None:
    """Add the letters of an element to ``found``, and their places to the page."""
    start = len(found)
    _read_text(_Slot(element, behind=False), page, found)
    for child in element:
        # Comments and processing instructions have no name.
        is_element = isinstance(child.tag, str)
        if is_element and name(child) not in _UNREAD:
            _read(child, page, found)
        _read_text(_Slot(child, behind=True), page, found)
    page.reach[element] = (start, len(found))


def _read_text(slot: _Slot, page: PageText, found: list[str]) -> None:
    """Add the letters of one text to ``found``, and their places to the page."""
    text = slot.text
    if not text:
        return
    start = len(found)
    index = len(page.slots)
    page.slots.append(slot)
    for offset, letter in letters(text):
        found.append(letter)
        page.places.append((index, offset))
    page.texts[slot] = (start, len(found))


def spans(page: PageText, start: int, end: int, name: str) -> list[tuple[str, int]]:
    """Put the letters ``[start, end)`` into spans.

    Returns their ids, and how many letters and digits are in each. Stretches have to be given
    from the last to the first of a page: what is behind a stretch has no valid places any more.
    """
    around = _around(page.slot(start).parent, page.slot(end - 1).parent)
    groups = list(_groups(around, page, start, end))
    number = len(groups)
    made = []
    # Likewise from the last to the first.
    for group in reversed(groups):
        letters_in_group = page.letters[group.start : group.end]
        spoken = sum(map(str.isalnum, letters_in_group))
        own = name
        if len(groups) > 1:
            own = f"{name}-{number}"
        # Punctuation alone is not marked: there is no sound for it.
        if spoken:
            _wrap(page, group, own)
            made.append((own, spoken))
        number -= 1
    made.reverse()
    return made


def _around(first: Element, last: Element) -> Element:
    """The innermost element around both: the smallest change to the page."""
    above_first = {first, *first.iterancestors()}
    # At the latest, it is the root.
    element = last
    for ancestor in last.iterancestors():
        if element in above_first:
            break
        element = ancestor
    return element


@dataclass(frozen=True, slots=True)
class _Item:
    """A text and the letters of it; or, with ``whole``, all of the element that is the slot's."""

    slot: _Slot
    start: int
    end: int
    whole: bool = False

    @property
    def element(self) -> Element:
        """The element that the slot belongs to."""
        return self.slot.element

    def is_inside(self, start: int, end: int) -> bool:
        """Whether all its letters are among ``[start, end)``."""
        return self.start >= start and self.end <= end


@dataclass(slots=True)
class _Group:
    """Neighbours in one element that go into one span."""

    parent: Element
    items: list[_Item]

    @property
    def start(self) -> int:
        """Its first letter."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """The letter behind its last one."""
        return self.items[-1].end


def _groups(parent: Element, page: PageText, start: int, end: int) -> Iterator[_Group]:
    """The letters ``[start, end)`` of an element in as few groups as its own elements allow.

    A group ends where the stretch leaves or enters an element, and at every block.
    """
    may_hold_spans = name(parent) not in _HOLDERS
    group = _Group(parent, [])
    for item in _items(parent, page):
        first = max(item.start, start)
        last = min(item.end, end)
        if first >= last:
            continue
        if may_hold_spans and _fits(item, start, end):
            # Of a text, only the letters of the stretch go into the span.
            group.items.append(_Item(item.slot, first, last, item.whole))
            continue
        if group.items:
            yield group
            group = _Group(parent, [])
        # The stretch begins or ends inside this element, or there is a block in it.
        if item.whole:
            yield from _groups(item.element, page, start, end)
    if group.items:
        yield group


def _fits(item: _Item, start: int, end: int) -> bool:
    """Whether an item can go into a span of the letters ``[start, end)``; a part of a text can."""
    if not item.whole:
        return True
    return item.is_inside(start, end) and _is_inline(item.element)


def _items(parent: Element, page: PageText) -> Iterator[_Item]:
    """The texts and elements of an element in order, as far as there are letters in them."""
    text = _Slot(parent, behind=False)
    if text in page.texts:
        start, end = page.texts[text]
        yield _Item(text, start, end)
    for child in parent:
        if child in page.reach:
            start, end = page.reach[child]
            yield _Item(_Slot(child, behind=False), start, end, whole=True)
        text = _Slot(child, behind=True)
        if text in page.texts:
            start, end = page.texts[text]
            yield _Item(text, start, end)


def _is_inline(element: Element) -> bool:
    """Whether there is no block in an element: a span cannot hold one."""
    return BLOCKS.isdisjoint(map(name, element.iter("*")))


def _wrap(page: PageText, group: _Group, own: str) -> None:
    """Put a group into a span.

    What is left of the texts at its ends stays where it was, before and behind the span.
    """
    parent = group.parent
    first = group.items[0]
    last = group.items[-1]
    span = etree.Element(f"{XHTML}span", id=own)
    # The end comes first: both ends may be in the same text.
    if last.whole:
        rest = last.element.tail
        last.element.tail = None
    else:
        rest = _cut(last.slot, page.offset(last.end - 1) + 1)
    if first.whole:
        begin = parent.index(first.element)
    else:
        span.text = _cut(first.slot, page.offset(first.start))
        begin = _index_behind(parent, first)
    end = _index_behind(parent, last)
    for child in list(parent)[begin:end]:
        span.append(child)  # it goes with the text behind it
    parent.insert(begin, span)
    span.tail = rest
    page.reach[span] = (group.start, group.end)


def _cut(slot: _Slot, offset: int) -> str:
    """Take a text from an offset on out of the page, and return it."""
    kept = slot.text[:offset]
    rest = slot.text[offset:]
    if slot.behind:
        slot.element.tail = kept
    else:
        slot.element.text = kept
    return rest


def _index_behind(parent: Element, item: _Item) -> int:
    """The index of the first child behind an item."""
    if item.whole or item.slot.behind:
        return parent.index(item.element) + 1
    return 0


def serialised(root: Element, doctype: str | None = None) -> bytes:
    """The page again, with another document type where one is given.

    Every element that may have content gets an end tag of its own: some players need it.
    """
    for element in root.iter(f"{XHTML}*"):
        if name(element) in _EMPTY:
            continue
        # lxml writes <p></p> for an empty text, and <p/> for none.
        if len(element) == 0 and not element.text:
            element.text = ""
    tree = root.getroottree()
    if doctype is None:
        return etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return etree.tostring(
        tree,
        encoding="utf-8",
        xml_declaration=True,
        doctype=doctype,
    )
