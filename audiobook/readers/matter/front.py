"""What stands before the first chapter: title page, contents, and what is worth reading.

A title page is known by its short lines, none of which tells anything. It gives the title
and the authors and is not read; a dedication, an epigraph or an unnumbered beginning of
some length is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from audiobook.readers.decoding.lines import Block
from audiobook.readers.headings import (
    as_title,
    is_title,
    label_of,
)
from audiobook.readers.matter.title_pages import tells

# A shorter piece before the first chapter belongs to the title page.
_READ_WORDS = 40
_TOLD_LINES = 3  # a motto has fewer
_TITLE_PAGE_LINES = 16
_LONGEST = 120  # characters of a line that may name title or author
_SHORT_LINE = 80  # characters
_SHORT_BLOCK = 20  # words
_LONG_LINE = 2000  # characters; a line may be the whole book
_MANY_LINES = 50
_OPENING_LINES = 3
_TITLE_WORDS = 12
_AUTHOR_WORDS = 8
_WORD = re.compile(r"\S+")
_CONTENTS = re.compile(
    r"[_*\s]*(?:table\s+of\s+)?(?:contents|chapters)[_*.:\s]*"
    r"|list of illustrations\.?",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?P<name>title|author|authors|by)\s*:\s*(?P<value>\S.*)", re.IGNORECASE
)
_BY = re.compile(r"(?:written\s+)?by(?:\s+(?P<author>\S.*))?", re.IGNORECASE)
_GUTENBERG = re.compile(
    r"(?:the\s+)?project\s+gutenberg(?:['’]s)?\s+(?:e-?(?:book|text)\s+)?(?:of\s+)?"
    r"(?P<title>.+?)(?:,\s+by\s+(?P<author>.+))?",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(r"the\s+author\s+of\b.*", re.IGNORECASE)
_DEDICATED = ("to ", "for ", "dedicat")
_CLOSING = "_*\"'”’"  # what may stand behind the stop of a sentence
_SENTENCE_END = (".", "!", "?")
_SOMEBODY = "somebody"  # in the place of a name that may stand on the next line


class FrontKind(StrEnum):
    """What a piece before the first chapter is."""

    TITLE_PAGE = "title page"
    CONTENTS = "table of contents"
    READ = "read"


@dataclass(frozen=True, slots=True)
class FrontPiece:
    """Blocks before the first chapter that belong together."""

    kind: FrontKind
    blocks: tuple[Block, ...]

    @property
    def words(self) -> int:
        """How many words the piece has."""
        lines = chain.from_iterable(self.blocks)
        return sum(_words(line.text) for line in lines)

    @property
    def title(self) -> str:
        """Its first line, if that could be a title."""
        first_block = self.blocks[0]
        if len(first_block) != 1 or len(self.blocks) == 1:
            return ""
        text = first_block[0].text
        return as_title(text) if is_title(text) else ""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """Title and authors; empty where the page does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()


# -------------------------------------------------------------------------- pieces


def pieces_of(blocks: list[Block]) -> list[FrontPiece]:
    """The blocks before the first chapter, told apart and put together."""
    runs: list[tuple[FrontKind, list[Block]]] = []
    kind = FrontKind.TITLE_PAGE
    for block in blocks:
        kind = _next_kind(kind, block)
        if not runs or runs[-1][0] is not kind:
            runs.append((kind, []))
        runs[-1][1].append(block)
    pieces: list[FrontPiece] = []
    for kind, run in runs:
        piece = FrontPiece(kind, tuple(run))
        # A few words on their own are a motto of the title page rather than a text.
        if kind is FrontKind.READ and _is_motto(piece):
            piece = FrontPiece(FrontKind.TITLE_PAGE, piece.blocks)
        if pieces and pieces[-1].kind is piece.kind:
            piece = FrontPiece(piece.kind, pieces.pop().blocks + piece.blocks)
        pieces.append(piece)
    return pieces


def _is_motto(piece: FrontPiece) -> bool:
    if piece.words >= _READ_WORDS:
        return False
    lines = chain.from_iterable(piece.blocks)
    return sum(tells(line.text) for line in lines) < _TOLD_LINES


def _next_kind(kind: FrontKind, block: Block) -> FrontKind:
    """What a block is, where the one before it was of ``kind``."""
    if _CONTENTS.fullmatch(block[0].text):
        return FrontKind.CONTENTS
    if kind is FrontKind.READ:
        return FrontKind.READ
    goes_on = not _is_prose(block)
    if kind is FrontKind.TITLE_PAGE:
        goes_on = _is_short(block) and not tells(_joined(block))
    return kind if goes_on else FrontKind.READ


def _words(text: str) -> int:
    # A line may be the whole book: the words are counted without being copied.
    return sum(1 for _ in _WORD.finditer(text))


def _is_short(block: Block) -> bool:
    """Whether a block may be part of a title page: a few words, no dedication."""
    for line in block:
        if len(line.text) > _SHORT_LINE:
            return False
    text = _joined(block)
    if text.lower().startswith(_DEDICATED):
        return False
    return len(text.split()) <= _SHORT_BLOCK


def _is_prose(block: Block) -> bool:
    """Whether a block is a paragraph, and no line of a table of contents."""
    text = _joined(block[:_MANY_LINES])
    if len(text.split()) < _READ_WORDS:
        return False
    if not text.rstrip(_CLOSING).endswith(_SENTENCE_END):
        return False
    return label_of(block[0].text) is None


def _joined(block: Block) -> str:
    return " ".join(line.text[:_LONG_LINE] for line in block)


# --------------------------------------------------------------- title and authors


def opening(blocks: list[Block]) -> list[Block]:
    """The title lines of a text without headings.

    They are read, but tell title and author.
    """
    if len(blocks) < 2 or not _says_title(blocks[0]):
        return []
    if len(blocks) > 2 and _all_say_title(blocks[1]):
        return blocks[:2]
    return blocks[:1]


def _says_title(block: Block) -> bool:
    """Whether a block is a title, with nothing below it but the same once more."""
    if len(block) > _OPENING_LINES:
        return False
    first = block[0]
    may_be_title = is_title(first.text) and len(first.text.split()) <= _TITLE_WORDS
    if not may_be_title or first.ornament:
        title, _ = _says(first.text)
        if not title:
            return False
    return _all_say_title(block[1:])


def _all_say_title(block: Block) -> bool:
    for line in block:
        title, _ = _says(line.text)
        if not title:
            return False
    return True


def title_page(blocks: list[Block]) -> TitlePage:
    """Title and authors as a title page says them; empty where it does not."""
    lines = list(_shown_lines(blocks))[:_TITLE_PAGE_LINES]
    titles: list[str] = []
    authors: list[str] = []
    other_lines: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        title, author = _says(line, following)
        if title:
            titles.append(title)
        if author:
            authors.append(author)
        if title or author or label_of(line):
            continue
        if is_title(line):
            other_lines.append(line)
    title = _first_without(authors, [*titles, *other_lines])
    named = dict.fromkeys(as_title(author) for author in authors)
    return TitlePage(as_title(title).rstrip("."), tuple(named))


def _shown_lines(blocks: list[Block]) -> Iterator[str]:
    """The lines of all blocks but for ornaments."""
    for line in chain.from_iterable(blocks):
        if not line.ornament:
            yield line.text


def _first_without(authors: list[str], titles: list[str]) -> str:
    for title in titles:
        if title not in authors:
            return title
    return ""


def _says(text: str, following: str = _SOMEBODY) -> tuple[str, str]:
    """Title and author as one line names them; empty where it does not.

    Such lines are "By Jane Austen", "Author: ...", and "by" with the name below it.
    """
    if len(text) > _LONGEST:
        return "", ""
    field = _FIELD.fullmatch(text)
    if field:
        value = field["value"].strip()
        if field["name"].lower() == "title":
            return value, ""
        return "", value
    by = _BY.fullmatch(text)
    if by:
        return "", _author(by["author"] or following)
    gutenberg = _GUTENBERG.fullmatch(text)
    if gutenberg:
        return gutenberg["title"], gutenberg["author"] or ""
    return "", ""


def _author(words: str) -> str:
    """The name behind "by"; empty for what is not a name."""
    author = words.strip(" .,")
    if _ANONYMOUS.fullmatch(author) or len(author.split()) > _AUTHOR_WORDS:
        return ""
    return author
