"""An EPUB 3 of our own, for books that are not EPUBs.

It has a title page, contents, and a page for every chapter.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from audiobook.language import language_of
from audiobook.model import Metadata, Script, Track
from audiobook.publish.base import Edition
from audiobook.publish.cover import Picture
from audiobook.publish.epub.overlay import (
    ACTIVE,
    STYLE,
    Par,
    clock,
    duration,
    own_pars,
    smil,
)
from audiobook.publish.epub.page import (
    direction,
    escaped,
    language_tag,
    page,
    prose,
    shown_utterances,
)
from audiobook.publish.epub.zip import CONTAINER, MODIFIED, EpubZip
from audiobook.publish.prose import paragraphs
from audiobook.publish.tags import LABEL, Tags, title_of
from audiobook.publish.timeline import indices, one_line

_STYLE = """body { line-height: 1.5; margin: 0 5%; }
h1, h2, h3, h4, h5, h6 { font-weight: bold; line-height: 1.2; text-align: center;\
 margin: 2em 0 1em; }
p { margin: 0; text-indent: 1.5em; }
h1 + p, h2 + p, h3 + p, hr + p, p.letter, p.verse { text-indent: 0; }
p.verse { margin: 1em 2em; }
p.letter, blockquote { margin: 1em 2em; }
hr { border: 0; margin: 1.5em 0; text-align: center; }
hr::after { content: "* * *"; }
.title { text-align: center; }
.title p { text-indent: 0; }
.title img { max-width: 100%; max-height: 60vh; }
"""
_ACCESSIBILITY = (  # in the vocabulary of schema.org
    ("accessMode", "textual"),
    ("accessMode", "auditory"),
    ("accessModeSufficient", "textual"),
    ("accessModeSufficient", "auditory"),
    ("accessibilityFeature", "synchronizedAudioText"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
)


@dataclass(frozen=True, slots=True)
class ChapterPage:
    """A chapter's page, and what is heard on it.

    ``number`` counts the pages from 1; ``index`` is that of the chapter in the script; ``part``
    is the title of the part that it belongs to; every track has the path of its sound.
    """

    number: int
    index: int
    title: str
    part: str
    tracks: tuple[tuple[Track, str], ...]
    pars: tuple[Par, ...]

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"chapter-{self.number:04}.xhtml"

    @property
    def overlay(self) -> str:
        """The name of its overlay."""
        return f"chapter-{self.number:04}.smil"


def write_made(edition: Edition, tags: Tags, picture: Picture, path: Path) -> None:
    """Write the EPUB. Raises ``OSError``."""
    pages = _pages(edition)
    language = language_tag(language_of(edition.book))
    cover = "cover.png" if picture.media_type == "image/png" else "cover.jpg"
    package = [
        *_metadata(edition.book.metadata, tags, language),
        *_durations(_overlays(pages), tags),
        "</metadata>",
        *_manifest(pages, cover, picture.media_type),
        *_spine(pages, language),
    ]
    with EpubZip(path) as book:
        book.text("META-INF/container.xml", CONTAINER)
        book.text("EPUB/package.opf", _package(package))
        book.text("EPUB/nav.xhtml", _nav(tags.album, language, pages))
        book.text("EPUB/style.css", _STYLE + STYLE)
        book.data(f"EPUB/{cover}", picture.data)
        book.text("EPUB/title.xhtml", _title_page(tags, language, cover))
        for chapter in pages:
            text = _chapter(edition.script, chapter, language)
            book.text(f"EPUB/{chapter.name}", text)
            if chapter.pars:
                _write_sound(book, chapter)


def _write_sound(book: EpubZip, chapter: ChapterPage) -> None:
    """Write the overlay of a chapter and its sound."""
    overlay = smil(chapter.name, chapter.overlay, chapter.pars)
    book.text(f"EPUB/{chapter.overlay}", overlay)
    for track, name in chapter.tracks:
        book.file(f"EPUB/{name}", track.file("mp3"))


def _pages(edition: Edition) -> list[ChapterPage]:
    """A page for every chapter that has tracks."""
    script = edition.script
    index_of = indices(script)
    pages: list[ChapterPage] = []
    for number, group in groupby(edition.tracks, key=lambda track: track.chapter):
        tracks = list(group)
        chapter = _page(script, index_of[number], tracks, len(pages) + 1)
        pages.append(chapter)
    return pages


def _page(
    script: Script, index: int, tracks: Sequence[Track], number: int
) -> ChapterPage:
    chapter = script.book.chapters[index]
    sounds = []
    for part, track in enumerate(tracks, 1):
        sounds.append((track, f"audio/{number:04}-{part}.mp3"))
    shown = shown_utterances(paragraphs(script, index))
    return ChapterPage(
        number=number,
        index=index,
        title=one_line(chapter.title) or title_of(tracks[0]),
        part=one_line(chapter.part),
        tracks=tuple(sounds),
        pars=own_pars(sounds, shown),
    )


def _chapter(script: Script, chapter: ChapterPage, language: str) -> str:
    """The page of a chapter; its title is on it even where the text has no heading."""
    shown = list(paragraphs(script, chapter.index))
    heading = f"<h1>{escaped(chapter.title)}</h1>\n"
    if shown and shown[0].form == "heading":
        heading = ""
    # The opening credits have the number 0.
    is_body = script.book.chapters[chapter.index].number
    kind = "bodymatter" if is_body else "frontmatter"
    body = f'<section epub:type="chapter">\n{heading}{prose(shown)}\n</section>'
    return page(chapter.title, language, body, types=kind)


def _title_page(tags: Tags, language: str, cover: str) -> str:
    """The cover, and what is on a title page, as far as it is known."""
    lines = [f'<p><img src="{cover}" alt="Cover"/></p>']
    lines.append(_element("h1", tags.album))
    for text in (tags.subtitle, tags.written_by, tags.read_by):
        if text:
            lines.append(_element("p", text))
    shown = "\n".join(lines)
    body = f'<section class="title" epub:type="titlepage">\n{shown}\n</section>'
    return page(tags.album, language, body, types="frontmatter")


def _element(name: str, text: str) -> str:
    """An element with text in it."""
    return f"<{name}>{escaped(text)}</{name}>"


def _nav(title: str, language: str, pages: Sequence[ChapterPage]) -> str:
    """The contents page, with landmarks, which reading systems take to open a book."""
    first = pages[0].name
    body = [
        '<nav epub:type="toc" id="toc">',
        f"<h1>{escaped(title)}</h1>",
        "<ol>",
        *_contents(pages),
        "</ol>",
        "</nav>",
        '<nav epub:type="landmarks" id="landmarks" hidden="hidden">',
        "<ol>",
        '<li><a epub:type="titlepage" href="title.xhtml">Title page</a></li>',
        f'<li><a epub:type="bodymatter" href="{first}">Beginning</a></li>',
        "</ol>",
        "</nav>",
    ]
    return page(title, language, "\n".join(body))


def _contents(pages: Sequence[ChapterPage]) -> Iterator[str]:
    """The lines of the contents. Chapters of a part are below its title."""
    for part, group in groupby(pages, key=lambda chapter: chapter.part):
        if part:
            yield f"<li><span>{escaped(part)}</span>"
            yield "<ol>"
        for chapter in group:
            title = escaped(chapter.title)
            yield f'<li><a href="{chapter.name}">{title}</a></li>'
        if part:
            yield "</ol></li>"


def _package(inner: Sequence[str]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">',
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
        *inner,
        "</package>",
        "",
    ]
    return "\n".join(lines)


def _metadata(about: Metadata, tags: Tags, language: str) -> Iterator[str]:
    """What the package says of the book."""
    # The same book has the same identifier, so that a reading system knows it again.
    named = f"{tags.album}\n{tags.written_by}\n{about.identifier}"
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, named)
    yield f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>'
    yield f"<dc:title>{escaped(tags.album)}</dc:title>"
    yield f"<dc:language>{language}</dc:language>"
    for author in about.authors:
        name = one_line(author)
        if name:
            yield _element("dc:creator", name)
    if tags.publisher.strip():
        yield _element("dc:publisher", tags.publisher)
    if tags.description.strip():
        yield _element("dc:description", tags.description)
    if tags.year.strip():
        yield _element("dc:date", tags.year)
    yield f'<meta property="dcterms:modified">{MODIFIED}</meta>'
    if tags.series:
        series = escaped(tags.series)
        yield f'<meta property="belongs-to-collection" id="series">{series}</meta>'
        yield '<meta refines="#series" property="collection-type">series</meta>'
    for name, value in _ACCESSIBILITY:
        yield f'<meta property="schema:{name}">{value}</meta>'


def _overlays(pages: Sequence[ChapterPage]) -> Iterator[tuple[str, Sequence[Par]]]:
    for chapter in pages:
        yield f"overlay-{chapter.number}", chapter.pars


def _durations(
    overlays: Iterable[tuple[str, Sequence[Par]]], tags: Tags
) -> Iterator[str]:
    """What the package says of its overlays: pairs of an item's id and what is in it."""
    total = 0
    for name, pars in overlays:
        if pars:
            length = duration(pars)
            total += length
            yield _duration(length, f' refines="#{name}"')
    if total:
        yield _duration(total, "")
        yield f'<meta property="media:active-class">{ACTIVE}</meta>'
        if tags.read_by:
            narrator = escaped(tags.heard)
            yield f'<meta property="media:narrator">{narrator}</meta>'
        if tags.narration:
            yield f'<meta property="schema:accessibilitySummary">{LABEL}</meta>'


def _duration(milliseconds: int, refines: str) -> str:
    return f'<meta property="media:duration"{refines}>{clock(milliseconds)}</meta>'


def _manifest(
    pages: Sequence[ChapterPage], cover: str, media_type: str
) -> Iterator[str]:
    yield "<manifest>"
    yield _item("nav", "nav.xhtml", "application/xhtml+xml", ' properties="nav"')
    yield _item("title", "title.xhtml", "application/xhtml+xml")
    yield _item("style", "style.css", "text/css")
    yield _item("cover", cover, media_type, ' properties="cover-image"')
    for chapter in pages:
        number = chapter.number
        own = f"page-{number}"
        if not chapter.pars:
            yield _item(own, chapter.name, "application/xhtml+xml")
            continue
        overlay = f"overlay-{number}"
        link = f' media-overlay="{overlay}"'
        yield _item(own, chapter.name, "application/xhtml+xml", link)
        yield _item(overlay, chapter.overlay, "application/smil+xml")
        for part, (_, sound) in enumerate(chapter.tracks, 1):
            yield _item(f"audio-{number}-{part}", sound, "audio/mpeg")
    yield "</manifest>"


def _item(own: str, link: str, media_type: str, more: str = "") -> str:
    return f'<item id="{own}" href="{link}" media-type="{media_type}"{more}/>'


def _spine(pages: Sequence[ChapterPage], language: str) -> Iterator[str]:
    yield f'<spine page-progression-direction="{direction(language)}">'
    yield '<itemref idref="title"/>'
    for chapter in pages:
        yield f'<itemref idref="page-{chapter.number}"/>'
    yield "</spine>"
