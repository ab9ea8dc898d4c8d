"""Footnotes and endnotes in marked-up text: which links call them, which elements they are.

Books of EPUB 3 say so. In others a small link with a number is a marker, and the block
that it points at is the note, if that begins with a number or links back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from audiobook.readers.tree.element_names import (
    BACK_LINKS,
    NOTE_CLASS,
    NOTE_MARKERS,
    NOTES,
)
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    brief,
    classes_of,
    kinds,
    name,
    named,
    text_of,
)

_LABEL = re.compile(r"[\[(]?(?:\d{1,4}|[ivxlc]{1,6}|[*†‡§¶]{1,4}|[a-zA-Z])[\])]?\.?")
_NUMBER = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,4})[\])]?[.:]?")
_FIRST_SIGN = re.compile(r"[\[(]?[\d*†‡§]")
_CALL = re.compile(
    r"[\[(]?(?:foot|end)?(?:note|n\.|fn\.?)\s*\d{1,4}[\])]?", re.IGNORECASE
)
_NOTE_WORD = re.compile(r"\b_?(?:foot|end)note|noteref")
_BACK = frozenset("↩↑^←⏎\ufe0e")
_BODY_NAMES = frozenset({"aside", "li", "section", "div", "p", "dd", "dl", "ol", "tr"})
_HOLDERS = frozenset({"section", "div", "ol", "dl"})
_SINGLE_KINDS = frozenset({"footnote", "endnote", "rearnote"})
_LONGEST_NOTE = 20_000  # characters
_LONGEST_LABEL = 8  # characters
_AROUND_LINK = 4  # elements, the link among them, whose ids may stand for it


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a document, all by the identity of their elements.

    ``bodies`` are the notes, ``markers`` the links that call them, ``back`` the links
    in notes that lead back.
    """

    bodies: frozenset[Element] = frozenset()
    markers: frozenset[Element] = frozenset()
    back: frozenset[Element] = frozenset()


def notes_of(root: Element) -> Notes:
    """The markers and notes of a document that its elements do not name themselves."""
    markers: set[Element] = set()
    targets: set[str] = set()
    for link in named(root, "a"):
        href = attribute(link, "href")
        if "#" not in href or not _is_marker(link):
            continue
        # Of two numbers that point at one another the first is the marker.
        leads_back = any(id_ in targets for id_ in _ids_around(link))
        if not leads_back:
            markers.add(link)
            targets.add(href.partition("#")[2])
    if not markers:
        return Notes()
    bodies = _bodies(root, markers, targets)
    inside: set[Element] = set()
    for body in bodies:
        inside.update(link for link in named(body, "a") if _is_marker(link))
    return Notes(frozenset(bodies), frozenset(markers - inside), frozenset(inside))


def _bodies(root: Element, markers: set[Element], targets: set[str]) -> set[Element]:
    """The elements that markers point at and that are notes."""
    called: set[str] = set()
    for link in markers:
        called.update(_ids_around(link))
    bodies: set[Element] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or _id(element) not in targets:
            continue
        body = _body(element, markers, called)
        if body is not None:
            bodies.add(body)
    return bodies


def _id(element: Element) -> str:
    return attribute(element, "id") or element.get("name", "")


def ids_in(node: Element) -> list[str]:
    """The ids of an element and of those in it, in order."""
    ids = map(_id, node.iter(etree.Element))
    return list(filter(None, ids))


def _ids_around(link: Element) -> list[str]:
    """The ids by which a note may point at its marker.

    They are its own and those of the elements close around it.
    """
    ids: list[str] = []
    at: Element | None = link
    for _ in range(_AROUND_LINK):
        if at is None or not _is_close(at, link):
            break
        ids.append(_id(at))
        at = at.getparent()
    return list(filter(None, ids))


def _is_close(element: Element, link: Element) -> bool:
    if element is link:
        return True
    return name(element) == "li" or name(element) not in _BODY_NAMES


def _is_marker(link: Element) -> bool:
    """Whether a link says that it calls a note, or looks like it: a small number."""
    if kinds(link) & NOTE_MARKERS:
        return True
    text = brief(link) or ""
    if len(text) > _LONGEST_LABEL or not _LABEL.fullmatch(text):
        return False
    # A sign tells more than a bare number: "[1]", "*".
    if _NUMBER.fullmatch(text) and not text.isdigit():
        return True
    # A bare number or letter has to be set small, or to be called a note.
    return _is_raised(link) or _has_note_class(link)


def _is_raised(link: Element) -> bool:
    parent = link.getparent()
    if parent is not None and name(parent) == "sup":
        return True
    innermost = link[0] if len(link) else link
    return name(innermost) == "sup"


def _has_note_class(link: Element) -> bool:
    parent = link.getparent()
    classes = classes_of(link)
    if parent is not None:
        classes = f"{classes} {classes_of(parent)}"
    return _NOTE_WORD.search(classes) is not None


def is_label(text: str) -> bool:
    """Whether a marker is only the label of a note ("[a]", "note 3"), not words."""
    bare = text.strip()
    if not any(map(str.isalpha, bare)):
        return True
    return bool(_LABEL.fullmatch(bare) or _CALL.fullmatch(bare))


def _body(element: Element, markers: set[Element], called: set[str]) -> Element | None:
    """The block that is the note which ``element`` begins or is."""
    block = _block_around(element)
    if block is None or name(block) == "section" or element in markers:
        return None
    text = _short_text(block)
    if text is None:
        return None
    links = list(named(block, "a"))
    for link in links:
        if link in markers:
            return None
    if _begins_with_label(text) or _links_back(links, called):
        return block
    return None


def _block_around(element: Element) -> Element | None:
    at: Element | None = element
    while at is not None and name(at) not in _BODY_NAMES:
        at = at.getparent()
    return at


def _begins_with_label(text: str) -> bool:
    words = text[:12].split(None, 1)
    if not words:
        return False
    first = words[0]
    return bool(_LABEL.match(first) and _FIRST_SIGN.match(first))


def _links_back(links: list[Element], called: set[str]) -> bool:
    targets = [attribute(link, "href").partition("#")[2] for link in links]
    return not called.isdisjoint(targets)


def _short_text(block: Element) -> str | None:
    """The text of a block; ``None`` for one that is longer than any note."""
    pieces: list[str] = []
    left = _LONGEST_NOTE
    for piece in islice(block.itertext(), _LONGEST_NOTE):
        pieces.append(str(piece))
        left -= len(piece)
        if left <= 0:
            return None
    return "".join(pieces).strip()


def is_note(node: Element, tag: str, types: frozenset[str]) -> bool:
    """Whether an element says of itself that it is a note, or holds notes."""
    if tag not in _BODY_NAMES:
        return False
    if types & NOTES:
        return True
    return tag != "p" and NOTE_CLASS.search(classes_of(node)) is not None


def singles(node: Element) -> list[Element]:
    """The single notes in an element that holds notes: its list items, or itself."""
    if name(node) not in _HOLDERS:
        return [node]
    return list(_singles_in(node)) or [node]


def _singles_in(node: Element) -> Iterator[Element]:
    for element in node.iterdescendants(etree.Element):
        # An item that nothing can point at is part of another note.
        is_item = name(element) == "li" and attribute(element, "id")
        if is_item or kinds(element) & _SINGLE_KINDS:
            yield element


def is_back_link(link: Element, types: frozenset[str]) -> bool:
    """Whether a link only leads back from a note to its marker."""
    if types & BACK_LINKS:
        return True
    text = brief(link)
    return bool(text) and _BACK.issuperset(text or "")


def labels_in(note: Element) -> frozenset[Element]:
    """The links in a note that are only its number, or that lead back to its marker."""
    labels: set[Element] = set()
    for link in note.iter():
        if name(link) != "a":
            continue
        only_number = without_label(f"{text_of(link)} x") == "x"
        if only_number or is_back_link(link, kinds(link)):
            labels.add(link)
    return frozenset(labels)


def without_label(text: str) -> str:
    """The text of a note without the number that it begins with."""
    first_word, _, rest = text.partition(" ")
    if _NUMBER.fullmatch(first_word) and rest:
        return rest.strip()
    first_line, _, below = text.partition("\n")
    below = below.strip()
    if below and _NUMBER.fullmatch(first_line.strip()):
        return below
    return text
