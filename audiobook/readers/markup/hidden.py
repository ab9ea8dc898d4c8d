"""Which elements of a page nobody sees: by style sheets, by ``style``, by ``hidden``.

``aria-hidden`` hides from screen readers what everybody else sees, so it decides
nothing by itself: pages hide their whole text so while a dialogue is open. Only what
stands beside it a second time, for those who listen, is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from audiobook.readers.account import solid
from audiobook.readers.markup.selectors import Matcher, keys
from audiobook.readers.markup.styles import (
    Declaration,
    Sheets,
    StyleRule,
    inline,
)
from audiobook.readers.tree.element_names import HEADINGS, HIDDEN
from audiobook.readers.tree.xml import (
    Element,
    brief,
    name,
    named,
    text_of,
)

KIND = "hidden text"
BY_STYLE = "hidden by its style sheet"
BY_PAGE = "hidden by the page"
TWICE = "said again beside it"

# Pages that a script shows once they are loaded are hidden as a whole. A line break is hidden
# where
# the lines are blocks, and a rule where a picture stands for it: they still part what is before
# from what is behind.
_NEVER = frozenset({"html", "body", "br", "hr"})

# Elements times rules that may fit: ten seconds, where a long novel takes one.
_MOST_TRIED = 2_000_000

# The declaration that counts, by element and property.
_Winners = dict[tuple[Element, str], Declaration]


def mark_hidden(root: Element, sheets: Sheets, path: str = "") -> list[Element]:
    """Mark the elements of a page that its style sheets hide, and return them."""
    rules = sheets.rules(root, path)
    declared = [*_by_rules(root, rules), *_by_themselves(root)]
    if not any(declaration.hides for _, declaration in declared):
        return []
    hidden: list[Element] = []
    for node in _hidden(_winners(declared)):
        if name(node) not in _NEVER:
            node.set(HIDDEN, BY_STYLE)
            hidden.append(node)
    return hidden


def _by_rules(
    root: Element, rules: Iterable[StyleRule]
) -> Iterator[tuple[Element, Declaration]]:
    index: defaultdict[str, list[tuple[Matcher, Declaration]]] = defaultdict(list)
    for rule in rules:
        # An element that fits has what its innermost compound asks for.
        innermost = rule.selector.compounds[-1]
        index[innermost.key].append((Matcher(rule.selector), rule.declaration))
    if not index:
        return
    tried = 0
    for node in root.iter():
        if tried > _MOST_TRIED:
            return
        for key in keys(node):
            candidates = index.get(key, [])
            tried += len(candidates)
            for matcher, declaration in candidates:
                if matcher.fits(node):
                    yield node, declaration


def _by_themselves(root: Element) -> Iterator[tuple[Element, Declaration]]:
    for node in root.iter():
        if not node.attrib:  # quicker than to ask for the style of each
            continue
        for declaration in inline(node.get("style", "")):
            yield node, declaration


def _winners(declared: Iterable[tuple[Element, Declaration]]) -> _Winners:
    """The heaviest declarations; of two that are equal the later one."""
    winners: _Winners = {}
    for node, declaration in declared:
        key = (node, declaration.name)
        before = winners.get(key)
        if before is None or declaration.weight >= before.weight:
            winners[key] = declaration
    return winners


def _hidden(winners: _Winners) -> Iterator[Element]:
    visible = _stated_visible(winners)
    for (node, property_), declaration in winners.items():
        if not declaration.hides:
            continue
        # What is not displayed takes all in it along; what is only invisible may hold
        # what is visible again.
        whole = property_ == "display" or not visible
        if whole or visible.isdisjoint(node.iter()):
            yield node


def _stated_visible(winners: _Winners) -> frozenset[Element]:
    visible: set[Element] = set()
    for (node, property_), declaration in winners.items():
        if property_ == "visibility" and not declaration.hides:
            visible.add(node)
    return frozenset(visible)


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
