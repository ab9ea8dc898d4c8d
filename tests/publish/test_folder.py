"""The user's folder: what is ours is kept up to date, what is not is never touched."""

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from audiobook.errors import OutputError, PublishError
from audiobook.publish import PUBLISHERS, Edition, Output, OutputFolder, Publisher, publish
from audiobook.publish.manifest import load
from audiobook.publish.sound import m4b
from audiobook.publish.tags import title_of
from hearing import cast, made, script
from mutagen import MutagenError

CHAPTERS = ("One.", "Two.")
FORMATS = ("mp3", "m4b", "m3u8")


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    return made(tmp_path_factory.mktemp("tracks"), script(*CHAPTERS)).tracks


@pytest.fixture
def press(tmp_path):
    return OutputFolder(
        tmp_path / "out", tmp_path / "work" / "manifest.json", tmp_path / "work" / "parts"
    )


def edition(tracks, title="A Book"):
    return Edition(script(*CHAPTERS, title=title), cast(), tracks)


def state(folder):
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.iterdir()}


def renamed(tracks, title):
    return (replace(tracks[0], title=title), *tracks[1:])


class InFolders(Publisher):
    def outputs(self, edition):
        def write(path):
            path.write_text(edition.book.metadata.title)

        return tuple(
            Output(f"notes/{title_of(track)}.txt", f"notes {track.chapter}", "1", write)
            for track in edition.tracks
        )


def test_a_format_may_keep_its_files_in_a_folder(press, tracks, monkeypatch):
    monkeypatch.setitem(PUBLISHERS.table, "notes", f"{__name__}:InFolders")
    first, second = publish(("notes",), edition(tracks), press)
    assert (first.parent, first.read_text()) == (press.folder / "notes", "A Book")
    publish(("notes",), edition(renamed(tracks, "Another")), press)
    assert {path.name for path in second.parent.iterdir()} == {"Another.txt", second.name}


def test_a_second_time_nothing_is_touched(press, tracks):
    first = publish(FORMATS, edition(tracks), press)
    before = state(press.folder)
    assert publish(FORMATS, edition(tracks), press) == first
    assert state(press.folder) == before
    assert not press.parts.exists()


def test_only_what_changed_is_written_again(press, tracks):
    publish(FORMATS, edition(tracks), press)
    before = state(press.folder)
    publish(FORMATS, edition(renamed(tracks, "Another")), press)
    after = state(press.folder)
    assert set(after) == {"01 - Another.mp3", "02 - Chapter 2.mp3", "A Book.m4b", "A Book.m3u8"}
    assert after["02 - Chapter 2.mp3"] == before["02 - Chapter 2.mp3"]
    assert after["A Book.m4b"] != before["A Book.m4b"]


def test_a_file_of_ours_that_got_another_name_gives_way_unless_it_was_changed(press, tracks):
    publish(("mp3",), edition(tracks), press)
    mine = press.folder / "01 - Chapter 1.mp3"
    mine.write_bytes(mine.read_bytes() + b"my own tag")
    publish(("mp3",), edition(renamed(tracks, "Another")), press)
    assert {path.name for path in press.folder.iterdir()} == {
        "01 - Another.mp3",
        "01 - Chapter 1.mp3",
        "02 - Chapter 2.mp3",
    }


def test_files_of_chapters_that_were_not_asked_for_stay(press, tracks):
    publish(("mp3",), edition(tracks), press)
    publish(("mp3",), edition(tracks[1:]), press)
    assert len(list(press.folder.iterdir())) == 2


def in_the_way(press, kind):
    target = press.folder / "01 - Chapter 1.mp3"
    press.folder.mkdir()
    if kind == "file":
        target.write_text("mine")
    elif kind == "folder":
        target.mkdir()
        (target / "mine").write_text("mine")
    else:
        (press.folder / "elsewhere").write_text("mine")
        target.symlink_to("elsewhere")
    return target


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_the_user_put_there_is_never_replaced(press, tracks, kind):
    target = in_the_way(press, kind)
    with pytest.raises(OutputError, match="in the way") as raised:
        publish(FORMATS, edition(tracks), press)
    assert "01 - Chapter 1.mp3" in raised.value.message
    assert "--out" in raised.value.remedy
    assert (target / "mine" if kind == "folder" else target).read_text() == "mine"
    assert target.is_symlink() == (kind == "link")
    assert not press.parts.exists()
    assert not [path for path in press.folder.iterdir() if path.suffix == ".mp3" and path != target]


def test_a_file_of_ours_that_the_user_changed_is_not_replaced(press, tracks):
    publish(FORMATS, edition(tracks), press)
    target = press.folder / "A Book.m4b"
    target.write_bytes(b"mine now")
    with pytest.raises(OutputError, match="changed since"):
        publish(FORMATS, edition(tracks), press)
    assert target.read_bytes() == b"mine now"


def test_a_file_that_was_deleted_is_made_again(press, tracks):
    publish(FORMATS, edition(tracks), press)
    before = state(press.folder)
    (press.folder / "02 - Chapter 2.mp3").unlink()
    publish(FORMATS, edition(tracks), press)
    after = state(press.folder)
    assert after.keys() == before.keys()
    assert after["01 - Chapter 1.mp3"] == before["01 - Chapter 1.mp3"]


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"files": {"x": 1}}', "{"])
def test_without_its_manifest_files_that_are_as_we_would_make_them_are_ours(press, tracks, damage):
    publish(FORMATS, edition(tracks), press)
    contents = {path.name: path.read_bytes() for path in press.folder.iterdir()}
    press.manifest.write_text(damage)
    publish(FORMATS, edition(tracks), press)
    assert {path.name: path.read_bytes() for path in press.folder.iterdir()} == contents


def test_an_interruption_between_manifest_and_move_leaves_files_that_are_still_ours(
    press, tracks, monkeypatch
):
    publish(("m4b",), edition(tracks), press)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted_when("parts", Path.replace))
        with pytest.raises(KeyboardInterrupt):
            publish(("m4b",), edition(renamed(tracks, "Another")), press)
    assert [path.name for path in press.folder.iterdir()] == ["A Book.m4b"]
    publish(("m4b",), edition(renamed(tracks, "Another")), press)
    assert b"Another" in (press.folder / "A Book.m4b").read_bytes()


def interrupted_when(folder, really):
    def replace_(self, target):
        if self.parent.name == folder:
            raise KeyboardInterrupt
        return really(self, target)

    return replace_


def test_a_full_disk_is_said_and_leaves_the_old_files(press, tracks, monkeypatch):
    publish(FORMATS, edition(tracks), press)
    before = state(press.folder)

    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(OutputError, match="No space left"):
        publish(FORMATS, edition(renamed(tracks, "Another")), press)
    assert state(press.folder) == before
    assert not press.parts.exists()


@pytest.mark.parametrize("step", ["join", "_tag"])
@pytest.mark.parametrize("wrap", [lambda error: error, MutagenError])
def test_a_disk_that_fills_up_under_the_libraries_is_said_too(
    press, tracks, monkeypatch, step, wrap
):
    def full(*_):
        raise wrap(OSError(errno.ENOSPC, "No space left on device"))

    monkeypatch.setattr(m4b, step, full)
    with pytest.raises(OutputError, match="No space left"):
        publish(("m4b",), edition(tracks), press)


def test_a_track_that_cannot_be_read_is_an_error_with_a_remedy(press, tracks, tmp_path):
    garbage = tmp_path / "garbage.aac"
    garbage.write_bytes(b"garbage" * 1000)
    broken = replace(tracks[0], files=(("aac", garbage),))
    with pytest.raises(PublishError, match="M4B") as raised:
        publish(("m4b",), edition((broken,)), press)
    assert raised.value.remedy
    assert list(press.folder.iterdir()) == []


def test_a_file_where_the_folder_should_be_is_said(press, tracks):
    press.folder.write_text("mine")
    with pytest.raises(OutputError):
        publish(FORMATS, edition(tracks), press)
    assert press.folder.read_text() == "mine"


def test_the_manifest_knows_every_file_by_its_hash(press, tracks):
    files = publish(FORMATS, edition(tracks), press)
    entries = load(press.manifest)
    assert set(entries) == {path.name for path in files}
    assert all(entries[path.name].seal.holds(path) for path in files)
