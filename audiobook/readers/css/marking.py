"""Marks on the elements of a page, by which it is read as its style sheets show it."""

from collections.abc import Iterator

from audiobook.readers.css.cascade import Cascade
from audiobook.readers.css.content import mark_content
from audiobook.readers.css.sheets import Sheets
from audiobook.readers.tree.element_names import (
    BLOCK_DISPLAYS,
    BLOCKS,
    HIDDEN,
    STYLED_BLOCK,
)
from audiobook.readers.tree.xml import Element, name

BY_STYLE = "hidden by its style sheet"

# Pages that a script shows once they are loaded are hidden as a whole. A line break is
# hidden where the lines are blocks, and a rule where a picture stands for it: they still
# part what is before from what is behind.
_NEVER = frozenset({"html", "body", "br", "hr"})
_APART = BLOCKS | {"td", "th", "br"}  # these part their text from what is beside them
_PARTING = frozenset({"flex", "grid"})  # all that is right in these is a block


def mark_styles(
    root: Element,
    sheets: Sheets,
    path: str = "",
) -> list[Element]:
    """Mark the elements of a page as its style sheets show them.

    Returns those that they hide.
    """
    cascade = Cascade(root, sheets.rules(root, path))
    _mark_shown(cascade)
    _mark_blocks(cascade)
    mark_content(root, cascade)
    hidden: list[Element] = []
    for node in _hidden(cascade):
        if name(node) not in _NEVER:
            node.set(HIDDEN, BY_STYLE)
            hidden.append(node)
    return hidden


def _mark_shown(cascade: Cascade) -> None:
    """What a page hides by an attribute, a style sheet may show again."""
    shown = set(cascade.shown_in_doubt("display"))
    for node, display in cascade.having("display"):
        if not display.hides:
            shown.add(node)
    for node in shown:
        if node.get("hidden") is not None:
            del node.attrib["hidden"]


def _mark_blocks(cascade: Cascade) -> None:
    """Mark what is a paragraph only by its style."""
    for node, display in cascade.having("display"):
        # A large first letter floats; the word goes on beside it.
        floats = cascade.value(node, "float") not in {"", "none"}
        if display.value in BLOCK_DISPLAYS and not floats:
            _mark_block(node)
        if display.value.removeprefix("inline-") in _PARTING:
            for child in node:
                _mark_block(child)


def _mark_block(node: Element) -> None:
    """Mark an element, unless it is a block by its name."""
    if isinstance(node.tag, str) and name(node) not in _APART:
        node.set(STYLED_BLOCK, "yes")


def _hidden(cascade: Cascade) -> Iterator[Element]:
    """The elements that nobody sees."""
    for node, display in cascade.having("display"):
        if display.hides:
            yield node
    visible = set(cascade.shown_in_doubt("visibility"))
    invisible: list[Element] = []
    for node, visibility in cascade.having("visibility"):
        if visibility.hides:
            invisible.append(node)
        else:
            visible.add(node)
    for node in invisible:
        # What is only invisible may hold what is visible again.
        if not visible or visible.isdisjoint(node.iter()):
            yield node
