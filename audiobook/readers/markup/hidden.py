"""Which elements of a page nobody sees: by style sheets, by ``style``, by ``hidden``.

``aria-hidden`` hides from screen readers what everybody else sees, so it decides
nothing by itself: pages hide their whole text so while a dialogue is open. Only what
stands beside it a second time, for those who listen, is left out.
"""

from audiobook.readers.account import solid
from audiobook.readers.tree.element_names import HEADINGS, HIDDEN
from audiobook.readers.tree.xml import (
    Element,
    brief,
    name,
    named,
    text_of,
)

KIND = "hidden text"
BY_PAGE = "hidden by the page"
TWICE = "said again beside it"


def reason(node: Element) -> str:
    """Why nobody sees an element, or need not hear it; empty for one that is read."""
    if node.get("hidden") is not None:
        return BY_PAGE
    by_style = node.get(HIDDEN)
    if by_style:
        return by_style
    if node.get("aria-hidden") == "true" and _is_twice(node):
        return TWICE
    return ""


def _is_twice(node: Element) -> bool:
    """Whether the letters of an element stand right before or behind it again."""
    own = _letters(node)
    if not own:
        return False
    for beside in (node.getnext(), node.getprevious()):
        if beside is None or beside.get("aria-hidden"):
            continue
        if _letters(beside) == own:
            return True
    return False


def _letters(node: Element) -> str:
    return "".join(filter(str.isalnum, brief(node) or "")).casefold()


def holds_only_headings(node: Element) -> bool:
    """Whether all text in an element is in headings.

    Books hide these where a picture shows the title.
    """
    if name(node) in HEADINGS:
        return True
    all_text = solid(text_of(node))
    if not all_text:
        return False
    in_headings = 0
    for heading in named(node, *HEADINGS):
        in_headings += solid(text_of(heading))
    return in_headings == all_text
