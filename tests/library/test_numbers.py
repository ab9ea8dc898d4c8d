"""The numbers of volumes, in the names of their files and titles."""

import json

import pytest
from audiobook.library.finding import find_books
from audiobook.library.many import make_all
from audiobook.library.numbers import number_in
from epub_building import METADATA, make, opf, page

FLAGS = {"engine": "tone", "formats": ("mp3",), "metadata": {"series": "River"}}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("River, Book 2", 2),
        ("The Return (River, Vol. III)", 3),
        ("02 - The Return", 2),
        ("02_the_return", 2),
        ("Part 4", 4),
        ("river part xiv", 14),
        ("The River #7", 7),
        ("Der Fluss, Band 5", 5),
        ("The River 2", 2),
        ("The River II", 2),
        ("Book 1984: a story", 0),
        ("1984", 0),
        ("Book 1.5", 0),
        ("Part IIII", 0),
        ("The Return", 0),
        ("The book I", 1),
        ("Participants", 0),
        ("3rd of May", 0),
    ],
)
def test_a_number_in_a_name(name, number):
    assert number_in(name) == number


def numbers(folder, flags=FLAGS, **more):
    found = find_books([folder], flags=flags, each=True, **more)
    return {job.source.name: job.flags["metadata"].get("series_part") for job in found.jobs}


def test_the_number_of_the_file_counts_else_that_of_the_title(books, tmp_path):
    books("02 - The Return.txt")
    books("bridge.txt", "The Bridge, Book I\n\nChapter 1\n\nIt was late.\n")
    assert numbers(tmp_path) == {"02 - The Return.txt": "2", "bridge.txt": "1"}


@pytest.mark.parametrize("other", ["The Town.txt", "Book 2.txt"])
def test_where_one_has_none_or_two_have_the_same_there_are_none(books, tmp_path, other):
    books("02 - The Return.txt")
    books("03 - The End.txt")
    books(other, "Once upon a time.\n")
    assert set(numbers(tmp_path).values()) == {None}


def test_what_settings_and_books_say_goes_before(books, tmp_path):
    books("02 - The Return.txt")
    settings = tmp_path / "02 - The Return.audiobook" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('[metadata]\nseries_part = "9"\n', encoding="utf-8")
    books("1.md", '---\ntitle: One\nseries: River\nseries-part: "7"\n---\n\nIt was late.\n')
    series = (
        '<meta name="calibre:series" content="R"/><meta name="calibre:series_index" content="8"/>'
    )
    package = opf(["one.xhtml"], METADATA + series)
    make(tmp_path / "3.epub", {"one.xhtml": page("<p>Text.</p>")}, package=package)
    books("4.txt")
    assert numbers(tmp_path) == {
        "02 - The Return.txt": None,
        "1.md": None,
        "3.epub": None,
        "4.txt": "4",
    }


def test_without_a_series_there_are_no_numbers(books, tmp_path):
    books("1.txt")
    assert numbers(tmp_path, {"metadata": {}}) == {"1.txt": None}


@pytest.mark.slow
def test_books_are_made_with_their_numbers(books, tmp_path):
    books("River, Vol. II.txt")
    books("River, Vol. I.txt")
    found = find_books([tmp_path], flags=FLAGS, each=True)
    for outcome in make_all(found.jobs, 1):
        noted = json.loads((outcome.folder / ".work" / "series.json").read_bytes())
        assert outcome.source.stem == f"River, Vol. {'I' * int(noted['part'])}"
