"""The counters of style sheets: how pages number their chapters without writing a number."""

import re
from collections import defaultdict
from collections.abc import Iterator

from audiobook.readers.css.cascade import Cascade
from audiobook.readers.tree.xml import Element

# A whole number that a page may count to.
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}")
_LARGEST_ROMAN = 3999
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd")),
    *((100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PROPERTIES = ("counter-reset", "counter-increment", "counter-set")


class Counters:
    """The counters of a page at the place that a walk in reading order has come to."""

    def __init__(
        self,
        cascade: Cascade,
    ) -> None:
        self._cascade = cascade
        # By name, innermost last: what a counter was begun in, and where it stands.
        self._open: defaultdict[str, list[tuple[Element | None, int]]]
        self._open = defaultdict(list)

    def count(
        self,
        node: Element,
    ) -> bool:
        """Whether an element changes any counter."""
        return any(self._cascade.value(node, one) for one in _PROPERTIES)

    def enter(
        self,
        node: Element,
        pseudo: str = "",
    ) -> None:
        """Close the counters that were begun outside, and count an element.

        ``pseudo``: what a style sheet puts into it is counted, not the element itself.
        """
        around = {None, *node.iterancestors()}
        parent = node.getparent()
        if pseudo:
            around.add(node)
            parent = node
        for scopes in self._open.values():
            while scopes and scopes[-1][0] not in around:
                scopes.pop()
        if self._cascade.value(node, "display", pseudo) == "none":
            return
        resets = self._said(node, pseudo, "counter-reset")
        for name, value in resets:
            self._begin(name, parent, value)
        increments = self._said(
            node,
            pseudo,
            "counter-increment",
            default=1,
        )
        for name, value in increments:
            total = self._last(name) + value
            self._put(name, parent, total)
        new_values = self._said(node, pseudo, "counter-set")
        for name, value in new_values:
            self._put(name, parent, value)

    def shown(
        self,
        name: str,
        style: str = "",
    ) -> str:
        """The innermost counter of a name."""
        return _written(self._last(name), style)

    def nested(
        self,
        name: str,
        between: str,
        style: str = "",
    ) -> str:
        """All counters of a name, from the outermost: "1.2.1"."""
        return between.join(_written(value, style) for _, value in self._open[name])

    def _said(
        self,
        node: Element,
        pseudo: str,
        property_: str,
        default: int = 0,
    ) -> Iterator[tuple[str, int]]:
        """The names in a declaration, each with its number."""
        words = self._cascade.value(node, property_, pseudo).split()
        for at, word in enumerate(words):
            if _NUMBER.fullmatch(word) or word == "none":
                continue
            number = default
            following = words[at + 1 : at + 2]
            if following and _NUMBER.fullmatch(following[0]):
                number = int(following[0])
            yield word, number

    def _begin(
        self,
        name: str,
        parent: Element | None,
        value: int,
    ) -> None:
        """Begin a counter; one that a sibling began ends."""
        scopes = self._open[name]
        if scopes and scopes[-1][0] is parent:
            scopes.pop()
        scopes.append((parent, value))

    def _put(
        self,
        name: str,
        parent: Element | None,
        value: int,
    ) -> None:
        """Give a counter another value; it begins where there is none yet."""
        scopes = self._open[name]
        if scopes:
            parent, _ = scopes.pop()
        scopes.append((parent, value))

    def _last(
        self,
        name: str,
    ) -> int:
        """Where the innermost counter of a name stands."""
        scopes = self._open[name]
        return scopes[-1][1] if scopes else 0


def _written(
    number: int,
    style: str,
) -> str:
    """A number in a style of counters; in digits where the style is not known."""
    if style == "none":
        return ""
    if style == "decimal-leading-zero":
        return f"{number:02}"
    kind, _, script = style.partition("-")
    written = ""
    if script == "roman":
        written = _roman(number)
    elif script in {"alpha", "latin"}:
        written = _lettered(number)
    if kind == "upper":
        written = written.upper()
    return written or str(number)


def _roman(number: int) -> str:
    """A number as "xiv"; empty for those that the Romans did not write."""
    if not 0 < number <= _LARGEST_ROMAN:
        return ""
    written = ""
    for value, numeral in _ROMAN:
        times, number = divmod(number, value)
        written += numeral * times
    return written


def _lettered(number: int) -> str:
    """A number as "a" to "z", "aa" ..."""
    written = ""
    while number > 0:
        number, letter = divmod(number - 1, len(_LETTERS))
        written = _LETTERS[letter] + written
    return written
