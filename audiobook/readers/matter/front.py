"""What stands before the first chapter: the title page, the contents, and what is worth reading.

A title page is known by its short lines. It gives the title and the authors and is not read; a dedication,
an epigraph or an unnumbered beginning of some length is.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from audiobook.readers.headings import as_title, is_title, label_of
from audiobook.readers.plain.lines import Block

_READ_WORDS = 40  # a shorter piece before the first chapter belongs to the title page
_TITLE_PAGE_LINES = 16
_LONGEST = 120
_SHORT_LINE = 80
_LONG_LINE = 2000
_WORD = re.compile(r"\S+")
_CONTENTS = re.compile(
    r"[_*\s]*(?:table\s+of\s+)?(?:contents|chapters)[_*.:\s]*|list of illustrations\.?", re.IGNORECASE
)
_FIELD = re.compile(r"(?P<name>title|author|authors|by)\s*:\s*(?P<value>\S.*)", re.IGNORECASE)
_BY = re.compile(r"(?:written\s+)?by(?:\s+(?P<author>\S.*))?", re.IGNORECASE)
_GUTENBERG = re.compile(
    r"(?:the\s+)?project\s+gutenberg(?:['’]s)?\s+(?:e-?(?:book|text)\s+)?(?:of\s+)?(?P<title>.+?)"
    r"(?:,\s+by\s+(?P<author>.+))?",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(r"the\s+author\s+of\b.*", re.IGNORECASE)


class Kind(StrEnum):
    """What a piece before the first chapter is."""

    TITLE_PAGE = "title page"
    CONTENTS = "table of contents"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks before the first chapter that belong together."""

    kind: Kind
    blocks: tuple[Block, ...]

    @property
    def words(self) -> int:
        """How many words the piece has."""
        return sum(_count(line.text) for block in self.blocks for line in block)

    @property
    def title(self) -> str:
        """Its first line, if that could be a title."""
        first = self.blocks[0][0].text
        alone = len(self.blocks[0]) == 1 and len(self.blocks) > 1
        return as_title(first) if alone and is_title(first) else ""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """Title and authors; empty where the page does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()


def pieces_of(blocks: list[Block]) -> list[Piece]:
    """The blocks before the first chapter, told apart and put together."""
    found: list[tuple[Kind, list[Block]]] = []
    kind = Kind.TITLE_PAGE
    for block in blocks:
        kind = _next_kind(kind, block)
        if not found or found[-1][0] is not kind:
            found.append((kind, []))
        found[-1][1].append(block)
    pieces = [Piece(kind, tuple(blocks)) for kind, blocks in found]
    return [Piece(Kind.TITLE_PAGE, p.blocks) if _negligible(p) else p for p in pieces]


def _negligible(piece: Piece) -> bool:
    return piece.kind is Kind.READ and piece.words < _READ_WORDS


def _next_kind(kind: Kind, block: Block) -> Kind:
    if _CONTENTS.fullmatch(block[0].text):
        return Kind.CONTENTS
    if kind is Kind.READ:
        return Kind.READ
    if kind is Kind.CONTENTS:
        return Kind.READ if _prose(block) else Kind.CONTENTS
    return Kind.TITLE_PAGE if _short(block) else Kind.READ


def _count(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))  # a line may be the whole book: nothing is copied


def _short(block: Block) -> bool:
    if any(len(line.text) > _SHORT_LINE for line in block):
        return False
    text = " ".join(line.text for line in block)
    lowered = text.lower()
    if lowered.startswith(("to ", "for ", "dedicat")):
        return False
    return len(text.split()) <= 20


def _prose(block: Block) -> bool:
    text = " ".join(line.text[:_LONG_LINE] for line in block[:50])
    words = len(text.split())
    return (
        words >= _READ_WORDS
        and text.rstrip("_*\"'”’").endswith((".", "!", "?"))
        and label_of(block[0].text) is None
    )


def opening(blocks: list[Block]) -> list[Block]:
    """The title lines of a text without headings: they are read, but tell title and author."""
    if len(blocks) < 2 or len(blocks[0]) > 3 or not _says_title(blocks[0]):
        return []
    after = len(blocks) > 2 and all(_says(line.text)[0] for line in blocks[1])
    return blocks[:2] if after else blocks[:1]


def _says_title(block: Block) -> bool:
    first = block[0].text
    named = is_title(first) and len(first.split()) <= 12 and not block[0].ornament
    return (named or bool(_says(first)[0])) and all(_says(line.text)[0] for line in block[1:])


def title_page(blocks: list[Block]) -> TitlePage:
    """Title and authors as the blocks of a title page say them; empty where they do not."""
    lines = [line.text for block in blocks for line in block if not line.ornament][:_TITLE_PAGE_LINES]
    titles: list[str] = []
    authors: list[str] = []
    plain: list[str] = []
    for at, text in enumerate(lines):
        title, author = _says(text, lines[at + 1] if at + 1 < len(lines) else "")
        titles.extend([title] if title else [])
        authors.extend([author] if author else [])
        plain.extend([text] if not (title or author or label_of(text)) and is_title(text) else [])
    title = next((text for text in [*titles, *plain] if text not in authors), "")
    return TitlePage(as_title(title).rstrip("."), tuple(dict.fromkeys(as_title(a) for a in authors)))


def _says(text: str, following: str = "somebody") -> tuple[str, str]:
    """Title and author named by a line: "By Jane Austen", "Author: ...", "by" with the name below it."""
    if len(text) > _LONGEST:
        return "", ""
    field, by, gutenberg = _FIELD.fullmatch(text), _BY.fullmatch(text), _GUTENBERG.fullmatch(text)
    if field:
        value = field["value"].strip()
        return (value, "") if field["name"].lower() == "title" else ("", value)
    if by:
        author = (by["author"] or following).strip(" .,")
        return "", "" if _ANONYMOUS.fullmatch(author) or len(author.split()) > 8 else author
    return (gutenberg["title"], gutenberg["author"] or "") if gutenberg else ("", "")
