"""The declarations of style sheets that change what is read, and how much they count."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import tinycss2

_HIDING: Final = {
    "display": frozenset({"none"}),
    "visibility": frozenset({"hidden", "collapse"}),
}
_WITH_WORDS = frozenset({"content", "quotes"})  # their values keep capitals
_COUNTERS = frozenset({"counter-reset", "counter-set", "counter-increment"})
_ALL = "all"  # resets every property
_LOOKED_AT = frozenset({*_HIDING, *_WITH_WORDS, *_COUNTERS, _ALL, "float"})
OUTSIDE_LAYERS = (math.inf,)
_DEEPEST = 5  # brackets in one another


# Important, of the element itself, its layer, and its specificity.
Weight = tuple[bool, bool, tuple[float, ...], tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared, and how much it counts.

    ``pseudo``: ``before`` or ``after`` where it is not declared of an element itself, but
    of what is shown at its beginning or end. ``layer``: the places of its layer and of those
    around that, in the order of the sheet. ``doubtful``: whether it may not hold.
    """

    name: str
    value: str
    important: bool = False
    inline: bool = False
    pseudo: str = ""
    specificity: tuple[int, int, int] = (0, 0, 0)
    layer: tuple[float, ...] = OUTSIDE_LAYERS
    doubtful: bool = False

    @property
    def weight(self) -> Weight:
        """By what declarations are compared: the highest wins, then the last."""
        layer = self.layer
        if self.important:  # of these, the first layer wins
            layer = tuple(-place for place in layer)
        return self.important, self.inline, layer, self.specificity

    @property
    def hides(self) -> bool:
        """Whether nobody sees what has it."""
        return self.value in _HIDING.get(self.name, ())

    @property
    def shows(self) -> bool:
        """Whether what has it is seen, whatever lighter declarations say."""
        return self.name in _HIDING and not self.hides


def contents_of(
    block: str | list[tinycss2.ast.Node],
) -> list[tinycss2.ast.Node]:
    """The declarations in a block, and the rules that are nested in it."""
    nodes: list[tinycss2.ast.Node] = tinycss2.parse_blocks_contents(
        block, skip_comments=True, skip_whitespace=True
    )
    return nodes


def declared(nodes: list[tinycss2.ast.Node]) -> Iterator[Declaration]:
    """The declarations of a rule."""
    for node in nodes:
        if node.type != "declaration" or node.lower_name not in _LOOKED_AT:
            continue
        value = source_of(node.value).strip()
        if node.lower_name not in _WITH_WORDS:
            value = value.lower()
        names = [node.lower_name]
        if node.lower_name == _ALL:
            names = list(_HIDING)
        for name in names:
            yield Declaration(name, value, node.important)


def inline(style: str) -> Iterator[Declaration]:
    """What the ``style`` of an element declares."""
    for one in declared(contents_of(style)):
        yield replace(one, inline=True)


def source_of(tokens: list[tinycss2.ast.Node]) -> str:
    """Tokens as they are written.

    Where brackets are nested deeply, a sign that means nothing.
    """
    inside = tokens
    for _ in range(_DEEPEST):
        deeper: list[tinycss2.ast.Node] = []
        for token in inside:
            deeper += _inside(token)
        inside = deeper
    if inside:
        return "?"
    return str(tinycss2.serialize(tokens))


def _inside(token: tinycss2.ast.Node) -> list[tinycss2.ast.Node]:
    """What stands in the brackets of a block, or of a function."""
    for brackets in ("content", "arguments"):
        inside: list[tinycss2.ast.Node] = getattr(token, brackets, None) or []
        if inside:
            return inside
    return []
