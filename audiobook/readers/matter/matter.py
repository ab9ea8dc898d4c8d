"""Which pages of a book are not story: by what the book says, by title, by content.

Dedications, epigraphs, forewords and afterwords are read; a page in doubt is read.
``reason_for`` answers with the reason to show, or nothing for a page to read.
"""

import re
from dataclasses import dataclass
from typing import Final

from audiobook.model import Metadata
from audiobook.readers.flow import Flow
from audiobook.readers.matter.title_pages import is_title_page
from audiobook.readers.matter.titles import TITLES

# What types and roles say is not story. A dedication, an epigraph, a preface and the
# like are read.
_NO_STORY: Final = {
    "cover": "cover",
    "titlepage": "title page",
    "halftitlepage": "title page",
    "title-page": "title page",
    "imprint": "imprint",
    "colophon": "colophon",
    "copyright-page": "copyright page",
    "copyright": "copyright page",
    "toc": "table of contents",
    "landmarks": "table of contents",
    "loi": "list of illustrations",
    "lot": "list of tables",
    "index": "index",
    "bibliography": "bibliography",
    "glossary": "glossary",
    "footnotes": "notes",
    "endnotes": "notes",
    "rearnotes": "notes",
    "notes": "notes",
    "acknowledgments": "acknowledgements",
    "acknowledgements": "acknowledgements",
    "other-credits": "credits",
    "credits": "credits",
    "contributors": "credits",
    "seriespage": "series page",
}
_STORY: Final = frozenset(
    {"chapter", "part", "prologue", "epilogue", "dedication", "epigraph", "preface"}
)
# Whatever they hold, these are not story.
_CERTAIN: Final = frozenset(
    {
        "Project Gutenberg licence",
        "transcriber's note",
        "about the author",
        "cover",
    }
)
_LEGAL = re.compile(
    r"all rights reserved|\bISBN\b|copyright (?:©|\(c\)|\d{4})|©[^\n]{0,60}\d{4}"
    r"|moral rights?|library of congress"
    r"|no part of this (?:book|publication)",
    re.IGNORECASE,
)
# The first and last page of a download from Archive of Our Own, which call themselves
# preface and afterword.
_SITE = re.compile(
    r"posted originally on the archive of our own"
    r"|please drop by the archive and comment",
    re.IGNORECASE,
)
_SITE_CHARACTERS = 2000
_LEGAL_WORDS = 600
_LEGAL_SHARE = 0.2  # of a page's words
_LINK_SHARE = 0.6  # of a page's characters
_LINK_WORDS = 4  # a page with no more is not a list of links
_LIST_WORDS = 400
_LIST_PARAGRAPHS = 2
_STORY_WORDS = 400  # a page with more, some of it speech, is read whatever its title
_SPEECH = tuple("\"“„«‘'»—–「『")
_SPEECH_SHARE = 0.15  # of the paragraphs
_SHORT_PARAGRAPH = 25  # words
_LONG_PARAGRAPH = 60  # words
_PROSE_WORDS = 150  # in long paragraphs
_CONTENTS = "table of contents"


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page of which it is to be decided whether it is read.

    ``kinds`` is what epub:type, landmarks and guide say of it; ``linked`` how many of
    its characters are links; ``first`` whether no chapter has come before it.
    """

    title: str
    kinds: frozenset[str]
    flow: Flow
    linked: int = 0
    first: bool = False


def reason_for(page: JudgedPage, book: Metadata) -> str:
    """Why a page is not read aloud; empty for one that is."""
    reason = stated(page.kinds)
    if reason:
        return reason
    if not page.flow.text:
        return "no text"
    if page.kinds & _STORY:
        return ""
    return _in_doubt(page, book)


def _in_doubt(page: JudgedPage, book: Metadata) -> str:
    """By title and content, where the book does not say what a page is."""
    text = page.flow.text
    if _SITE.search(text[:_SITE_CHARACTERS]):
        return "work information"
    reason = by_title(page.title)
    if not reason:
        return _by_content(page, book)
    if reason not in _CERTAIN and _reads_like_story(text):
        return ""
    if reason == _CONTENTS and _goes_on_as_prose(text):
        return ""
    return reason


def stated(types: frozenset[str]) -> str:
    """Why a part is not story, as its types say; empty where they do not."""
    for kind in sorted(types):
        if kind in _NO_STORY:
            return _NO_STORY[kind]
    return ""


# ------------------------------------------------------------------------ by title


def _title_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    compiled: list[tuple[re.Pattern[str], str]] = []
    for reason, patterns in TITLES.items():
        lines = patterns.strip().splitlines()
        any_of_them = "|".join(map(str.strip, lines))
        compiled.append((re.compile(any_of_them, re.IGNORECASE), reason))
    return tuple(compiled)


_BY_TITLE: Final = _title_patterns()


def by_title(title: str) -> str:
    """Why something with such a title is not story; empty for any other title."""
    plain = " ".join(title.split()).strip(" .:*")
    for pattern, reason in _BY_TITLE:
        if pattern.fullmatch(plain):
            return reason
    return ""


def _reads_like_story(text: str) -> bool:
    """Whether a page is prose with speech in it.

    No index, list of notes or page of thanks is.
    """
    if len(text.split()) < _STORY_WORDS:
        return False
    paragraphs = text.split("\n\n")
    speech = sum(paragraph.startswith(_SPEECH) for paragraph in paragraphs)
    return speech > _SPEECH_SHARE * len(paragraphs)


def _goes_on_as_prose(text: str) -> bool:
    """Whether a page has more than a list: the whole book may stand below its contents."""
    words = 0
    for paragraph in text.split("\n\n"):
        length = len(paragraph.split())
        if length >= _LONG_PARAGRAPH:
            words += length
    return words >= _PROSE_WORDS or _reads_like_story(text)


# ---------------------------------------------------------------------- by content


def _by_content(page: JudgedPage, book: Metadata) -> str:
    text = page.flow.text
    words = len(text.split())
    most_are_links = page.linked > _LINK_SHARE * len(text)
    if most_are_links and words > _LINK_WORDS:
        return _CONTENTS
    if words >= _LEGAL_WORDS:
        return ""
    if _is_legal(text):
        return "copyright page"
    list_kind = _list_kind(text)
    if list_kind:
        return list_kind
    # Behind the first chapter nothing is a title page any more.
    if page.first and is_title_page(text, book):
        return "title page"
    return ""


def _is_legal(text: str) -> bool:
    """Whether a page is mostly legal text and short lines.

    A story that has one such line is not, nor is a page with speech.
    """
    if not _LEGAL.search(text):
        return False
    paragraphs = text.split("\n\n")
    legal = 0
    short = 0
    legal_words = 0
    all_words = 0
    for paragraph in paragraphs:
        if paragraph.startswith(_SPEECH):
            return False
        words = len(paragraph.split())
        all_words += words
        if _LEGAL.search(paragraph):
            legal += 1
            legal_words += words
        elif words < _SHORT_PARAGRAPH:
            short += 1
    if 2 * (legal + short) <= len(paragraphs):
        return False
    return legal_words / all_words > _LEGAL_SHARE


def _list_kind(text: str) -> str:
    """What a list is by the heading on its page; empty for what is not a list."""
    paragraphs = text.split("\n\n")
    if len(text.split()) >= _LIST_WORDS or not _is_list(paragraphs):
        return ""
    if _goes_on_as_prose(text):
        return ""
    return by_title(paragraphs[0])


def _is_list(paragraphs: list[str]) -> bool:
    """Whether three quarters of the paragraphs are short."""
    if len(paragraphs) <= _LIST_PARAGRAPHS:
        return False
    short = 0
    for paragraph in paragraphs:
        short += len(paragraph.split()) < _SHORT_PARAGRAPH
    return 4 * short >= 3 * len(paragraphs)
