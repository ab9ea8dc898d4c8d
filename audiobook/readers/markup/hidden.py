"""Which elements of a page nobody sees: by its style sheets, by their ``style``, by ``hidden``.

``aria-hidden`` hides from screen readers what everybody else sees, so it decides nothing by itself: pages hide
their whole text so while a dialogue is open. Only what stands beside it a second time, for those who listen, is
left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from audiobook.readers.account import solid
from audiobook.readers.markup.selectors import Matcher, keys
from audiobook.readers.markup.styles import Rule, Said, Sheets, inline
from audiobook.readers.tree.element_names import HEADINGS, HIDDEN
from audiobook.readers.tree.xml import Element, brief, name, named, text_of

KIND = "hidden text"
BY_STYLE = "hidden by its style sheet"
BY_PAGE = "hidden by the page"
TWICE = "said again beside it"

# Pages that a script shows once they are loaded are hidden as a whole. A line break is hidden where the lines
# are blocks, and a rule where a picture stands for it: they still part what is before from what is behind.
_NEVER = frozenset({"html", "body", "br", "hr"})

_MOST_TRIED = 2_000_000  # elements times rules that may fit: ten seconds, where a long novel takes one

_Last = dict[tuple[Element, str], Said]  # the declaration that counts, by element and property


def mark_hidden(root: Element, sheets: Sheets, path: str = "") -> list[Element]:
    """Mark the elements of a page that its style sheets hide, and return them."""
    rules = sheets.rules(root, path)
    said = [*_by_rules(root, rules), *_by_themselves(root)]
    if not any(one.hides for _, one in said):
        return []
    last: _Last = {}
    for node, one in said:
        before = last.get((node, one.name))
        if before is None or one.weight >= before.weight:
            last[node, one.name] = one
    hidden = [node for node in _hidden(last) if name(node) not in _NEVER]
    for node in hidden:
        node.set(HIDDEN, BY_STYLE)
    return hidden


def _by_rules(root: Element, rules: Iterable[Rule]) -> Iterator[tuple[Element, Said]]:
    index: defaultdict[str, list[tuple[Matcher, Said]]] = defaultdict(list)
    for rule in rules:
        index[rule.selector.compounds[-1].key].append((Matcher(rule.selector), rule.said))
    tried = 0
    for node in root.iter() if index else ():
        if tried > _MOST_TRIED:
            return
        for key in keys(node):
            candidates = index.get(key, [])
            tried += len(candidates)
            yield from ((node, said) for matcher, said in candidates if matcher.fits(node))


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
