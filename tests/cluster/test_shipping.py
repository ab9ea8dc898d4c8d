"""A finished book goes to its place: whole or not there, and nobody's files replaced."""

import os
from types import SimpleNamespace

import pytest

pytest.importorskip("fsspec", reason="needs the extra: cluster")
pytest.importorskip("distributed", reason="needs the extra: cluster")

from audiobook.cluster import work
from audiobook.cluster.folders import SharedFolder, SharedFolderError
from audiobook.cluster.parcel import digest
from audiobook.cluster.shipping import (
    bring_spoken,
    drop_spoken,
    is_made,
    send_spoken,
    ship,
    shipped,
)
from audiobook.cluster.task import BookTask


@pytest.fixture(params=["path", "memory"])
def place(request, tmp_path):
    if request.param == "path":
        return SharedFolder(str(tmp_path / "place"))
    return SharedFolder(f"memory://{tmp_path.name}/book")


@pytest.fixture
def out(tmp_path):
    return made(tmp_path / "out", {"1.mp3": b"one", "book.m4b": b"whole"})


def made(folder, files, cast="cast"):
    (folder / ".work" / "clips").mkdir(parents=True, exist_ok=True)
    (folder / ".work" / "clips" / "line.wav").write_bytes(b"line")
    (folder / ".work" / "manifest.json").write_text("{}")
    (folder / "cast.toml").write_text(cast)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def sent(out, place, made_of="this", had=None):
    return ship(out, place, made_of, had or {}, {"state": "made"})


def test_the_whole_book_is_there_and_its_lines_are_not(out, place):
    assert sent(out, place) == ()
    names = set(place.sizes()) - {".work/shipped.json", ".work/manifest.json"}
    assert names == {"1.mp3", "book.m4b", "cast.toml"}
    yours = {"cast.toml": digest(b"cast")}
    assert is_made(place, "this", yours) == (True, {"state": "made"})
    assert is_made(place, "this", {}) == (True, {"state": "made"})  # as it was begun
    assert not is_made(place, "that", yours)[0]
    assert not is_made(place, "this", {"cast.toml": digest(b"edited")})[0]
    place.remove("1.mp3")
    assert not is_made(place, "this", yours)[0]


def test_whoever_stops_in_between_leaves_a_book_that_is_not_whole(out, place, monkeypatch):
    class StoppedError(Exception):
        pass

    def stop(*_):
        raise StoppedError

    with monkeypatch.context() as patch:
        patch.setattr(SharedFolder, "put", stop)
        with pytest.raises(StoppedError):
            sent(out, place)
    assert not shipped(place).whole
    place.write("1.mp3", b"half")  # whatever stands there by now is ours
    sent(out, place)
    assert place.read("1.mp3") == b"one"
    assert shipped(place).whole


def test_two_that_bring_the_same_book_leave_it_once(out, place):
    sent(out, place)
    before = place.sizes()
    sent(out, place)
    assert place.sizes() == before


def test_what_is_not_part_of_the_book_any_more_goes(out, place, tmp_path):
    sent(out, place)
    sent(made(tmp_path / "later", {"2.mp3": b"two"}), place, "that")
    assert {"1.mp3", "book.m4b"}.isdisjoint(place.sizes())
    assert place.read("2.mp3") == b"two"


def test_nobody_elses_file_is_replaced(out, place):
    place.write("1.mp3", b"a song of mine")
    with pytest.raises(SharedFolderError, match=r'"1\.mp3" in ".*" is in the way'):
        sent(out, place)
    assert place.read("1.mp3") == b"a song of mine"


def test_a_file_of_ours_that_was_changed_since_is_not_replaced(out, place, tmp_path):
    sent(out, place)
    place.write("1.mp3", b"cut by hand")
    with pytest.raises(SharedFolderError, match="in the way"):
        sent(made(tmp_path / "later", {"1.mp3": b"three"}), place, "that")


def test_a_cast_that_was_edited_meanwhile_is_left_as_it_is(out, place):
    place.write("cast.toml", b"edited while the book was made")
    assert sent(out, place, had={"cast.toml": digest(b"as it was")}) == ("cast.toml",)
    assert place.read("cast.toml") == b"edited while the book was made"


def test_a_cast_is_brought_up_to_date(out, place):
    place.write("cast.toml", b"as it was")
    assert sent(out, place, had={"cast.toml": digest(b"as it was")}) == ()
    assert place.read("cast.toml") == b"cast"


def test_chapters_go_from_those_who_speak_to_whoever_joins_them(out, place, tmp_path):
    tracks = out / ".work" / "tracks"
    tracks.mkdir()
    (tracks / "a.mp3").write_bytes(b"sound")
    (tracks / "a.mp3.json").write_bytes(b"{}")
    (tracks / ".a.mp3.part").write_bytes(b"half")
    send_spoken(out, place)
    bring_spoken(place, tmp_path / "joiner")
    found = {path.name for path in (tmp_path / "joiner" / ".work" / "tracks").iterdir()}
    assert found == {"a.mp3", "a.mp3.json"}
    drop_spoken(place)
    assert place.sizes() == {}


def test_a_book_is_made_without_what_dask_tells_its_workers_about_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    worker = SimpleNamespace(address="tcp://here", local_directory=str(tmp_path))
    monkeypatch.setattr(work, "get_worker", lambda: worker)
    task = BookTask("key", SharedFolder(str(tmp_path)), "no parcel", "a.txt", {}, "", {})
    assert work.make_book(task).outcome["state"] == "failed"
    assert "MALLOC_TRIM_THRESHOLD_" not in os.environ
