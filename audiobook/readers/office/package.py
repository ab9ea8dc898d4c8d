"""What DOCX and ODT have in common: a zip of XML parts, turned into one page of XHTML and then read as one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, solid
from audiobook.readers.archive import Archive
from audiobook.readers.document import book_of
from audiobook.readers.markup import flow_of
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, name, named, parse_document, text_of

_TAGS = 6_000_000  # a long novel has 500,000, also where every word is a run of its own


@dataclass(frozen=True, slots=True)
class Style:
    """What a style of a word processor says; ``level`` is 0 for what is no heading."""

    name: str = ""
    level: int = 0
    bold: bool = False
    italic: bool = False
    raised: str = ""  # "sup" or "sub"
    hidden: bool = False
    language: str = ""


def styled(style: Style, into: Element) -> Element:
    """New elements inside ``into``, one for each thing that the style says; the innermost, for the text."""
    at = into
    for wanted, tag in ((style.bold, "b"), (style.italic, "i"), (style.raised, style.raised)):
        at = build.child(at, tag) if wanted else at
    if style.language:
        at = at if at is not into else build.child(into, "span")
        at.set("lang", style.language)
    return at


def part(archive: Archive, path: str) -> Element | None:
    """A part of the document, or nothing. Raises :class:`InputError` for an encrypted one."""
    root, _ = parse_document(archive.read(path) or b"", str(archive.path))
    return root


def main_part(archive: Archive, path: str, warnings: list[str]) -> Element:
    """The part that holds the text. Raises :class:`InputError` without one."""
    data = archive.read(path) or b""
    if data.count(b"<") > _TAGS:
        raise InputError(f'"{archive.path}" has more than {_TAGS:,} tags, which no book has.', remedy="Split it.")
    root, sound = parse_document(data, str(archive.path))
    if root is None:
        raise InputError(f'"{archive.path}" has no readable text in it.', remedy="Open it and save it anew.")
    if not sound and archive.find(path) not in archive.damage:
        warnings.append(f"{path} is not well-formed; what could be read of it was used.")
    return root


def with_losses(book: Book, archive: Archive, main: str, others: Iterable[str] = ()) -> Book:
    """The book, with what is wrong with the zip that it is from: ``main`` holds its text, ``others`` notes."""
    found = [archive.loss(main, book.chapters[-1].text), *map(archive.loss, others)]
    losses = tuple(loss for loss in found if loss)
    notices = archive.notices({loss.place for loss in losses})
    return replace(book, losses=losses, warnings=(*book.warnings, *notices))


def kind_of(style: str) -> tuple[str, str]:
    """The element and class for the paragraphs of a style, by its name."""
    plain = style.lower().replace("_20_", " ")
    if "quot" in plain or plain == "block text":
        return "blockquote", ""
    if "horizontal line" in plain:
        return "hr", ""
    if plain.startswith(("contents", "toc ", "index ")):
        return "nav", ""
    if any(word in plain for word in ("verse", "poem", "poetry", "stanza")):
        return "p", "verse"
    return "p", ""


def metadata_of(root: Element | None, fallback: str) -> Metadata:
    """What the part with Dublin Core elements says."""
    said = {name(node): text_of(node) for node in ([] if root is None else root.iter()) if text_of(node)}
    author = said.get("creator") or said.get("initial-creator") or ""
    return Metadata(
        said.get("title") or fallback,
        tuple(part.strip() for part in author.split(";") if part.strip()),
        language=said.get("language", ""),
        description=said.get("description", ""),
        genres=tuple(part.strip() for part in said.get("category", "").split(";") if part.strip()),
    )


def finished(page: Element, metadata: Metadata, total: int, account: Account, warnings: Iterable[str]) -> Book:
    """The book in a converted page; ``total`` counts the characters of the source."""
    flow = flow_of(page, metadata.language, place=account.place)
    whole = replace(
        flow,
        total=total,
        added=flow.added + account.added,
        letters_added=flow.letters_added + account.letters_added,
        unread=(*flow.unread, *account.unread()),
    )
    return book_of(whole, metadata, None, tuple(warnings), f'"{account.place}"')


def titled(metadata: Metadata, page: Element) -> Metadata:
    """The metadata with the title that the text itself gives, where the properties give none."""
    own = next((text_of(node) for node in named(page, "h1") if node.get("class") == "title"), "")
    return replace(metadata, title=own) if own else metadata


def characters(root: Element | None) -> int:
    """How many characters of text a part has."""
    return 0 if root is None else sum(solid(str(piece)) for piece in root.itertext())
