"""The title page: what the sources say of themselves, and what the user says instead."""

import json
import zipfile
from io import BytesIO

import pytest
from audiobook import directing, produce
from audiobook.checks.book_record import remembered
from audiobook.cli import main as cli
from audiobook.errors import InputError
from audiobook.model import Book, Metadata
from audiobook.project.titlepage import covered, titled
from audiobook.publish.tags import LABEL
from audiobook.readers import read_book
from audiobook.readers.isbn import asin_of, isbn_of, year_of
from audiobook.settings import About, Settings
from audiobook.settings.load import load_settings
from hearing import script
from mutagen.id3 import ID3
from PIL import Image

STORY = 'One\n\nIt rained. "Go on," said Anna.\n'
PROSE = "It rained all day, and nobody went out. " * 5


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("urn:isbn:978-0-00-000000-2", "9780000000002"),
        ("ISBN 0-306-40615-2 (paper)", "0306406152"),
        ("080442957X", "080442957X"),
        ("9780000000003", ""),  # the check digit is wrong
        ("0-306-40615-3", ""),
        ("urn:uuid:97800000-0000-2111-9780-000000002111", ""),
        ("0306406152 and 9780306406157", "9780306406157"),
        ("https://www.gutenberg.org/ebooks/1661", ""),
        ("", ""),
    ],
)
def test_an_isbn_is_told_by_its_check_digit(text, isbn):
    assert isbn_of([text]) == isbn


def test_other_numbers():
    assert asin_of(["urn:asin:B002V5A12Y", "B000"]) == "B002V5A12Y"
    assert asin_of(["A002V5A12Y"]) == ""
    assert [
        year_of(date) for date in ("May 1892", "1892-05-04T00:00:00Z", "c. 92", "12345", "")
    ] == [
        "1892",
        "1892",
        "",
        "",
        "",
    ]


def epub(path, metadata):
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<metadata>{metadata}</metadata><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "META-INF/container.xml", '<container><rootfile full-path="b.opf"/></container>'
        )
        archive.writestr("b.opf", package)
        archive.writestr("a.xhtml", f"<html><body><h1>One</h1><p>{PROSE}</p></body></html>")
    return read_book(path).metadata


def test_an_epub_says_subtitle_genres_and_numbers(tmp_path):
    found = epub(
        tmp_path / "a.epub",
        '<dc:title id="m">The Storm</dc:title><meta refines="#m" property="title-type">main</meta>'
        '<dc:title id="s">A Novel</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
        '<dc:subject>Weather -- Fiction</dc:subject><meta property="se:subject">Fiction</meta>'
        "<dc:subject>Fiction</dc:subject><dc:identifier>urn:asin:B002V5A12Y</dc:identifier>"
        "<dc:source>urn:isbn:978-0-00-000000-2</dc:source>",
    )
    assert (found.title, found.subtitle) == ("The Storm", "A Novel")
    assert found.genres == ("Fiction", "Weather -- Fiction")
    assert (found.isbn, found.asin) == ("9780000000002", "B002V5A12Y")


def test_front_matter_of_markdown_says_everything(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: The Storm\nsubtitle: A Novel\nauthor: Ann Author\nseries: Weather\nseries-part: 2\n"
        "date: 2020-05-01\ngenre:\n  - Fantasy\n  - Humour\nisbn: 978-0-00-000000-2\nabstract: Wet.\n---\n\n"
        f"# One\n\n{PROSE}\n"
    )
    found = read_book(path).metadata
    assert (found.subtitle, found.series, found.series_part, found.year) == (
        "A Novel",
        "Weather",
        "2",
        "2020",
    )
    assert (found.genres, found.isbn, found.description) == (
        ("Fantasy", "Humour"),
        "9780000000002",
        "Wet.",
    )


def test_a_web_page_and_fictionbook_say_what_they_can(tmp_path):
    page = tmp_path / "a.html"
    page.write_text(
        '<html><head><title>T</title><meta name="DC.publisher" content="Press"><meta name="dc.date" '
        'content="3 May 1999"><meta property="book:isbn" content="9780000000002"><meta property="og:description" '
        f'content="Wet."><meta name="dc.subject" content="Weather"></head><body><p>{PROSE}</p></body></html>'
    )
    found = read_book(page).metadata
    assert (found.publisher, found.year, found.isbn) == ("Press", "1999", "9780000000002")
    assert (found.description, found.genres) == ("Wet.", ("Weather",))
    book = tmp_path / "a.fb2"
    book.write_text(
        "<FictionBook><description><title-info><genre>sf_fantasy</genre><genre>humor</genre>"
        "<book-title>T</book-title></title-info><publish-info><isbn>978-0-00-000000-2</isbn></publish-info>"
        f"</description><body><section><p>{PROSE}</p></section></body></FictionBook>"
    )
    found = read_book(book).metadata
    assert (found.genres, found.isbn) == (("sf fantasy", "humor"), "9780000000002")


def book():
    return Book(
        Metadata("The Storm", ("Ann",), "en", "Weather", "2", year="1999", genres=("Fiction",)), ()
    )


def test_what_the_user_says_goes_first_and_the_rest_stays(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(
        '[metadata]\ntitle = "Storm"\nseries = "-"\ngenres = ["-"]\nnarrators = ["Emma"]\ncover = "c.png"\n'
    )
    settings = load_settings(
        {"metadata": {"authors": ["Bea", "Cy"], "year": None}}, book=path, user=tmp_path / "no"
    )
    found = titled(book(), settings).metadata
    assert (found.title, found.authors, found.narrators) == ("Storm", ("Bea", "Cy"), ("Emma",))
    assert (found.series, found.genres, found.series_part, found.year) == ("", (), "2", "1999")
    assert settings.metadata.cover == tmp_path / "c.png"
    assert titled(book(), Settings()) == book()


def test_a_cover_of_the_users_takes_the_place_of_the_books(tmp_path):
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    (tmp_path / "c.png").write_bytes(picture.getvalue())
    assert covered(script("One."), tmp_path / "c.png").book.cover.data == picture.getvalue()
    assert covered(script("One."), About().cover).book.cover is None


@pytest.mark.parametrize("name", ["missing.png", "empty.png", "text.png", "cut.png", "."])
def test_a_cover_that_cannot_be_read_is_an_error(tmp_path, name):
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("It rained all day.")
    Image.new("RGB", (99, 99)).save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:50])
    with pytest.raises(InputError) as raised:
        covered(script("One."), tmp_path / name)
    assert raised.value.remedy


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.make_audiobook([str(argument) for argument in arguments])
    return ended.value.code


def test_flags_reach_the_files(tmp_path, capsys):
    story, cover = tmp_path / "story.txt", tmp_path / "cover.png"
    story.write_text(STORY)
    Image.new("RGB", (40, 40), "red").save(cover)
    told = [
        "--title",
        "The [b]Storm",
        "--subtitle",
        "A Novel",
        "--author",
        "Ann",
        "--author",
        "Bea",
        "--year",
        "1999",
    ]
    told += [
        "--narrator",
        "Emma",
        "--series",
        "Weather",
        "--series-part",
        "2",
        "--genre",
        "Fantasy",
        "--language",
        "en",
    ]
    told += [
        "--publisher",
        "House",
        "--description",
        "Wet.",
        "--isbn",
        "9780000000002",
        "--asin",
        "B002V5A12Y",
    ]
    where = [
        "--cover",
        cover,
        "--library",
        tmp_path / "library",
        "--feed-url",
        "https://example.org/a",
    ]
    quiet = ["--engine", "tone", "--executor", "inline"]
    assert run(story, *quiet, *told, *where, "--formats", "mp3,audiobookshelf,rss") == 0
    printed = capsys.readouterr().out
    shelf = tmp_path / "library" / "Ann; Bea" / "Weather" / "Vol 2 - 1999 - The [b]Storm {Emma}"
    assert {path.name for path in shelf.iterdir()} == {"01 - One.mp3", "cover.jpg", "metadata.json"}
    assert "The [b]Storm:" in printed
    unbroken = "".join(printed.split())  # a long path is wrapped, at its spaces too
    assert "".join(f"In the library: {shelf}".split()) in unbroken
    record = json.loads((tmp_path / "story.audiobook" / "metadata.json").read_text())
    assert {
        name: record[name]
        for name in ("title", "subtitle", "authors", "narrators", "series", "genres")
    } == {
        "title": "The [b]Storm",
        "subtitle": "A Novel",
        "authors": ["Ann", "Bea"],
        "narrators": ["Emma"],
        "series": ["Weather #2"],
        "genres": ["Fantasy"],
    }
    assert (record["publishedYear"], record["publisher"], record["description"]) == (
        "1999",
        "House",
        f"Wet.\n\n{LABEL}",
    )
    assert (record["isbn"], record["asin"], record["language"]) == (
        "9780000000002",
        "B002V5A12Y",
        "en",
    )
    assert ID3(shelf / "01 - One.mp3").getall("APIC")[0].data == cover.read_bytes()


def test_a_cover_or_feed_that_cannot_be_is_said_before_anything_is_spoken(tmp_path, capsys):
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    assert run(story, "--engine", "tone", "--cover", tmp_path / "missing.png") == 3
    assert run(story, "--engine", "tone", "--formats", "mp3,rss") == 2
    assert "--feed-url" in capsys.readouterr().err
    assert not (tmp_path / "story.audiobook").exists()


def test_another_title_page_reads_and_weighs_nothing_anew(tmp_path, monkeypatch):
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    flags = {"engine": "tone", "executor": "inline", "formats": ["mp3"]}
    produce.make(story, None, {**flags, "metadata": {"title": "First", "authors": ["Ann"]}})
    for name in ("read_book", "found_script"):
        monkeypatch.setattr(directing, name, None)  # cannot be called
    second = produce.make(story, None, {**flags, "metadata": {"title": "Second"}})
    assert (second.script.book.metadata.title, second.script.book.metadata.authors) == (
        "Second",
        (),
    )
    assert second.spoken == 0
    (file,) = second.folder.glob("*.mp3")
    assert ID3(file)["TALB"].text == ["Second"]
    played = remembered(second.folder).played.book.metadata
    assert (played.title, played.authors) == ("Second", ())
