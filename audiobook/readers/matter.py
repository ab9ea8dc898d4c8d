"""Which pages of a book are no story: told by what the book says of them, then by title, then by content.

Dedications, epigraphs, forewords and afterwords are read; a page in doubt is read. ``reason_for`` answers
with the reason to show, or nothing for a page to read.
"""

import re
from dataclasses import dataclass
from typing import Final

from audiobook.readers.flow import Flow
from audiobook.readers.markup_names import stated

_BY_TITLE: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), reason)
    for pattern, reason in (
        (r"(?:front |back )?cover(?: page| image)?", "cover"),
        (r"(?:half[- ]?)?title[- ]?page|half[- ]?title|frontispiece", "title page"),
        (r"imprint", "imprint"),
        (r"colophon", "colophon"),
        (r"(?:un)?copyright(?: page| notice| information)?|legal notice|permissions", "copyright page"),
        (r"(?:table of )?contents|toc", "table of contents"),
        (r"(?:list of )?illustrations", "list of illustrations"),
        (
            r"(?:other )?(?:books|works|titles|novels) by .+|also by .+|also available.*|by the same author",
            "other books",
        ),
        (r"about the (?:author|publisher|translator|illustrator)s?", "about the author"),
        (r"acknowledge?ments?", "acknowledgements"),
        (r"index|general index", "index"),
        (r"(?:select )?bibliography", "bibliography"),
        (r"(?:end|foot)?notes|annotations", "notes"),
        (r"advertisements?|praise for .+|newsletter.*|discover more.*", "advertisement"),
        (r"transcriber['’]s notes?.*", "transcriber's note"),
        (r"the full project gutenberg(?:™|-tm)? licen[sc]e.*", "Project Gutenberg licence"),
    )
)
_LEGAL = re.compile(
    r"all rights reserved|\bISBN\b|copyright (?:©|\(c\)|\d{4})|©\s*\d{4}"
    r"|library of congress|no part of this (?:book|publication)",
    re.IGNORECASE,
)
_LEGAL_WORDS = 600
_TITLE_WORDS = 60
_LINK_SHARE = 0.6


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


def reason_for(page: Page, book_title: str) -> str:
    """Why a page is not read aloud; empty for one that is."""
    if said := stated(page.kinds):
        return said
    if not page.flow.text:
        return "no text"
    if page.kinds & {"chapter", "part", "prologue", "epilogue", "dedication", "epigraph", "preface"}:
        return ""
    return by_title(page.title) or _by_content(page, book_title)


def by_title(title: str) -> str:
    """Why something with such a title is no story; empty for any other title."""
    plain = " ".join(title.split()).strip(" .:*")
    return next((reason for pattern, reason in _BY_TITLE if pattern.fullmatch(plain)), "")


def _by_content(page: Page, book_title: str) -> str:
    words = len(page.flow.text.split())
    if page.linked > _LINK_SHARE * len(page.flow.text) and words > 4:
        return "table of contents"
    if words < _LEGAL_WORDS and _LEGAL.search(page.flow.text):
        return "copyright page"
    if page.first and words < _TITLE_WORDS and _plain(page.flow.text).startswith(_plain(book_title)):
        return "title page"
    return ""


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
