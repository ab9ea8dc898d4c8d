"""All that a worker needs for a book, in one file."""

import zipfile

import pytest

pytest.importorskip("fsspec", reason="needs the extra: cluster")

from audiobook.cluster.folders import SharedFolder
from audiobook.cluster.parcel import IN_PARCEL, pack, unpack
from audiobook.errors import InputError
from audiobook.files.own import OWN_FOLDER
from audiobook.library.job import BookJob


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch):
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv(OWN_FOLDER, str(folder))
    return folder


@pytest.fixture
def job(tmp_path):
    source = tmp_path / "book.txt"
    source.write_text("A story.")
    return BookJob(source, tmp_path / "book.audiobook", {"engine": "tone"})


def packed(job):
    return pack(job, SharedFolder(str(job.out)))


def test_it_has_the_story_the_users_files_and_the_voices_that_are_named(job, own, tmp_path):
    (own / "settings.toml").write_text("rate = 1.1\n")
    job.out.mkdir()
    (job.out / "cast.toml").write_text("# mine\n")
    pack_of_voices = tmp_path / "mine.toml"
    pack_of_voices.write_text("")
    (job.out / "settings.toml").write_text('voices = ["../mine.toml"]\n')
    parcel = packed(job)
    parcel.write(tmp_path / "parcel.zip")
    unpack(tmp_path / "parcel.zip", tmp_path / "there")
    names = set(zipfile.ZipFile(tmp_path / "parcel.zip").namelist())
    assert {"source/book.txt", "user/settings.toml", "book/cast.toml"} <= names
    (named,) = parcel.flags["voices"]
    assert (tmp_path / "there" / named.removeprefix(IN_PARCEL)).is_file()
    assert parcel.flags["engine"] == "tone"


def test_a_folder_of_chapters_travels_without_what_was_made_of_it(tmp_path):
    source = tmp_path / "chapters"
    (source / "chapters.audiobook").mkdir(parents=True)
    (source / "chapters.audiobook" / "1.mp3").write_text("sound")
    (source / "1.txt").write_text("One.")
    parcel = packed(BookJob(source, tmp_path / "out.audiobook"))
    assert [name for name in parcel.files if name.startswith("source")] == ["source/chapters/1.txt"]


def test_a_page_travels_with_its_style_sheets(tmp_path):
    source = tmp_path / "page.html"
    source.write_text('<link rel="stylesheet" href="page_files/a.css"><p>One.</p>')
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "a.css").write_text("p { display: block }")
    job = BookJob(source, tmp_path / "page.audiobook")
    before = packed(job)
    assert {"source/page.html", "source/page_files/a.css"} <= set(before.files)
    (tmp_path / "page_files" / "a.css").write_text("p { display: none }")
    assert packed(job).key != before.key


def test_its_key_changes_with_everything_that_the_book_is_made_of(job, own):
    keys = [packed(job).key]
    job.source.write_text("Another story.")
    keys.append(packed(job).key)
    (own / "pronunciation.toml").write_text("")
    keys.append(packed(job).key)
    job.out.mkdir()
    (job.out / "cast.toml").write_text("")
    keys.append(packed(job).key)
    keys.append(packed(BookJob(job.source, job.out, {"engine": "espeak"})).key)
    assert len(set(keys)) == len(keys)
    assert packed(job).key == packed(job).key


def test_a_story_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(InputError, match=r'There is no file ".*absent\.txt"'):
        packed(BookJob(tmp_path / "absent.txt", tmp_path / "absent.audiobook"))


def test_where_books_go_elsewhere_the_users_files_are_found_there_too(job):
    folder = SharedFolder("memory://parcels/book.audiobook")
    folder.write("cast.toml", b"# edited there\n")
    assert pack(job, folder).yours == {"cast.toml": b"# edited there\n"}
    beside = job.source.with_name("book.audiobook")
    beside.mkdir()
    (beside / "cast.toml").write_text("# edited here\n")
    assert pack(job, folder).yours == {"cast.toml": b"# edited here\n"}
