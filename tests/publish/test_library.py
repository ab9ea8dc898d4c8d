"""A finished book in a library's folder."""

import json
from dataclasses import replace

import pytest
from audiobook.errors import OutputError, PublishError
from audiobook.model import Metadata
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.library import shelve
from audiobook.settings import Settings
from hearing import cast, made, marks_of, script, starts_in

ABOUT = Metadata("The Storm", ("Ann Author",), "en", narrators=("Emma",))
SHELF = "Ann Author/The Storm {Emma}"


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    return made(tmp_path_factory.mktemp("tracks"), script("One.", "Two.")).tracks


@pytest.fixture
def press(tmp_path):
    return OutputFolder(
        tmp_path / "out", tmp_path / "work" / "manifest.json", tmp_path / "work" / "parts"
    )


def edition(tracks, library, about=ABOUT, chapters=""):
    played = script("One.", "Two.")
    book = replace(played.book, metadata=about)
    told = Settings(library=library, chapters=chapters)
    return Edition(replace(played, book=book), cast(), tracks, settings=told)


def shelved(formats, what, press):
    publish(formats, what, press)
    return shelve(formats, what, press)


def below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_one_format_goes_there_with_what_servers_look_for(tmp_path, tracks, press):
    library = tmp_path / "library"
    files = shelved(("mp3", "m4b", "m3u8"), edition(tracks, library), press)
    assert below(library) == {
        f"{SHELF}/{name}" for name in ("The Storm.m4b", "cover.jpg", "metadata.json")
    }
    assert set(files) == {library / name for name in below(library)}
    assert (library / SHELF / "The Storm.m4b").read_bytes() == (
        press.folder / "The Storm.m4b"
    ).read_bytes()
    assert json.loads((library / SHELF / "metadata.json").read_text())["title"] == "The Storm"
    assert below(press.folder) == {
        "01 - Chapter 1.mp3",
        "02 - Chapter 2.mp3",
        "The Storm.m4b",
        "The Storm.m3u8",
    }


def test_without_an_m4b_it_is_the_first_format_with_sound(tmp_path, tracks, press):
    shelved(("cover", "mp3", "m3u8"), edition(tracks, tmp_path / "library"), press)
    assert {name.rpartition("/")[2] for name in below(tmp_path / "library")} == {
        "01 - Chapter 1.mp3",
        "02 - Chapter 2.mp3",
        "cover.jpg",
        "metadata.json",
    }


def test_of_one_chapter_it_is_the_file_of_the_book_all_the_same(tmp_path, tracks, press):
    shelved(("mp3", "m4b"), edition(tracks[:1], tmp_path / "library"), press)
    assert f"{SHELF}/The Storm.m4b" in below(tmp_path / "library")
    assert not list((tmp_path / "library").rglob("*.mp3"))


def test_the_servers_chapters_are_those_of_the_file_beside_them(tmp_path, tracks, press):
    library = tmp_path / "library"
    shelved(("mp3", "m4b"), edition(tracks, library), press)
    record = json.loads((library / SHELF / "metadata.json").read_text())
    assert starts_in(record) == pytest.approx(
        marks_of(library / SHELF / "The Storm.m4b"), abs=0.001
    )
    shelved(("mp3",), edition(tracks, library), press)
    assert "chapters" not in json.loads((library / SHELF / "metadata.json").read_text())


def test_several_people_in_a_folder_are_parted_as_in_tags(tmp_path, tracks, press):
    about = replace(ABOUT, authors=("Colette", "Willy"), narrators=("Clara", "Full Cast"))
    shelved(("m4b",), edition(tracks, tmp_path / "library", about), press)
    assert (tmp_path / "library" / "Colette; Willy" / "The Storm {Clara; Full Cast}").is_dir()


def test_a_second_time_nothing_is_touched(tmp_path, tracks, press):
    what = edition(tracks, tmp_path / "library")
    first = {path: path.stat().st_mtime_ns for path in shelved(("mp3",), what, press)}
    assert {path: path.stat().st_mtime_ns for path in shelved(("mp3",), what, press)} == first


def test_a_book_with_another_title_moves_and_leaves_no_empty_folders(tmp_path, tracks, press):
    library = tmp_path / "library"
    shelved(("mp3",), edition(tracks, library), press)
    (library / "Ann Author" / "mine.txt").write_text("mine")
    shelved(
        ("mp3",), edition(tracks, library, replace(ABOUT, title="Hail", authors=("Bea",))), press
    )
    assert {path.name for path in library.iterdir()} == {"Ann Author", "Bea"}
    assert {path.name for path in (library / "Ann Author").iterdir()} == {"mine.txt"}
    assert len(below(library / "Bea" / "Hail {Emma}")) == 4


def test_another_format_takes_the_place_of_the_first(tmp_path, tracks, press):
    what = edition(tracks, tmp_path / "library")
    shelved(("mp3",), what, press)
    shelved(("mp3", "m4b"), what, press)
    assert {name.rpartition(".")[2] for name in below(tmp_path / "library")} == {
        "m4b",
        "jpg",
        "json",
    }
    assert len(below(press.folder)) == 3


def test_what_is_not_ours_is_never_replaced(tmp_path, tracks, press):
    theirs = tmp_path / "library" / SHELF / "01 - Chapter 1.mp3"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("somebody's own")
    with pytest.raises(OutputError, match="in the way"):
        shelved(("mp3",), edition(tracks, tmp_path / "library"), press)
    assert theirs.read_text() == "somebody's own"
    assert below(tmp_path / "library") == {f"{SHELF}/01 - Chapter 1.mp3"}


def test_two_books_share_a_library(tmp_path, tracks, press):
    library = tmp_path / "library"
    shelved(("mp3",), edition(tracks, library), press)
    other = OutputFolder(
        tmp_path / "other",
        tmp_path / "other work" / "manifest.json",
        tmp_path / "other work" / "parts",
    )
    shelved(("mp3",), edition(tracks, library, replace(ABOUT, title="Hail")), other)
    assert {path.name for path in (library / "Ann Author").iterdir()} == {
        "The Storm {Emma}",
        "Hail {Emma}",
    }
    assert len(below(library)) == 8


def test_without_a_library_or_with_some_chapters_alone_nothing_is_done(tmp_path, tracks, press):
    assert shelved(("mp3",), edition(tracks, Settings().library), press) == ()
    assert shelved(("mp3",), edition(tracks, tmp_path / "library", chapters="1"), press) == ()
    assert not (tmp_path / "library").exists()


def test_a_library_without_sound_is_an_error(tmp_path, tracks, press):
    with pytest.raises(PublishError, match="A library needs sound"):
        shelved(("cover",), edition(tracks, tmp_path / "library"), press)
