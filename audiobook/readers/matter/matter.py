"""Which pages of a book are no story: told by what the book says of them, then by title, then by content.

Dedications, epigraphs, forewords and afterwords are read; a page in doubt is read. ``reason_for`` answers
with the reason to show, or nothing for a page to read.
"""

import re
from dataclasses import dataclass
from typing import Final

from audiobook.model import Metadata
from audiobook.readers.flow import Flow
from audiobook.readers.matter.title_pages import is_title_page
from audiobook.readers.matter.titles import TITLES
from audiobook.readers.tree.element_names import stated

_BY_TITLE: Final = tuple(
    (re.compile("|".join(line.strip() for line in patterns.strip().splitlines()), re.IGNORECASE), reason)
    for reason, patterns in TITLES.items()
)
# Whatever they hold, these are no story.
_CERTAIN: Final = frozenset({"Project Gutenberg licence", "transcriber's note", "about the author", "cover"})
_LEGAL = re.compile(
    r"all rights reserved|\bISBN\b|copyright (?:©|\(c\)|\d{4})|©[^\n]{0,60}\d{4}|moral rights?"
    r"|library of congress|no part of this (?:book|publication)",
    re.IGNORECASE,
)
# The first and last page of a download from Archive of Our Own, which call themselves preface and afterword.
_SITE = re.compile(
    r"posted originally on the archive of our own|please drop by the archive and comment", re.IGNORECASE
)
_SITE_CHARACTERS = 2000
_LEGAL_WORDS = 600
_LEGAL_SHARE = 0.2  # of a page's words
_LINK_SHARE = 0.6
_LIST_WORDS = 400
_STORY_WORDS = 400  # a page with more, some of it speech, is read whatever its title
_SPEECH = tuple("\"“„«‘'»—–「『")
_SPEECH_SHARE = 0.15  # of the paragraphs
_SHORT_PARAGRAPH = 25


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is judged. ``kinds`` is what epub:type, landmarks and guide say of it; ``linked`` how
    many of its characters are links; ``first`` whether no chapter has come before it.
    """

    title: str
    kinds: frozenset[str]
    flow: Flow
    linked: int = 0
    first: bool = False


def reason_for(page: Page, book: Metadata) -> str:
    """Why a page is not read aloud; empty for one that is."""
    if said := stated(page.kinds):
        return said
    if not page.flow.text:
        return "no text"
    if page.kinds & {"chapter", "part", "prologue", "epilogue", "dedication", "epigraph", "preface"}:
        return ""
    if _SITE.search(page.flow.text[:_SITE_CHARACTERS]):
        return "work information"
    titled = by_title(page.title)
    if titled:
        return "" if titled not in _CERTAIN and _reads_like_story(page.flow.text) else titled
    return _by_content(page, book)


def by_title(title: str) -> str:
    """Why something with such a title is no story; empty for any other title."""
    plain = " ".join(title.split()).strip(" .:*")
    return next((reason for pattern, reason in _BY_TITLE if pattern.fullmatch(plain)), "")


def _reads_like_story(text: str) -> bool:
    """Whether a page is prose with speech in it, which no index, list of notes or page of thanks is."""
    paragraphs = text.split("\n\n")
    if len(text.split()) < _STORY_WORDS:
        return False
    speech = sum(paragraph.startswith(_SPEECH) for paragraph in paragraphs)
    return speech > _SPEECH_SHARE * len(paragraphs)


def _by_content(page: Page, book: Metadata) -> str:
    words = len(page.flow.text.split())
    if page.linked > _LINK_SHARE * len(page.flow.text) and words > 4:
        return "table of contents"
    if words >= _LEGAL_WORDS:
        return ""
    paragraphs = page.flow.text.split("\n\n")
    if _LEGAL.search(page.flow.text) and _is_legal(paragraphs):
        return "copyright page"
    if words < _LIST_WORDS and _is_list(paragraphs) and (listed := by_title(paragraphs[0])):
        return listed
    if page.first and is_title_page(page.flow.text, book):
        return "title page"
    return ""


def _is_legal(paragraphs: list[str]) -> bool:
    """Whether a page is mostly legal text and short lines; a story that has one such line is not."""
    legal = [paragraph for paragraph in paragraphs if _LEGAL.search(paragraph)]
    short = [p for p in paragraphs if p not in legal and len(p.split()) < _SHORT_PARAGRAPH]
    share = sum(len(p.split()) for p in legal) / sum(len(p.split()) for p in paragraphs)
    spoken = any(paragraph.startswith(_SPEECH) for paragraph in paragraphs)
    return not spoken and 2 * (len(legal) + len(short)) > len(paragraphs) and share > _LEGAL_SHARE


def _is_list(paragraphs: list[str]) -> bool:
    short = sum(len(p.split()) < _SHORT_PARAGRAPH for p in paragraphs)
    return len(paragraphs) > 2 and 4 * short >= 3 * len(paragraphs)
