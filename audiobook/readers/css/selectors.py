"""Selectors of style sheets: what an element is, and where it stands.

Names, classes, ids and attributes, of an element, of those around it (``div.note > p``) and of
those before it (``h2 + p``, ``h2 ~ p``), its place among them, ``:not()`` and ``:is()``. What is
found of elements around and beside an element is kept: long pages take no square of time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.readers.css.siblings import SiblingPlace, Siblings
from audiobook.readers.tree.xml import Element, attribute, name

ANY_CASE = "i"


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element has to be. Attributes are a name, an operator, and a value.

    An operator that ends in ``i`` takes capitals for small letters.
    """

    name: str
    ids: frozenset[str]
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    places: tuple[SiblingPlace, ...] = ()
    others: tuple["Compound", ...] = ()  # what it must not be
    choices: tuple[tuple["Compound", ...], ...] = ()  # of each, it has to be one
    outermost: bool = False  # whether it has to be the root of the page

    @property
    def key(self) -> str:
        """What an element that fits certainly has: see :func:`keys`."""
        if self.ids:
            return f"#{min(self.ids)}"
        return f".{min(self.classes)}" if self.classes else self.name or "*"

    def fits(
        self,
        node: Element,
        siblings: Siblings,
    ) -> bool:
        """Whether an element is so."""
        return (
            (not self.name or self.name == name(node))
            and not (self.outermost and node.getparent() is not None)
            and (not self.ids or self.ids == {node.get("id")})
            and (not self.classes or self.classes <= _classes(node))
            and all(_has(node, *wanted) for wanted in self.attributes)
            and all(siblings.fits(node, place) for place in self.places)
            and not any(other.fits(node, siblings) for other in self.others)
            and all(_any_fits(node, siblings, among) for among in self.choices)
        )


def _any_fits(
    node: Element,
    siblings: Siblings,
    compounds: tuple[Compound, ...],
) -> bool:
    return any(compound.fits(node, siblings) for compound in compounds)


@dataclass(frozen=True, slots=True)
class Selector:
    """An element inside or behind others: what each has to be, from the outermost, and for each
    but the first where it stands: somewhere in the one before (a space), right in it (``>``),
    right behind it (``+``), or anywhere behind it (``~``).

    ``pseudo``: ``before`` or ``after``, where the text at its beginning or end is meant.
    ``whole``: whether nothing was left out that could not be judged. Else it fits every element
    that is meant, and others.
    """

    compounds: tuple[Compound, ...]
    steps: tuple[str, ...]
    specificity: tuple[int, int, int]
    pseudo: str = ""
    whole: bool = True


# Compounds that an element or one around it fits, and it itself.
_Fitted = tuple[frozenset[int], frozenset[int]]
_NOWHERE: _Fitted = (frozenset(), frozenset())


class Matcher:
    """Finds the elements of one page that a selector means."""

    def __init__(
        self,
        selector: Selector,
        siblings: Siblings,
    ) -> None:
        self._selector = selector
        self._siblings = siblings
        self._last = len(selector.compounds) - 1
        self._fitted: dict[Element, _Fitted] = {}
        # By a compound and an element: what is in that one behind what fits the compound.
        self._behind: dict[tuple[int, Element], frozenset[Element]] = {}

    def fits(
        self,
        node: Element,
    ) -> bool:
        """Whether the selector means an element."""
        return self._fits_at(self._last, node)

    def _fits_at(
        self,
        at: int,
        node: Element,
    ) -> bool:
        """Whether an element is what a compound asks for, and where."""
        compound = self._selector.compounds[at]
        return compound.fits(node, self._siblings) and self._follows(at, node)

    def _around(
        self,
        node: Element | None,
    ) -> _Fitted:
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

    def _fitting(
        self,
        node: Element,
    ) -> Iterator[int]:
        for at in range(self._last):
            if self._fits_at(at, node):
                yield at

    def _follows(
        self,
        at: int,
        node: Element,
    ) -> bool:
        """Whether an element stands where a compound has to."""
        if at == 0:
            return True
        step = self._selector.steps[at - 1]
        if step == "+":
            before = node.getprevious()
            return before is not None and self._fits_at(at - 1, before)
        if step == "~":
            return node in self._those_behind(at - 1, node.getparent())
        anywhere, parent = self._around(node.getparent())
        return at - 1 in (parent if step == ">" else anywhere)

    def _those_behind(
        self,
        at: int,
        parent: Element | None,
    ) -> frozenset[Element]:
        """What is in an element behind the first that fits a compound."""
        if parent is None:
            return frozenset()
        if (at, parent) not in self._behind:
            children = iter(parent)
            for child in children:
                if self._fits_at(at, child):
                    break
            self._behind[at, parent] = frozenset(children)
        return self._behind[at, parent]


def keys(node: Element) -> list[str]:
    """The keys of all compounds that an element may fit."""
    own = ["*", name(node), *(f".{one}" for one in _classes(node))]
    return [*own, f"#{node.get('id')}"] if node.get("id") else own


def _classes(node: Element) -> frozenset[str]:
    said = node.get("class")
    return frozenset(said.split()) if said else frozenset()


def _has(
    node: Element,
    wanted: str,
    operator: str,
    value: str,
) -> bool:
    """Whether an attribute of an element is as it is wanted."""
    own = attribute(node, wanted)
    if operator.endswith(ANY_CASE):
        operator = operator.removesuffix(ANY_CASE)
        own = own.lower()
        value = value.lower()
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
