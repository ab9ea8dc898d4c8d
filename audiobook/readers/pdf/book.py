"""The book in a PDF, by PDFium (the engine of Chrome).

A PDF has no paragraphs, only letters at places: reading order, columns, running heads and
hyphenation are all inferred. What is dropped is listed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pypdfium2

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, solid
from audiobook.readers.office import finished
from audiobook.readers.pdf.flow import (
    Joiner,
    PdfParagraph,
    Piece,
    body_size,
    paragraphs,
    running,
    with_bookmarks,
)
from audiobook.readers.pdf.lines import PdfLine, lines_of
from audiobook.readers.source_file import contents_of, name_of, names_a_file
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element

_PAGES = 10_000
_CHARACTERS = 30_000_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff\u00ad]")
_UNMAPPED = re.compile("[\x00\x01\x03-\x08\x0e-\x1f\ue000-\uf8ff]")
_UNMAPPED_SHARE = 0.01  # of the characters
_BOOKMARK_DEPTH = 6


@dataclass(slots=True)
class _Pages:
    """The lines of every page that could be read, all its text, and what is wrong."""

    lines: list[list[PdfLine]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_pdf(path: Path) -> Book:
    """The book in a PDF. Raises :class:`~audiobook.errors.InputError`."""
    try:
        document = pypdfium2.PdfDocument(contents_of(path))
    except pypdfium2.PdfiumError as error:
        raise _refusal(path, str(error)) from error
    try:
        return _book(document, path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(path, str(error)) from error
    finally:
        document.close()


def _refusal(path: Path, reason: str) -> InputError:
    """What PDFium says, as a message to the user."""
    if "password" in reason.lower():
        return InputError(
            f'"{path}" is locked with a password.',
            remedy="Save a copy without a password.",
        )
    return InputError(
        f'"{path}" is not a readable PDF: {reason.rstrip(".")}.',
        remedy="Get a fresh copy of the file.",
    )


def _book(document: pypdfium2.PdfDocument, path: Path) -> Book:
    pages = _pages(document, path)
    account = Account(path.name)
    heads = running(pages.lines)
    kept: list[list[PdfLine]] = []
    for lines in pages.lines:
        kept.append(_without(lines, heads, account))
    found = paragraphs(kept, body_size(kept))
    with_bookmarks(found, list(_bookmarks(document)))
    notes = [paragraph for paragraph in found if paragraph.note]
    page, body = build.page()
    joiner = Joiner(_all_text(kept))
    numbers = _note_numbers(notes)
    for paragraph in found:
        if not paragraph.note:
            pieces = joiner.pieces(paragraph.lines, numbers)
            _write(
                pieces,
                paragraph.level,
                body,
                account,
            )
    account.leave("notes", [_clean(note.text) for note in notes])
    # A hyphen that parts a word at the end of a line is not a loss.
    account.drop("line-end hyphens", joiner.undone)
    total = sum(map(solid, map(_clean, pages.texts)))
    return finished(
        page,
        _metadata(document, path),
        total,
        account,
        pages.warnings,
    )


def _without(
    lines: list[PdfLine],
    heads: set[PdfLine],
    account: Account,
) -> list[PdfLine]:
    """The lines of a page that are text."""
    kept: list[PdfLine] = []
    for line in lines:
        if line in heads:
            account.leave("running head or page number", [_clean(line.text)])
        else:
            kept.append(line)
    return kept


def _clean(text: str) -> str:
    """Text without the characters that PDFium puts for what it cannot map."""
    return _CONTROLS.sub("", text)


def _all_text(pages: list[list[PdfLine]]) -> str:
    """The text of all pages: its words tell how others are hyphenated."""
    texts: list[str] = []
    for page in pages:
        texts.extend(line.text for line in page)
    return " ".join(texts)


def _note_numbers(notes: list[PdfParagraph]) -> set[tuple[int, str]]:
    """The page and number of every note: digits set high that call one are its markers."""
    numbers: set[tuple[int, str]] = set()
    for note in notes:
        match = re.match(r"\d+", note.text)
        if match:
            numbers.add((note.lines[0].page, match.group()))
    return numbers


def _pages(document: pypdfium2.PdfDocument, path: Path) -> _Pages:
    """Read every page. Raises :class:`InputError` for more than any book has."""
    if len(document) > _PAGES:
        raise InputError(
            f'"{path}" has {len(document):,} pages, too many for a book.',
            remedy="Split it.",
        )
    pages = _Pages()
    characters = 0
    for number in range(len(document)):
        try:
            lines, text = lines_of(document, number)
        # One damaged page does not spoil the others.
        except pypdfium2.PdfiumError:
            warning = f"Page {number + 1} is damaged and was passed over."
            pages.warnings.append(warning)
            continue
        pages.lines.append(lines)
        pages.texts.append(text)
        characters += len(text)
        if characters > _CHARACTERS:
            raise InputError(
                f'"{path}" has more text than any book.',
                remedy="Split it into several files.",
            )
    _check_text(pages, path)
    return pages


def _check_text(pages: _Pages, path: Path) -> None:
    """Refuse a scan, and warn of letters that are not what they look like."""
    text = "".join(pages.texts)
    if not any(map(str.isalpha, text)):
        raise InputError(
            f'"{path}" has no text, only pictures of pages (a scan).',
            remedy="Run text recognition on it first, for instance with OCRmyPDF.",
        )
    unmapped = len(_UNMAPPED.findall(text)) / max(solid(text), 1)
    if unmapped > _UNMAPPED_SHARE:
        pages.warnings.append(
            f"{unmapped:.0%} of the letters are in a font that does not say what they "
            "are."
        )


def _write(
    pieces: Iterator[Piece],
    level: int,
    body: Element,
    account: Account,
) -> None:
    """Write a paragraph, or a heading where ``level`` is not 0."""
    tag = "p"
    if level:
        tag = f"h{level}"
    paragraph = build.child(body, tag)
    for kind, text in pieces:
        if kind == "marker":
            account.leave("note marker", [text])
        elif kind == "raised":
            build.write(build.child(paragraph, "sup"), text)
        else:
            build.write(paragraph, text)


def _bookmarks(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, int, str]]:
    """Depth, page and title of every bookmark that leads somewhere."""
    for bookmark in document.get_toc(max_depth=_BOOKMARK_DEPTH):
        destination = bookmark.get_dest()
        if not destination:
            continue
        page = destination.get_index()
        if page is not None:
            yield bookmark.level, page, _property(bookmark.get_title)


def _metadata(document: pypdfium2.PdfDocument, path: Path) -> Metadata:
    """Title and author, as far as a person has stated them."""
    title = _property(partial(document.get_metadata_value, "Title"))
    author = _property(partial(document.get_metadata_value, "Author"))
    if not title or names_a_file(title):
        title = name_of(path)
    if not author:
        return Metadata(title)
    return Metadata(title, (author,))


def _property(ask: Callable[[], str]) -> str:
    """A property of a document; empty where that is not text."""
    try:
        return _clean(ask()).strip()
    except UnicodeError:
        return ""
