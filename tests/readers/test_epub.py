"""EPUB 2 and 3, tidy, odd, broken and hostile; every book is built here."""

import zipfile
from pathlib import Path

import pytest
from accounts import assert_accounted
from audiobook.checks.ledger import ledger_of
from audiobook.errors import InputError
from audiobook.model import Book, MarkKind
from audiobook.readers import read_book
from epub_building import METADATA, NAV_ITEM, NCX_ITEM, entry, make, nav, opf, page

PROSE = "<p>It rained all day, and nobody went out.</p>" * 8


@pytest.fixture
def epub(tmp_path: Path) -> Path:
    return tmp_path / "book.epub"


def titles(book: Book) -> list[str]:
    return [
        f"{chapter.part} / {chapter.title}" if chapter.part else chapter.title
        for chapter in book.chapters
    ]


def reasons(book: Book) -> list[str]:
    return [skipped.reason.partition(":")[0] for skipped in book.skipped]


def one(path: Path, body: str, attributes: str = "") -> Book:
    return read_book(make(path, {"a.xhtml": page(body, attributes)}))


def marked(book: Book, kind: MarkKind) -> list[tuple[str, str]]:
    chapter = book.chapters[0]
    return [(chapter.text[m.start : m.end], m.value) for m in chapter.marks if m.kind is kind]


# --- text ---------------------------------------------------------------------------------------------

TEXTS = {
    "paragraphs": ("<p>One\n   two.</p><p>Three.</p>", "One two.\n\nThree."),
    "line breaks": ("<p>One<br/>two <br/> three</p>", "One\ntwo\nthree"),
    "inline elements join": ("<p>An<i>other</i> <b>one</b>.</p>", "Another one."),
    "nested blocks": (
        "<div><div>One</div>two<blockquote><p>three</p></blockquote></div>",
        "One\n\ntwo\n\nthree",
    ),
    "drop cap": ("<p><span>O</span>nce</p>", "Once"),
    "list": ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
    "rule": ("<p>a</p><hr/><p>b</p>", "a\n\n* * *\n\nb"),
    "rule without words": ('<p>a</p><p class="scene-break"> </p><p>b</p>', "a\n\n* * *\n\nb"),
    "entities": ("<p>a&nbsp;b &mdash; &eacute; &amp; &lt;c&gt;</p>", "a b — é & <c>"),
    "invisible characters": ("<p>co\u00adop\u2060er\u200bate</p>", "cooperate"),
    "hair space between quotes": ("<p>“\u200a‘Go,’\u200a” he\u00a0said</p>", "“‘Go,’” he said"),
    "note marker": ('<p>Word<a epub:type="noteref" href="#n">1</a>.</p>', "Word."),
    "note marker by role": (
        '<p>Word<sup><a role="doc-noteref" href="#n">1</a></sup>.</p>',
        "Word.",
    ),
    "note marker in words": ('<p>Word<a epub:type="noteref" href="#n">[note 12]</a>.</p>', "Word."),
    "a word that calls a note": (
        '<p>The <a epub:type="annoref" href="#n">Emperor’s</a> face.</p>',
        "The Emperor’s face.",
    ),
    "note": ('<p>Word.</p><aside epub:type="footnote" id="n"><p>A note.</p></aside>', "Word."),
    "ruby": ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>", "漢字"),
    "script and style": ("<p>a</p><script>alert(1)</script><style>p {}</style>", "a"),
    "picture": ('<p>a</p><p><img src="x.png" alt="A horse"/></p><p>b</p>', "a\n\nb"),
    "hidden": ('<p>a</p><p hidden="hidden">b</p>', "a"),
    "preformatted": ("<pre>one\n  two</pre>", "one\ntwo"),
    "comment": ("<p>a<!-- secret -->b</p>", "ab"),
}


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_text(epub: Path, body: str, expected: str) -> None:
    assert one(epub, body).chapters[0].text == expected


def test_marks(epub: Path) -> None:
    book = one(
        epub,
        "<h2>One</h2><p>a <em>b</em> <i>c <i>c</i></i> <strong>d</strong></p>"
        '<p xml:lang="fr">Bonjour <span lang="de">Tag</span> <i lang="fr-CA">oui</i></p>'
        '<div epub:type="z3998:letter"><p>Dear Sir,</p><p>Yours</p></div>'
        '<div class="poem"><p>Roses<br/>red</p></div><p>⁂</p>',
    )
    assert marked(book, MarkKind.HEADING) == [("One", "2")]
    assert [text for text, _ in marked(book, MarkKind.EMPHASIS)] == ["b", "c c", "c", "oui"]
    assert marked(book, MarkKind.STRONG) == [("d", "")]
    assert marked(book, MarkKind.LANGUAGE) == [("Bonjour Tag oui", "fr"), ("Tag", "de")]
    assert marked(book, MarkKind.LETTER) == [("Dear Sir,\n\nYours", "")]
    assert marked(book, MarkKind.VERSE) == [("Roses\nred", "")]
    assert marked(book, MarkKind.BREAK) == [("⁂", "")]


# --- chapters -----------------------------------------------------------------------------------------


def test_titles_come_from_the_contents(epub: Path) -> None:
    files = {"a.xhtml": page(f"<h1>I</h1>{PROSE}"), "b.xhtml": page(PROSE)}
    book = read_book(
        make(epub, files, toc=entry("a.xhtml", "The Sea") + entry("b.xhtml", "THE WIND"))
    )
    assert titles(book) == ["The Sea", "The Wind"]
    assert book.chapters[0].text.startswith("I\n\nIt rained")


def test_anchors_split_a_file(epub: Path) -> None:
    body = f'<h2 id="one">One</h2>{PROSE}<h2 id="two">Two</h2>{PROSE}<section id="three"><p>End.</p></section>'
    toc = (
        entry("a.xhtml#one", "One") + entry("a.xhtml#two", "Two") + entry("a.xhtml#three", "Three")
    )
    book = read_book(make(epub, {"a.xhtml": page(body)}, toc=toc))
    assert titles(book) == ["One", "Two", "Three"]
    assert book.chapters[1].text.startswith("Two\n\nIt rained")
    assert book.chapters[2].text == "End."
    assert [mark.start for mark in book.chapters[1].marks] == [0]


def test_parts_hold_chapters(epub: Path) -> None:
    files = {
        "p1.xhtml": page("<h1>Part One</h1>"),
        "a.xhtml": page(f"<h2>One</h2>{PROSE}"),
        "b.xhtml": page(f"<h2>Two</h2>{PROSE}"),
        "p2.xhtml": page("<h1>Part Two</h1>"),
        "c.xhtml": page(f"<h2>Three</h2>{PROSE}"),
        "d.xhtml": page(f"<h1>Epilogue</h1>{PROSE}"),
    }
    nested = (
        entry("p1.xhtml", "Part One", entry("a.xhtml", "One") + entry("b.xhtml", "Two"))
        + entry("p2.xhtml", "Part Two", entry("c.xhtml", "Three"))
        + entry("d.xhtml", "Epilogue")
    )
    book = read_book(make(epub, files, toc=nested))
    assert titles(book) == ["Part One / One", "Part One / Two", "Part Two / Three", "Epilogue"]
    assert book.chapters[0].text.startswith("Part One\n\nOne\n\nIt rained")


def test_sections_of_a_story_stay_in_it(epub: Path) -> None:
    body = "<h2>A Scandal</h2>" + "".join(
        f'<section id="s{n}"><h3>{"I" * n}</h3>{PROSE}</section>' for n in (1, 2)
    )
    files = {"a.xhtml": page(body), "b.xhtml": page(f"<h2>A Case</h2>{PROSE}")}
    toc = entry(
        "a.xhtml", "A Scandal", entry("a.xhtml#s1", "I") + entry("a.xhtml#s2", "II")
    ) + entry("b.xhtml", "A Case")
    book = read_book(make(epub, files, toc=toc))
    assert titles(book) == ["A Scandal", "A Case"]
    assert marked(book, MarkKind.HEADING) == [("A Scandal", "2"), ("I", "3"), ("II", "3")]


def test_page_without_entry_goes_on(epub: Path) -> None:
    files = {
        "a.xhtml": page(f"<h2>One</h2>{PROSE}"),
        "a2.xhtml": page("<p>It went on.</p>"),
        "b.xhtml": page(f"<h2>Two</h2>{PROSE}"),
    }
    book = read_book(make(epub, files, toc=entry("a.xhtml", "One")))
    assert titles(book) == ["One", "Two"]
    assert book.chapters[0].text.endswith("went out.\n\nIt went on.")


def test_ncx(epub: Path) -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint id="p">'
        '<navLabel><text>Book One</text></navLabel><content src="a.xhtml"/>'
        '<navPoint id="q"><navLabel><text>The Sea</text></navLabel>'
        '<content src="a.xhtml#s"/></navPoint></navPoint></navMap></ncx>'
    )
    files = {"a.xhtml": page(f'<h1>Book One</h1><h2 id="s">The Sea</h2>{PROSE}'), "toc.ncx": ncx}
    book = read_book(make(epub, files, package=opf(["a.xhtml"], extra=NCX_ITEM)))
    assert titles(book) == ["Book One / The Sea"]
    assert book.chapters[0].text.startswith("Book One\n\nThe Sea\n\nIt rained")


def test_without_contents_headings_tell(epub: Path) -> None:
    files = {
        "a.xhtml": page(f"<h1>CHAPTER I</h1><h2>THE SEA</h2>{PROSE}"),
        "b.xhtml": page(f"<h1>Two</h1>{PROSE}"),
    }
    assert titles(read_book(make(epub, files))) == ["Chapter I: The Sea", "Two"]


# --- what is no story -----------------------------------------------------------------------------------

MATTER = {
    "by epub:type": (
        page("<section epub:type='titlepage'><h1>The Storm</h1></section>"),
        "title page",
    ),
    "by body type": (page("<p>Cover</p>", "epub:type='cover'"), "cover"),
    "by role": (page("<section role='doc-colophon'><p>Printed in Ems.</p></section>"), "colophon"),
    "legal text": (
        page("<p>Copyright © 2020 Ann Author. All rights reserved. ISBN 123.</p>"),
        "copyright page",
    ),
    "links": (
        page(
            "<p><a href='a.xhtml'>One chapter</a></p><p><a href='b.xhtml'>Another one</a></p>"
            "<p><a href='c.xhtml'>And the last</a></p>"
        ),
        "table of contents",
    ),
    "title only": (page("<h1>The Storm</h1><p>Ann Author</p>"), "title page"),
    "pictures only": (page("<img src='map.png'/>"), "no text"),
    "heading": (page("<h1>About the Author</h1><p>Ann lives in Ems.</p>"), "about the author"),
}


@pytest.mark.parametrize(("front", "reason"), MATTER.values(), ids=MATTER)
def test_pages_that_are_no_story(epub: Path, front: str, reason: str) -> None:
    book = read_book(make(epub, {"front.xhtml": front, "a.xhtml": page(f"<h1>One</h1>{PROSE}")}))
    assert titles(book) == ["One"]
    assert reasons(book) == [reason]


STORY = {
    "a chapter named after the book": f"<h1>The Storm</h1>{PROSE}{PROSE}",
    "a chapter named Notes from the Sea": f"<h1>Notes from the Sea</h1>{PROSE}",
    "a chapter with a copyright joke": f"<h1>One</h1><p>“All rights reserved,” he said.</p>{PROSE * 10}",
    "a dedication": "<section epub:type='dedication'><p>For my mother.</p></section>",
    "a foreword": f"<section epub:type='foreword'><h1>Foreword</h1>{PROSE}</section>",
}


@pytest.mark.parametrize("body", STORY.values(), ids=STORY)
def test_story_pages_are_never_skipped(epub: Path, body: str) -> None:
    book = read_book(make(epub, {"a.xhtml": page(body), "b.xhtml": page(f"<h1>Last</h1>{PROSE}")}))
    assert book.skipped == ()


def test_guide_and_landmarks_tell(epub: Path) -> None:
    guide = '<guide><reference type="copyright-page" href="c.xhtml"/></guide>'
    files = {"c.xhtml": page("<p>Words.</p>"), "a.xhtml": page(f"<h1>One</h1>{PROSE}")}
    assert reasons(read_book(make(epub, files, package=opf(list(files), after=guide)))) == [
        "copyright page"
    ]
    landmarks = '<li><a epub:type="imprint" href="c.xhtml">Imprint</a></li>'
    files["nav.xhtml"] = nav(entry("a.xhtml", "One"), landmarks)
    package = opf(["c.xhtml", "a.xhtml"], extra=NAV_ITEM)
    assert reasons(read_book(make(epub, files, package=package))) == ["imprint"]


def test_notes_are_listed(epub: Path) -> None:
    book = one(epub, '<p>Word.</p><aside epub:type="footnote"><p>One small note.</p></aside>')
    assert [(s.reason.partition(":")[0], s.words) for s in book.skipped] == [("notes", 3)]


# --- metadata and cover ---------------------------------------------------------------------------------


def test_metadata(epub: Path) -> None:
    metadata = (
        '<dc:identifier id="id">urn:uuid:1</dc:identifier><dc:identifier>urn:isbn:9780000000002</dc:identifier>'
        '<dc:title id="s">A Novel</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
        '<dc:title id="t">The Storm</dc:title><meta refines="#t" property="title-type">main</meta>'
        '<dc:creator id="a">Ann Author</dc:creator><dc:creator id="b">Bob Ill</dc:creator>'
        '<meta refines="#b" property="role">ill</meta><dc:creator>Cy Writer</dc:creator>'
        "<dc:language>fr-CA</dc:language><dc:publisher>Press</dc:publisher><dc:date>1999-05-04</dc:date>"
        "<dc:description>&lt;p&gt;Wet &amp;amp; cold.&lt;/p&gt;</dc:description>"
        '<meta id="c" property="belongs-to-collection">Weather</meta>'
        '<meta refines="#c" property="collection-type">series</meta>'
        '<meta refines="#c" property="group-position">2</meta>'
    )
    book = read_book(make(epub, {"a.xhtml": page(PROSE)}, package=opf(["a.xhtml"], metadata)))
    found = book.metadata
    assert (found.title, found.authors, found.language) == (
        "The Storm",
        ("Ann Author", "Cy Writer"),
        "fr-CA",
    )
    assert (found.series, found.series_part) == ("Weather", "2")
    assert (found.publisher, found.year, found.description) == ("Press", "1999", "Wet & cold.")
    assert found.identifier == "urn:isbn:9780000000002"


def test_calibre_series(epub: Path) -> None:
    metadata = (
        METADATA
        + '<meta name="calibre:series" content="Weather"/><meta name="calibre:series_index" content="3.0"/>'
    )
    found = read_book(
        make(epub, {"a.xhtml": page(PROSE)}, package=opf(["a.xhtml"], metadata))
    ).metadata
    assert (found.series, found.series_part) == ("Weather", "3")


COVERS = {
    "EPUB 3": (
        "",
        '<item id="i" href="c.png" media-type="image/png" properties="cover-image"/>',
        "",
    ),
    "EPUB 2": (
        '<meta name="cover" content="i"/>',
        '<item id="i" href="c.png" media-type="image/png"/>',
        "",
    ),
    "guide": (
        "",
        '<item id="i" href="c.png" media-type="image/png"/>',
        '<guide><reference type="cover" href="cover.xhtml"/></guide>',
    ),
}


@pytest.mark.parametrize(("meta", "item", "guide"), COVERS.values(), ids=COVERS)
def test_cover(epub: Path, meta: str, item: str, guide: str) -> None:
    package = opf(["a.xhtml"], METADATA + meta, item, guide)
    files: dict[str, str | bytes] = {
        "a.xhtml": page(PROSE),
        "cover.xhtml": page('<svg xmlns="http://www.w3.org/2000/svg"><image href="c.png"/></svg>'),
        "c.png": b"\x89PNG cover",
    }
    cover = read_book(make(epub, files, package=package)).cover
    assert cover is not None
    assert (cover.data, cover.media_type) == (b"\x89PNG cover", "image/png")


# --- broken and hostile -----------------------------------------------------------------------------------


def test_broken_page_is_read_with_a_warning(epub: Path) -> None:
    broken = "<html><head><title/></head><body><h1>One</h1><p>First & second<p>Third<br>line <i>end</body>"
    book = read_book(make(epub, {"a.xhtml": broken}))
    assert book.chapters[0].text == "One\n\nFirst & second\n\nThird\nline end"
    assert any("a.xhtml" in warning for warning in book.warnings)


def test_missing_page_is_a_loss(epub: Path) -> None:
    package = opf(["a.xhtml", "gone.xhtml"])
    book = read_book(make(epub, {"a.xhtml": page(PROSE)}, package=package))
    assert [(loss.kind, loss.place) for loss in book.losses] == [("missing", "OPS/gone.xhtml")]


def test_entities_are_not_expanded_and_files_not_read(epub: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{bomb}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Start &l11; &x; end.</p></body></html>'
    )
    text = read_book(make(epub, {"a.xhtml": document})).chapters[0].text
    assert text.startswith("Start")
    assert "SECRET" not in text
    assert "&" not in text
    assert len(text) < 100


@pytest.mark.slow
def test_endless_nesting_ends(epub: Path) -> None:
    deep = "<div>" * 50_000 + "<p>Deep down.</p>" + "</div>" * 50_000
    document = page(f"<p>Above.</p>{deep}<p>Below.</p>")
    assert "Above." in read_book(make(epub, {"a.xhtml": document})).chapters[0].text


def test_zip_bomb_is_refused(epub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.readers.archive._ENTRY_BYTES", 100_000)
    with pytest.raises(InputError, match="unpacks to more"):
        read_book(make(epub, {"a.xhtml": page(f"<p>{'a ' * 200_000}</p>")}))


@pytest.mark.parametrize(
    "href",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://example.org/a",
        "%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_paths_do_not_escape(epub: Path, href: str) -> None:
    item = f'<item id="evil" href="{href}" media-type="application/xhtml+xml"/>'
    spine = '<itemref idref="evil"/><itemref idref="a.xhtml"/>'
    book = read_book(
        make(epub, {"a.xhtml": page(PROSE)}, package=opf(["a.xhtml"], extra=item, spine=spine))
    )
    assert "root:" not in "".join(chapter.text for chapter in book.chapters)
    assert "evil" in f"{book.losses[0].place} {book.losses[0].what}"


def encryption(algorithm: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData>'
        '<enc:CipherReference URI="OPS/a.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>'
    )


def test_copy_protection_is_named(epub: Path) -> None:
    files = {
        "a.xhtml": page(PROSE),
        "META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc"),
    }
    with pytest.raises(InputError, match="DRM"):
        read_book(make(epub, files))


def test_obfuscated_fonts_are_no_copy_protection(epub: Path) -> None:
    files = {
        "a.xhtml": page(PROSE),
        "META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding"),
    }
    assert len(read_book(make(epub, files)).chapters) == 1


REFUSED = {
    "no spine": (opf([], spine=""), "spine"),
    "no package": ("", "cannot be read"),
    "no text": (opf(["a.xhtml"]), "no text"),
}


@pytest.mark.parametrize(("package", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(epub: Path, package: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_book(make(epub, {"a.xhtml": page("<p>***</p>")}, package=package))
    assert caught.value.remedy


def test_truncated_file(epub: Path) -> None:
    make(epub, {"a.xhtml": page(PROSE)})
    epub.write_bytes(epub.read_bytes()[:400])
    with pytest.raises(InputError, match="not a readable EPUB"):
        read_book(epub)


def test_damaged_entry(epub: Path) -> None:
    make(epub, {"a.xhtml": page(PROSE), "b.xhtml": page(f"<p>Second.</p>{PROSE}")})
    with zipfile.ZipFile(epub) as archive:
        start = archive.getinfo("OPS/a.xhtml").header_offset + 60
    data = bytearray(epub.read_bytes())
    data[start : start + 20] = b"\xff" * 20
    epub.write_bytes(bytes(data))
    book = read_book(epub)
    assert book.chapters[0].text.startswith("Second.")
    assert [(loss.kind, loss.place) for loss in book.losses] == [("damaged", "OPS/a.xhtml")]


def test_sherlock_holmes(shared: Path) -> None:
    book = read_book(shared / "books" / "sherlock-holmes.epub")
    assert [chapter.number for chapter in book.chapters] == list(range(1, 13))
    assert titles(book)[:2] == ["A Scandal in Bohemia", "The Redheaded League"]
    assert titles(book)[8] == "The Adventure of the Engineer’s Thumb"
    assert [text for text, _ in marked(book, MarkKind.HEADING)] == [
        "A Scandal in Bohemia",
        "I",
        "II",
        "III",
    ]
    assert reasons(book) == ["title page", "imprint", "colophon", "copyright page"]
    assert "Standard Ebooks" not in "".join(chapter.text for chapter in book.chapters)
    assert book.warnings == ()
    assert book.cover is not None
    assert book.cover.media_type == "image/svg+xml"
    assert (book.metadata.authors, book.metadata.language) == (("Arthur Conan Doyle",), "en-GB")


# --- notes, pronunciation, and the account of every character -------------------------------------------------


def test_notes_on_a_page_of_their_own(epub: Path) -> None:
    files = {
        "a.xhtml": page(
            f'<h2>One</h2><p>He left.<a href="n.xhtml#n1" id="r1"><sup>1</sup></a></p>{PROSE}'
        ),
        "n.xhtml": page(
            '<h2>Notes</h2><p id="n1"><a href="a.xhtml#r1">1</a> A note.</p><p>2 Another.</p>'
        ),
    }
    book = read_book(make(epub, files))
    assert book.chapters[0].text.startswith("One\n\nHe left.\n\nIt rained")
    assert [(note.at, note.text) for note in book.chapters[0].notes] == [(13, "A note.")]
    assert [(piece.kind, piece.before) for piece in book.skipped] == [("notes", 1)]
    assert_accounted(book)


def test_notes_by_type_on_a_page_of_their_own(epub: Path) -> None:
    files = {
        "a.xhtml": page(f'<p>He left.<a epub:type="noteref" href="n.xhtml#n1">1</a></p>{PROSE}'),
        "n.xhtml": page(
            '<section epub:type="endnotes"><ol><li id="n1" epub:type="endnote"><p>A note.'
            '<a epub:type="backlink" href="a.xhtml#r">↩</a></p></li></ol></section>'
        ),
    }
    book = read_book(make(epub, files))
    assert [note.text for note in book.chapters[0].notes] == ["A note."]
    assert_accounted(book)


def test_a_word_that_calls_a_note_is_read_and_so_is_the_note_where_asked(epub: Path) -> None:
    note = '<aside epub:type="footnote" id="n1"><p>A note.</p></aside>'
    files = {
        "a.xhtml": page(f'<p>He <a epub:type="noteref" href="#n1">left</a> it.</p>{note}{PROSE}')
    }
    book = read_book(make(epub, files))
    assert book.chapters[0].text.startswith("He left it.")
    assert [(note.at, note.text) for note in book.chapters[0].notes] == [(7, "A note.")]
    assert_accounted(book)


PLS = (
    '<lexicon xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" version="1.0" alphabet="ipa" xml:lang="en">'
    "<lexeme><grapheme>Hermione</grapheme><phoneme>həˈmaɪəni</phoneme></lexeme>"
    "<lexeme><grapheme>St.</grapheme><alias>Saint</alias></lexeme>"
    '<lexeme><grapheme>C++</grapheme><phoneme alphabet="x-sampa">si:</phoneme></lexeme></lexicon>'
)


def test_pronunciation_hints(epub: Path) -> None:
    body = (
        "<p>Hermione met Hermiones in St. Ives, and wrote C++ for "
        '<span ssml:alphabet="ipa" ssml:ph="riːd">read</span>.</p>'
        f"{PROSE}"
    )
    linked = page(body).replace(
        "<head>", '<head><link rel="pronunciation" type="application/pls+xml" href="words.pls"/>'
    )
    document = linked.replace("<html ", '<html xmlns:ssml="http://www.w3.org/2001/10/synthesis" ')
    files = {
        "a.xhtml": document,
        "b.xhtml": page(f"<h2>Two</h2><p>Hermione.</p>{PROSE}"),
        "words.pls": PLS,
    }
    book = read_book(make(epub, files))
    assert marked(book, MarkKind.PHONEMES) == [
        ("Hermione", "ipa:həˈmaɪəni"),
        ("St.", "alias:Saint"),
        ("C++", "x-sampa:si:"),
        ("read", "ipa:riːd"),
    ]
    assert not [mark for mark in book.chapters[1].marks if mark.kind is MarkKind.PHONEMES]


def test_names_and_titles(epub: Path) -> None:
    book = one(
        epub,
        '<p><b epub:type="z3998:personal-name">Emma</b> read <i epub:type="se:name.publication.book">Emma</i> in '
        '<abbr epub:type="z3998:place">Kent</abbr>, part <span epub:type="z3998:roman">IV</span>.</p>',
    )
    assert marked(book, MarkKind.NAME) == [
        ("Emma", "z3998:personal-name"),
        ("Kent", "z3998:place"),
        ("IV", "z3998:roman"),
    ]
    assert marked(book, MarkKind.WORK) == [("Emma", "se:name.publication.book")]
    assert marked(book, MarkKind.EMPHASIS) == []


def test_skipped_pages_can_be_read_in_their_place(epub: Path) -> None:
    files = {
        "c.xhtml": page("<p>Copyright © 2020 Ann Author. All rights reserved.</p>", title="Rights"),
        "a.xhtml": page(f"<h2>One</h2>{PROSE}"),
        "n.xhtml": page(
            "<section epub:type='colophon'><p>Set in type.</p></section>", title="Colophon"
        ),
        "b.xhtml": page(f"<h2>Two</h2>{PROSE}"),
    }
    book = read_book(make(epub, files))
    assert [(piece.kind, piece.before) for piece in book.skipped] == [
        ("copyright page", 0),
        ("colophon", 1),
    ]
    pieces = [piece.chapter.text for piece in book.skipped if piece.chapter]
    assert pieces == ["Copyright © 2020 Ann Author. All rights reserved.", "Set in type."]
    assert_accounted(book)


def test_page_numbers_of_the_print_edition(epub: Path) -> None:
    book = one(epub, '<p>one <span epub:type="pagebreak" title="12">12</span>two</p>')
    assert book.chapters[0].text == "one two"


def test_every_character_is_accounted_for(epub: Path, shared: Path) -> None:
    assert_accounted(read_book(shared / "books" / "sherlock-holmes.epub"))


def test_more_elements_than_any_book(epub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.readers.markup.markup._ELEMENTS", 100)
    with pytest.raises(InputError, match="more than 100 elements"):
        one(epub, "<p>a</p>" * 200)


def test_download_of_archive_of_our_own(epub: Path) -> None:
    head = (
        '<div class="meta group"><h2 class="heading">Rain</h2><p>Chapter Notes</p>'
        "<blockquote><p>Hi!</p></blockquote></div>"
    )
    files = {
        "p.xhtml": page(
            "<h2>Preface</h2><p>Posted originally on the Archive of Our Own.</p><p>Rating: G</p>"
        ),
        "a.xhtml": page(f'{head}<div class="userstuff2">{PROSE}</div>'),
        "z.xhtml": page(
            "<h2>Afterword</h2><p>Please drop by the archive and comment to let the author know!</p>"
        ),
    }
    book = read_book(make(epub, files))
    assert titles(book) == ["Rain"]
    assert book.chapters[0].text.startswith("Rain\n\nIt rained")
    assert [piece.kind for piece in book.skipped] == ["work information", "work information"]
    assert_accounted(book)


@pytest.mark.parametrize(
    "title", ["Microsoft Word - mill_final2.docx", "mill_final2.docx", "untitled"]
)
def test_what_a_word_processor_made(tmp_path: Path, title: str) -> None:
    contents = (
        '<p class="MsoTocHeading">Contents</p>'
        '<p class="MsoToc1"><a href="#_Toc1">The Flood<span> . . </span>2</a></p>'
        '<p class="MsoToc2"><a href="#_Toc2">The Ebb 5</a></p>'
    )
    rain = "It rained all day, and nobody went out. " * 20
    body = (
        f'{contents}<h1 class="Mso"><a id="_Toc1">The Flood</a></h1><p class="MsoNormal">{rain}</p>'
    )
    metadata = f"<dc:title>{title}</dc:title><dc:language>en</dc:language>"
    book = read_book(
        make(
            tmp_path / "the_mill.epub",
            {"a.xhtml": page(body)},
            package=opf(["a.xhtml"], metadata=metadata),
        )
    )
    assert book.metadata.title == "the mill"
    assert [chapter.text for chapter in book.chapters] == [f"The Flood\n\n{rain.strip()}"]
    assert "table of contents" in [one.reason for one in book.unread]
    assert ledger_of(book).unexplained == 0


@pytest.mark.parametrize(
    "story", [f"<p>{'It rained all day. ' * 50}</p>", "<p>“Rain,” she said.</p>" * 150]
)
def test_a_book_on_the_page_of_its_contents_is_read(tmp_path: Path, story: str) -> None:
    body = f'<p>Contents</p><p><a href="#a">The Flood 2</a></p><h1 id="a">The Flood</h1>{story}'
    book = read_book(make(tmp_path / "a.epub", {"a.xhtml": page(body)}))
    assert "rain" in book.chapters[-1].text.lower()
