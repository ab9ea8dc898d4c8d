"""What links the pages of an EPUB to one another: notes to their markers, words to pronunciation lexicons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.model import Mark, MarkKind, Note
from audiobook.readers.archive import Archive, resolve
from audiobook.readers.flow import Flow, with_notes
from audiobook.readers.markup.notes import without_label
from audiobook.readers.matter import Page
from audiobook.readers.tree.xml import Element, attribute, language, named, parse_xml, text_of

_PLS = "application/pls+xml"
_LEXEMES = 20_000
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class SpinePage:
    """A page of the reading order: where it is, its tree, how it is judged, and whether it is in the line."""

    path: str
    root: Element | None
    page: Page
    linear: bool


def notes_in(pages: list[SpinePage]) -> dict[tuple[str, str], str]:
    """The text of every note, and of every paragraph that a marker may point at, by path and fragment."""
    wanted = {
        target for page in pages for _, href, _ in page.page.flow.markers for target in [resolve(page.path, href)]
    }
    found: dict[tuple[str, str], str] = {}
    for page in pages:
        flow = page.page.flow
        for fragment in {fragment for path, fragment in wanted if path == page.path and fragment}:
            if fragment in flow.notes:
                found[page.path, fragment] = flow.notes[fragment]
            elif fragment in flow.anchors:
                found[page.path, fragment] = _paragraph(flow.text, flow.anchors[fragment])
    return found


def _paragraph(text: str, at: int) -> str:
    start = text.rfind("\n\n", 0, at) + 2 if "\n\n" in text[:at] else 0
    end = text.find("\n\n", at)
    return without_label(text[start : end if end >= 0 else len(text)].strip())


def resolved(page: SpinePage, notes: dict[tuple[str, str], str]) -> Flow:
    """The flow of a page, with the notes that it calls among its asides."""
    flow = page.page.flow
    called = [
        Note(at, notes[target], label)
        for at, href, label in flow.markers
        if (target := resolve(page.path, href)) in notes and notes[target]
    ]
    return with_notes(flow, called)


class Hints:
    """The pronunciation lexicons of a book (PLS 1.0), each for the pages that link to it."""

    def __init__(self, archive: Archive) -> None:
        self.warnings: list[str] = []
        self._archive = archive
        self._lexicons: dict[str, tuple[re.Pattern[str], dict[str, str], str] | None] = {}

    def marked(self, root: Element | None, path: str, flow: Flow) -> Flow:
        """The flow of a page, every word of its lexicons marked with how it is said."""
        links = [resolve(path, attribute(link, "href"))[0] for link in named(root, "link") if _is_lexicon(link)]
        marks = [mark for link in links if link for mark in self._found(link, flow.text)]
        if not marks:
            return flow
        ordered = sorted({*flow.marks, *marks}, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.value))
        return replace(flow, marks=tuple(ordered))

    def _found(self, path: str, text: str) -> Iterator[Mark]:
        if path not in self._lexicons:
            self._lexicons[path] = self._read(path)
        lexicon = self._lexicons[path]
        if lexicon:
            pattern, said, _ = lexicon
            for match in pattern.finditer(text):
                yield Mark(match.start(), match.end(), MarkKind.PHONEMES, said[match.group()])

    def _read(self, path: str) -> tuple[re.Pattern[str], dict[str, str], str] | None:
        root, sound = parse_xml(self._archive.read(path) or b"")
        if not sound:
            self.warnings.append(f"The pronunciation lexicon {path} is damaged or missing.")
        if root is None:
            return None
        said: dict[str, str] = {}
        for lexeme in list(named(root, "lexeme"))[:_LEXEMES]:
            how = _how(lexeme, attribute(root, "alphabet") or "ipa")
            for word in (text_of(one) for one in named(lexeme, "grapheme")):
                if how and word and len(word) <= _LONGEST:
                    said.setdefault(word, how)
        words = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
        return (re.compile(rf"(?<!\w)(?:{words})(?!\w)"), said, language(root)) if said else None


def _how(lexeme: Element, alphabet: str) -> str:
    for phoneme in named(lexeme, "phoneme"):
        return f"{attribute(phoneme, 'alphabet') or alphabet}:{text_of(phoneme)}"
    return next((f"alias:{text_of(alias)}" for alias in named(lexeme, "alias")), "")


def _is_lexicon(link: Element) -> bool:
    return attribute(link, "rel").lower() == "pronunciation" or attribute(link, "type").lower() == _PLS
