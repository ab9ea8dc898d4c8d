"""What DOCX and ODT have in common: a zip of XML parts, read as one page of XHTML."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from audiobook.errors import InputError
from audiobook.model import Book, Loss, Metadata
from audiobook.readers.account import Account, solid
from audiobook.readers.archive import Archive
from audiobook.readers.document import book_of
from audiobook.readers.markup import flow_of
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, name, named, parse_document, text_of

HIGHEST_LEVEL = 6  # of a heading in XHTML
# A long novel has 500,000, also where every word is a run of its own.
_TAGS = 6_000_000
# How the styles of verse are called.
_VERSE = ("verse", "poem", "poetry", "stanza")
_INDEXES = ("contents", "toc ", "index ")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style of a word processor says; ``level`` is 0 for what is not a heading."""

    name: str = ""
    level: int = 0
    bold: bool = False
    italic: bool = False
    raised: str = ""  # "sup" or "sub"
    hidden: bool = False
    language: str = ""


def styled(style: Style, into: Element) -> Element:
    """New elements inside ``into``, one for each thing that the style says.

    Returns the innermost, for the text.
    """
    innermost = into
    if style.bold:
        innermost = build.child(innermost, "b")
    if style.italic:
        innermost = build.child(innermost, "i")
    if style.raised:
        innermost = build.child(innermost, style.raised)
    # Attributes need an element of their own.
    if style.language:
        if innermost is into:
            innermost = build.child(into, "span")
        innermost.set("lang", style.language)
    return innermost


def first_child(node: Element, wanted: str) -> Element | None:
    """The first element right in another that has a name."""
    return next((child for child in node if name(child) == wanted), None)


def part(archive: Archive, path: str) -> Element | None:
    """A part of the document, or nothing. Raises :class:`InputError` for an encrypted one."""
    data = archive.read(path) or b""
    root, _ = parse_document(data, str(archive.path))
    return root


def main_part(
    archive: Archive,
    path: str,
    warnings: list[str],
) -> Element:
    """The part that holds the text. Raises :class:`InputError` without one."""
    data = archive.read(path) or b""
    if data.count(b"<") > _TAGS:
        raise InputError(
            f'"{archive.path}" has more than {_TAGS:,} tags, which no book has.',
            remedy="Split it.",
        )
    root, sound = parse_document(data, str(archive.path))
    if root is None:
        raise InputError(
            f'"{archive.path}" has no readable text in it.',
            remedy="Open it and save it again.",
        )
    # Damage to the zip is told as such.
    if not sound and archive.find(path) not in archive.damage:
        warnings.append(
            f"{path} is not well-formed; what could be read of it was used."
        )
    return root


def with_losses(
    book: Book,
    archive: Archive,
    main: str,
    others: Iterable[str] = (),
) -> Book:
    """The book, with what is wrong with the zip that it is from.

    ``main`` is the part that holds its text, ``others`` are those with its notes.
    """
    losses: list[Loss] = []
    last_words = book.chapters[-1].text
    text_loss = archive.loss(main, last_words)
    if text_loss:
        losses.append(text_loss)
    for entry in others:
        loss = archive.loss(entry)
        if loss:
            losses.append(loss)
    notices = archive.notices({loss.place for loss in losses})
    warnings = (*book.warnings, *notices)
    return replace(
        book,
        losses=tuple(losses),
        warnings=warnings,
    )


def kind_of(style: str) -> tuple[str, str]:
    """The element and class for the paragraphs of a style, by its name."""
    # ODT writes a space in a name as "_20_".
    plain = style.lower().replace("_20_", " ")
    if "quot" in plain or plain == "block text":
        return "blockquote", ""
    if "horizontal line" in plain:
        return "hr", ""
    if plain.startswith(_INDEXES):
        return "nav", ""
    if any(word in plain for word in _VERSE):
        return "p", "verse"
    return "p", ""


def metadata_of(root: Element | None) -> Metadata:
    """What the part with Dublin Core elements says."""
    if root is None:
        return Metadata("")
    values: dict[str, str] = {}
    for node in root.iter():
        text = text_of(node)
        if text:
            values[name(node)] = text
    author = values.get("creator") or values.get("initial-creator") or ""
    return Metadata(
        title=values.get("title", ""),
        authors=_separated(author),
        language=values.get("language", ""),
        description=values.get("description", ""),
        genres=_separated(values.get("category", "")),
    )


def _separated(text: str) -> tuple[str, ...]:
    """The names in a list with semicolons."""
    names = (piece.strip() for piece in text.split(";"))
    return tuple(filter(None, names))


def finished(
    page: Element,
    metadata: Metadata,
    total: int,
    account: Account,
    warnings: Iterable[str],
) -> Book:
    """The book in a converted page; ``total`` counts the characters of the source."""
    flow = flow_of(page, metadata.language, place=account.place)
    # What the converter left out or added comes on top.
    whole = replace(
        flow,
        total=total,
        added=flow.added + account.added,
        letters_added=flow.letters_added + account.letters_added,
        unread=(*flow.unread, *account.unread()),
    )
    return book_of(
        whole,
        metadata,
        None,
        tuple(warnings),
        f'"{account.place}"',
    )


def titled(metadata: Metadata, page: Element) -> Metadata:
    """The metadata with the title that stands in the text, where the properties give none."""
    for heading in named(page, "h1"):
        if heading.get("class") == "title":
            return replace(metadata, title=text_of(heading) or metadata.title)
    return metadata


def characters(root: Element | None) -> int:
    """How many characters of text a part has."""
    if root is None:
        return 0
    count = 0
    for piece in root.itertext():
        count += solid(str(piece))
    return count
