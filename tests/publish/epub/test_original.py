"""A book's own EPUB with its sound: its pages stay as they were, and every span is what is said in its clip."""

import re
import shutil
import zipfile
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from audiobook.events import Notice
from audiobook.model import Cue, Track
from audiobook.publish import Edition
from audiobook.publish.epub.align import Match, aligned, letters
from audiobook.publish.epub.original import write_original
from audiobook.publish.epub.source import Original
from audiobook.publish.epub.spans import page_text, parse_page, serialised, spans
from audiobook.publish.epub.upgrade import contents_page
from audiobook.publish.tags import tags_of
from audiobook.readers.epub import NavEntry
from epub_reading import MADE, messages, milliseconds, needs_java, overlay, plain
from epub_sources import OLD_TWO, ONE, OPF, TWO, epub2, epub3, played, with_sound


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    return with_sound(folder, epub3(folder / "book.epub"))


def test_every_line_is_on_its_page_word_for_word(finished):
    path, script, _ = finished
    with zipfile.ZipFile(path) as archive:
        one, two = overlay(archive, 2), overlay(archive, 3)
    assert [plain(text) for text, *_ in one] == [
        plain(text)
        for text in (
            "The First of the Chapters", "Go on", "she said", "No", "Never", "again",
            "There was a wind1 that night, and it was cold — so very cold.",
            "He wrote 漢kan字ji on the wall.", "Yes.", "Then it ended.", "No.",
        )
    ]  # fmt: skip
    assert [plain(text) for text, *_ in two] == [
        plain(text)
        for text in (
            "The Second of the Chapters",
            "No",
            "Yes",
            "She wrote a <letter>.",
            "One cell",
            "and another",
            "The end",
        )
    ]
    assert script.utterances


def test_what_browsers_add_to_a_page_does_not_hide_its_lines(tmp_path):
    two = (
        "<h1>The Second of the Chapters</h1>"
        '<p><span><img src="w.png" alt="W"/></span>hen it rained, she left.</p>'
        "<p><q>Go home,</q> she said.</p><p>It rained on.</p>"
    )
    told = []
    path, *_ = with_sound(tmp_path, epub3(tmp_path / "book.epub", two=two), told.append)
    with zipfile.ZipFile(path) as archive:
        found = [plain(text) for text, *_ in overlay(archive, 3)]
    assert found[1:] == [
        plain(text)
        for text in ("hen it rained, she left.", "Go home", "she said.", "It rained on.")
    ]
    assert not any("not found" in str(event) for event in told)


def test_clips_of_an_overlay_follow_one_another(finished):
    path, _, tracks = finished
    with zipfile.ZipFile(path) as archive:
        for number, track in ((2, tracks[0]), (3, tracks[1])):
            found = overlay(archive, number)
            assert found[0][2] == 0
            assert found[-1][3] == int(track.duration_ms)
            assert all(one[3] == after[2] for one, after in pairwise(found))


def test_nothing_else_of_the_book_changes(finished, tmp_path):
    path, *_ = finished
    source = epub3(tmp_path / "book.epub")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(source) as before:
        for name in before.namelist():
            old, new = before.read(name).decode(), archive.read(name).decode()
            if name.endswith(("one.xhtml", "two.xhtml")):
                new = re.sub(r'<span id="said_+-[^"]+">', "<span>", new)
                new = new.replace(
                    '<link rel="stylesheet" type="text/css" href="../deep/read-along/overlay.css"/>',
                    "",
                )
                assert "".join(ET.fromstring(new).itertext()) == "".join(
                    ET.fromstring(old).itertext()
                )
                assert [e.tag for e in ET.fromstring(new).iter() if not e.tag.endswith("span")] == [
                    e.tag for e in ET.fromstring(old).iter() if not e.tag.endswith("span")
                ]
                assert "<!-- kept -->" in new or "<!-- kept -->" not in old
            elif not name.endswith(".opf"):
                assert new == old


def test_the_package_tells_of_its_overlays(finished):
    path, _, tracks = finished
    with zipfile.ZipFile(path) as archive:
        package = archive.read("OPS/deep/book.opf").decode()
    each = re.findall(r'media:duration" refines="#(said_+-\d)">([^<]+)<', package)
    assert [name for name, _ in each] == re.findall(r'media-overlay="([^"]+)"', package)
    assert [milliseconds(value) for _, value in each] == [
        int(track.duration_ms) for track in tracks
    ]
    (total,) = re.findall(r'media:duration">([^<]+)<', package)
    assert milliseconds(total) == sum(int(track.duration_ms) for track in tracks)


@pytest.mark.slow
@needs_java
def test_it_is_valid(finished):
    assert messages(finished[0]) == []


@pytest.mark.parametrize("name", ["pandoc-3.epub", "pandoc-2.epub", "calibre.epub"])
def test_what_other_programs_make_keeps_its_pages(tmp_path, name):
    source = tmp_path / "book.epub"
    shutil.copy(MADE / name, source)
    heard = []
    path, *_ = with_sound(tmp_path, source, heard.append)
    assert not [event for event in heard if isinstance(event, Notice) and "kept" in event.message]
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(source) as before:
        assert {one for one in before.namelist() if not one.endswith("/")} < set(archive.namelist())
        package = next(one for one in archive.namelist() if one.endswith(".opf"))
        assert archive.read(package).decode().count('version="3.0"') == 1


def test_contents_lead_only_where_there_is_something():
    pages = {
        "a/one.xhtml": parse_page(
            b'<html xmlns="http://www.w3.org/1999/xhtml"><p id="x">x</p></html>'
        )
    }
    entries = [
        NavEntry("Out", "else.xhtml", "", 0),
        NavEntry("Deep", "a/one.xhtml", "x", 3),
        NavEntry("Deeper & <more>", "a/one.xhtml", "nowhere", 5),
        NavEntry("Up", "a/one.xhtml", "", 0),
    ]
    page = contents_page(entries, pages, "b/contents.xhtml", "T", "en")
    ET.fromstring(page.partition("?>")[2].strip())
    assert re.findall(r'href="([^"]+)">([^<]+)<', page) == [
        ("../a/one.xhtml#x", "Deep"),
        ("../a/one.xhtml", "Deeper &amp; &lt;more&gt;"),
        ("../a/one.xhtml", "Up"),
    ]


def test_a_line_that_is_not_on_the_page_is_left_out_and_said(tmp_path):
    source, other = (
        epub3(tmp_path / "book.epub"),
        epub3(tmp_path / "other.epub", two=TWO.replace("a &lt;letter", "no")),
    )
    heard = []
    path, *_ = with_sound(tmp_path, other, heard.append, played(source))
    with zipfile.ZipFile(path) as archive:
        found = [plain(text) for text, *_ in overlay(archive, 3)]
    assert "Shewroteano" not in "".join(found)
    assert found[-1] == "Theend"
    (notice,) = [event.message for event in heard if isinstance(event, Notice)]
    assert "One line" in notice
    assert "a <letter>" in notice


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            {"opf": OPF.replace('version="3.0"', 'version="2.0"'), "two": TWO + "<iframe/>"},
            "EPUB 2",
        ),
        (
            {"opf": OPF.replace('id="two" href', 'id="two" media-overlay="x" href')},
            "already has sound",
        ),
        (
            {
                "one": "<p>Quite another text, of which nobody has ever read a single word.</p>",
                "two": "<p>x</p>",
            },
            "not those",
        ),
        ({"one": ONE.replace("<hr/>", "<hr>"), "two": TWO.replace("<br/>", "<br>")}, "not those"),
    ],
    ids=["epub2", "sound", "other text", "not well-formed"],
)
def test_where_its_pages_cannot_be_kept_there_are_new_ones(tmp_path, changed, reason):
    script = played(epub3(tmp_path / "book.epub"))
    heard = []
    path, *_ = with_sound(tmp_path, epub3(tmp_path / "other.epub", **changed), heard.append, script)
    with zipfile.ZipFile(path) as archive:
        assert "EPUB/chapter-0001.xhtml" in archive.namelist()
    assert any(reason in event.message for event in heard if isinstance(event, Notice))


@pytest.mark.slow
@needs_java
def test_an_epub_2_becomes_a_valid_epub_3_with_its_own_pages(tmp_path):
    heard = []
    path, *_ = with_sound(tmp_path, epub2(tmp_path / "old.epub"), heard.append)
    assert messages(path) == []
    assert [event for event in heard if isinstance(event, Notice)] == []


def test_an_epub_2_keeps_its_looks_its_contents_and_its_people(tmp_path):
    path, *_ = with_sound(tmp_path, epub2(tmp_path / "old.epub"))
    with zipfile.ZipFile(path) as archive:
        package = archive.read("OPS/deep/book.opf").decode()
        one = archive.read("OPS/text-files/one.xhtml").decode()
        contents = archive.read("OPS/deep/read-along/contents.xhtml").decode()
        assert [plain(text) for text, *_ in overlay(archive, 1)][:4] == [
            "TheFirst",
            "Goon",
            "shesaid",
            "No",
        ]
        assert 'content="urn:x:2"' in archive.read("OPS/deep/toc.ncx").decode()
    assert 'property="role" scheme="marc:relators">aut<' in package
    assert 'property="file-as">Doe, Jane<' in package
    assert package.count("<dc:date") == 1
    assert "<dc:language>en-GB<" in package
    assert 'properties="cover-image"' in package
    for style in (
        "font-size: larger",
        "color: #ff0000",
        "text-align: center",
        "background-color: #eeeeee",
    ):
        assert style in one
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', contents)
    assert links == [
        ("../../text-files/one.xhtml", "Part &amp; One"),
        ("../../text-files/one.xhtml#top", "The First"),
        ("../../text-files/two.xhtml", "The Second"),
    ]


def test_a_damaged_picture_costs_the_pages_but_not_the_book(tmp_path):
    source = epub3(tmp_path / "book.epub", more=[("OPS/deep/picture.png", b"picture" * 100)])
    data = bytearray(source.read_bytes())
    data[data.index(b"picturepicture") + 3] ^= 1
    source.write_bytes(data)
    heard = []
    path, *_ = with_sound(tmp_path, source, heard.append)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert "EPUB/chapter-0001.xhtml" in archive.namelist()
    assert any(
        "picture.png in it is damaged" in event.message
        for event in heard
        if isinstance(event, Notice)
    )


def test_an_epub_2_with_words_of_its_own_gets_new_pages(tmp_path):
    source = epub2(tmp_path / "old.epub", two=OLD_TWO + "<p>&mine;</p>")
    with zipfile.ZipFile(source) as archive:
        assert b"&mine;" in archive.read("OPS/text-files/two.xhtml")
    heard = []
    path, *_ = with_sound(tmp_path, source, heard.append)
    with zipfile.ZipFile(path) as archive:
        assert "EPUB/chapter-0001.xhtml" in archive.namelist()


def test_names_that_the_book_has_already_are_not_taken(tmp_path):
    source = epub3(tmp_path / "book.epub", more=[("OPS/deep/read-along/0002.smil", "mine")])
    path, *_ = with_sound(tmp_path, source)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("OPS/deep/read-along/0002.smil") == b"mine"
        assert "OPS/deep/read-along_/0002.smil" in archive.namelist()


@pytest.mark.slow
def test_a_whole_book_finds_every_line_in_its_place(tmp_path, shared):
    """Every span of a real book has the letters of its utterance, and only they."""
    source = shared / "books" / "sherlock-holmes.epub"
    script = played(source)
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(b"no sound")
    tracks = tuple(
        Track(
            chapter.number,
            chapter.title,
            "k",
            22050,
            22050 * 3 * len(lines),
            tuple(
                Cue(n, 1000.0 * n, 1000.0 * n + 900, "c")
                for n, u in enumerate(lines)
                if plain(script.text(at, u))
            ),
            (("mp3", sound),),
        )
        for at, (chapter, lines) in enumerate(script.by_chapter())
    )
    heard = []
    edition = Edition(script, players_of_none(), tracks, source=source, listener=heard.append)
    original = Original(source)
    write_original(original, edition, tags_of(edition), tmp_path / "book.epub")
    assert heard == []
    assert (
        sum(len(page.pars) for page in original.pages)
        == sum(len(track.cues) for track in tracks)
        > 7000
    )
    for page in original.pages:
        texts = {
            e.get("id"): "".join(e.itertext())
            for e in page.text.root.iter()
            if isinstance(e.tag, str)
        }
        for par in page.pars:
            chapter, number = map(int, par.target.split("-")[1:3])
            assert plain(texts[par.target]) == plain(
                script.text(chapter - 1, script.utterances[chapter - 1][number])
            )


def players_of_none():
    from audiobook.model import Cast

    return Cast(())


def spanned(body, *stretches):
    """The body with spans round the texts, each of which occurs once."""
    page = page_text(
        parse_page(
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'.encode()
        )
    )
    solid = page.letters
    for number, text in reversed(list(enumerate(stretches))):
        wanted = "".join(letter for _, letter in letters(text))
        start = solid.index(wanted)
        spans(page, start, start + len(wanted), f"s{number}")
    text = serialised(page.root).decode()
    return text.partition("<body>")[2].rpartition("</body>")[0]


@pytest.mark.parametrize(
    ("body", "stretches", "expected"),
    [
        ("<p>One. Two.</p>", ["One.", "Two."], '<p><span id="s0">One.</span> <span id="s1">Two.</span></p>'),
        ("<p>a <i>b</i> c</p>", ["a b c"], '<p><span id="s0">a <i>b</i> c</span></p>'),
        ("<p><i>a b</i> c</p>", ["a", "b c"],
         '<p><i><span id="s0">a</span> <span id="s1-1">b</span></i> <span id="s1-2">c</span></p>'),
        ("<p>a <i>b</i></p><p>c</p>", ["b c"],
         '<p>a <span id="s0-1"><i>b</i></span></p><p><span id="s0-2">c</span></p>'),
        ("<p>a<!-- x -->b<br/>c d</p>", ["ab c", "d"],
         '<p><span id="s0">a<!-- x -->b<br/>c</span> <span id="s1">d</span></p>'),
        ("<p>a <ruby>b<rt>x</rt></ruby> c</p>", ["a b c"],
         '<p><span id="s0">a <ruby>b<rt>x</rt></ruby> c</span></p>'),
        ("<p>a <img alt=''/> b</p>", ["a", "b"],
         '<p><span id="s0">a</span> <img alt=""/> <span id="s1">b</span></p>'),
        ("<ul><li>a</li><li>b</li></ul>", ["a b"],
         '<ul><li><span id="s0-1">a</span></li><li><span id="s0-2">b</span></li></ul>'),
        ("<p>“<i>a</i>” b</p>", ["“a”", "b"], '<p><span id="s0">“<i>a</i>”</span> <span id="s1">b</span></p>'),
        ("<p>ﬁne ⁰ &amp; d</p>", ["fine 0 & d"], '<p><span id="s0">ﬁne ⁰ &amp; d</span></p>'),
        ("<p><i></i>a</p>", ["a"], '<p><i></i><span id="s0">a</span></p>'),
    ],
)  # fmt: skip
def test_spans_fit_into_what_is_there(body, stretches, expected):
    assert spanned(body, *stretches) == expected


def test_aligned_texts_may_have_more():
    ours = "TheraininSpainstaysmainlyintheplain,andinHertfordhurricaneshardlyhappen."
    theirs = "CONTENTS" + ours[:40] + "12" + ours[40:] + "THEEND"
    assert aligned(ours, theirs) == [Match(0, 8, 40), Match(40, 50, len(ours) - 40)]


def test_what_is_nowhere_has_no_place():
    assert aligned("abcdefghijklmnop" * 3, "0123456789" * 20) == []
    assert aligned("", "abc") == aligned("abc", "") == []


def test_a_heading_that_the_contents_have_too_is_found_at_its_chapter():
    heading, story = (
        "TheAdventureoftheEngineersThumbandMore",
        "Ofalltheproblemswhichhavebeensubmittedtomyfriend",
    )
    theirs = f"Contents{heading}IITheOther{heading}{story}"
    assert aligned(heading + story, theirs, [0, len(heading)])[0].theirs == theirs.rindex(heading)
