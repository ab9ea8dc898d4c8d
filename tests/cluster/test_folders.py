"""A folder anywhere: a path, or a URL of fsspec."""

import pickle
import uuid

import pytest

fsspec = pytest.importorskip("fsspec", reason="needs the extra: cluster")

from audiobook.cluster.folders import SharedFolder, SharedFolderError  # noqa: E402
from audiobook.errors import MissingPackageError  # noqa: E402


@pytest.fixture(params=["path", "file", "memory"])
def place(request, tmp_path):
    urls = {
        "path": str(tmp_path / "place"),
        "file": f"file://{tmp_path}/place",
        "memory": f"memory://{uuid.uuid4().hex}",
    }
    return SharedFolder(urls[request.param])


def test_what_is_put_there_is_found_there(place, tmp_path):
    assert place.sizes() == {}
    assert place.read("a.txt") is None
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(b"sound")
    place.put(sound, "1/sound.mp3")
    place.write("a.txt", b"text")
    assert place.sizes() == {"1/sound.mp3": 5, "a.txt": 4}
    assert place.under("1").read("sound.mp3") == b"sound"
    place.fetch("1/sound.mp3", tmp_path / "deep" / "back.mp3")
    assert (tmp_path / "deep" / "back.mp3").read_bytes() == b"sound"
    place.write("a.txt", b"longer text")
    assert place.read("a.txt") == b"longer text"
    place.remove("a.txt")
    place.remove("a.txt")
    assert place.sizes() == {"1/sound.mp3": 5}


def test_it_travels_as_its_address(place):
    place.write("a.txt", b"text")
    assert pickle.loads(pickle.dumps(place)).read("a.txt") == b"text"


def test_a_file_never_stands_there_in_part(tmp_path):
    place = SharedFolder(str(tmp_path / "place"))
    place.write("sound.mp3", b"before")
    with pytest.raises(SharedFolderError, match=r"absent\.mp3"):
        place.put(tmp_path / "absent.mp3", "sound.mp3")
    assert place.read("sound.mp3") == b"before"


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        ("nosuch://bucket/books", SharedFolderError, "is not the address of a folder"),
        ("faraway://bucket/books", MissingPackageError, "Install the package for it"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_sentence(url, kind, words):
    remedy = "Install the package for it"
    fsspec.register_implementation("faraway", "faraway.Files", errtxt=remedy, clobber=True)
    with pytest.raises(kind, match=words):
        SharedFolder(url).sizes()


def test_a_file_where_a_folder_is_needed_is_a_sentence(tmp_path):
    (tmp_path / "place").write_text("a file")
    with pytest.raises(SharedFolderError, match="place"):
        SharedFolder(str(tmp_path / "place")).write("a.txt", b"text")
