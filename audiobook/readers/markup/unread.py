"""Which elements of a page are not read aloud, and what becomes of them.

Only the decision is made here; :mod:`~audiobook.readers.markup.writer` acts on it.
Whole pages and chapters that are not story are told by
:mod:`~audiobook.readers.matter`. In doubt an element is read.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from audiobook.readers.markup import hidden
from audiobook.readers.markup.notes import Notes, is_note
from audiobook.readers.matter import stated
from audiobook.readers.tree.element_names import BLOCKS, LEFT_OUT
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    classes_of,
    name,
    named,
    text_of,
)

_LICENCE = "Project Gutenberg licence"
_LICENCE_CLASS = re.compile(
    r"\bpg-boilerplate\b|\bpgheader\b|\bpg-header\b|\bpg-footer\b"
)
_CONTENTS_CLASS = re.compile(r"\bmsotoc(?:\d|heading)\b", re.IGNORECASE)  # of Word
_PAGE_CLASS = re.compile(r"\b(?:pagenum|page-?number|page-?break|pagebreak)\b")
# Elements whose types are asked whether they are a part of the book that is not story.
_REGIONS = frozenset({"section", "div", "aside", "article", "nav", "header", "footer"})

_BY_NAME = {
    "not text": "head title script style template object",
    "picture or sound": "svg math audio video img picture canvas",
    "part of a form": "button datalist input select textarea",
    "how a word is written in another script (ruby)": "rp rt rtc",
    "table of contents": "nav",
}
_OTHER_FORM = "another form of what is read"
# In a switch. Formulas and drawings are pictures here; their cases are passed over.
_SHOWN = frozenset({"http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/ops"})
_FOR_OLD_BROWSERS = "iframe noembed noframes noscript"


class Fate(Enum):
    """What becomes of an element."""

    READ = auto()
    SILENT = auto()  # it stays in the text, unread, because it names a chapter
    NOTES = auto()  # it is kept as notes, for the places that call them
    PIECE = auto()  # it is set apart as a piece of the book that is not story
    LEFT_OUT = auto()  # it is listed with its reason


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of an element, and why; ``kind`` is that of a piece."""

    fate: Fate
    reason: str = ""
    kind: str = ""


READ: Final = Judgement(Fate.READ)
MARKER: Final = Judgement(Fate.LEFT_OUT, "note marker")
_NOTES: Final = Judgement(Fate.NOTES, "notes")
_PAGE_NUMBER: Final = Judgement(Fate.LEFT_OUT, "page number")


def _verdicts_by_name() -> dict[str, Judgement]:
    verdicts = dict.fromkeys(
        _FOR_OLD_BROWSERS.split(), Judgement(Fate.LEFT_OUT, "not text")
    )
    for reason, names in _BY_NAME.items():
        for tag in names.split():
            verdicts[tag] = Judgement(Fate.LEFT_OUT, reason)
    return verdicts


_NEVER_READ: Final = _verdicts_by_name()


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides about the elements of one document.

    ``regions``: whether parts whose types say that they are not story are set apart.
    ``apart``: the kind of the note or piece that is being written; nothing more is set
    apart inside of it. Empty for the text itself.
    """

    notes: Notes
    regions: bool = False
    apart: str = ""

    def verdict(
        self,
        node: Element,
        tag: str,
        types: frozenset[str],
    ) -> Judgement:
        """What becomes of an element. Note markers are told elsewhere."""
        if tag in _NEVER_READ:
            return _NEVER_READ[tag]
        if node in self.notes.bodies:
            return _NOTES
        if not node.attrib:
            return READ
        if is_note(node, tag, types):
            return _NOTES
        unseen = hidden.reason(node)
        if unseen and self.apart != hidden.KIND:
            return self._of_hidden(node, tag, unseen)
        return self._by_attributes(node, tag, types)

    def _of_hidden(
        self,
        node: Element,
        tag: str,
        reason: str,
    ) -> Judgement:
        """Headings stay, because they name chapters; other blocks become pieces."""
        left_out = Judgement(Fate.LEFT_OUT, reason)
        if self.apart or reason == hidden.TWICE or tag not in BLOCKS:
            return left_out
        if not any(map(str.isalnum, text_of(node))):
            return left_out
        if hidden.holds_only_headings(node):
            return Judgement(Fate.SILENT, reason)
        return Judgement(Fate.PIECE, reason, kind=hidden.KIND)

    def _by_attributes(
        self,
        node: Element,
        tag: str,
        types: frozenset[str],
    ) -> Judgement:
        """By what its reader marked it with, its classes, and its types."""
        chosen = node.get(LEFT_OUT)
        if chosen:
            return Judgement(Fate.LEFT_OUT, chosen)
        if not self.apart and _is_licence(node):
            return Judgement(Fate.PIECE, kind=_LICENCE)
        if self.regions and tag in _REGIONS:
            kind = stated(types)
            if kind:
                return Judgement(Fate.PIECE, kind=kind)
        if _is_page_number(node, tag, types):
            return _PAGE_NUMBER
        if tag == "p" and _CONTENTS_CLASS.search(classes_of(node)):
            return _NEVER_READ["nav"]
        return READ


def _is_licence(node: Element) -> bool:
    names = f"{classes_of(node)} {node.get('id', '')}"
    return _LICENCE_CLASS.search(names) is not None


def _is_page_number(node: Element, tag: str, types: frozenset[str]) -> bool:
    if "pagebreak" in types:
        return True
    return tag == "span" and _PAGE_CLASS.search(classes_of(node)) is not None


# ----------------------------------------------------------------- several forms of one passage


def mark_other_cases(root: Element) -> None:
    """Mark every case of an ``epub:switch`` but the one that is read.

    That is the first of XHTML, else the default, else the first.
    """
    for switch in named(root, "switch", "epub:switch"):
        forms = [child for child in switch if _local(child) in {"case", "default"}]
        for form in forms:
            if form is not _read(forms):
                form.set(LEFT_OUT, _OTHER_FORM)


def _read(forms: list[Element]) -> Element:
    for form in forms:
        if attribute(form, "required-namespace") in _SHOWN:
            return form
    for form in forms:
        if _local(form) == "default":
            return form
    return forms[0]


def _local(node: Element) -> str:
    """The name without its prefix, which broken XHTML keeps."""
    return name(node).rpartition(":")[2]
