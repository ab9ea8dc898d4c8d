"""What links the pages of an EPUB to one another.

Notes belong to their markers, and words to pronunciation lexicons.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.model import (
    Mark,
    MarkKind,
    Note,
)
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.flow import Flow, with_notes
from audiobook.readers.markup import without_label
from audiobook.readers.matter import JudgedPage
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    named,
    parse_xml,
    text_of,
)

_PLS = "application/pls+xml"
_LEXEMES = 20_000
_LONGEST = 100  # characters of a word
_BLANK_LINE = "\n\n"

# The text of every note, by path and fragment.
NoteTexts = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class SpinePage:
    """A page of the reading order: where it is, its tree, and how it is judged.

    ``linear``: whether it is in the line of reading.
    """

    path: str
    root: Element | None
    page: JudgedPage
    linear: bool


# ---------------------------------------------------------------------------- notes


def notes_in(pages: list[SpinePage]) -> NoteTexts:
    """The text of every note, and of every paragraph that a marker may point at."""
    fragments = _fragments_pointed_at(pages)
    notes: NoteTexts = {}
    for page in pages:
        flow = page.page.flow
        for fragment in fragments.get(page.path, ()):
            if fragment in flow.notes:
                notes[page.path, fragment] = flow.notes[fragment]
            elif fragment in flow.anchors:
                at = flow.anchors[fragment]
                notes[page.path, fragment] = _paragraph_at(flow.text, at)
    return notes


def _fragments_pointed_at(pages: list[SpinePage]) -> dict[str, set[str]]:
    """The fragments of every page that markers of any page lead to."""
    fragments: dict[str, set[str]] = {}
    for page in pages:
        for _, href, _ in page.page.flow.markers:
            path, fragment = resolve(page.path, href)
            if fragment:
                fragments.setdefault(path, set()).add(fragment)
    return fragments


def _paragraph_at(text: str, at: int) -> str:
    start = text.rfind(_BLANK_LINE, 0, at)
    start = 0 if start < 0 else start + len(_BLANK_LINE)
    end = text.find(_BLANK_LINE, at)
    if end < 0:
        end = len(text)
    return without_label(text[start:end].strip())


def resolved(page: SpinePage, notes: NoteTexts) -> Flow:
    """The flow of a page, with the notes that it calls among its asides."""
    flow = page.page.flow
    called: list[Note] = []
    for at, href, label in flow.markers:
        text = notes.get(resolve(page.path, href))
        if text:
            called.append(Note(at, text, label))
    return with_notes(flow, called)


# --------------------------------------------------------------------- pronunciation


@dataclass(frozen=True, slots=True)
class _Pronunciations:
    """How words are said, and a pattern that finds them."""

    pattern: re.Pattern[str]
    phonemes: dict[str, str]


class Hints:
    """The pronunciation lexicons of a book (PLS 1.0), each for the pages that link to it."""

    def __init__(self, archive: Archive) -> None:
        self.warnings: list[str] = []
        self._archive = archive
        self._lexicons: dict[str, _Pronunciations | None] = {}

    def marked(
        self,
        root: Element | None,
        path: str,
        flow: Flow,
    ) -> Flow:
        """The flow of a page, every word of its lexicons marked with how it is said."""
        marks: list[Mark] = []
        for link in named(root, "link"):
            if not _is_lexicon(link):
                continue
            target, _ = resolve(path, attribute(link, "href"))
            if target:
                marks.extend(self._marks(target, flow.text))
        if not marks:
            return flow
        ordered = sorted({*flow.marks, *marks}, key=_order)
        return replace(flow, marks=tuple(ordered))

    def _marks(self, path: str, text: str) -> Iterator[Mark]:
        if path not in self._lexicons:
            self._lexicons[path] = self._read(path)
        lexicon = self._lexicons[path]
        if lexicon is None:
            return
        for match in lexicon.pattern.finditer(text):
            phonemes = lexicon.phonemes[match[0]]
            yield Mark(
                match.start(),
                match.end(),
                MarkKind.PHONEMES,
                phonemes,
            )

    def _read(self, path: str) -> _Pronunciations | None:
        """A lexicon; ``None`` for one without words."""
        root, sound = parse_xml(self._archive.read(path) or b"")
        if not sound:
            warning = f"The pronunciation lexicon {path} is damaged or missing."
            self.warnings.append(warning)
        if root is None:
            return None
        phonemes = _phonemes_in(root)
        if not phonemes:
            return None
        # Of several words that fit at one place the longest is meant.
        longest_first = sorted(phonemes, key=len, reverse=True)
        words = "|".join(map(re.escape, longest_first))
        return _Pronunciations(re.compile(rf"(?<!\w)(?:{words})(?!\w)"), phonemes)


def _phonemes_in(root: Element) -> dict[str, str]:
    """Every word of a lexicon with how it is said; the first entry counts."""
    alphabet = attribute(root, "alphabet") or "ipa"
    phonemes: dict[str, str] = {}
    for lexeme in list(named(root, "lexeme"))[:_LEXEMES]:
        how = _how(lexeme, alphabet)
        if not how:
            continue
        for grapheme in named(lexeme, "grapheme"):
            word = text_of(grapheme)
            if word and len(word) <= _LONGEST:
                phonemes.setdefault(word, how)
    return phonemes


def _how(lexeme: Element, alphabet: str) -> str:
    """The phonemes of an entry, or other words that sound the same."""
    for phoneme in named(lexeme, "phoneme"):
        own_alphabet = attribute(phoneme, "alphabet") or alphabet
        return f"{own_alphabet}:{text_of(phoneme)}"
    for alias in named(lexeme, "alias"):
        return f"alias:{text_of(alias)}"
    return ""


def _is_lexicon(link: Element) -> bool:
    if attribute(link, "rel").lower() == "pronunciation":
        return True
    return attribute(link, "type").lower() == _PLS


def _order(mark: Mark) -> tuple[int, int, MarkKind, str]:
    """By place; of marks that begin at one place the longest first."""
    return mark.start, -mark.end, mark.kind, mark.value
