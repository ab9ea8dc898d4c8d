"""An EPUB 3 of our own, for books that are none: a title page, a contents page, a page for every chapter."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

from audiobook.language import language_of
from audiobook.model import Metadata, Script, Track
from audiobook.publish.base import Edition
from audiobook.publish.cover import Picture
from audiobook.publish.epub.overlay import ACTIVE, STYLE, Par, clock, duration, heard, smil
from audiobook.publish.epub.page import direction, escaped, language_tag, page, prose
from audiobook.publish.epub.zip import CONTAINER, EpubZip
from audiobook.publish.tags import Tags, title_of
from audiobook.publish.text.prose import paragraphs
from audiobook.publish.timeline import indices, one_line

_MODIFIED = "2000-01-01T00:00:00Z"  # it has to be stated; a real one would make every copy another file
_STYLE = """body { line-height: 1.5; margin: 0 5%; }
h1, h2, h3, h4, h5, h6 { font-weight: bold; line-height: 1.2; text-align: center; margin: 2em 0 1em; }
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


@dataclass(frozen=True, slots=True)
class Page:
    """A chapter's page: its file, its title, what it says in one go, what is heard on it."""

    name: str
    title: str
    part: str
    write: Callable[[], str]
    tracks: tuple[tuple[Track, str], ...]  # each with the path of its sound
    pars: tuple[Par, ...] = field(default=())

    @property
    def overlay(self) -> str:
        """The name of its overlay."""
        return self.name.replace(".xhtml", ".smil")


def write_made(edition: Edition, tags: Tags, picture: Picture, path: Path) -> None:
    """Write the EPUB. Raises ``OSError``."""
    pages = _pages(edition)
    language = language_tag(language_of(edition.book))
    cover = f"cover.{'png' if picture.media_type == 'image/png' else 'jpg'}"
    with EpubZip(path) as book:
        book.text("META-INF/container.xml", CONTAINER)
        book.text(
            "EPUB/package.opf", _package(edition.book.metadata, tags, language, pages, (cover, picture.media_type))
        )
        book.text("EPUB/nav.xhtml", _nav(tags.album, language, pages))
        book.text("EPUB/style.css", _STYLE + STYLE)
        book.data(f"EPUB/{cover}", picture.data)
        book.text("EPUB/title.xhtml", _title_page(tags, language, cover))
        for one in pages:
            book.text(f"EPUB/{one.name}", one.write())
            if one.pars:
                book.text(f"EPUB/{one.overlay}", smil(one.name, one.overlay, one.pars))
                for track, name in one.tracks:
                    book.file(f"EPUB/{name}", track.file("mp3"))


def _pages(edition: Edition) -> list[Page]:
    where, script = indices(edition.script), edition.script
    language = language_tag(language_of(edition.book))
    found: list[Page] = []
    for number, group in groupby(edition.tracks, key=lambda track: track.chapter):
        tracks = list(group)
        chapter = script.book.chapters[where[number]]
        title = one_line(chapter.title) or title_of(tracks[0])
        sounds = tuple((track, f"audio/{len(found) + 1:04}-{at}.mp3") for at, track in enumerate(tracks, 1))
        pars = [
            Par(f"u{one.utterance}", one.audio, one.start_ms, one.end_ms)
            for sound in sounds
            for one in heard(*sound)
        ]
        name = f"chapter-{len(found) + 1:04}.xhtml"
        write = partial(_chapter, script, where[number], title, language)
        found.append(Page(name, title, one_line(chapter.part), write, sounds, _shown(script, where[number], pars)))
    return found


def _shown(script: Script, index: int, pars: Sequence[Par]) -> tuple[Par, ...]:
    """Without what is not on the page: an utterance of signs alone."""
    there = {f"u{line.utterance}" for one in paragraphs(script, index) for line in one.lines if line.runs}
    return tuple(par for par in pars if par.target in there)


def _chapter(script: Script, index: int, title: str, language: str) -> str:
    found = list(paragraphs(script, index))
    headed = bool(found) and found[0].form == "heading"
    heading = "" if headed else f"<h1>{escaped(title)}</h1>\n"
    kind = "bodymatter" if script.book.chapters[index].number else "frontmatter"
    return page(title, language, f'<section epub:type="chapter">\n{heading}{prose(found)}\n</section>', types=kind)


def _title_page(tags: Tags, language: str, cover: str) -> str:
    lines = [("h1", tags.album), ("p", tags.subtitle), ("p", tags.written_by), ("p", tags.read_by)]
    words = "\n".join(f"<{name}>{escaped(text)}</{name}>" for name, text in lines if text)
    picture = f'<p><img src="{cover}" alt="Cover"/></p>'
    body = f'<section class="title" epub:type="titlepage">\n{picture}\n{words}\n</section>'
    return page(tags.album, language, body, types="frontmatter")


def _nav(title: str, language: str, pages: Sequence[Page]) -> str:
    lines = []
    for part, group in groupby(pages, key=lambda one: one.part):
        links = "\n".join(f'<li><a href="{one.name}">{escaped(one.title)}</a></li>' for one in group)
        lines.append(f"<li><span>{escaped(part)}</span>\n<ol>\n{links}\n</ol></li>" if part else links)
    marks = '<li><a epub:type="titlepage" href="title.xhtml">Title page</a></li>'
    if pages:
        marks += f'\n<li><a epub:type="bodymatter" href="{pages[0].name}">Beginning</a></li>'
    body = (
        f'<nav epub:type="toc" id="toc">\n<h1>{escaped(title)}</h1>\n<ol>\n'
        + "\n".join(lines)
        + "\n</ol>\n</nav>\n"
        f'<nav epub:type="landmarks" id="landmarks" hidden="hidden">\n<ol>\n{marks}\n</ol>\n</nav>'
    )
    return page(title, language, body)


def _package(about: Metadata, tags: Tags, language: str, pages: Sequence[Page], cover: tuple[str, str]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">',
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
        *_metadata(about, tags, language),
        *durations([(f"overlay-{at}", one.pars) for at, one in enumerate(pages, 1)], tags),
        "</metadata>",
        "<manifest>",
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        f'<item id="cover" href="{cover[0]}" media-type="{cover[1]}" properties="cover-image"/>',
        *_items(pages),
        "</manifest>",
        f'<spine page-progression-direction="{direction(language)}">',
        '<itemref idref="title"/>',
        *(f'<itemref idref="page-{at}"/>' for at, _ in enumerate(pages, 1)),
        "</spine>",
        "</package>",
    ]
    return "\n".join(lines) + "\n"


def _metadata(about: Metadata, tags: Tags, language: str) -> Iterator[str]:
    named = f"{tags.album}\n{tags.written_by}\n{about.identifier}"
    yield f'<dc:identifier id="id">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, named)}</dc:identifier>'
    yield f"<dc:title>{escaped(tags.album)}</dc:title>"
    yield f"<dc:language>{language}</dc:language>"
    more = {"publisher": tags.publisher, "description": tags.description, "date": tags.year}
    yield from (f"<dc:creator>{escaped(one_line(name))}</dc:creator>" for name in about.authors if one_line(name))
    yield from (f"<dc:{name}>{escaped(text)}</dc:{name}>" for name, text in more.items() if text.strip())
    yield f'<meta property="dcterms:modified">{_MODIFIED}</meta>'
    if tags.series:
        yield f'<meta property="belongs-to-collection" id="series">{escaped(tags.series)}</meta>'
        yield '<meta refines="#series" property="collection-type">series</meta>'
    for name, value in (
        ("accessMode", "textual"),
        ("accessMode", "auditory"),
        ("accessModeSufficient", "textual"),
        ("accessModeSufficient", "auditory"),
        ("accessibilityFeature", "synchronizedAudioText"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityHazard", "none"),
    ):
        yield f'<meta property="schema:{name}">{value}</meta>'


def durations(overlays: Sequence[tuple[str, Sequence[Par]]], tags: Tags) -> Iterator[str]:
    """What the package says of its overlays: pairs of an item's id and what is in it."""
    spoken = [(name, duration(pars)) for name, pars in overlays if pars]
    for name, length in spoken:
        yield f'<meta property="media:duration" refines="#{name}">{clock(length)}</meta>'
    if spoken:
        yield f'<meta property="media:duration">{clock(sum(length for _, length in spoken))}</meta>'
        yield f'<meta property="media:active-class">{ACTIVE}</meta>'
        if tags.read_by:
            yield f'<meta property="media:narrator">{escaped(tags.read_by)}</meta>'


def _items(pages: Sequence[Page]) -> Iterator[str]:
    for at, one in enumerate(pages, 1):
        overlay = f' media-overlay="overlay-{at}"' if one.pars else ""
        yield f'<item id="page-{at}" href="{one.name}" media-type="application/xhtml+xml"{overlay}/>'
        if one.pars:
            yield f'<item id="overlay-{at}" href="{one.overlay}" media-type="application/smil+xml"/>'
            for number, (_, name) in enumerate(one.tracks, 1):
                yield f'<item id="audio-{at}-{number}" href="{name}" media-type="audio/mpeg"/>'
