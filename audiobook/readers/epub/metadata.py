"""What the package document of an EPUB 2 or 3 says of the book."""

import html
import re
from collections.abc import Iterator

from audiobook.model import Metadata
from audiobook.readers.isbn import asin_of, isbn_of
from audiobook.readers.source_file import names_a_file
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    name,
    named,
    text_of,
)

_TAG = re.compile(r"<[^<>]{0,2000}>")
_YEAR = re.compile(r"\b\d{4}\b")

# What a "meta" of EPUB 3 says of another element: (id, property) -> text.
_Refinements = dict[tuple[str, str], str]


def metadata_of(root: Element, fallback_title: str) -> Metadata:
    """The metadata; ``fallback_title`` is the title where the book states none."""
    refined = _refinements(root)
    series, part = _series(root, refined)
    identifiers = _identifiers(root)
    title = _titled(root, refined, "main") or _first(root, "title")
    if names_a_file(title):
        title = ""
    return Metadata(
        title=title or fallback_title,
        authors=_authors(root, refined),
        language=_first(root, "language"),
        series=series,
        series_part=part,
        publisher=_first(root, "publisher"),
        year=_year(root),
        description=_plain(_first(root, "description")),
        identifier=_identifier(root),
        subtitle=_titled(root, refined, "subtitle"),
        genres=_subjects(root),
        isbn=isbn_of(identifiers),
        asin=asin_of(identifiers),
    )


def _refinements(root: Element) -> _Refinements:
    refined: _Refinements = {}
    for meta in named(root, "meta"):
        target = attribute(meta, "refines")
        if target:
            key = (target.lstrip("#"), attribute(meta, "property"))
            refined[key] = text_of(meta)
    return refined


def _stated(root: Element, *tags: str) -> Iterator[Element]:
    """Every element of a name that has text in it."""
    for element in named(root, *tags):
        if text_of(element):
            yield element


def _in_metadata(root: Element, tag: str) -> Iterator[Element]:
    """Those among them that stand in the metadata of the book."""
    for element in _stated(root, tag):
        if any(name(above) == "metadata" for above in element.iterancestors()):
            yield element


def _first(root: Element, tag: str) -> str:
    for element in _in_metadata(root, tag):
        return text_of(element)
    return ""


def _plain(description: str) -> str:
    """A description without the tags that publishers write in it."""
    text = html.unescape(_TAG.sub(" ", description))
    return " ".join(text.split())


def _titled(root: Element, refined: _Refinements, kind: str) -> str:
    """The title of a kind: EPUB 3 knows main titles and subtitles."""
    for title in _in_metadata(root, "title"):
        if refined.get((attribute(title, "id"), "title-type")) == kind:
            return text_of(title)
    return ""


def _year(root: Element) -> str:
    """The year of publication; of any date where none says that it is that."""
    dates = list(named(root, "date"))
    for date in dates:
        if attribute(date, "event") == "publication":
            return _year_in(date)
    if not dates:
        return ""
    return _year_in(dates[0])


def _year_in(date: Element) -> str:
    year = _YEAR.search(text_of(date))
    return year[0] if year else ""


def _subjects(root: Element) -> tuple[str, ...]:
    """What the book is filed under.

    Standard Ebooks' own words come first, which are those of shelves.
    """
    subjects: list[str] = []
    for meta in _stated(root, "meta"):
        if attribute(meta, "property") == "se:subject":
            subjects.append(text_of(meta))
    for subject in _in_metadata(root, "subject"):
        subjects.append(text_of(subject))
    return tuple(dict.fromkeys(subjects))


def _authors(root: Element, refined: _Refinements) -> tuple[str, ...]:
    """The creators who are authors, or all of them where none is."""
    creators: list[str] = []
    authors: list[str] = []
    for creator in _stated(root, "creator"):
        creators.append(text_of(creator))
        role = attribute(creator, "role")
        # EPUB 3 states it apart; who has no role at all is an author.
        if not role:
            role = refined.get((attribute(creator, "id"), "role"), "aut")
        if role == "aut":
            authors.append(text_of(creator))
    return tuple(dict.fromkeys(authors or creators))


def _series(root: Element, refined: _Refinements) -> tuple[str, str]:
    """The series and the number in it, as EPUB 3 states them or Calibre."""
    by_name: dict[str, str] = {}
    for meta in named(root, "meta"):
        by_name[attribute(meta, "name")] = attribute(meta, "content")
        if attribute(meta, "property") != "belongs-to-collection":
            continue
        id_ = attribute(meta, "id")
        kind = refined.get((id_, "collection-type"), "series")
        if kind == "series":
            return text_of(meta), refined.get((id_, "group-position"), "")
    # Calibre writes every number as a fraction.
    part = by_name.get("calibre:series_index", "")
    return by_name.get("calibre:series", ""), part.removesuffix(".0")


def _identifiers(root: Element) -> list[str]:
    """Identifiers, and what the book was made from.

    An EPUB may name the ISBN of the print edition there.
    """
    return [text_of(element) for element in _stated(root, "identifier", "source")]


def _identifier(root: Element) -> str:
    """An ISBN, else the identifier that the package calls unique, else the first."""
    unique_id = attribute(root, "unique-identifier")
    identifiers = list(_stated(root, "identifier"))
    for identifier in identifiers:
        scheme = attribute(identifier, "scheme")
        if "isbn" in f"{scheme} {text_of(identifier)}".lower():
            return text_of(identifier)
    for identifier in identifiers:
        if attribute(identifier, "id") == unique_id:
            return text_of(identifier)
    return text_of(identifiers[0]) if identifiers else ""
