"""Which elements of a page nobody sees: by its style sheets, by their ``style``, by ``hidden``.

``aria-hidden`` hides from screen readers what everybody else sees, so it decides nothing by itself: pages hide
their whole text so while a dialogue is open. Only what stands beside it a second time, for those who listen, is
left out.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from audiobook.readers.account import solid
from audiobook.readers.markup.styles import Rule, Said, Sheets, inline
from audiobook.readers.tree.element_names import HEADINGS, HIDDEN
from audiobook.readers.tree.xml import Element, brief, name, named, text_of

KIND = "hidden text"
BY_STYLE = "hidden by its style sheet"
BY_PAGE = "hidden by the page"
TWICE = "said again beside it"

_Last = dict[tuple[Element, str], Said]  # the declaration that counts, by element and property


def mark_hidden(root: Element, sheets: Sheets, path: str = "") -> list[Element]:
    """Mark the elements of a page that its style sheets hide, and return them.

    A page is never hidden as a whole: those that a script shows when they are loaded are.
    """
    rules = sheets.rules(root, path)
    said = [*_by_rules(root, rules), *_by_themselves(root)]
    if not any(one.hides for _, one in said):
        return []
    last: _Last = {}
    for node, one in said:
        before = last.get((node, one.name))
        if before is None or one.weight >= before.weight:
            last[node, one.name] = one
    hidden = [node for node in _hidden(last) if name(node) not in {"html", "body"}]
    for node in hidden:
        node.set(HIDDEN, BY_STYLE)
    return hidden


def _by_rules(root: Element, rules: Iterable[Rule]) -> Iterator[tuple[Element, Said]]:
    for rule in rules:
        try:
            nodes = rule.elements(root)
        except etree.XPathError:
            continue
        for node in nodes if isinstance(nodes, list) else ():
            if isinstance(node, Element):
                yield node, rule.said


def _by_themselves(root: Element) -> Iterator[tuple[Element, Said]]:
    for node in root.iter():
        style = node.get("style") if node.attrib else None
        for one in inline(style) if style else ():
            yield node, one


def _hidden(last: _Last) -> Iterator[Element]:
    visible = {node for (node, key), one in last.items() if key == "visibility" and not one.hides}
    for (node, key), one in last.items():
        # What is not displayed takes all in it along; what is only invisible may hold what is visible again.
        whole = key == "display" or not visible or not any(below in visible for below in node.iter())
        if one.hides and whole:
            yield node


def reason(node: Element) -> str:
    """Why nobody sees an element, or need not hear it; empty for one that is read."""
    if node.get("hidden") is not None:
        return BY_PAGE
    if by_style := node.get(HIDDEN):
        return by_style
    return TWICE if node.get("aria-hidden") == "true" and _is_twice(node) else ""


def _is_twice(node: Element) -> bool:
    """Whether the letters of an element stand right before or behind it again."""
    own = _letters(node)
    beside = [other for other in (node.getnext(), node.getprevious()) if other is not None]
    return bool(own) and any(_letters(other) == own for other in beside if not other.get("aria-hidden"))


def _letters(node: Element) -> str:
    return "".join(filter(str.isalnum, brief(node) or "")).casefold()


def holds_only_headings(node: Element) -> bool:
    """Whether all text in an element is in headings. Books hide these where a picture shows the title."""
    if name(node) in HEADINGS:
        return True
    text = solid(text_of(node))
    return text > 0 and text == sum(solid(text_of(heading)) for heading in named(node, *HEADINGS))
