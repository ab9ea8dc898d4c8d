"""Text that style sheets put before and behind what is in an element (``content``).

Strings, quotation marks, attributes and counters are written down. Pictures and the glyphs of
icon fonts are not text, and what stands before the items of a list without a word in it is a
bullet.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

import tinycss2

from audiobook.readers.css.cascade import Cascade
from audiobook.readers.css.counters import Counters
from audiobook.readers.tree.characters import INVISIBLE
from audiobook.readers.tree.element_names import (
    AFTER,
    BEFORE,
    BLOCK_DISPLAYS,
)
from audiobook.readers.tree.xml import Element, attribute, name, named, text_of

_MOST_CHARACTERS = 1_000_000  # of all such text on a page
_LONGEST = 1000  # characters of one
_MARKS: Final = {"before": BEFORE, "after": AFTER}
_WITHOUT = frozenset({"br", "hr", "img"})
_USUAL_QUOTES = ["“", "”", "‘", "’"]
_QUOTES = frozenset("\"'“”„‘’‚«»‹›「」『』")
_PRIVATE = frozenset({"Co", "Cc", "Cn"})  # Unicode categories: icons, and no character


def mark_content(
    root: Element,
    cascade: Cascade,
) -> None:
    """Mark the elements of a page with the text that its style sheets put into them."""
    placed = _placed(root, cascade)
    if not placed:
        return
    counters = Counters(cascade)
    left = _MOST_CHARACTERS
    for node in root.iter():
        if name(node) in _WITHOUT:
            continue
        if node in placed or counters.count(node):
            counters.enter(node)
        if node not in placed:
            continue
        for pseudo, mark in _MARKS.items():
            counters.enter(node, pseudo)
            text = _Content(
                node,
                pseudo,
                cascade,
                counters,
            ).shown()
            left -= len(text)
            if text and left > 0:
                node.set(mark, text)


def _placed(
    root: Element,
    cascade: Cascade,
) -> set[Element]:
    """The elements that may have such text."""
    placed: set[Element] = set()
    for pseudo in _MARKS:
        placed.update(node for node, _ in cascade.having("content", pseudo))
    if any(cascade.having("quotes")):
        placed.update(named(root, "q"))
    return placed


class _Content:
    """The text at the beginning or at the end of one element."""

    def __init__(
        self,
        node: Element,
        pseudo: str,
        cascade: Cascade,
        counters: Counters,
    ) -> None:
        self._node = node
        self._pseudo = pseudo
        self._cascade = cascade
        self._counters = counters

    def shown(self) -> str:
        """The text, apart from what it stands beside where its style says so."""
        value = self._cascade.value(
            self._node,
            "content",
            self._pseudo,
        )
        display = self._cascade.value(
            self._node,
            "display",
            self._pseudo,
        )
        if not value and name(self._node) == "q":
            value = "open-quote" if self._pseudo == "before" else "close-quote"
        if display == "none":
            return ""
        text = _readable("".join(self._parts(value)))
        if not text.strip(" ") or len(text) > _LONGEST or self._is_bullet(text):
            return ""
        if display in BLOCK_DISPLAYS:
            text = f"{text}\n\n" if self._pseudo == "before" else f"\n\n{text}"
        return text

    def _parts(
        self,
        value: str,
    ) -> list[str]:
        """What a value puts together, as text."""
        parts: list[str] = []
        for token in tinycss2.parse_component_value_list(value):
            if token.type == "literal" and token.value == "/":
                # Behind it stands what is said of a picture to those who listen.
                parts.clear()
            elif token.type == "string":
                parts.append(str(token.value))
            elif token.type == "ident":
                parts.append(self._quotation_mark(token.lower_value))
            elif token.type == "function":
                parts.append(self._of_function(token))
        return parts

    def _of_function(
        self,
        function: tinycss2.ast.FunctionBlock,
    ) -> str:
        """An attribute or a counter as text."""
        words: list[str] = []
        for token in function.arguments:
            if token.type in {"ident", "string"}:
                words.append(str(token.value))
        if not words:
            return ""
        first, *others = words
        if function.lower_name == "attr":
            return attribute(self._node, first.lower())
        if function.lower_name == "counter":
            return self._counters.shown(first, "".join(others[:1]))
        if function.lower_name == "counters" and others:
            return self._counters.nested(first, *others[:2])
        return ""

    def _quotation_mark(
        self,
        keyword: str,
    ) -> str:
        """The mark that a keyword asks for at this depth of quotations."""
        if keyword not in {"open-quote", "close-quote"}:
            return ""
        if name(self._node) == "q" and text_of(self._node)[:1] in _QUOTES:
            return ""  # it has marks of its own
        quotes = self._quotes()
        outer = sum(name(above) == "q" for above in self._node.iterancestors())
        pair = min(outer * 2, len(quotes) - 2)
        return quotes[pair + (keyword == "close-quote")]

    def _quotes(self) -> list[str]:
        """The quotation marks that hold here: an opening one, a closing one, those within."""
        for node in (self._node, *self._node.iterancestors()):
            value = self._cascade.value(node, "quotes")
            if value:
                return list(_strings(value)) or _USUAL_QUOTES
        return _USUAL_QUOTES

    def _is_bullet(
        self,
        text: str,
    ) -> bool:
        """Whether it only marks the item of a list."""
        if name(self._node) != "li" or self._pseudo != "before":
            return False
        return not any(char.isalnum() or char in _QUOTES for char in text)


def _strings(value: str) -> Iterator[str]:
    """The strings of a value that come in pairs."""
    tokens = tinycss2.parse_component_value_list(value)
    strings = [str(token.value) for token in tokens if token.type == "string"]
    if len(strings) % 2 == 0:
        yield from strings


def _readable(text: str) -> str:
    """Without the glyphs of icon fonts and other characters that nobody sees."""
    kept: list[str] = []
    for char in text:
        is_seen = char not in INVISIBLE and unicodedata.category(char) not in _PRIVATE
        if is_seen or char == "\n":
            kept.append(char)
    return "".join(kept)
