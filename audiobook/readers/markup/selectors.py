"""Selectors of style sheets, as far as they say what an element is and what it stands in.

Names, classes, ids and attributes, of an element and of those around it (``div.note > p``). What
others mean (``:nth-child()``, ``p + p``, ``:not()``) is not looked for: it would take the square
of the length of a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cssselect import parser

from audiobook.readers.tree.xml import Element, attribute, name

_MOST_COMPOUNDS = 8


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element has to be. Attributes are a name, an operator, and a value."""

    name: str
    ids: frozenset[str]
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]

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
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """An element inside others: what each has to be, from the outermost, and for each but the
    first whether it stands right in the one before.
    """

    compounds: tuple[Compound, ...]
    right_in: tuple[bool, ...]
    specificity: tuple[int, int, int]


# Compounds that an element or one around it fits, and it itself.
_Fitted = tuple[frozenset[int], frozenset[int]]


class Matcher:
    """Finds the elements of one page that a selector means."""

    def __init__(self, selector: Selector) -> None:
        self._selector = selector
        self._last = len(selector.compounds) - 1
        self._fitted: dict[Element, _Fitted] = {}

    def fits(self, node: Element) -> bool:
        """Whether the selector means an element."""
        if not self._selector.compounds[self._last].fits(node):
            return False
        return self._last == 0 or self._follows(
            self._last, *self._around(node.getparent())
        )

    def _around(self, node: Element | None) -> _Fitted:
        """The compounds but the last that an element fits, each with all before it; kept for
        those inside it.
        """
        chain: list[Element] = []
        while node is not None and node not in self._fitted:
            chain.append(node)
            node = node.getparent()
        anywhere, here = (
            (frozenset[int](), frozenset[int]()) if node is None else self._fitted[node]
        )
        for one in reversed(chain):
            here = frozenset(self._fitting(one, anywhere, here))
            anywhere |= here
            self._fitted[one] = anywhere, here
        return anywhere, here

    def _fitting(
        self, node: Element, anywhere: frozenset[int], parent: frozenset[int]
    ) -> Iterator[int]:
        for at in range(self._last):
            if self._follows(at, anywhere, parent) and self._selector.compounds[
                at
            ].fits(node):
                yield at

    def _follows(
        self, at: int, anywhere: frozenset[int], parent: frozenset[int]
    ) -> bool:
        return at == 0 or at - 1 in (
            parent if self._selector.right_in[at - 1] else anywhere
        )


def keys(node: Element) -> list[str]:
    """The keys of all compounds that an element may fit."""
    own = ["*", name(node), *(f".{one}" for one in _classes(node))]
    return [*own, f"#{node.get('id')}"] if node.get("id") else own


def selectors_of(source: str) -> list[Selector]:
    """The selectors of a list that can be judged.

    Raises :class:`cssselect.SelectorError` where none count.
    """
    read = (_selector(one) for one in parser.parse(source) if not one.pseudo_element)
    return [one for one in read if one]


def _selector(source: parser.Selector) -> Selector | None:
    compounds: list[Compound] = []
    right_in: list[bool] = []
    tree = source.parsed_tree
    while isinstance(tree, parser.CombinedSelector):
        inner = _compound(tree.subselector)
        if (
            inner is None
            or tree.combinator not in {" ", ">"}
            or len(compounds) == _MOST_COMPOUNDS
        ):
            return None
        compounds.append(inner)
        right_in.append(tree.combinator == ">")
        tree = tree.selector
    outer = _compound(tree)
    if outer is None:
        return None
    return Selector(
        (outer, *reversed(compounds)), tuple(reversed(right_in)), source.specificity()
    )


def _compound(tree: parser.Tree) -> Compound | None:
    ids: set[str] = set()
    classes: set[str] = set()
    attributes: list[tuple[str, str, str]] = []
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
        else:
            return None
        tree = tree.selector
    return Compound(
        (tree.element or "").lower(),
        frozenset(ids),
        frozenset(classes),
        tuple(attributes),
    )


def _classes(node: Element) -> frozenset[str]:
    said = node.get("class")
    return frozenset(said.split()) if said else frozenset()


def _has(node: Element, wanted: str, operator: str, value: str) -> bool:
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
