"""The book in a PDF, by PDFium (the engine of Chrome): reading order, columns, running heads, hyphenation.

A PDF has no paragraphs, only letters at places, so everything here is inferred; what is dropped is listed.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pypdfium2

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, solid
from audiobook.readers.base import contents_of, name_of
from audiobook.readers.office import finished
from audiobook.readers.pdf.flow import (
    Joiner,
    Paragraph,
    body_size,
    paragraphs,
    running,
    with_bookmarks,
)
from audiobook.readers.pdf.lines import PdfLine, lines_of
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element

_PAGES = 10_000
_CHARACTERS = 30_000_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff\u00ad]")
_UNMAPPED = re.compile("[\x00\x01\x03-\x08\x0e-\x1f\ue000-\uf8ff]")
_UNMAPPED_SHARE = 0.01
_MADE_BY_PROGRAM = re.compile(
    r"(?:Microsoft Word - )|\.(?:docx?|indd|pdf|rtf|odt|qxd)$|^untitled", re.IGNORECASE
)


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


def _refusal(path: Path, said: str) -> InputError:
    if "password" in said.lower():
        return InputError(
            f'"{path}" is locked with a password.',
            remedy="Save a copy without a password.",
        )
    return InputError(
        f'"{path}" is no readable PDF: {said.rstrip(".")}.',
        remedy="Get a fresh copy of the file.",
    )


def _book(document: pypdfium2.PdfDocument, path: Path) -> Book:
    pages, warnings, raw = _pages(document, path)
    account = Account(path.name)
    heads = running(pages)
    account.leave(
        "running head or page number", [_CONTROLS.sub("", line.text) for line in heads]
    )
    kept = [[line for line in page if line not in heads] for page in pages]
    size = body_size(kept)
    found = paragraphs(kept, size)
    with_bookmarks(found, list(_bookmarks(document)))
    page, body = build.page()
    joiner = Joiner(" ".join(line.text for lines in kept for line in lines))
    notes = [one for one in found if one.note]
    called = {
        (note.lines[0].page, match.group())
        for note in notes
        if (match := re.match(r"\d+", note.text))
    }
    for one in found:
        if not one.note:
            _write(one, joiner, called, body, account)
    account.leave("notes", [_CONTROLS.sub("", note.text) for note in notes])
    account.drop("line-end hyphens", joiner.undone)
    total = sum(solid(_CONTROLS.sub("", text)) for text in raw)
    return finished(page, _metadata(document, path), total, account, warnings)


def _pages(
    document: pypdfium2.PdfDocument, path: Path
) -> tuple[list[list[PdfLine]], list[str], list[str]]:
    if len(document) > _PAGES:
        raise InputError(
            f'"{path}" has {len(document):,} pages, too many for a book.',
            remedy="Split it.",
        )
    warnings: list[str] = []
    pages: list[list[PdfLine]] = []
    raw: list[str] = []
    for number in range(len(document)):
        try:
            lines, text = lines_of(document, number)
        except pypdfium2.PdfiumError:
            warnings.append(f"Page {number + 1} is damaged and was passed over.")
            continue
        pages.append(lines)
        raw.append(text)
        if sum(map(len, raw)) > _CHARACTERS:
            raise InputError(
                f'"{path}" has more text than any book.',
                remedy="Split it into several files.",
            )
    if not any(map(str.isalpha, "".join(raw))):
        raise InputError(
            f'"{path}" has no text, only pictures of pages (a scan).',
            remedy="Run text recognition on it first, for instance with OCRmyPDF.",
        )
    unknown = sum(len(_UNMAPPED.findall(text)) for text in raw) / max(
        sum(map(solid, raw)), 1
    )
    if unknown > _UNMAPPED_SHARE:
        warnings.append(
            f"{unknown:.0%} of the letters are in a font that does not say what they are."
        )
    return pages, warnings, raw


def _write(
    one: Paragraph,
    joiner: Joiner,
    notes: set[tuple[int, str]],
    body: Element,
    account: Account,
) -> None:
    paragraph = build.child(body, f"h{one.level}" if one.level else "p")
    for kind, text in joiner.pieces(one.lines, notes):
        if kind == "marker":
            account.leave("note marker", [text])
        else:
            build.write(
                build.child(paragraph, "sup") if kind == "raised" else paragraph, text
            )


def _bookmarks(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, int, str]]:
    for bookmark in document.get_toc(max_depth=6):
        destination = bookmark.get_dest()
        index = destination.get_index() if destination else None
        if index is not None:
            yield bookmark.level, index, _said(bookmark.get_title)


def _metadata(document: pypdfium2.PdfDocument, path: Path) -> Metadata:
    title, author = (
        _said(partial(document.get_metadata_value, key)) for key in ("Title", "Author")
    )
    usable = title and not _MADE_BY_PROGRAM.search(title)
    return Metadata(title if usable else name_of(path), (author,) if author else ())


def _said(ask: Callable[[], str]) -> str:
    """What a document says of itself, or nothing where that is no text."""
    try:
        return _CONTROLS.sub("", ask()).strip()
    except UnicodeError:
        return ""
