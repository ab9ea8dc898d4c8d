"""HTML: saved pages, and downloads of fiction sites with their metadata.

The story is what the page says it is (``main``, ``article``), else its body without menus, forms and what
frames it. Pages one behind the other in one file are read one after the other. Nothing is fetched.
"""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, letters, solid
from audiobook.readers.base import Reader, contents_of, name_of
from audiobook.readers.document import book_of
from audiobook.readers.flow import Flow
from audiobook.readers.isbn import isbn_of, year_of
from audiobook.readers.markup.hidden import mark_hidden
from audiobook.readers.markup.markup import flow_of
from audiobook.readers.markup.sites import Site, site_of
from audiobook.readers.markup.styles import Sheets
from audiobook.readers.plain.decode import decode
from audiobook.readers.tree import build
from audiobook.readers.tree.element_names import HIDDEN, LEFT_OUT, NOTES
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    kinds,
    language,
    name,
    named,
    parse_html,
    parse_page,
    text_of,
)
from audiobook.readers.witness import Part
from audiobook.readers.witness.sources import page_parts

_AROUND = "around the story"
_FRAME = frozenset({"nav", "header", "footer", "aside", "form"})
_DECLARED = 4096
_MAIN_SHARE = 0.5  # of the text: a "main" or "article" with less is not what the page is about


class HtmlReader(Reader):
    """Reads HTML and XHTML."""

    suffixes = (".html", ".htm", ".xhtml", ".xht")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by beginning like an HTML page."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:300].lower()
        return super().recognises(path, head) or start.startswith((b"<!doctype html", b"<html"))

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return page_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an HTML file. Raises :class:`~audiobook.errors.InputError`."""
        root, warnings = _parsed(contents_of(path))
        return read_html(root, name_of(path), path.name, warnings)


def _parsed(data: bytes) -> tuple[Element | None, tuple[str, ...]]:
    if data.lstrip()[:5] == b"<?xml":
        root, sound = parse_page(data)
        return root, () if sound else ("The page is damaged; what could be read of it was used.",)
    declared = _charset(data[:_DECLARED])
    if declared:
        return parse_html(data.decode(declared, "replace")), ()
    found = decode(data)
    return parse_html(found.text), found.warnings


def _charset(head: bytes) -> str:
    """The encoding that a page states, where it is one that Python knows and its bytes do not say otherwise."""
    if head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return ""
    root = parse_html(head.decode("latin-1"))
    for meta in named(root, "meta"):
        said = attribute(meta, "charset") or attribute(meta, "content").partition("charset=")[2]
        try:
            if said and (codec := codecs.lookup(said.strip()).name) != "utf-8":
                return codec
        except (LookupError, ValueError):
            continue
    return ""


def read_html(root: Element | None, title: str, name_: str, warnings: tuple[str, ...] = ()) -> Book:
    """The book in a page; ``title`` is its title where it states none."""
    if root is None:
        return book_of(Flow(""), Metadata(title), name=name_)
    total = sum(solid(str(piece)) for piece in root.itertext())
    everything = letters("".join(map(str, root.itertext())))
    unseen = mark_hidden(root, Sheets())
    pages = _pages(root)
    sites = [site_of(page) for page in pages]
    site = next((one for one in sites if one), None)
    metadata = _metadata(root, site, title)
    account = Account(name_)
    story = _joined([_story(page, own, account) for page, own in zip(pages, sites, strict=True)])
    flow = flow_of(story, metadata.language, place=name_)
    if unseen and not any(map(str.isalpha, flow.text)):  # a script of the page shows what its style sheets hide
        for node in unseen:
            del node.attrib[HIDDEN]
        flow = flow_of(story, metadata.language, place=name_)
    _refuse_frames(root, flow, name_)
    around = everything - letters("".join(map(str, story.itertext()))) + account.letters_added
    account.drop(_AROUND, total + account.added - flow.total, letters=around)
    whole = replace(
        flow,
        unread=(*flow.unread, *account.unread()),
        total=total,
        added=flow.added + account.added,
        letters_added=flow.letters_added + account.letters_added,
    )
    return book_of(whole, metadata, None, warnings, name_)


def _pages(root: Element) -> list[Element]:
    """The bodies of a file, or its root where text stands outside of them."""
    beside = [child for child in root if name(child) not in {"head", "body"}]
    bodies = [child for child in root if name(child) == "body"]
    stray = any(map(text_of, beside)) or any((child.tail or "").strip() for child in root)
    return [root] if stray or not bodies or (root.text or "").strip() else bodies


def _joined(stories: list[Element]) -> Element:
    if len(stories) == 1:
        return stories[0]
    page, body = build.page()
    for story in stories:
        story.tail = None
        body.append(story)
    return page


def _refuse_frames(root: Element, flow: Flow, name_: str) -> None:
    """Raise :class:`~audiobook.errors.InputError` for a page that only says which files to show side by side."""
    frames = [attribute(frame, "src") for frame in named(root, "frame")]
    if frames and not any(map(str.isalpha, flow.text)):
        raise InputError(
            f"{name_} is only a set of frames; its text stands in other files.",
            remedy=f"Give those files: {', '.join(filter(None, frames))}.",
        )


def _story(page: Element, site: Site | None, account: Account) -> Element:
    """The part of a page that is read; elements in it that are not are marked so."""
    if site:
        for node, kind in site.drop:
            node.set(LEFT_OUT, kind)
        return _headed(site, account)
    main = _main(page)
    if main is not None:
        return main
    for child in [child for child in page if name(child) in _FRAME and not kinds(child) & NOTES]:
        if not any(True for _ in named(child, "h1", "h2")):
            child.set(LEFT_OUT, _AROUND)
    return page


def _main(page: Element) -> Element | None:
    """The element that says that it is what the page is about, where it holds most of the text."""
    most = _MAIN_SHARE * _size(page)
    return next(
        (node for tag in ("main", "article") for node in _outermost(page, tag) if _size(node) > most), None
    )


def _outermost(page: Element, tag: str) -> Iterator[Element]:
    """Every element of a name, but for those in another: they hold less."""
    walk = etree.iterwalk(page, events=("start",))
    for _, node in walk:
        if name(node) == tag:
            walk.skip_subtree()
            yield node


def _size(node: Element) -> int:
    return solid(text_of(node))


def _headed(site: Site, account: Account) -> Element:
    """The story of a site, under the heading that stands elsewhere on its page."""
    if not site.heading or any(True for _ in named(site.root, "h1", "h2", "h3")):
        return site.root
    page, body = build.page()
    build.generated(build.child(body, "h2"), site.heading, account)
    site.root.tail = None
    body.append(site.root)
    return page


def _metadata(root: Element, site: Site | None, fallback: str) -> Metadata:
    said: dict[str, str] = {}
    for meta in named(root, "meta"):  # the first page of a file speaks for all
        said.setdefault(
            (attribute(meta, "name") or attribute(meta, "property")).lower(), attribute(meta, "content")
        )
    head = next((text_of(e) for e in named(root, "title")), "")
    heads = [text_of(e) for e in named(root, "h1")]
    own = heads[0] if len(heads) == 1 else ""
    title = (site.title if site else "") or said.get("dc.title") or said.get("og:title") or own or head or fallback
    author = said.get("author") or said.get("dc.creator") or said.get("article:author") or ""
    return Metadata(
        title=" ".join(title.split()),
        authors=(site.authors if site else ()) or ((author,) if author else ()),
        language=language(root) or said.get("dc.language", ""),
        series=site.series if site else "",
        description=(site.description if site else "")
        or said.get("description")
        or said.get("og:description", ""),
        publisher=said.get("dc.publisher", ""),
        year=year_of(said.get("dc.date") or said.get("book:release_date", "")),
        isbn=isbn_of([said.get("book:isbn", ""), said.get("dc.identifier", "")]),
        genres=(said["dc.subject"],) if said.get("dc.subject") else (),
    )
