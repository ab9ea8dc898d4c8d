"""Rules that stand in others: in ``@media``, ``@supports`` and ``@layer``, and in style rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import tinycss2

from audiobook.readers.css.declarations import (
    OUTSIDE_LAYERS,
    Declaration,
    contents_of,
    declared,
    source_of,
)
from audiobook.readers.css.parsed_selectors import LONGEST, selector_of
from audiobook.readers.css.scope import RuleScope
from audiobook.readers.css.selectors import Selector

_DEEPEST = 8  # rules in one another
_MOST_SELECTORS = 200  # of one rule
_IN_DOUBT = frozenset({"supports", "container", "scope"})
_SPACING = frozenset({"whitespace", "comment"})
_COMBINING = frozenset(">+~")


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Elements, and what is declared of them."""

    selector: Selector
    declaration: Declaration


class Nesting:
    """Takes the rules out of others. It knows the layers of all sheets of a book."""

    def __init__(self) -> None:
        self._layers: dict[tuple[str, ...], int] = {}

    def rules(
        self,
        rule: tinycss2.ast.Node,
        scope: RuleScope,
    ) -> Iterator[StyleRule]:
        """The style rules in a rule."""
        if scope.depth > _DEEPEST:
            return
        if rule.type == "qualified-rule":
            yield from self._of_style(rule, replace(scope, depth=scope.depth + 1))
        elif rule.type == "at-rule":
            for inner in self._scopes(rule, scope):
                yield from self._of_block(rule.content or [], inner)

    def imported(
        self,
        conditions: list[tinycss2.ast.Node],
        scope: RuleScope,
    ) -> RuleScope | None:
        """Where the rules of a sheet stand that is imported on conditions."""
        media: list[tinycss2.ast.Node] = []
        for token in conditions:
            word = getattr(token, "lower_name", getattr(token, "lower_value", ""))
            if word == "layer":
                scope = self._in_layer(scope, getattr(token, "arguments", []))
            elif word == "supports":
                scope = replace(scope, doubtful=True)
            else:
                media.append(token)
        return scope.on(" ".join(token.serialize() for token in media))

    def _scopes(
        self,
        rule: tinycss2.ast.AtRule,
        scope: RuleScope,
    ) -> Iterator[RuleScope]:
        """Where the rules in an at-rule stand: in one place, or in none that counts."""
        inner = replace(scope, depth=scope.depth + 1)
        keyword = rule.lower_at_keyword
        if keyword == "media":
            found = inner.on(source_of(rule.prelude))
            if found:
                yield found
        elif keyword == "layer" and rule.content is None:
            for names in _split(rule.prelude):
                self._in_layer(scope, names)
        elif keyword == "layer":
            yield self._in_layer(inner, rule.prelude)
        elif keyword in _IN_DOUBT:
            yield replace(inner, doubtful=True)

    def _in_layer(
        self,
        scope: RuleScope,
        named: list[tinycss2.ast.Node],
    ) -> RuleScope:
        """A layer in the place that its name has, or in one of its own."""
        names = [token.value for token in named if token.type == "ident"]
        for name in names or [f"{len(self._layers)}"]:
            layers = (*scope.layers, name)
            place = self._layers.setdefault(layers, len(self._layers))
            scope = replace(scope, layer=(*scope.layer, place), layers=layers)
        return scope

    def _of_block(
        self,
        block: list[tinycss2.ast.Node],
        scope: RuleScope,
    ) -> Iterator[StyleRule]:
        """The rules in the block of an at-rule.

        In a style rule there may be declarations among them, which are of what that one means.
        """
        nodes = contents_of(block)
        yield from _declaring(scope.parents, nodes, scope)
        for node in nodes:
            yield from self.rules(node, scope)

    def _of_style(
        self,
        rule: tinycss2.ast.QualifiedRule,
        scope: RuleScope,
    ) -> Iterator[StyleRule]:
        parts = _split(rule.prelude)
        selectors = [_within(part, scope.parents) for part in parts]
        own: list[str] = []
        for several in selectors:
            own += several
        if len(own) > _MOST_SELECTORS:
            return
        yield from self._of_block(rule.content, replace(scope, parents=tuple(own)))


def _declaring(
    selectors: tuple[str, ...],
    nodes: list[tinycss2.ast.Node],
    scope: RuleScope,
) -> Iterator[StyleRule]:
    """What is declared of the elements that selectors mean."""
    declarations = list(declared(nodes))
    if not declarations:
        return
    for source in selectors:
        selector = selector_of(source)
        if selector is None:
            continue
        doubtful = scope.doubtful or not selector.whole
        for declaration in declarations:
            if doubtful and (selector.pseudo or not declaration.shows):
                continue
            weighed = replace(
                declaration,
                specificity=selector.specificity,
                pseudo=selector.pseudo,
                layer=scope.layer + OUTSIDE_LAYERS,
                doubtful=doubtful,
            )
            yield StyleRule(selector, weighed)


def _split(tokens: list[tinycss2.ast.Node]) -> list[list[tinycss2.ast.Node]]:
    """What stands between commas."""
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return parts


def _within(
    selector: list[tinycss2.ast.Node],
    parents: tuple[str, ...],
) -> list[str]:
    """A selector, and where it is nested, it as said of each of those around it."""
    source = source_of(selector).strip()
    if not parents:
        return [source]
    if not any(token.type == "literal" and token.value == "&" for token in selector):
        source = f"& {source}"
    own: list[str] = []
    for parent in parents:
        length = len(source) + source.count("&") * len(parent)
        if length <= LONGEST:
            own.append(source.replace("&", parent))
    return own
