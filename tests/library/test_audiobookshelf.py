"""Finished books go to an Audiobookshelf; it may fail as it likes."""

import pytest
from audiobook.cli.library.show import remark
from audiobook.errors import SettingsError
from audiobook.events import Notice
from audiobook.library.finding import find_books
from audiobook.library.job import BookJob, State
from audiobook.library.one import make_one
from audiobook.library.stamp import finished
from audiobook.publish import delivery
from audiobook.settings.load import load_settings
from audiobookshelf_server import TOKEN, audiobookshelf
from making import STORY


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIOBOOKSHELF_TOKEN", TOKEN)
    with audiobookshelf(tmp_path / "server") as running:
        yield running


@pytest.fixture
def make(books, tmp_path, server):
    def made(name, metadata=None, **flags):
        given = {
            "engine": "tone",
            "formats": ("m4b",),
            "executor": "inline",
            "audiobookshelf": server.url,
            "metadata": {"title": name, "authors": ("Ann Author",), **(metadata or {})},
            **flags,
        }
        job = BookJob(books(f"{name}.txt", STORY + name), tmp_path / f"{name}.audiobook", given)
        told = []
        outcome = make_one(job, told.append)
        assert outcome.state is State.MADE
        notices = [event.message for event in told if isinstance(event, Notice)]
        return job, notices[-1]

    return made


def test_the_server_shows_what_was_uploaded(make, server):
    for number, name in enumerate(("The Bridge", 'The "Town"', "Señor Ángel"), 1):
        series = {"series": "River", "series_part": str(number)}
        job, told = make(name, series)
        assert "was uploaded" in told
        assert finished(job) is not None
    shown = {book["title"]: book for book in server.books}
    assert set(shown) == {"The Bridge", 'The "Town"', "Señor Ángel"}
    book = shown["The Bridge"]
    assert book["series"] == ["River #1"]
    assert book["authors"] == ["Ann Author"]
    assert book["narrators"]
    assert [chapter["title"] for chapter in book["chapters"]] == [
        "Chapter 1: Evening",
        "Chapter 2: Morning",
    ]
    (sound,) = server.folder.rglob("The Bridge.m4b")
    assert (
        sound.read_bytes()
        == (sound.parents[4] / "The Bridge.audiobook/The Bridge.m4b").read_bytes()
    )
    assert sound.with_name("cover.jpg").exists()


def test_a_book_that_is_there_is_not_sent_again(make, server):
    make("The Bridge")
    _, told = make("The Bridge", rate=2.0)
    assert 'has "The Bridge" already' in told
    assert server.uploads == 1


@pytest.mark.parametrize("authors", [("Ann Author", "Bob Writer"), ("Author, Ann",), ()])
def test_it_is_known_by_all_of_its_authors(make, server, authors):
    make("The Bridge", {"authors": authors})
    _, told = make("The Bridge", {"authors": authors}, rate=2.0)
    assert 'has "The Bridge" already' in told


def test_a_title_that_is_no_file_name_is_found_again(make, server):
    title = 'What: "Who?" ... A/B'
    make("bridge", {"title": title})
    _, told = make("bridge", {"title": title}, rate=2.0)
    assert f'has "{title}" already' in told
    assert [path.name for path in server.folder.glob("Ann Author/*")] == ["What - Who ... AB"]


def test_who_is_no_administrator_may_not_have_the_folder_scanned(make, server, tmp_path):
    server.is_admin = False
    _, told = make("The Bridge", library=tmp_path / "audiobooks")
    assert "HTTP 403, the key may not do this" in told


def test_a_shared_folder_is_scanned(make, server, tmp_path):
    _, told = make("The Bridge", library=tmp_path / "audiobooks")
    assert server.scans == ["lib_1"]
    assert not server.uploads
    assert "looks through" in told
    assert list((tmp_path / "audiobooks").rglob("*.m4b"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "HTTP 401, it wants another key"),
        (403, "HTTP 403"),
        (404, "HTTP 404"),
        (413, "HTTP 413, it takes no files as large as that"),
        (500, "HTTP 500"),
        (200, "did not take the book"),
    ],
)
def test_a_server_that_fails_never_fails_the_book(make, server, status, words):
    server.failing = status
    job, told = make("The Bridge")
    assert words in told
    assert "The book is finished" in told
    assert TOKEN not in told
    assert finished(job) is None  # to be sent by the next run
    server.failing = 0
    _, told = make("The Bridge")
    assert "was uploaded" in told


def test_a_server_that_is_slow_or_gone_is_told(make, server, monkeypatch):
    monkeypatch.setattr(delivery, "_TIMEOUT_S", 0.2)
    server.slow_s = 0.5
    _, told = make("The Bridge")
    assert "no answer within 0.2 s" in told
    _, told = make("The Bridge", audiobookshelf="http://127.0.0.1:9")
    assert "did not take the book" in told
    _, told = make("The Bridge", audiobookshelf="audiobookshelf")
    assert "is not a web address" in told


def test_without_a_token_it_is_said_where_it_is_looked_for(make, monkeypatch):
    monkeypatch.delenv("AUDIOBOOKSHELF_TOKEN")
    _, told = make("The Bridge")
    assert "token" in told


def test_a_book_from_elsewhere_names_no_server(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('audiobookshelf = "https://example.org"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="does not count in the settings of a book"):
        load_settings({}, book=path)


def test_volumes_of_a_series_are_sent_once_with_their_numbers(books, tmp_path, server):
    for number, title in enumerate(("The Bridge", "The Town"), 1):
        head = (
            f"---\ntitle: {title}\nauthor: Ann Author\nseries: River\nseries_index: {number}\n---\n"
        )
        books(f"river/{title}.md", head + STORY)
    flags = {"engine": "tone", "formats": ("m4b",), "executor": "inline"}
    flags["audiobookshelf"] = server.url

    def found():
        return find_books([tmp_path / "river"], None, flags, each=True).jobs

    assert [make_one(job).state for job in found()] == [State.MADE] * 2
    shown = {book["title"]: book["series"] for book in server.books}
    assert shown == {"The Bridge": ["River #1"], "The Town": ["River #2"]}
    assert len(list(server.folder.glob("Ann Author/River/*"))) == 2
    assert all(finished(job) for job in found())
    for stamp in (tmp_path / "river").rglob("stamp.json"):
        stamp.unlink()  # as after another version of the program
    outcomes = [make_one(job) for job in found()]
    assert [outcome.undelivered for outcome in outcomes] == ["", ""]
    assert server.uploads == 2


def test_the_report_names_a_book_that_was_not_delivered(books, tmp_path, server):
    server.failing = 413
    flags = {"engine": "tone", "executor": "inline", "audiobookshelf": server.url}
    outcome = make_one(BookJob(books("bridge.txt"), tmp_path / "out", flags))
    assert (outcome.state, outcome.exit_status) == (State.MADE, 0)
    assert "HTTP 413" in remark(outcome)
