"""Footnotes and endnotes in marked-up text: which links are markers, and which elements are the notes.

Books of EPUB 3 say so; in others a small link with a number is a marker, and the block that it points at,
if that begins with a number or links back, is the note.
"""

import re
from dataclasses import dataclass, field
from itertools import islice

from audiobook.readers.markup_names import BACK_LINKS, NOTE_CLASS, NOTE_MARKERS, NOTES
from audiobook.readers.xml import Element, attribute, brief, kinds, name, named

_LABEL = re.compile(r"[\[(]?(?:\d{1,4}|[ivxlc]{1,6}|[*†‡§¶]{1,4}|[a-zA-Z])[\])]?\.?")
_NUMBER = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,4})[\])]?[.:]?")
_CALL = re.compile(r"[\[(]?(?:foot|end)?(?:note|n\.|fn\.?)\s*\d{1,4}[\])]?", re.IGNORECASE)
_NOTE_WORD = re.compile(r"\b_?(?:foot|end)note|noteref")
_BACK = frozenset("↩↑^←⏎\ufe0e")
_BODY_NAMES = frozenset({"aside", "li", "section", "div", "p", "dd", "dl", "ol", "tr"})
_LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a document: elements that are notes (by identity), and every marker's element."""

    bodies: frozenset[Element] = frozenset()
    markers: frozenset[Element] = frozenset()
    back: frozenset[Element] = field(default=frozenset())


def notes_of(root: Element) -> Notes:
    """The markers and the notes of a document that its elements do not name themselves."""
    markers: set[Element] = set()
    targets: dict[str, Element] = {}
    for link in named(root, "a"):
        href = attribute(link, "href")
        # A link that another points at leads back, where both are numbers: the marker comes first.
        if "#" in href and _is_marker(link) and not _pointed_at(link, targets):
            markers.add(link)
            targets.setdefault(href.partition("#")[2], link)
    if not markers:
        return Notes()
    called = {mark for link in markers for mark in _names(link)}
    bodies = {
        body
        for element in root.iter()
        if isinstance(element.tag, str) and (attribute(element, "id") or element.get("name") or "") in targets
        for body in [_body(element, markers, called)]
        if body is not None
    }
    inside = {link for body in bodies for link in named(body, "a") if _is_marker(link)}
    return Notes(frozenset(bodies), frozenset(markers - inside), frozenset(inside))


def _pointed_at(link: Element, targets: dict[str, Element]) -> bool:
    return any(mark in targets for mark in _names(link))


def _names(link: Element) -> list[str]:
    """The ids by which something may point at a marker: its own and those of the elements close around it."""
    found: list[str] = []
    at: Element | None = link
    for _ in range(4):
        if at is not None and (at is link or name(at) not in _BODY_NAMES or name(at) == "li"):
            found.append(attribute(at, "id") or at.get("name") or "")
            at = at.getparent()
    return [mark for mark in found if mark]


def _is_marker(link: Element) -> bool:
    if kinds(link) & NOTE_MARKERS:
        return True
    text = brief(link)
    if not text or len(text) > 8 or not _LABEL.fullmatch(text):
        return False
    parent = link.getparent()
    raised = any(name(e) == "sup" for e in (link[0] if len(link) else link, parent) if e is not None)
    classes = f"{link.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}".lower()
    return raised or bool(_NUMBER.fullmatch(text) and not text.isdigit()) or bool(_NOTE_WORD.search(classes))


def is_label(text: str) -> bool:
    """Whether the text of a link that calls a note is its label ("1", "[a]", "note 3"), not words of the story."""
    bare = text.strip()
    return not any(map(str.isalpha, bare)) or bool(_LABEL.fullmatch(bare) or _CALL.fullmatch(bare))


def _body(element: Element, markers: set[Element], called: set[str]) -> Element | None:
    """The block that is the note which ``element`` begins or is."""
    at: Element | None = element
    while at is not None and name(at) not in _BODY_NAMES:
        at = at.getparent()
    if at is None or name(at) == "section" or any(mark is element for mark in markers):
        return None
    text = _short(at)
    if text is None:
        return None
    begins = text[:12].split(None, 1)
    numbered = bool(begins and re.match(_LABEL, begins[0]) and re.match(r"[\[(]?[\d*†‡§]", begins[0]))
    links = list(named(at, "a"))
    links_back = any(attribute(link, "href").partition("#")[2] in called for link in links)
    calls = any(link in markers for link in links)
    return at if not calls and (numbered or links_back) else None


def _short(block: Element) -> str | None:
    """The text of a block; nothing for one that is longer than any note."""
    pieces: list[str] = []
    left = _LONGEST_NOTE
    for piece in islice(block.itertext(), _LONGEST_NOTE):
        pieces.append(str(piece))
        left -= len(piece)
        if left <= 0:
            return None
    return "".join(pieces).strip()


def is_note(node: Element, tag: str, said: frozenset[str]) -> bool:
    """Whether an element says of itself that it is a note, or holds notes."""
    if tag not in _BODY_NAMES:
        return False
    return bool(said & NOTES) or (tag != "p" and bool(NOTE_CLASS.search((node.get("class") or "").lower())))


def singles(node: Element) -> list[Element]:
    """The single notes in an element that holds notes: its list items, or itself."""
    if name(node) in {"section", "div", "ol", "dl"}:
        inner = [e for e in node.iter() if isinstance(e.tag, str) and e is not node and _single(e)]
        if inner:
            return inner
    return [node]


def _single(node: Element) -> bool:
    return bool(kinds(node) & {"footnote", "endnote", "rearnote"}) or (
        name(node) == "li" and bool(attribute(node, "id"))
    )


def is_back_link(link: Element, said: frozenset[str]) -> bool:
    """Whether a link only leads back from a note to its marker."""
    text = brief(link)
    return bool(said & BACK_LINKS) or (bool(text) and set(text or "") <= _BACK)


def without_label(text: str) -> str:
    """The text of a note without the number that it begins with."""
    first, _, rest = text.partition(" ")
    if _NUMBER.fullmatch(first) and rest:
        return rest.strip()
    line, _, below = text.partition("\n")
    return below.strip() if below.strip() and _NUMBER.fullmatch(line.strip()) else text
