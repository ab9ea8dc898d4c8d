"""A tree of XHTML -> plain text with marks, and the place of every anchor.

Paragraphs are separated by a blank line, white space is collapsed, ``<br>`` is a newline, a rule becomes
the paragraph ``* * *``. Invisible characters (soft hyphens, word joiners) are dropped and non-breaking
spaces become spaces, so that later stages meet words as a reader sees them. Note markers, notes, pictures
and ruby annotations are not text.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from audiobook.model import Mark, MarkKind, Skipped
from audiobook.readers.lines import is_ornament
from audiobook.readers.xml import Element, attribute, kinds, language, name, text_of

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section summary table tbody thead tr "
    "ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT_NAMES = (
    "head script style template svg math audio video object iframe nav rp rt img button input select textarea"
)
_SILENT = frozenset(_SILENT_NAMES.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = {"em": MarkKind.EMPHASIS, "i": MarkKind.EMPHASIS, "strong": MarkKind.STRONG, "b": MarkKind.STRONG}
_NOTES = frozenset({"footnote", "endnote", "rearnote", "footnotes", "endnotes", "rearnotes"})
_NOTE_MARKERS = frozenset({"noteref", "backlink", "referrer", "annoref"})
_HEADING_KINDS = frozenset({"title", "subtitle", "ordinal", "fulltitle"})
_PASSAGES = (
    (
        MarkKind.VERSE,
        frozenset({"z3998:verse", "z3998:poem", "z3998:song", "z3998:hymn", "z3998:lyrics", "z3998:poetry"}),
        re.compile(r"\b(?:poem|poetry|verse|stanza|lyrics?)\b"),
    ),
    (
        MarkKind.LETTER,
        frozenset({"z3998:letter", "z3998:correspondence", "z3998:diary", "z3998:telegram"}),
        re.compile(r"\b(?:letter|telegram|correspondence)\b"),
    ),
)
_HEADING_CLASS = re.compile(
    r"\b(?:chapter|part)[-_]?(?:title|head|heading|number|num|name)\b|^(?:title|subtitle|heading)$"
)
_BREAK_CLASS = re.compile(r"\b(?:scene|section)[-_]?break\b|\b(?:asterism|ornament|separator|dinkus)\b")
_BOILERPLATE = re.compile(r"\bpg-boilerplate\b|\bpgheader\b|\bpg-header\b|\bpg-footer\b")
_WHITE = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Hair spaces between two quotation marks are typography, not words.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\0]|(?<=[“”‘’«»])[\u2006\u2009\u200a\u202f](?=[“”‘’«»])")
_RULE = "* * *"


@dataclass(frozen=True, slots=True)
class Flow:
    """What a document says: text, marks on it, where its anchors point, and what was left out."""

    text: str
    marks: tuple[Mark, ...] = ()
    anchors: dict[str, int] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


def flow_of(root: Element | None, base_language: str = "") -> Flow:
    """The text of a document. A stretch in a language other than ``base_language`` is marked so."""
    writer = _Writer(base_language)
    if root is not None:
        writer.element(root)
    return writer.flow()


@dataclass(slots=True, eq=False)  # two marks of one kind may be open at once
class _Open:
    kind: MarkKind
    value: str
    start: int = -1


class _Writer:
    """Collects text; a separator is written only when more text follows it."""

    def __init__(self, base_language: str) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.separator = ""
        self.open: list[_Open] = []
        self.waiting: list[str] = []
        self.anchors: dict[str, int] = {}
        self.marks: list[Mark] = []
        self.skipped: list[Skipped] = []
        self.languages = [base_language]
        self.preformatted = 0

    def element(self, node: Element) -> None:
        """An element and all that is in it, without the text behind it."""
        tag = name(node)
        if not tag or tag in _SILENT or node.get("hidden") is not None:
            return
        self._anchor(node)
        if self._left_out(node, tag):
            return
        block = tag in _BLOCKS
        if block:
            self._separate("\n\n")
        if tag == "br":
            self._separate("\n")
        elif tag == "hr" or (block and _BREAK_CLASS.search(_class(node)) and not text_of(node)):
            self._write(_RULE)
        else:
            self._inside(node, tag)
        if block:
            self._separate("\n\n")
        elif tag in {"td", "th"}:
            self._separate(" ")

    def _inside(self, node: Element, tag: str) -> None:
        opened = self._marks_of(node, tag)
        self.open.extend(opened)
        self.preformatted += tag == "pre"
        self._text(node.text)
        for child in node:
            self.element(child)
            self._text(child.tail)
        self.preformatted -= tag == "pre"
        for mark in opened:
            self.open.remove(mark)
            if mark.start >= 0:
                self.marks.append(Mark(mark.start, self.length, mark.kind, mark.value))
        if any(mark.kind is MarkKind.LANGUAGE for mark in opened):
            self.languages.pop()

    def _marks_of(self, node: Element, tag: str) -> list[_Open]:
        said, classes = kinds(node), _class(node)
        found = [
            _Open(kind, "")
            for kind, types, pattern in _PASSAGES
            if said & types or (tag in _BLOCKS and pattern.search(classes))
        ]
        if tag in _HEADINGS:
            found.append(_Open(MarkKind.HEADING, tag[1]))
        elif tag == "p" and (said & _HEADING_KINDS or _HEADING_CLASS.search(classes)):
            found.append(_Open(MarkKind.HEADING, "2"))
        if tag in _INLINE:
            found.append(_Open(_INLINE[tag], ""))
        tongue = language(node)
        if tongue and _primary(tongue) != _primary(self.languages[-1]):
            found.append(_Open(MarkKind.LANGUAGE, tongue))
            self.languages.append(tongue)
        return found

    def _left_out(self, node: Element, tag: str) -> bool:
        said = kinds(node)
        if said & _NOTE_MARKERS:
            return True
        if _BOILERPLATE.search(f"{_class(node)} {node.get('id', '')}"):
            reason = "Project Gutenberg licence"
        elif said & _NOTES and tag in {"aside", "li", "section", "div", "p"}:
            reason = "notes"
        else:
            return False
        words = len(text_of(node).split())
        self.skipped.append(Skipped(reason, f"{reason}: not part of the story", words))
        return True

    def _anchor(self, node: Element) -> None:
        self.waiting.extend(mark for mark in (attribute(node, "id"), node.get("name") or "") if mark)

    def _text(self, raw: str | None) -> None:
        if not raw:
            return
        lines = raw.split("\n") if self.preformatted else [raw]
        for at, line in enumerate(lines):
            if at:
                self._separate("\n")
            self._words(_WHITE.sub(" ", _INVISIBLE.sub("", line)))

    def _words(self, text: str) -> None:
        if text.startswith(" "):
            self._separate(" ")
        if text.strip(" "):
            self._write(text.strip(" "))
            if text.endswith(" "):
                self._separate(" ")

    def _separate(self, separator: str) -> None:
        if len(separator) > len(self.separator) or (separator == "\n" and self.separator == " "):
            self.separator = separator

    def _write(self, text: str) -> None:
        if self.length:
            self.pieces.append(self.separator)
            self.length += len(self.separator)
        self.separator = ""
        for mark in self.open:
            mark.start = self.length if mark.start < 0 else mark.start
        self._settle()
        self.pieces.append(text)
        self.length += len(text)

    def _settle(self) -> None:
        for anchor in self.waiting:
            self.anchors.setdefault(anchor, self.length)
        self.waiting.clear()

    def flow(self) -> Flow:
        """Everything collected, ornaments marked."""
        self._settle()
        text = "".join(self.pieces)
        marks = sorted({*self.marks, *_ornaments(text)}, key=lambda mark: (mark.start, -mark.end, mark.kind))
        return Flow(text, tuple(marks), self.anchors, tuple(self.skipped))


def _class(node: Element) -> str:
    return (node.get("class") or "").lower()


def _primary(tag: str) -> str:
    return tag.lower().partition("-")[0]


def _ornaments(text: str) -> list[Mark]:
    ends = [-2, *(match.start() for match in re.finditer("\n\n", text)), len(text)]
    return [
        Mark(before + 2, end, MarkKind.BREAK)
        for before, end in pairwise(ends)
        if end > before + 2 and end - before < 130 and is_ornament(text[before + 2 : end])
    ]
