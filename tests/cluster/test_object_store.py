"""Books that go to an object store: a server on this machine that speaks the protocol of S3."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra: cluster")
s3fs = pytest.importorskip("s3fs", reason="needs s3fs")
pytest.importorskip("moto", reason="needs moto[s3,server]")

from audiobook.cluster.folders import SharedFolder, SharedFolderError  # noqa: E402
from audiobookshelf_server import TOKEN, audiobookshelf  # noqa: E402
from machines import free_port, machines, outcome_of, until  # noqa: E402

pytestmark = pytest.mark.slow

FLAGS = ("--each", "--engine", "tone", "--formats", "mp3,m4b")
BOOK = 'Book {number}\n\nChapter 1\n\n"Number {number}," said Anna.\n'


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The address of a store, which is in the environment of everything that is started."""
    port = free_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    log = (tmp_path / "store.log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
    s3fs.S3FileSystem.clear_instance_cache()  # of the store before
    try:
        until(lambda: _created(port))
        yield "s3://books/library"
    finally:
        process.kill()
        process.wait()
        log.close()


def _created(port):
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/books", method="PUT")
    try:
        with urllib.request.urlopen(asked, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_books_go_to_an_object_store_and_a_second_run_finds_them_there(store, tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    for number in range(2):
        (folder / f"book{number}.txt").write_text(BOOK.format(number=number))
    log = tmp_path / "store.log"
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        several.worker("one")
        status, books, last = outcome_of(several.makes(folder, *FLAGS, "--to", store))
        assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
        asked = log.read_text().count('HTTP/1.1"')
        status, books, last = outcome_of(several.makes(folder, *FLAGS, "--to", store))
        assert (status, {book["state"] for book in books.values()}) == (0, {"unchanged"}), last
        again = log.read_text().count('HTTP/1.1"') - asked
    names = set(SharedFolder(store).sizes())
    for number in range(2):
        assert f"book{number}.audiobook/cast.toml" in names
        assert f"book{number}.audiobook/book{number}.m4b" in names
    assert not [name for name in names if "/clips/" in name or "parcel" in name]
    assert not list(folder.rglob("*.audiobook"))
    print(f"{asked} requests for two books, {again} to see that they are there")
    assert again <= 20  # of two books


def test_a_book_that_its_worker_could_not_deliver_is_sent_by_the_next_run(store, tmp_path):
    folder = tmp_path / "river"
    folder.mkdir()
    head = "---\ntitle: The Bridge\nauthor: Ann\nseries: River\nvolume: 2\n---\n"
    (folder / "bridge.md").write_text(head + BOOK.format(number=2))
    with audiobookshelf(tmp_path / "shelf") as shelf, machines(tmp_path / "machines") as several:
        flags = (*FLAGS, "--to", store, "--audiobookshelf", shelf.url)
        several.scheduler()
        several.worker("one", AUDIOBOOKSHELF_TOKEN=TOKEN)
        shelf.failing = 500
        status, books, last = outcome_of(several.makes(folder, *flags))
        assert (status, books["bridge.md"]["state"]) == (0, "made"), last
        assert "HTTP 500" in books["bridge.md"]["undelivered"]
        shelf.failing = 0
        _, books, last = outcome_of(several.makes(folder, *flags))
        assert (books["bridge.md"]["state"], books["bridge.md"]["spoken"]) == ("made", 0), last
        assert [book["series"] for book in shelf.books] == [["River #2"]]
        _, books, last = outcome_of(several.makes(folder, *flags))
        assert books["bridge.md"]["state"] == "unchanged", last
        assert shelf.uploads == 1
    assert not [name for name in SharedFolder(store).sizes() if "/spoken/" in name]


def test_a_store_that_refuses_is_a_sentence(store, monkeypatch):
    with pytest.raises(SharedFolderError, match='Cannot use "s3://absent/books"'):
        SharedFolder("s3://absent/books").write("a.txt", b"text")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(SharedFolderError, match="Check the address, the credentials"):
        SharedFolder("s3://elsewhere/books").write("a.txt", b"text")


def test_what_is_put_there_is_found_there(store, tmp_path):
    place = SharedFolder(store).under("a book")
    sound = Path(tmp_path / "sound.mp3")
    sound.write_bytes(b"sound")
    place.put(sound, "1/sound.mp3")
    assert place.sizes() == {"1/sound.mp3": 5}
    assert place.read("absent.txt") is None
    place.remove("1/sound.mp3")
    place.remove("1/sound.mp3")
    assert place.sizes() == {}
