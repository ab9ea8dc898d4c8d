"""A book as a reader hands it over: plain text in reading order, and marks on it.

Text is never rewritten after reading. Whatever a later stage knows about a stretch of text it says with
offsets into the chapter's text, in code points.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class MarkKind(StrEnum):
    """What a reader can say of a stretch of text."""

    HEADING = "heading"  # value: level, "1" the highest
    BREAK = "break"  # a scene break printed as an ornament: "* * *", a rule
    EMPHASIS = "emphasis"
    STRONG = "strong"
    LANGUAGE = "language"  # value: BCP 47 tag
    VERSE = "verse"
    LETTER = "letter"  # a letter, a telegram, a notice read aloud


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch ``[start, end)`` of a chapter's text (code points) with a meaning."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter.

    ``text`` holds paragraphs separated by blank lines, headings included. ``offset`` is the place of
    ``text[0]`` in the decoded source file (code points), or ``None`` where the source is not plain text:
    for plain text ``source[offset : offset + len(text)] == text``.
    """

    number: int
    title: str
    text: str
    offset: int | None = None
    marks: tuple[Mark, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A piece of the source that is not read aloud, and why."""

    title: str
    reason: str
    words: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover picture as found in the source."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the title page says. Empty strings where the source does not say it."""

    title: str
    authors: tuple[str, ...] = ()
    language: str = ""  # BCP 47
    series: str = ""
    series_part: str = ""
    publisher: str = ""
    year: str = ""
    description: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """Metadata, cover, and chapters in reading order."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    cover: Cover | None = None
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = field(default=())  # what the reader assumed or repaired
