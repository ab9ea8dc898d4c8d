"""The walk over a tree of XHTML that writes down what is read of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.model import Mark, MarkKind, primary_subtag
from audiobook.readers.account import Account
from audiobook.readers.markup.ink import Ink
from audiobook.readers.markup.kept import (
    Kept,
    pictured_letter,
    piece_of,
    shown_after,
    shown_before,
)
from audiobook.readers.markup.marks import (
    DEFAULT_ALPHABET,
    Open,
    marks_of,
    phonemes_of,
)
from audiobook.readers.markup.notes import (
    Notes,
    ids_in,
    is_back_link,
    is_label,
    labels_in,
    singles,
    without_label,
)
from audiobook.readers.markup.unread import (
    MARKER,
    READ,
    Fate,
    Judge,
    Judgement,
)
from audiobook.readers.tree import element_names as names
from audiobook.readers.tree.characters import DIGITS, RAISED_DIGITS
from audiobook.readers.tree.xml import (
    SSML,
    Element,
    attribute,
    brief,
    classes_of,
    kinds,
    language,
    name,
    text_of,
    texts_of,
)

_RAISED = str.maketrans(DIGITS, RAISED_DIGITS)
_CELLS = frozenset({"td", "th"})
_MARKER_NAMES = frozenset({"a", "sup", "span"})
_NO_TYPES: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Visit:
    """An element that is being read: the children to come, the marks to close then."""

    node: Element
    tag: str
    types: frozenset[str]
    children: Iterator[Element]
    opened: list[Open]


class Writer:
    """Walks over a tree and writes down what is read of it.

    Every element goes the same way. :meth:`_enter` asks the judge whether it is read.
    If not, :meth:`_leave_out` accounts for it and the walk goes on behind it. If it is,
    :meth:`_begin` opens its marks and writes the text before its first child;
    :meth:`_walk` goes through the children; :meth:`_end` closes the marks.

    The text grows in ``ink``; what is found beside it gathers in ``kept``. A note or a
    piece that is set apart is written by a writer of its own.
    """

    def __init__(
        self,
        account: Account,
        judge: Judge,
        base_language: str,
        *,
        empty_breaks: bool = False,
    ) -> None:
        self.ink = Ink(account)
        self.kept = Kept()
        self._account = account
        self._judge = judge
        self._notes = judge.notes
        self._empty_breaks = empty_breaks
        # What holds at the place that the walk has come to:
        self._languages = [base_language]  # innermost last
        self._alphabet = DEFAULT_ALPHABET  # of the phonemes that are stated
        self._preformatted = 0  # how many open elements keep their line ends
        self._cells = 0  # how many open elements are cells of a table

    def element(self, node: Element) -> None:
        """Write an element and all that is in it, without the text behind it."""
        visit = self._enter(node)
        if visit:
            self._walk(visit)

    def inside(self, node: Element) -> None:
        """Write what is in an element, whatever it says of itself."""
        self._walk(self._begin(node, "div", _NO_TYPES))

    # ------------------------------------------------------------------ the walk

    def _walk(self, first: _Visit) -> None:
        """Everything in an element; a loop, as pages nest deeper than Python calls."""
        visits = [first]
        while visits:
            visit = visits[-1]
            child = next(visit.children, None)
            if child is None:
                self._end(visits.pop())
                if visits:
                    self._write(visit.node.tail)
                continue
            below = self._enter(child)
            if below:
                visits.append(below)
            else:
                self._write(child.tail)

    def _enter(self, node: Element) -> _Visit | None:
        """Begin an element; ``None`` where nothing in it is to be read."""
        tag = name(node)
        if not tag:
            self._account.leave("undeclared entity", [str(node.text or "")])
            return None
        types = _NO_TYPES
        if node.attrib:
            types = kinds(node)
            self.ink.anchor(attribute(node, "id"))
            self.ink.anchor(node.get("name", ""))
        verdict = self._verdict(node, tag, types)
        if verdict is not READ and verdict.fate is not Fate.SILENT:
            self._leave_out(node, tag, verdict)
            return None
        if tag in names.BLOCKS:
            self._separate_block()
            if self._is_break(node, tag):
                self._separate_block()
                return None
        elif tag == "br":
            self.ink.separate("\n")
        elif node.get(names.STYLED_BLOCK):
            self._separate_styled(node)
        return self._begin(
            node,
            tag,
            types,
            silent=verdict.reason,
        )

    def _begin(
        self,
        node: Element,
        tag: str,
        types: frozenset[str],
        silent: str = "",
    ) -> _Visit:
        """Open the marks of an element and write the text before its first child.

        ``silent``: why it is not read aloud, though it stays in the text.
        """
        marks = marks_of(node, tag, types)
        if silent:
            marks.append(Open(MarkKind.SILENT, silent))
        if node.attrib:
            marks.extend(self._marks_of_speech(node))
        for mark in marks:
            self.ink.open(mark)
        if node.attrib or tag == "q":
            self.ink.generated(shown_before(node, tag))
        self._preformatted += tag in names.PREFORMATTED
        if tag in _CELLS:
            self._cells += 1
            if _is_later_cell(node):
                self.ink.cell()
        text = node.text or ""
        if tag == "sup" and len(node) == 0 and text.strip().isdigit():
            text = text.translate(_RAISED)
        self._write(text)
        return _Visit(
            node,
            tag,
            types,
            iter(node),
            marks,
        )

    def _end(self, visit: _Visit) -> None:
        """Close what :meth:`_begin` opened."""
        tag = visit.tag
        if visit.node.attrib or tag == "q":
            self.ink.generated(shown_after(visit.node, tag))
        self._preformatted -= tag in names.PREFORMATTED
        self._cells -= tag in _CELLS
        for mark in visit.opened:
            self.ink.close(mark)
            if mark.kind is MarkKind.LANGUAGE:
                self._languages.pop()
        if tag in names.BLOCKS:
            self._separate_block()
        elif visit.node.get(names.STYLED_BLOCK):
            self._separate_styled(visit.node)
        if tag == "a" and self._calls_note(visit.node, visit.types):
            # Words of the story that call a note: it belongs behind them.
            self._keep_call(visit.node)

    # ------------------------------------------------------------ text and marks

    def _write(self, raw: str | None) -> None:
        self.ink.write(raw, lines=self._preformatted > 0)

    def _separate_block(self) -> None:
        self.ink.separate(" " if self._cells else "\n\n")

    def _separate_styled(self, node: Element) -> None:
        """Part what is a block only by its style; in verse and headings it is a line."""
        if self.ink.in_lines or _is_beside_line_break(node):
            self.ink.separate("\n")
        else:
            self._separate_block()

    def _is_break(self, node: Element, tag: str) -> bool:
        """Whether a block is a rule, an ornament or an empty line; it is written then."""
        if _is_rule(node, tag):
            above_notes = tag == "hr" and "footnote" in classes_of(node)
            if not above_notes:
                self.ink.rule()
            return True
        if tag == "p" and is_empty(node):
            if self._empty_breaks:
                self.ink.empty()
            return True
        return False

    def _marks_of_speech(self, node: Element) -> Iterator[Open]:
        """How an element is pronounced, and its language where that changes."""
        self._alphabet = node.get(SSML + "alphabet") or self._alphabet
        phonemes = phonemes_of(node)
        if phonemes:
            yield Open(MarkKind.PHONEMES, f"{self._alphabet}:{phonemes}")
        own = language(node)
        if own and primary_subtag(own) != primary_subtag(self._languages[-1]):
            self._languages.append(own)
            yield Open(MarkKind.LANGUAGE, own)

    # --------------------------------------------------------------- what is not read

    def _verdict(
        self,
        node: Element,
        tag: str,
        types: frozenset[str],
    ) -> Judgement:
        if tag in _MARKER_NAMES and self._is_marker(node, tag, types):
            return MARKER
        return self._judge.verdict(node, tag, types)

    def _leave_out(
        self,
        node: Element,
        tag: str,
        verdict: Judgement,
    ) -> None:
        """Account for an element that is not read, and keep what is of use."""
        if verdict.fate is Fate.PIECE:
            self._keep_piece(node, verdict)  # the text in it is not lost
            return
        if verdict.fate is Fate.NOTES:
            self._keep_notes(node)
        elif tag == "img":
            self._picture(node)
        self._account.leave(verdict.reason, texts_of(node))

    def _picture(self, node: Element) -> None:
        letter = pictured_letter(node)
        if letter:
            self.ink.generated(letter)
        else:
            self.kept.picture(self.ink.length, node.get("alt", ""))

    def _is_marker(
        self,
        node: Element,
        tag: str,
        types: frozenset[str],
    ) -> bool:
        """Whether an element only calls a note, or only leads back from one."""
        if tag != "sup":
            return self._is_marking_link(node, types)
        if len(node) == 0:
            # A number set high behind a stop calls a note whose link was lost.
            return (node.text or "").strip().isdigit() and self.ink.after_stop()
        for child in node:
            if name(child) != "a" or not self._is_marking_link(child, kinds(child)):
                return False
        return True

    def _is_marking_link(self, link: Element, types: frozenset[str]) -> bool:
        if is_back_link(link, types) or link in self._notes.back:
            return True
        if not self._calls_note(link, types):
            return False
        text = brief(link)
        if text is None or not is_label(text):
            return False
        self._keep_call(link)
        return True

    def _calls_note(self, link: Element, types: frozenset[str]) -> bool:
        return bool(types & names.NOTE_MARKERS) or link in self._notes.markers

    # ------------------------------------------------------ what is kept beside the text

    def _keep_call(self, link: Element) -> None:
        label = text_of(link).strip("[]()")
        self.kept.calls.append((self.ink.length, attribute(link, "href"), label))

    def _keep_notes(self, node: Element) -> None:
        if self._judge.apart:
            return
        for single in singles(node):
            own_notes = Notes(back=labels_in(single))
            judge = Judge(own_notes, apart="notes")
            # The characters of all notes are accounted for by the caller, so that what
            # is left out of one is not counted twice.
            text, _ = self._written_apart(single, judge, Account(""))
            self.kept.note(ids_in(single), without_label(text))

    def _keep_piece(self, node: Element, verdict: Judgement) -> None:
        judge = Judge(self._notes, apart=verdict.kind)
        text, marks = self._written_apart(node, judge, self._account)
        piece = piece_of(
            text,
            marks,
            verdict.kind,
            verdict.reason,
        )
        self.kept.piece(self.ink.length, piece)

    def _written_apart(
        self,
        node: Element,
        judge: Judge,
        account: Account,
    ) -> tuple[str, tuple[Mark, ...]]:
        writer = Writer(account, judge, self._languages[-1])
        writer.inside(node)
        return writer.ink.result()


def _is_beside_line_break(node: Element) -> bool:
    beside = (node.getprevious(), node.getnext())
    return any(other is not None and name(other) == "br" for other in beside)


def _is_later_cell(node: Element) -> bool:
    """Whether another cell of its row stands before a cell."""
    siblings = node.itersiblings(preceding=True)
    return any(name(before) in _CELLS for before in siblings)


def _is_rule(node: Element, tag: str) -> bool:
    """Whether a block is a line or an ornament without words between two scenes."""
    named = tag == "hr"
    if not named and node.attrib:
        named = names.BREAK_CLASS.search(classes_of(node)) is not None
    return named and brief(node) == ""


def is_empty(node: Element) -> bool:
    """Whether a paragraph shows as a blank line.

    It holds a non-breaking space or a line break, and nothing else.
    """
    has_height = len(node) > 0 or "\u00a0" in (node.text or "")
    if not has_height:
        return False
    for child in node:
        if name(child) != "br":
            return False
    return not any(map(str.split, texts_of(node)))
