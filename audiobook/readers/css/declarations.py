"""The declarations of style sheets that change what is read, and how much they count."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import tinycss2

_HIDING: Final = {
    "display": frozenset({"none"}),
    "visibility": frozenset({"hidden", "collapse"}),
}
_WITH_WORDS = frozenset({"content", "quotes"})  # their values keep capitals
_COUNTERS = frozenset({"counter-reset", "counter-set", "counter-increment"})
_LOOKED_AT = frozenset({*_HIDING, *_WITH_WORDS, *_COUNTERS, "float"})
_DEEPEST = 5  # brackets in one another


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared, and how much it counts.

    ``pseudo``: ``before`` or ``after`` where it is not declared of an element itself, but
    of what is shown at its beginning or end.
    """

    name: str
    value: str
    important: bool = False
    inline: bool = False
    pseudo: str = ""
    specificity: tuple[int, int, int] = (0, 0, 0)

    @property
    def weight(self) -> tuple[bool, bool, tuple[int, int, int]]:
        """By what declarations are compared: the highest wins, then the last."""
        return self.important, self.inline, self.specificity

    @property
    def hides(self) -> bool:
        """Whether nobody sees what has it."""
        return self.value in _HIDING.get(self.name, ())


def declared(content: str | list[tinycss2.ast.Node]) -> Iterator[Declaration]:
    """The declarations of a rule."""
    nodes = tinycss2.parse_blocks_contents(
        content, skip_comments=True, skip_whitespace=True
    )
    for node in nodes:
        if node.type != "declaration" or node.lower_name not in _LOOKED_AT:
            continue
        value = source_of(node.value).strip()
        if node.lower_name not in _WITH_WORDS:
            value = value.lower()
        yield Declaration(
            node.lower_name,
            value,
            node.important,
        )


def inline(style: str) -> Iterator[Declaration]:
    """What the ``style`` of an element declares."""
    for one in declared(style):
        yield Declaration(
            one.name,
            one.value,
            one.important,
            inline=True,
        )


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
