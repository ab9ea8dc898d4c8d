"""Which marks an element of marked-up text sets: emphasis, headings, verse, names ..."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from audiobook.model import MarkKind
from audiobook.readers.tree import element_names as names
from audiobook.readers.tree.xml import (
    SSML,
    Element,
    classes_of,
)

DEFAULT_ALPHABET = "x-sampa"
_MARKED: Final = frozenset(names.INLINE) | names.HEADINGS
_LEVEL_BY_CLASS = "2"  # of a paragraph that only its class or type makes a heading
_STANDARD_EBOOKS_NAME = "se:name."
_PEOPLE_AND_PLACES = ("person", "place", "organization", "character")


@dataclass(slots=True, eq=False)  # two marks of one kind may be open at once
class Open:
    """A mark that has not ended yet; ``start`` is -1 until text is written in it."""

    kind: MarkKind
    value: str = ""
    start: int = -1


def marks_of(node: Element, tag: str, types: frozenset[str]) -> list[Open]:
    """The marks of an element by its name, its classes and its types, outermost first."""
    if not node.attrib and tag not in _MARKED:
        return []
    classes = classes_of(node)
    marks = [Open(kind) for kind in _passages(tag, types, classes)]
    level = _heading_level(tag, types, classes)
    if level:
        marks.append(Open(MarkKind.HEADING, level))
    meaning = None if tag in names.BLOCKS else _meaning(types)
    if meaning:
        marks.append(meaning)
        # A name in italics is set so because it is a name, not for emphasis.
        if tag == "i":
            return marks
    if tag in names.INLINE:
        marks.append(Open(names.INLINE[tag]))
    return marks


def phonemes_of(node: Element) -> str:
    """How the page says that a word is pronounced (SSML); empty where it does not."""
    return node.get(SSML + "ph") or node.get("ssml:ph") or ""


def _passages(tag: str, types: frozenset[str], classes: str) -> Iterator[MarkKind]:
    for kind, passage_types, passage_class in names.PASSAGES:
        by_class = tag in names.BLOCKS and passage_class.search(classes)
        if types & passage_types or by_class:
            yield kind


def _heading_level(tag: str, types: frozenset[str], classes: str) -> str:
    """The level of a heading; empty for what is none."""
    if tag in names.HEADINGS:
        return tag.removeprefix("h")
    if tag != "p":
        return ""
    if types & names.HEADING_KINDS or names.HEADING_CLASS.search(classes):
        return _LEVEL_BY_CLASS
    return ""


def _meaning(types: frozenset[str]) -> Open | None:
    """The mark of a word or phrase whose type says that it is a name, a title ..."""
    for kind in sorted(types):
        if kind.startswith(_STANDARD_EBOOKS_NAME):
            named = kind.removeprefix(_STANDARD_EBOOKS_NAME)
            if named.startswith(_PEOPLE_AND_PLACES):
                return Open(MarkKind.NAME, kind)
            return Open(MarkKind.WORK, kind)
        if kind.startswith(("z3998:", "se:")):
            return Open(MarkKind.NAME, kind)
    return None
