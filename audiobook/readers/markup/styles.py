"""Style sheets (CSS), read for one thing: which elements they hide.

Only ``display`` and ``visibility`` are looked at. What cannot be judged without a screen is taken as not said,
so that text in doubt is read: rules for print, for widths and for single devices (``@media amzn-mobi``), states
such as ``:hover``, ``@supports`` and ``@layer``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import tinycss2
from cssselect import SelectorError

from audiobook.readers.markup.selectors import Selector, selectors_of
from audiobook.readers.tree.xml import Element, attribute, name

Load = Callable[[str, str], tuple[str, bytes | None]]  # file and link -> the path and bytes of the sheet


_LONGEST_SELECTOR = 500
_MOST_IMPORTED = 20
_DEEPEST = 5  # brackets in one another
_SHOWN_ON = frozenset({"", "all", "screen", "only screen"})
_HIDING = {"display": frozenset({"none"}), "visibility": frozenset({"hidden", "collapse"})}


@dataclass(frozen=True, slots=True)
class Said:
    """What a declaration says of ``display`` or ``visibility``, and how much it counts: the highest wins."""

    name: str
    hides: bool
    important: bool = False
    inline: bool = False
    specificity: tuple[int, int, int] = (0, 0, 0)

    @property
    def weight(self) -> tuple[bool, bool, tuple[int, int, int]]:
        """By what two declarations are compared; of equal ones the later wins."""
        return self.important, self.inline, self.specificity


@dataclass(frozen=True, slots=True)
class Rule:
    """Elements, and what is said of them."""

    selector: Selector
    said: Said


class Sheets:
    """The style sheets of the pages of one book; ``load`` finds those that stand in files of their own."""

    def __init__(self, load: Load | None = None) -> None:
        self._load = load
        self._read: dict[str, tuple[Rule, ...]] = {}

    def rules(self, root: Element, path: str) -> list[Rule]:
        """The rules for a page at ``path``, in the order in which it has them."""
        found: list[Rule] = []
        for node in root.iter():
            if name(node) == "style" and _is_shown(attribute(node, "media")):
                found.extend(self._rules("".join(map(str, node.itertext())), path, {path}))
            elif name(node) == "link" and self._load and _is_sheet(node):
                found.extend(self._linked(path, attribute(node, "href"), {path}))
        return found

    def _linked(self, base: str, link: str, seen: set[str]) -> tuple[Rule, ...]:
        path, data = self._load(base, link) if self._load else ("", None)
        if not data or path in seen or len(seen) > _MOST_IMPORTED:
            return ()
        if path not in self._read:
            self._read[path] = tuple(self._rules(data, path, {*seen, path}))
        return self._read[path]

    def _rules(self, sheet: str | bytes, path: str, seen: set[str]) -> Iterator[Rule]:
        if isinstance(sheet, bytes):
            parsed, _ = tinycss2.parse_stylesheet_bytes(sheet, skip_comments=True, skip_whitespace=True)
        else:
            parsed = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        for rule in parsed:
            if rule.type == "at-rule" and rule.lower_at_keyword == "import":
                yield from self._imported(rule, path, seen)
            else:
                yield from _of_rule(rule)

    def _imported(self, rule: tinycss2.ast.AtRule, path: str, seen: set[str]) -> tuple[Rule, ...]:
        parts = [token for token in rule.prelude if token.type not in {"whitespace", "comment"}]
        if not parts or not _is_shown(_source(parts[1:])):
            return ()
        first = parts[0]
        if first.type == "function":  # url("a.css"): a function, where url(a.css) is a token of its own
            first = next((token for token in first.arguments if token.type == "string"), first)
        return self._linked(path, getattr(first, "value", ""), seen)


def inline(style: str) -> list[Said]:
    """What the ``style`` of an element says."""
    return list(_declared(style, inline=True))


def _of_rule(rule: tinycss2.ast.Node) -> Iterator[Rule]:
    """The rules in a rule, which may be one for a medium."""
    if rule.type == "qualified-rule":
        yield from _qualified(_source(rule.prelude), rule.content)
    elif _is_medium(rule) and _is_shown(_source(rule.prelude)):
        for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            if inner.type == "qualified-rule":
                yield from _qualified(_source(inner.prelude), inner.content)


def _source(tokens: list[tinycss2.ast.Node]) -> str:
    """Tokens as they are written; where brackets are nested deeply, a sign that means nothing."""
    inside = tokens
    for _ in range(_DEEPEST):
        inside = [one for token in inside for one in _inside(token)]
    return "?" if inside else str(tinycss2.serialize(tokens))


def _inside(token: tinycss2.ast.Node) -> list[tinycss2.ast.Node]:
    return getattr(token, "content", None) or getattr(token, "arguments", None) or []


def _is_medium(rule: tinycss2.ast.Node) -> bool:
    return bool(rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content)


def _qualified(selector: str, content: list[tinycss2.ast.Node]) -> Iterator[Rule]:
    said = list(_declared(content))
    if not said or len(selector) > _LONGEST_SELECTOR:
        return
    try:
        found = selectors_of(selector)
    except SelectorError:  # of a list with one that cannot be read, none counts
        return
    for one in found:
        for declared in said:
            yield Rule(one, replace(declared, specificity=one.specificity))


def _declared(content: str | list[tinycss2.ast.Node], *, inline: bool = False) -> Iterator[Said]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and one.lower_name in _HIDING:
            value = _source(one.value).strip().lower()
            yield Said(one.lower_name, value in _HIDING[one.lower_name], one.important, inline)


def _is_shown(media: str) -> bool:
    """Whether a list of media holds one that every screen is."""
    return any(" ".join(medium.lower().split()) in _SHOWN_ON for medium in media.split(","))


def _is_sheet(link: Element) -> bool:
    said = attribute(link, "rel").lower().split()
    return "stylesheet" in said and "alternate" not in said and _is_shown(attribute(link, "media"))
