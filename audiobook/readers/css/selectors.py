"""Selectors of style sheets, as far as they say what an element is and where it stands.

Names, classes, ids and attributes, of an element, of those around it (``div.note > p``) and of
the one before it (``h2 + p``), and whether it is the first or the last. What others mean
(``:nth-child()``, ``p ~ p``) is not looked for: it would take the square of the length of a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from cssselect import parser

from audiobook.readers.tree.xml import Element, attribute, name

_MOST_COMPOUNDS = 8
_MOST_SIBLINGS = 200
_STEPS = frozenset({" ", ">", "+"})
_WITH_TEXT = frozenset({"", "before", "after"})  # elements, and what is put into them


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element has to be. Attributes are a name, an operator, and a value."""

    name: str
    ids: frozenset[str]
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    places: frozenset[str] = frozenset()  # "first-child" ...
    others: tuple["Compound", ...] = ()  # what it must not be

    @property
    def key(self) -> str:
        """What an element that fits certainly has: see :func:`keys`."""
        if self.ids:
            return f"#{min(self.ids)}"
        return f".{min(self.classes)}" if self.classes else self.name or "*"

    def fits(self, node: Element) -> bool:
        """Whether an element is so."""
        return (
            (not self.name or self.name == name(node))
            and (not self.ids or self.ids == {node.get("id")})
            and (not self.classes or self.classes <= _classes(node))
            and all(_has(node, *wanted) for wanted in self.attributes)
            and all(_PLACES[place](node) for place in self.places)
            and not any(other.fits(node) for other in self.others)
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """An element inside or behind others: what each has to be, from the outermost, and for each
    but the first where it stands: somewhere in the one before (a space), right in it (``>``), or
    right behind it (``+``).

    ``pseudo``: ``before`` or ``after``, where the text at its beginning or end is meant.
    """

    compounds: tuple[Compound, ...]
    steps: tuple[str, ...]
    specificity: tuple[int, int, int]
    pseudo: str = ""


# Compounds that an element or one around it fits, and it itself.
_Fitted = tuple[frozenset[int], frozenset[int]]
_NOWHERE: _Fitted = (frozenset(), frozenset())


class Matcher:
    """Finds the elements of one page that a selector means."""

    def __init__(self, selector: Selector) -> None:
        self._selector = selector
        self._last = len(selector.compounds) - 1
        self._fitted: dict[Element, _Fitted] = {}

    def fits(self, node: Element) -> bool:
        """Whether the selector means an element."""
        innermost = self._selector.compounds[self._last]
        return innermost.fits(node) and self._follows(self._last, node)

    def _around(self, node: Element | None) -> _Fitted:
        """The compounds but the last that an element fits, each with all before it; kept for
        those inside it.
        """
        if self._last == 0:
            return _NOWHERE
        chain: list[Element] = []
        while node is not None and node not in self._fitted:
            chain.append(node)
            node = node.getparent()
        anywhere, here = _NOWHERE if node is None else self._fitted[node]
        for one in reversed(chain):
            here = frozenset(self._fitting(one))
            anywhere |= here
            self._fitted[one] = anywhere, here
        return anywhere, here

    def _fitting(self, node: Element) -> Iterator[int]:
        for at in range(self._last):
            if self._selector.compounds[at].fits(node) and self._follows(at, node):
                yield at

    def _follows(self, at: int, node: Element) -> bool:
        """Whether an element stands where a compound has to."""
        if at == 0:
            return True
        step = self._selector.steps[at - 1]
        if step == "+":
            before = node.getprevious()
            if before is None or not self._selector.compounds[at - 1].fits(before):
                return False
            return self._follows(at - 1, before)
        anywhere, parent = self._around(node.getparent())
        return at - 1 in (parent if step == ">" else anywhere)


def keys(node: Element) -> list[str]:
    """The keys of all compounds that an element may fit."""
    own = ["*", name(node), *(f".{one}" for one in _classes(node))]
    return [*own, f"#{node.get('id')}"] if node.get("id") else own


def selectors_of(source: str) -> list[Selector]:
    """The selectors of a list that can be judged.

    Raises :class:`cssselect.SelectorError` where none count.
    """
    read: list[Selector] = []
    for one in parser.parse(source):
        pseudo = one.pseudo_element or ""
        selector = _selector(one, str(pseudo))
        if selector and pseudo in _WITH_TEXT:
            read.append(selector)
    return read


def _selector(source: parser.Selector, pseudo: str) -> Selector | None:
    """A selector as it is judged here; ``None`` for one that is not."""
    compounds: list[Compound] = []
    steps: list[str] = []
    tree = source.parsed_tree
    while isinstance(tree, parser.CombinedSelector):
        inner = _compound(tree.subselector)
        too_many = len(compounds) == _MOST_COMPOUNDS
        if inner is None or too_many or tree.combinator not in _STEPS:
            return None
        compounds.append(inner)
        steps.append(tree.combinator)
        tree = tree.selector
    outer = _compound(tree)
    if outer is None:
        return None
    return Selector(
        (outer, *reversed(compounds)),
        tuple(reversed(steps)),
        source.specificity(),
        pseudo,
    )


def _compound(tree: parser.Tree) -> Compound | None:
    """What one element has to be; ``None`` where that is not judged here."""
    ids: set[str] = set()
    classes: set[str] = set()
    attributes: list[tuple[str, str, str]] = []
    places: set[str] = set()
    others: list[Compound] = []
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Class):
            classes.add(tree.class_name)
        elif isinstance(tree, parser.Hash):
            ids.add(tree.id)
        elif isinstance(tree, parser.Attrib):
            attributes.append(
                (
                    tree.attrib,
                    tree.operator,
                    str(tree.value.value) if tree.value else "",
                )
            )
        elif isinstance(tree, parser.Pseudo) and tree.ident in _PLACES:
            places.add(tree.ident)
        elif isinstance(tree, parser.Negation):
            other = _compound(tree.subselector)
            if other is None:
                return None
            others.append(other)
        else:
            return None
        tree = tree.selector
    return Compound(
        (tree.element or "").lower(),
        frozenset(ids),
        frozenset(classes),
        tuple(attributes),
        frozenset(places),
        tuple(others),
    )


def _classes(node: Element) -> frozenset[str]:
    said = node.get("class")
    return frozenset(said.split()) if said else frozenset()


def _has(node: Element, wanted: str, operator: str, value: str) -> bool:
    """Whether an attribute of an element is as it is wanted."""
    own = attribute(node, wanted)
    if operator == "exists":
        return any(
            str(key).rpartition("}")[2].rpartition(":")[2] == wanted
            for key in node.attrib
        )
    fits = {
        "=": own == value,
        "~=": value in own.split(),
        "|=": own == value or own.startswith(f"{value}-"),
        "^=": own.startswith(value),
        "$=": own.endswith(value),
        "*=": value in own,
    }
    return bool(value) and fits.get(operator, False)


def _is_first(node: Element) -> bool:
    return node.getprevious() is None


def _is_last(node: Element) -> bool:
    return node.getnext() is None


def _is_only(node: Element) -> bool:
    return _is_first(node) and _is_last(node)


def _is_first_of_name(node: Element) -> bool:
    return _is_none_named(node, node.itersiblings(preceding=True))


def _is_last_of_name(node: Element) -> bool:
    return _is_none_named(node, node.itersiblings())


def _is_none_named(node: Element, siblings: Iterable[Element]) -> bool:
    """Whether none has the name of an element. Far away, none is looked for."""
    near = islice(siblings, _MOST_SIBLINGS)
    return all(sibling.tag != node.tag for sibling in near)


def _is_root(node: Element) -> bool:
    return node.getparent() is None


_PLACES: Final = {
    "first-child": _is_first,
    "last-child": _is_last,
    "only-child": _is_only,
    "first-of-type": _is_first_of_name,
    "last-of-type": _is_last_of_name,
    "root": _is_root,
}
