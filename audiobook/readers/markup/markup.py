"""A tree of XHTML -> plain text with marks, and the place of every anchor.

Paragraphs are separated by a blank line, white space is collapsed, ``<br>`` is a newline, a rule becomes
the paragraph ``* * *``, and so does an empty paragraph where those are rare. Invisible characters (soft
hyphens, word joiners) are dropped, ligatures taken apart and non-breaking spaces become spaces, so that
later stages meet words as a reader sees them. The cells of a table's row are separated by commas. Note
markers, notes, pictures and ruby annotations are not text; every character left out is accounted for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.errors import InputError
from audiobook.model import Chapter, MarkKind, Note, Skipped, primary_subtag
from audiobook.readers.account import Account, solid
from audiobook.readers.flow import Flow, joined, skipped_piece
from audiobook.readers.markup import hidden
from audiobook.readers.markup.ink import Ink, Open
from audiobook.readers.markup.notes import Notes, is_back_link, is_label, is_note, notes_of, singles, without_label
from audiobook.readers.tree import element_names as names
from audiobook.readers.tree.xml import SSML, Element, attribute, brief, kinds, language, name, text_of, texts_of

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAK_SHARE = 0.15  # of the paragraphs: where more are empty than this, they are only spacing
_ELEMENTS = 1_000_000  # a long novel has 30,000
_CELLS = frozenset({"td", "th"})
_MARKER_NAMES = frozenset({"a", "sup", "span"})
_NO_KINDS: frozenset[str] = frozenset()


def flow_of(root: Element | None, base_language: str = "", *, place: str = "", regions: bool = True) -> Flow:
    """The text of a document. A stretch in a language other than ``base_language`` is marked so.

    ``regions``: parts of it whose types say that they are no story (a colophon ...) are set apart.

    Raises :class:`~audiobook.errors.InputError` for a document with more elements than any book.
    """
    if root is None:
        return Flow("")
    if sum(1 for _ in root.iter()) > _ELEMENTS:
        raise InputError(
            f"A page has more than {_ELEMENTS:,} elements, which no book has.", remedy="Give a smaller file."
        )
    writer = _Writer(
        base_language, notes_of(root), Account(place), empty_breaks=_empty_are_breaks(root), regions=regions
    )
    writer.element(root)
    return writer.flow(sum(solid(str(piece)) for piece in root.itertext()))


def _empty_are_breaks(root: Element) -> bool:
    paragraphs = [node for node in root.iter() if name(node) == "p"]
    empty = sum(1 for node in paragraphs if _is_empty(node))
    return 0 < empty <= _BREAK_SHARE * len(paragraphs)


def _is_empty(node: Element) -> bool:
    """Whether a paragraph shows as a blank line: it holds a non-breaking space or a line break, nothing else."""
    shown = len(node) > 0 or "\u00a0" in (node.text or "")
    return shown and all(name(child) == "br" for child in node) and not any(map(str.split, texts_of(node)))


@dataclass(slots=True)
class _Visit:
    """An element that is being read: the children that are still to come, and the marks to close after them."""

    node: Element
    tag: str
    said: frozenset[str]
    children: Iterator[Element]
    opened: list[Open]


class _Writer:
    """Walks over a tree and writes what is read of it."""

    def __init__(
        self,
        base_language: str,
        notes: Notes,
        account: Account,
        *,
        empty_breaks: bool = False,
        regions: bool = False,
        kept: str = "",
    ) -> None:
        self.ink = Ink(account)
        self.languages = [base_language]
        self.preformatted = 0
        self.cells = 0
        self.alphabet = "x-sampa"
        self.known = notes
        self.empty_breaks = empty_breaks
        self.regions = regions
        self.silent = ""  # why the element that comes next is not read, though it stays in the text
        self.kept = kept  # the kind of the note or piece that is written apart; empty for the text itself
        self.notes: dict[str, str] = {}
        self.markers: list[tuple[int, str, str]] = []
        self.pictures: list[Note] = []
        self.left: list[tuple[int, Skipped]] = []

    def element(self, node: Element) -> None:
        """An element and all that is in it, without the text behind it."""
        visit = self._enter(node)
        if visit:
            self._walk(visit)

    def inside(self, node: Element) -> None:
        """What is in an element, whatever it says of itself."""
        self._walk(self._begin(node, "div", _NO_KINDS))

    def _walk(self, first: "_Visit") -> None:
        """Everything in an element; a loop, because elements may be nested deeper than Python's calls."""
        visits = [first]
        while visits:
            visit = visits[-1]
            child = next(visit.children, None)
            if child is not None:
                below = self._enter(child)
                if below:
                    visits.append(below)
                else:
                    self._text(child.tail)
                continue
            self._leave(visits.pop())
            if visits:
                self._text(visit.node.tail)

    def _enter(self, node: Element) -> "_Visit | None":
        """Write what stands before the children of an element; nothing where they are not read or done with."""
        tag = name(node)
        if not tag:
            self.ink.account.leave("undeclared entity", [str(node.text or "")])
            return None
        said = kinds(node) if node.attrib else _NO_KINDS
        if node.attrib:
            self.ink.anchor(attribute(node, "id"))
            self.ink.anchor(node.get("name") or "")
        reason = self._reason(node, tag, said)
        if reason:
            self.ink.account.leave(reason, [] if reason == names.SKIPPED else texts_of(node))
        elif tag in names.BLOCKS or tag == "hr":
            self._separate_block()
            if not self._shown_as_break(node, tag):
                return self._begin(node, tag, said)
            self._separate_block()
        else:
            if tag == "br":
                self.ink.separate("\n")
            return self._begin(node, tag, said)
        return None

    def _separate_block(self) -> None:
        self.ink.separate(" " if self.cells else "\n\n")

    def _shown_as_break(self, node: Element, tag: str) -> bool:
        """Whether a block is only a rule or an empty line, or nothing; those that count are written."""
        if (tag == "hr" or node.attrib) and _shows_break(node, tag):
            if not (tag == "hr" and "footnote" in _class(node)):
                self.ink.rule()
            return True
        if tag == "p" and _is_empty(node):
            if self.empty_breaks:
                self.ink.empty()
            return True
        return False

    def _begin(self, node: Element, tag: str, said: frozenset[str]) -> "_Visit":
        """Open the marks of an element and write the text before its first child."""
        opened = self._marks_of(node, tag, said) if node.attrib or tag in _MARKED else []
        for mark in opened:
            self.ink.open(mark)
        self.preformatted += tag in names.PREFORMATTED
        self.cells += tag in _CELLS
        if tag in _CELLS and any(name(before) in _CELLS for before in node.itersiblings(preceding=True)):
            self.ink.cell()
        text = node.text or ""
        raised = tag == "sup" and len(node) == 0 and text.strip().isdigit()
        self._text(text.translate(_RAISED) if raised else text)
        return _Visit(node, tag, said, iter(node), opened)

    def _leave(self, visit: "_Visit") -> None:
        """Close what :meth:`_begin` opened."""
        tag = visit.tag
        self.preformatted -= tag in names.PREFORMATTED
        self.cells -= tag in _CELLS
        for mark in visit.opened:
            self.ink.close(mark)
            if mark.kind is MarkKind.LANGUAGE:
                self.languages.pop()
        if tag in names.BLOCKS:
            self._separate_block()
        elif tag == "a" and self._calls(visit.node, visit.said):
            self._note_here(visit.node)  # words of the story that call a note: it belongs behind them

    def _text(self, raw: str | None) -> None:
        self.ink.write(raw, lines=self.preformatted > 0)

    def _marks_of(self, node: Element, tag: str, said: frozenset[str]) -> list[Open]:
        classes = _class(node)
        found = [
            Open(kind)
            for kind, types, pattern in names.PASSAGES
            if said & types or (tag in names.BLOCKS and classes and pattern.search(classes))
        ]
        if tag in names.HEADINGS:
            found.append(Open(MarkKind.HEADING, tag[1]))
        elif tag == "p" and (said & names.HEADING_KINDS or (classes and names.HEADING_CLASS.search(classes))):
            found.append(Open(MarkKind.HEADING, "2"))
        meaning = names.named(said) if said and tag not in names.BLOCKS else None
        if meaning:
            found.append(Open(*meaning))
        if tag in names.INLINE and not (meaning and tag == "i"):
            found.append(Open(names.INLINE[tag]))
        if self.silent:
            found.append(Open(MarkKind.SILENT, self.silent))
            self.silent = ""
        return found + self._spoken_marks(node)

    def _spoken_marks(self, node: Element) -> list[Open]:
        found: list[Open] = []
        self.alphabet = node.get(SSML + "alphabet") or self.alphabet
        phonemes = node.get(SSML + "ph") or node.get("ssml:ph")
        if phonemes:
            found.append(Open(MarkKind.PHONEMES, f"{self.alphabet}:{phonemes}"))
        tongue = language(node)
        if tongue and primary_subtag(tongue) != primary_subtag(self.languages[-1]):
            found.append(Open(MarkKind.LANGUAGE, tongue))
            self.languages.append(tongue)
        return found

    def _reason(self, node: Element, tag: str, said: frozenset[str]) -> str:
        """Why an element is not read; empty for one that is."""
        if tag in names.SILENT:
            self._picture(node, tag)
            return names.SILENT[tag]
        if tag in _MARKER_NAMES and self._is_marker(node, tag, said):
            return "note marker"
        if node in self.known.bodies or (node.attrib and is_note(node, tag, said)):
            self._keep_notes(node)
            return "notes"
        return self._reason_stated(node, tag, said) if node.attrib else ""

    def _reason_stated(self, node: Element, tag: str, said: frozenset[str]) -> str:
        if (unseen := hidden.reason(node)) and self.kept != hidden.KIND:
            return self._reason_hidden(node, tag, unseen)
        if chosen := node.get(names.LEFT_OUT):
            return chosen
        if not self.kept and names.BOILERPLATE.search(f"{_class(node)} {node.get('id', '')}"):
            self._keep_piece(node, "Project Gutenberg licence")
            return names.SKIPPED
        kind = names.stated(said) if self.regions and tag in names.REGIONS else ""
        if kind:
            self._keep_piece(node, kind)
            return names.SKIPPED
        paged = "pagebreak" in said or (tag == "span" and names.PAGE_CLASS.search(_class(node)))
        return "page number" if paged else ""

    def _reason_hidden(self, node: Element, tag: str, unseen: str) -> str:
        """Headings stay in the text, unread, because they name chapters; blocks become pieces of their own."""
        if self.kept or unseen == hidden.TWICE:
            return unseen
        if tag not in names.BLOCKS or not any(map(str.isalnum, text_of(node))):
            return unseen
        if hidden.holds_only_headings(node):
            self.silent = unseen
            return ""
        self._keep_piece(node, hidden.KIND, unseen)
        return names.SKIPPED

    def _is_marker(self, node: Element, tag: str, said: frozenset[str]) -> bool:
        if tag == "sup" and not len(node):
            # A number set high behind a stop calls a note that somebody lost the link of.
            return (node.text or "").strip().isdigit() and self.ink.after_stop()
        if tag == "sup":
            return all(name(child) == "a" and self._is_marker(child, "a", kinds(child)) for child in node)
        if is_back_link(node, said) or node in self.known.back:
            return True
        text = brief(node) if self._calls(node, said) else None
        called = text is not None and is_label(text)
        if called:
            self._note_here(node)
        return called

    def _calls(self, node: Element, said: frozenset[str]) -> bool:
        return bool(said & names.NOTE_MARKERS) or node in self.known.markers

    def _note_here(self, node: Element) -> None:
        self.markers.append((self.ink.length, attribute(node, "href"), text_of(node).strip("[]()")))

    def _picture(self, node: Element, tag: str) -> None:
        alt = " ".join((node.get("alt") or "").split())
        if tag == "img" and alt:
            self.pictures.append(Note(self.ink.length, alt, "picture"))

    def _keep_notes(self, node: Element) -> None:
        for single in () if self.kept else singles(node):
            inner = _Writer(self.languages[-1], Notes(back=_labels(single)), Account(""), kept="notes")
            inner.inside(single)
            for mark in _ids(single) or [f"#{len(self.notes)}"]:
                self.notes.setdefault(mark, without_label(inner.ink.result()[0]))

    def _keep_piece(self, node: Element, kind: str, reason: str = "") -> None:
        inner = _Writer(self.languages[-1], self.known, self.ink.account, kept=kind)
        inner.inside(node)
        text, marks = inner.ink.result()
        title = next((text[m.start : m.end] for m in marks if m.kind is MarkKind.HEADING), kind.capitalize())
        piece = skipped_piece(title, kind, Chapter(0, title, text, None, marks))
        if reason:
            piece = replace(piece, reason=reason)
        at, before = self.left[-1] if self.left else (-1, None)
        if before and at == self.ink.length and (before.kind, before.reason) == (hidden.KIND, piece.reason):
            self.left[-1] = (at, joined(before, piece))  # a hidden passage of several paragraphs is one
        else:
            self.left.append((self.ink.length, piece))

    def flow(self, total: int) -> Flow:
        """Everything that was collected."""
        text, marks = self.ink.result()
        account = self.ink.account
        lost = sum(len(note.split()) for note in dict.fromkeys(self.notes.values()))
        listed = [(0, skipped_piece("Notes", "notes", words=lost))] if lost else []
        return Flow(
            text, marks, self.ink.anchors, self.notes, tuple(self.markers), tuple(self.pictures),
            (*self.left, *listed), account.unread(), total, account.added, account.letters_added,
        )  # fmt: skip


_MARKED = frozenset(names.INLINE) | names.HEADINGS


def _labels(node: Element) -> frozenset[Element]:
    """The links in a note that are only its number or lead back to its marker."""
    links = [link for link in node.iter() if name(link) == "a"]
    return frozenset(k for k in links if without_label(f"{text_of(k)} x") == "x" or is_back_link(k, kinds(k)))


def _ids(node: Element) -> list[str]:
    own = [attribute(e, "id") or e.get("name") or "" for e in node.iter() if isinstance(e.tag, str)]
    return [mark for mark in own if mark]


def _shows_break(node: Element, tag: str) -> bool:
    named = tag == "hr" or bool(names.BREAK_CLASS.search(_class(node)))
    return named and brief(node) == ""


def _class(node: Element) -> str:
    return (node.get("class") or "").lower()
