"""HTML: saved pages, and downloads of fiction sites with their metadata.

The story is what the page says it is (``main``, ``article``), else its body without
menus, forms and what frames it. Pages one behind the other in one file are read one
after the other. Style sheets are read from the folder of the page; nothing is fetched.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.readers.account import Account, letters, solid
from audiobook.readers.base import Reader
from audiobook.readers.css import SheetFiles, Sheets, mark_styles
from audiobook.readers.decoding.decode import (
    decode,
    is_utf8_after_all,
    looks_binary,
)
from audiobook.readers.document import book_of
from audiobook.readers.flow import Flow
from audiobook.readers.isbn import isbn_of, year_of
from audiobook.readers.markup.markup import flow_of
from audiobook.readers.markup.sites import Site, links_to_chapters, site_of
from audiobook.readers.source_file import contents_of, name_of
from audiobook.readers.tree import build
from audiobook.readers.tree.element_names import (
    HEADINGS,
    HIDDEN,
    LEFT_OUT,
    NOTES,
)
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
from audiobook.readers.witness import Part, sources

_AROUND = "around the story"
_LINKS = "links to other chapters"
_MENUS = frozenset({"nav", "form"})
_FRAME = _MENUS | {"header", "footer", "aside"}
_HEAD_AND_BODY = frozenset({"head", "body"})
_END_TAG = re.compile(rb"</[a-z]+[1-6]?\s*>", re.IGNORECASE)
_DECLARED = 4096  # bytes, within which a page states its encoding
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Of the text: a "main" or "article" with less is not what the page is about.
_MAIN_SHARE = 0.5
# Of the text: where headers, footers and asides have more, the story is in them.
_FRAME_SHARE = 0.5


class HtmlReader(Reader):
    """Reads HTML and XHTML."""

    suffixes = (".html", ".htm", ".xhtml", ".xht")

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix, or by beginning like an HTML page; a picture of that name is none."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:300].lower()
        if start.startswith((b"<!doctype html", b"<html")):
            return True
        # A damaged page may hold control characters; a picture has no end tags.
        if looks_binary(head) and not _END_TAG.search(head):
            return False
        return super().recognises(path, head)

    def parts(self, path: Path) -> tuple[Part, ...]:
        """What has text in it."""
        return sources.page_parts(path)

    def read(self, path: Path) -> Book:
        """The book in an HTML file. Raises :class:`~audiobook.errors.InputError`."""
        root, warnings = _parsed(contents_of(path))
        sheets = Sheets(SheetFiles(path).load)
        return read_html(root, name_of(path), path.name, warnings, sheets)


# ------------------------------------------------------------------------ parsing


def _parsed(data: bytes) -> tuple[Element | None, tuple[str, ...]]:
    """The root of a page, and warnings."""
    if data.lstrip().startswith(b"<?xml"):
        root, sound = parse_page(data)
        if sound:
            return root, ()
        return root, ("The page is damaged; what could be read of it was used.",)
    encoding = _stated_encoding(data[:_DECLARED])
    if encoding and not is_utf8_after_all(data, encoding):
        return parse_html(data.decode(encoding, "replace")), ()
    decoded = decode(data)
    return parse_html(decoded.text), decoded.warnings


def _stated_encoding(head: bytes) -> str:
    """The encoding that a page states, if Python knows it and it is not UTF-8.

    Empty also where the bytes themselves say what they are.
    """
    if head.startswith(_BYTE_ORDER_MARKS):
        return ""
    root = parse_html(head.decode("latin-1"))
    for meta in named(root, "meta"):
        stated = attribute(meta, "charset")
        if not stated:
            stated = attribute(meta, "content").partition("charset=")[2]
        if not stated:
            continue
        try:
            encoding = codecs.lookup(stated.strip()).name
            # Refuses what is not for text ("hex") or for damaged text ("idna").
            b"\xff ".decode(encoding, "replace")
        except (LookupError, ValueError):
            continue
        if encoding != "utf-8":
            return encoding
    return ""


# ----------------------------------------------------------------------- the book


def read_html(
    root: Element | None,
    title: str,
    place: str,
    warnings: tuple[str, ...],
    sheets: Sheets,
) -> Book:
    """The book in a page; ``title`` is its title where it states none."""
    if root is None:
        return book_of(Flow(""), Metadata(title), name=place)
    total = sum(solid(str(piece)) for piece in root.itertext())
    all_letters = _letters_in(root)
    unseen = mark_styles(root, sheets, place)
    pages = _pages(root)
    sites = [site_of(page) for page in pages]
    site = next(filter(None, sites), None)
    metadata = _metadata(root, site, title)

    account = Account(place)
    stories: list[Element] = []
    for page, own_site in zip(pages, sites, strict=True):
        stories.append(_story(page, own_site, account))
    story = _joined(stories)
    flow = flow_of(story, metadata.language, place=place)
    if unseen and not _has_words(flow):
        # A script of the page shows what its style sheets hide.
        _unhide(unseen)
        flow = flow_of(story, metadata.language, place=place)
    _refuse_frames(root, flow, place)

    left_around = all_letters - _letters_in(story) + account.letters_added
    account.drop(_AROUND, total + account.added - flow.total, letters=left_around)
    whole = replace(
        flow,
        unread=(*flow.unread, *account.unread()),
        total=total,
        added=flow.added + account.added,
        letters_added=flow.letters_added + account.letters_added,
    )
    return book_of(whole, metadata, None, warnings, place)


def _letters_in(root: Element) -> int:
    return letters("".join(map(str, root.itertext())))


def _has_words(flow: Flow) -> bool:
    return any(map(str.isalpha, flow.text))


def _unhide(nodes: list[Element]) -> None:
    for node in nodes:
        del node.attrib[HIDDEN]


def _pages(root: Element) -> list[Element]:
    """The bodies of a file, or its root where text stands outside of them."""
    bodies = [child for child in root if name(child) == "body"]
    if not bodies or _text_outside_bodies(root):
        return [root]
    return bodies


def _text_outside_bodies(root: Element) -> str:
    """What a broken page has beside its head and its bodies."""
    pieces = [root.text or ""]
    for child in root:
        if name(child) not in _HEAD_AND_BODY:
            pieces.append(text_of(child))
        pieces.append(child.tail or "")
    return "".join(pieces).strip()


def _joined(stories: list[Element]) -> Element:
    if len(stories) == 1:
        return stories[0]
    page, body = build.page()
    for story in stories:
        # What stands behind a body is in the tree of the page that it was taken from.
        story.tail = None
        body.append(story)
    return page


def _refuse_frames(root: Element, flow: Flow, place: str) -> None:
    """Raise :class:`~audiobook.errors.InputError` for a page that is only frames.

    Such a page says which files to show side by side.
    """
    frames = [attribute(frame, "src") for frame in named(root, "frame")]
    if not frames or _has_words(flow):
        return
    raise InputError(
        f"{place} is only a set of frames; its text is in other files.",
        remedy=f"Give those files: {', '.join(filter(None, frames))}.",
    )


# ---------------------------------------------------------- the story on the page


def _story(page: Element, site: Site | None, account: Account) -> Element:
    """The part of a page that is read; elements in it that are not are marked so."""
    for node in links_to_chapters(page):
        node.set(LEFT_OUT, _LINKS)
    if site:
        for node, kind in site.drop:
            node.set(LEFT_OUT, kind)
        return _headed(site, account)
    main = _main(page)
    if main is not None:
        return main
    for child in _frames(page):
        child.set(LEFT_OUT, _AROUND)
    return page


def _frames(page: Element) -> list[Element]:
    """What frames the story of a page; menus alone, where the story would be lost."""
    frames = [child for child in page if _is_frame(child)]
    menus = [child for child in frames if name(child) in _MENUS]
    others = sum(map(_size, frames)) - sum(map(_size, menus))
    return menus if others > _FRAME_SHARE * _size(page) else frames


def _is_frame(child: Element) -> bool:
    """Whether a part of a page frames its story: a menu, a form, a header ..."""
    if name(child) not in _FRAME or kinds(child) & NOTES:
        return False
    headings = named(child, "h1", "h2")
    return next(headings, None) is None


def _main(page: Element) -> Element | None:
    """The element that says that it is what the page is about.

    It counts where it holds most of the text.
    """
    most = _MAIN_SHARE * _size(page)
    for tag in ("main", "article"):
        for node in _outermost(page, tag):
            if _size(node) > most:
                return node
    return None


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
    if not site.heading or _begins_with_heading(site.root):
        return site.root
    page, body = build.page()
    heading = build.child(body, "h2")
    build.generated(heading, site.heading, account)
    site.root.tail = None
    body.append(site.root)
    return page


def _begins_with_heading(story: Element) -> bool:
    """Whether a heading stands before all other text that is read."""
    walk = etree.iterwalk(story, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            text = node.tail if node is not story else ""
        elif node.get(LEFT_OUT):
            walk.skip_subtree()
            continue
        elif name(node) in HEADINGS:
            return True
        else:
            text = node.text
        if text and not text.isspace():
            return False
    return False


# ----------------------------------------------------------------------- metadata


@dataclass(frozen=True, slots=True)
class _MetaTags:
    """What the ``meta`` elements of a page say, by their names."""

    values: dict[str, str]

    def first(self, *names: str) -> str:
        """The first of several that says anything."""
        for wanted in names:
            value = self.values.get(wanted)
            if value:
                return value
        return ""


def _meta_tags(root: Element) -> _MetaTags:
    """The first page of a file speaks for all."""
    values: dict[str, str] = {}
    for meta in named(root, "meta"):
        key = attribute(meta, "name") or attribute(meta, "property")
        values.setdefault(key.lower(), attribute(meta, "content"))
    return _MetaTags(values)


def _metadata(root: Element, site: Site | None, fallback: str) -> Metadata:
    """What the page says; ``fallback`` is the title where it says none."""
    tags = _meta_tags(root)
    own = _own_metadata(root, tags, fallback)
    if site is None:
        return own
    return replace(
        own,
        title=" ".join(site.title.split()) or own.title,
        authors=site.authors or own.authors,
        series=site.series,
        description=site.description or own.description,
    )


def _own_metadata(root: Element, tags: _MetaTags, fallback: str) -> Metadata:
    title = tags.first("dc.title", "og:title") or _title(root) or fallback
    author = tags.first("author", "dc.creator", "article:author")
    genre = tags.first("dc.subject")
    return Metadata(
        title=" ".join(title.split()),
        authors=(author,) if author else (),
        language=language(root) or tags.first("dc.language"),
        description=tags.first("description", "og:description"),
        publisher=tags.first("dc.publisher"),
        year=year_of(tags.first("dc.date", "book:release_date")),
        isbn=isbn_of([tags.first("book:isbn"), tags.first("dc.identifier")]),
        genres=(genre,) if genre else (),
    )


def _title(root: Element) -> str:
    """The one heading of the highest level, or the title in the page's head."""
    headings = [text_of(heading) for heading in named(root, "h1")]
    # Several headings are those of chapters.
    if len(headings) == 1 and headings[0]:
        return headings[0]
    for title in named(root, "title"):
        return text_of(title)
    return ""
