"""A book as a reader hands it over: plain text in reading order, and marks on it.

Text is never rewritten after reading. Whatever a later stage knows about a stretch of text it
says with offsets into the chapter's text, in code points.
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
    QUOTE = "quote"  # a block quotation
    CODE = "code"
    TABLE = "table"
    FIGURE = "figure"  # a picture's description, read in its place
    NOTE = "note"  # a footnote or endnote read where its marker stands, or at the chapter's end
    NAME = "name"  # value: what is named, as in epub:type ("z3998:personal-name")
    WORK = "work"  # a title of a book, a ship ...; value as for NAME
    # Value: how the source says it is pronounced, "ipa:təˈmɑːtəʊ".
    PHONEMES = "phonemes"
    SILENT = "silent"  # in the text, but not read aloud; value: the reason


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch ``[start, end)`` of a chapter's text (code points) with a meaning."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote.

    ``at`` is the place of its marker in the chapter's text, where it is not read.
    """

    at: int
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter.

    ``text`` holds paragraphs separated by blank lines, headings included. ``offset`` is the place
    of ``text[0]`` in the decoded source file (code points), or ``None`` where the source is not
    plain text: for plain text ``source[offset : offset + len(text)] == text``. ``notes`` are left
    out of the text. ``own_title`` is how the source calls it, where the user gave it another title.
    """

    number: int
    title: str
    text: str
    offset: int | None = None
    marks: tuple[Mark, ...] = ()
    part: str = ""
    notes: tuple[Note, ...] = ()
    own_title: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A piece of the source that is not read aloud, and why.

    ``kind`` is the reason in a word or two ("copyright page"). ``chapter`` is the piece as it
    would be read, and ``before`` the number of chapters that come before it; ``None`` where it
    cannot be read as a chapter.
    """

    title: str
    reason: str
    words: int = 0
    kind: str = ""
    chapter: Chapter | None = None
    before: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """Characters of the source that are neither in a chapter nor in a skipped piece, and why.

    ``characters`` counts those that are not white space, ``letters`` the letters and digits among
    them; ``sample`` is how they begin. ``text`` is all of them, as long as the book is being
    read.
    """

    place: str
    reason: str
    characters: int
    sample: str = ""
    letters: int = 0
    text: str = field(default="", compare=False, repr=False)


class LossKind(StrEnum):
    """Why text of the source is not in the book."""

    DAMAGED = "damaged"  # a part of the source cannot be read, or not to its end
    MISSING = "missing"  # the source names a part that it does not have
    # The source has text that is neither read nor left out with a reason.
    UNACCOUNTED = "unaccounted"


@dataclass(frozen=True, slots=True)
class Loss:
    """Text of the source that should be in the book and is not.

    ``place`` is the file, or the part of it, and the line where that is known; ``what`` says in a
    sentence what is wrong there. ``sample`` is how the missing words begin, or, for a part that
    breaks off, the last words that could be read.
    """

    kind: LossKind
    place: str
    what: str
    sample: str = ""

    def __str__(self) -> str:
        words = f" “{self.sample}”" if self.sample else ""
        return f"{self.place}: {self.what}{words}"


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover picture as found in the source."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the title page says. Empty where the source does not say it.

    ``identifier`` is the source's own; ``isbn`` holds its digits alone. ``narrators`` are those
    whom the user names: a source can only know who read another edition.
    """

    title: str
    authors: tuple[str, ...] = ()
    language: str = ""  # BCP 47
    series: str = ""
    series_part: str = ""
    publisher: str = ""
    year: str = ""
    description: str = ""
    identifier: str = ""
    subtitle: str = ""
    genres: tuple[str, ...] = ()
    isbn: str = ""
    asin: str = ""
    narrators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """Metadata, cover, and chapters in reading order."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    cover: Cover | None = None
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = field(default=())  # what the reader assumed or repaired
    unread: tuple[Unread, ...] = ()
    # Of the source that are not white space; 0: the reader does not count them.
    characters: int = 0
    added: int = 0  # of the text that are not in the source: a rule read as "* * *" ...
    # Of the source, letters and digits, by a second count; 0: there is none for its format.
    letters: int = 0
    # Of the text, letters and digits, that are not in the source.
    letters_added: int = 0
    losses: tuple[Loss, ...] = ()  # what should be in the book and is not
