"""The declaration that counts, for each element of a page and each property."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from audiobook.readers.css.declarations import Declaration, inline
from audiobook.readers.css.nesting import StyleRule
from audiobook.readers.css.selectors import Matcher, keys
from audiobook.readers.css.siblings import Siblings
from audiobook.readers.tree.xml import Element

# Elements times rules that may fit: ten seconds, where a long novel takes one.
_MOST_TRIED = 2_000_000

# By element, by "before" or "after" (empty for the element itself), and by property.
_Key = tuple[Element, str, str]
_Said = tuple[Declaration, int]  # and the how manyth of the page it is


class Cascade:
    """What the style sheets of a page and its own ``style`` attributes make of it."""

    def __init__(
        self,
        root: Element,
        rules: Iterable[StyleRule],
    ) -> None:
        self._winners: dict[_Key, _Said] = {}
        self._doubts: dict[_Key, _Said] = {}
        self._said = 0
        for node, declaration in _by_rules(root, rules):
            self._declare(node, declaration)
        for node, declaration in _by_themselves(root):
            self._declare(node, declaration)

    def _declare(
        self,
        node: Element,
        declaration: Declaration,
    ) -> None:
        """The heaviest declaration counts; of two that are equal the later one."""
        key = (node, declaration.pseudo, declaration.name)
        kept = self._winners
        if declaration.doubtful:
            kept = self._doubts
        self._said += 1
        before = kept.get(key)
        if before is None or declaration.weight >= before[0].weight:
            kept[key] = declaration, self._said

    def _winner(
        self,
        key: _Key,
    ) -> Declaration | None:
        """What counts, unless it hides what something that may hold shows."""
        if key not in self._winners:
            return None
        declaration, order = self._winners[key]
        if declaration.hides and key in self._doubts:
            doubt, doubt_order = self._doubts[key]
            if (doubt.weight, doubt_order) > (declaration.weight, order):
                return None
        return declaration

    def value(
        self,
        node: Element,
        name: str,
        pseudo: str = "",
    ) -> str:
        """What counts for an element; empty where nothing is said."""
        winner = self._winner((node, pseudo, name))
        return winner.value if winner else ""

    def having(
        self,
        name: str,
        pseudo: str = "",
    ) -> Iterator[tuple[Element, Declaration]]:
        """The elements of which a property is declared."""
        for key in self._winners:
            node, own_pseudo, own_name = key
            if own_name != name or own_pseudo != pseudo:
                continue
            winner = self._winner(key)
            if winner:
                yield node, winner

    def shown_in_doubt(
        self,
        name: str,
    ) -> Iterator[Element]:
        """The elements that something that may hold shows."""
        for key in self._doubts:
            node, _, own_name = key
            winner = self._winner(key)
            if own_name == name and not (winner and winner.hides):
                yield node


def _by_rules(
    root: Element,
    rules: Iterable[StyleRule],
) -> Iterator[tuple[Element, Declaration]]:
    """What the rules declare of each element, in the order of the rules."""
    index: defaultdict[str, list[tuple[Matcher, Declaration]]] = defaultdict(list)
    siblings = Siblings()
    for rule in rules:
        # An element that fits has what its innermost compound asks for.
        innermost = rule.selector.compounds[-1]
        matcher = Matcher(rule.selector, siblings)
        index[innermost.key].append((matcher, rule.declaration))
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
    """What elements declare of themselves."""
    for node in root.iter():
        if not node.attrib:  # quicker than to ask for the style of each
            continue
        style = node.get("style", "")
        if style:
            for declaration in inline(style):
                yield node, declaration
