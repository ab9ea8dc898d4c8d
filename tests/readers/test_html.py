"""HTML: what is text in it, what it says of the book, pages of fiction sites, and notes."""

import re
from pathlib import Path

import places
import pytest
from accounts import assert_accounted
from audiobook.errors import InputError
from audiobook.model import Book, MarkKind
from html_reading import read, text

PROSE = "<p>It rained all day, and nobody went out.</p>" * 8


def marked(book: Book, kind: MarkKind) -> list[tuple[str, str]]:
    chapter = book.chapters[0]
    return [(chapter.text[m.start : m.end], m.value) for m in chapter.marks if m.kind is kind]


TEXTS = {
    "superscript of a unit": ("<p>20 m<sup>2</sup></p>", "20 m²"),
    "superscript of an ordinal": ("<p>the 2<sup>nd</sup></p>", "the 2nd"),
    "subscript": ("<p>H<sub>2</sub>O</p>", "H2O"),
    "number behind a stop": ("<p>He left.<sup>12</sup> She stayed.</p>", "He left. She stayed."),
    "small capitals": ('<p><span class="smallcaps">The Storm</span> came.</p>', "The Storm came."),
    "drop capital": ('<p><span class="dropcap">O</span>nce</p>', "Once"),
    "drop capital as a picture": ('<p><img src="o.png" alt="O"/>nce</p>', "Once"),
    "ligatures": ("<p>ﬁve ﬂoors, eﬃcient</p>", "five floors, efficient"),
    "soft hyphen": ("<p>hy&shy;phen</p>", "hyphen"),
    "ruby": ("<p><ruby>漢<rt>かん</rt></ruby>字</p>", "漢字"),
    "struck out words are read": ("<p>I <s>hate</s> love you.</p>", "I hate love you."),
    "table": (
        "<table><tr><th>A</th><th>B</th></tr><tr><td><p>1.</p></td><td>2</td></tr></table>",
        "A, B\n\n1. 2",
    ),
    "code": ("<pre>if x:\n    y()</pre>", "if x:\ny()"),
    "poem": ("<p>Roses<br>red</p>", "Roses\nred"),
    "entities": (
        "<p>a&nbsp;b &mdash; &eacute; &amp; &lt;c&gt; &unknown;</p>",
        "a b — é & <c> &unknown;",
    ),
    "unclosed": ("<p>One<p>Two<b>three", "One\n\nTwothree"),
    "script": ("<p>a</p><script>b</script><noscript>c</noscript>", "a"),
    "form": ("<p>a</p><select><option>b</option></select><button>c</button>", "a"),
    "page numbers": ('<p>one <span class="pagenum">[12]</span>two</p>', "one two"),
}


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_text(tmp_path: Path, body: str, expected: str) -> None:
    assert text(tmp_path, body) == expected


EMPTY = "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p>Five.</p><p>Six.</p>"


@pytest.mark.parametrize("blank", ["<p>&nbsp;</p>", "<p><br></p>", "<p>&nbsp;<br/>&nbsp;</p>"])
def test_rare_empty_paragraphs_are_scene_breaks(tmp_path: Path, blank: str) -> None:
    assert text(tmp_path, f"{EMPTY}{blank}<p>End.</p>").endswith("Six.\n\n* * *\n\nEnd.")


@pytest.mark.parametrize(
    "body",
    [
        "<p>One.</p><p>&nbsp;</p><p>Two.</p><p>&nbsp;</p><p>Three.</p>",  # spacing everywhere
        f"<h1>I</h1><p>&nbsp;</p>{EMPTY}",  # under a heading
        f"{EMPTY}<p>&nbsp;</p>",  # at the end
        f"<p>&nbsp;</p>{EMPTY}",  # at the beginning
        f"{EMPTY}<p></p><p>End.</p>",  # shows as nothing
    ],
)
def test_empty_paragraphs_that_are_none(tmp_path: Path, body: str) -> None:
    assert "* * *" not in text(tmp_path, body)


def test_empty_paragraph_beside_an_ornament(tmp_path: Path) -> None:
    assert (
        text(tmp_path, f"{EMPTY * 3}<p>&nbsp;</p><p>***</p><p>&nbsp;</p><p>End.</p>").count("*")
        == 3
    )


def test_marks(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        '<html lang="en"><body><p>a <em>b</em> <cite>c</cite> <code>d</code></p><blockquote><p>e</p></blockquote>'
        '<p lang="fr">f</p><table><tr><td>g</td></tr></table>'
        '<p><span epub:type="z3998:personal-name">h</span> <i epub:type="se:name.vessel.ship">i</i></p>'
        '<p><span ssml:ph="tə">j</span></p></body></html>',
    )
    found = {kind: marked(book, kind) for kind in MarkKind}
    assert found[MarkKind.EMPHASIS] == [("b", "")]
    assert found[MarkKind.WORK] == [("c", ""), ("i", "se:name.vessel.ship")]
    assert found[MarkKind.CODE] == [("d", "")]
    assert found[MarkKind.QUOTE] == [("e", "")]
    assert found[MarkKind.LANGUAGE] == [("f", "fr")]
    assert found[MarkKind.TABLE] == [("g", "")]
    assert found[MarkKind.NAME] == [("h", "z3998:personal-name")]
    assert found[MarkKind.PHONEMES] == [("j", "x-sampa:tə")]


def test_pictures_can_be_described(tmp_path: Path) -> None:
    book = read(
        tmp_path, f'<p>It rained.</p><p><img src="x.png" alt="A horse, running"></p>{PROSE}'
    )
    assert book.chapters[0].text.startswith("It rained.\n\nIt rained all day")
    assert [(note.text, note.label) for note in book.chapters[0].notes] == [
        ("A horse, running", "picture")
    ]


NOTES = {
    "linked both ways": (
        '<p>He left.<a href="#f1" id="r1"><sup>1</sup></a></p><p id="f1"><a href="#r1">1</a> A note.</p>'
    ),
    "marker in a superscript": (
        '<p>He left.<sup><a href="#f1">[1]</a></sup></p><div class="footnotes"><p id="f1">[1] A note.</p></div>'
    ),
    "by role": (
        '<p>He left.<a role="doc-noteref" href="#f1">1</a></p><aside role="doc-footnote" id="f1">A note.</aside>'
    ),
    "list of notes": (
        '<p>He left.<a class="footnote-ref" href="#f1" id="r1">1</a></p><section class="footnotes"><hr><ol>'
        '<li id="f1"><p>A note.<a href="#r1">↩︎</a></p></li></ol></section>'
    ),
}


@pytest.mark.parametrize("body", NOTES.values(), ids=NOTES)
def test_notes(tmp_path: Path, body: str) -> None:
    book = read(tmp_path, f"<html><body>{body}</body></html>")
    assert book.chapters[0].text == "He left."
    assert [(note.at, note.text, note.label) for note in book.chapters[0].notes] == [
        (8, "A note.", "1")
    ]
    assert_accounted(book)


def test_a_paragraph_that_is_linked_to_is_no_note(tmp_path: Path) -> None:
    body = f'<p><a href="#two"><sup>2</sup></a></p>{PROSE}<p id="two">It was the second time, he said.</p>'
    assert text(tmp_path, body).endswith("It was the second time, he said.")


ENCODINGS = {
    "declared": '<html><head><meta charset="windows-1251"></head><body><p>Глава</p></body></html>'.encode(
        "cp1251"
    ),
    "declared the old way": (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><p>Глава</p>'
    ).encode("koi8-r"),
    "declared as a code that is not for text": '<meta charset="hex"><p>Глава</p>'.encode(),
    "declared as a code for names of hosts": '<meta charset="idna"><p>Глава</p>'.encode(),
    "declared wrongly": '<html><head><meta charset="no-such"></head><body><p>Глава</p></body></html>'.encode(),
    "declared as Western though it is UTF-8": '<meta charset="iso-8859-1"><p>Глава</p>'.encode(),
    "not declared": "<html><body><p>Глава</p></body></html>".encode(),
    "in UTF-16": "<html><body><p>Глава</p></body></html>".encode("utf-16"),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    book = read(tmp_path, data)
    assert book.chapters[0].text == "Глава"
    assert_accounted(book)


def test_an_encoding_of_east_asia_is_believed_though_its_bytes_are_utf8(tmp_path: Path) -> None:
    page = b'<meta charset="big5"><p>\xd0\xa7\xd0\xb0</p>'
    assert read(tmp_path, page).chapters[0].text == "虴訄"


def test_metadata_and_what_frames_the_story(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        '<html lang="en-GB"><head><title>The Storm - Site</title><meta name="author" content="Ann Author">'
        '<meta property="og:title" content="The Storm"></head><body><nav>Home</nav><header>Site</header>'
        f"<main><h1>The Storm</h1><h2>One</h2>{PROSE}<h2>Two</h2>{PROSE}</main><footer>Imprint</footer>",
    )
    assert (book.metadata.title, book.metadata.authors, book.metadata.language) == (
        "The Storm",
        ("Ann Author",),
        "en-GB",
    )
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]
    assert {one.reason for one in book.unread} == {"around the story"}
    assert_accounted(book)


def test_headings_that_are_only_bold(tmp_path: Path) -> None:
    body = f"<p><b>Chapter 1</b></p>{PROSE}<p><b>Chapter 2</b></p>{PROSE}"
    book = read(tmp_path, f"<html><body>{body}</body></html>")
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1", "Chapter 2"]


LEVELS = {
    "chapters": ("<h1>One</h1>P<h1>Two</h1>P", ["One", "Two"]),
    "title above": ("<h1>The Book</h1><h2>One</h2>P<h2>Two</h2>P", ["One", "Two"]),
    "parts": (
        "<h1>A</h1><h2>One</h2>P<h2>Two</h2>P<h1>B</h1><h2>Three</h2>P",
        ["A / One", "A / Two", "B / Three"],
    ),
    "parts by name at one level": (
        "<h2>Part One</h2><h2>I</h2>P<h2>II</h2>P<h2>Part Two</h2><h2>I</h2>P",
        ["Part One / I", "Part One / II", "Part Two / I"],
    ),
    "sections": ("<h1>One</h1>P<h2>a</h2>P<h2>b</h2>P<h1>Two</h1>P", ["One", "Two"]),
    "number and title": (
        "<h2>Chapter I</h2><h3>The Sea</h3>P<h2>Chapter II</h2>P",
        ["Chapter I: The Sea", "Chapter II"],
    ),
    "number and title in one": (
        "<h2>Chapter I<br>The Sea</h2>P<h2>Chapter II</h2>P",
        ["Chapter I: The Sea", "Chapter II"],
    ),
    "something before": ("P<h2>One</h2>P<h2>Two</h2>P", ["page", "One", "Two"]),
    "no headings": ("P", ["page"]),
    "deeper ones first": ("<h3>Zero</h3>P<h2>One</h2>P<h2>Two</h2>P", ["Zero", "One", "Two"]),
}


@pytest.mark.parametrize(("body", "expected"), LEVELS.values(), ids=LEVELS)
def test_chapters(tmp_path: Path, body: str, expected: list[str]) -> None:
    book = read(
        tmp_path,
        f"<html><body>{body.replace('P<', PROSE + '<').removesuffix('P')}{PROSE}</body></html>",
    )
    assert [f"{c.part} / {c.title}" if c.part else c.title for c in book.chapters] == expected
    assert_accounted(book)


# --- fiction sites --------------------------------------------------------------------------------------

AO3 = f"""<!DOCTYPE html><html><head><title>The Storm - annauthor - Some Fandom</title></head><body>
<div id="preface"><p class="message"><b>The Storm</b><br>Posted originally on the <a href="x">Archive</a>.</p>
<div class="meta"><dl class="tags"><dt>Rating:</dt><dd>General</dd><dt>Series:</dt><dd class="series">
Part 1 of Weather</dd></dl><h1>The Storm</h1><div class="byline">by <a rel="author" href="u">annauthor</a></div>
<p>Summary</p><blockquote class="userstuff"><p>It rains.</p></blockquote>
<p>Notes</p><blockquote class="userstuff"><p>Thanks to my beta!</p></blockquote></div></div>
<div id="chapters" class="userstuff">
<h2 class="toc-heading">Chapter 1</h2>
<div class="meta group"><h2 class="heading">Chapter 1: Rain</h2><p>Chapter Notes</p>
<blockquote class="userstuff"><p>Enjoy!</p></blockquote></div><div class="userstuff">{PROSE}</div>
<div class="endnote-link">See the end for notes</div>
<div id="endnotes1"><p>Chapter End Notes</p><blockquote><p>Next week.</p></blockquote></div>
<div class="meta group"><h2 class="heading">Chapter 2: Sun</h2></div><div class="userstuff">{PROSE}</div></div>
<div id="afterword"><p class="message">Please drop by and comment.</p></div></body></html>"""

FFN = f"""<html><head><title>The Storm Chapter 2: Sun, a weather fanfic | FanFiction</title></head><body>
<div id="top">Browse</div><div id="profile_top"><b class="xcontrast_txt">The Storm</b> By:
<a class="xcontrast_txt" href="/u/1/annauthor">annauthor</a><div class="xcontrast_txt">It rains.</div>
<span>Rated: K - Words: 90 - Favs: 3</span></div><select id="chap_select"><option value="1">1. Rain</option>
<option value="2" selected>2. Sun</option></select>
<div class="storytext" id="storytext">{PROSE}</div><div id="review">Review this Chapter</div></body></html>"""


def test_archive_of_our_own(tmp_path: Path) -> None:
    book = read(tmp_path, AO3)
    assert (book.metadata.title, book.metadata.authors) == ("The Storm", ("annauthor",))
    assert (book.metadata.description, book.metadata.series) == ("It rains.", "Part 1 of Weather")
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1: Rain", "Chapter 2: Sun"]
    spoken = " ".join(chapter.text for chapter in book.chapters)
    assert not any(
        word in spoken
        for word in ("beta", "Enjoy", "Notes", "week", "comment", "Rating", "See the end")
    )
    assert {"author's note", "work information"} <= {one.reason for one in book.unread}
    assert_accounted(book)


def test_fanfiction_net(tmp_path: Path) -> None:
    book = read(tmp_path, FFN)
    assert (book.metadata.title, book.metadata.authors) == ("The Storm", ("annauthor",))
    assert book.metadata.description == "It rains."
    assert [chapter.title for chapter in book.chapters] == ["Sun"]
    assert book.chapters[0].text.startswith("Sun\n\nIt rained")
    assert "Review" not in book.chapters[0].text
    assert_accounted(book)


def test_gutenberg_html(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        '<html><body><div id="pg-header" class="pgheader"><p>The Project Gutenberg eBook</p></div>'
        f"<h2>Chapter I</h2>{PROSE}<h2>Chapter II</h2>{PROSE}"
        '<section class="pg-boilerplate" id="pg-footer"><p>Licence.</p></section></body></html>',
    )
    assert [(piece.kind, piece.before) for piece in book.skipped] == [
        ("Project Gutenberg licence", 0),
        ("Project Gutenberg licence", 2),
    ]
    assert_accounted(book)


def test_a_section_that_says_it_is_no_story(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        f'<html><body><h2>One</h2>{PROSE}<section epub:type="colophon"><h2>Colophon</h2><p>Set.</p></section>'
        f"<h2>Two</h2>{PROSE}</body></html>",
    )
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]
    assert [(piece.title, piece.kind, piece.before) for piece in book.skipped] == [
        ("Colophon", "colophon", 1)
    ]
    assert_accounted(book)


# --- pages as they are found ----------------------------------------------------------------------------

CASES = (places.CASES / "readers" / "html.txt").read_text(encoding="utf-8")
PAGES = re.findall(r"^=== (.+)\n((?:.*\n)+?)-----\n((?:(?!=== ).*\n?)*)", CASES, re.MULTILINE)


@pytest.mark.parametrize(
    ("html", "expected"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES]
)
def test_pages(tmp_path: Path, html: str, expected: str) -> None:
    book = read(tmp_path, html)
    assert "\n\n".join(chapter.text for chapter in book.chapters) == expected.strip()
    assert_accounted(book)


def test_the_first_page_of_a_file_names_the_book(tmp_path: Path) -> None:
    pages = "".join(
        f'<html><head><title>{name}</title><meta name="author" content="{name} Author"></head>'
        f"<body><h1>Chapter {name}</h1>{PROSE}</body></html>\n"
        for name in ("One", "Two", "Three")
    )
    book = read(tmp_path, pages)
    assert (book.metadata.title, book.metadata.authors) == ("One", ("One Author",))
    assert [chapter.title for chapter in book.chapters] == [
        "Chapter One",
        "Chapter Two",
        "Chapter Three",
    ]


def test_a_later_page_may_be_in_another_language(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        '<html lang="en"><body><p>One.</p></body></html><html lang="fr"><body><p>Deux.</p></body></html>',
    )
    assert marked(book, MarkKind.LANGUAGE) == [("Deux.", "fr")]


def test_pages_of_a_site_one_behind_the_other(tmp_path: Path) -> None:
    book = read(tmp_path, FFN + FFN.replace("2. Sun", "2. Moon").replace("rained", "snowed"))
    assert [chapter.title for chapter in book.chapters] == ["Sun", "Moon"]
    assert book.chapters[1].text.startswith("Moon\n\nIt snowed")
    assert_accounted(book)


def test_only_frames(tmp_path: Path) -> None:
    page = '<html><frameset><frame src="menu.html"><frame src="story.html"></frameset></html>'
    with pytest.raises(InputError, match="only a set of frames") as caught:
        read(tmp_path, page)
    assert "menu.html, story.html" in caught.value.remedy


def test_sound_xhtml_with_text_beside_its_body(tmp_path: Path) -> None:
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'
    book = read(
        tmp_path, f"{page}<body><p>Rain all day.</p></body><p>Sun at last.</p></html>", "page.xhtml"
    )
    assert book.chapters[0].text == "Rain all day.\n\nSun at last."
    assert_accounted(book)


ROYAL_ROAD = f"""<html><head><title>The Door - Deep | Royal Road</title>
<meta property="books:author" content="annauthor"></head><body><div>Royal Road Log In</div>
<div class="row fic-header"><h1>Chapter 2: The Door</h1><a><h2>Deep</h2></a><h3>by annauthor</h3></div>
<div class="author-note-portlet"><p>Thanks for reading!</p></div>
<div class="chapter-inner chapter-content">{PROSE}</div><a>Next Chapter</a>
<div class="comments"><div class="comment"><p>{"Great chapter! " * 99}</p></div></div></body></html>"""


def test_royal_road(tmp_path: Path) -> None:
    book = read(tmp_path, ROYAL_ROAD)
    assert (book.metadata.title, book.metadata.authors) == ("Deep", ("annauthor",))
    assert [chapter.title for chapter in book.chapters] == ["Chapter 2: The Door"]
    assert book.chapters[0].text.startswith("Chapter 2: The Door\n\nIt rained")
    assert book.chapters[0].text.endswith("went out.")
    assert_accounted(book)


SERIAL = f"""<html><head><title>14.3 - Rain | Wet</title></head><body><header><h1><a>Wet</a></h1></header>
<main><article><h1 class="entry-title">Rain 14.3</h1><div class="entry-content">
<p><a href="p">Last Chapter</a> <a href="n">Next Chapter</a></p>{PROSE}
<div class="sharedaddy"><h3>Share this:</h3></div></div></article>
<div id="comments"><p>{"Great chapter! " * 99}</p></div></main></body></html>"""


def test_a_serial_on_wordpress(tmp_path: Path) -> None:
    book = read(tmp_path, SERIAL)
    assert [chapter.title for chapter in book.chapters] == ["Rain 14.3"]
    assert book.chapters[0].text.startswith("Rain 14.3\n\nIt rained")
    assert book.chapters[0].text.endswith("went out.")
    assert {one.reason for one in book.unread} == {
        "around the story",
        "links for sharing",
        "links to other chapters",
    }
    assert_accounted(book)


def test_a_post_whose_text_is_mostly_elsewhere_is_read_whole(tmp_path: Path) -> None:
    teaser = '<h1 class="entry-title">Rain</h1><div class="entry-content"><p>Wet.</p></div>'
    book = read(
        tmp_path, f"<html><body><article>{teaser}<div>{PROSE}</div></article></body></html>"
    )
    assert sum(chapter.text.count("It rained") for chapter in book.chapters) == 8


def test_several_posts_on_a_page_are_all_read(tmp_path: Path) -> None:
    post = f'<h1 class="entry-title">Rain</h1><div class="entry-content">{PROSE}</div>'
    book = read(tmp_path, f"<html><body>{post}{post}</body></html>")
    assert sum(chapter.text.count("It rained") for chapter in book.chapters) == 16
