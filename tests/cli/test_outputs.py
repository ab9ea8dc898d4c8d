"""A verb never writes over a file that is there, whoever made it."""

import pytest
from audiobook.cli import main as cli
from audiobook.cli.outputs import write_new
from audiobook.errors import UsageError

THEIRS = b"something of theirs"
VERBS = [
    ("say", "Hello", "--out", "theirs.wav"),
    ("script", "story.txt", "--quotes", "theirs.json"),
    ("voices", "audition", "Anna", "story.txt", "--out", "theirs.html"),
    ("voices", "audition", "Anna", "story.txt", "--out", "theirs.mp3"),
    ("man", "say", "--out", "."),
    ("man", "--out", "."),
]
NAMES = {"theirs.wav", "theirs.json", "theirs.html", "theirs.mp3", "audiobook-say.1"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text('"Come in, and sit down," said Anna.\n')
    return tmp_path


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    return ended.value.code


@pytest.mark.parametrize("arguments", VERBS)
def test_a_file_that_is_there_stays(desk, capsys, arguments):
    for name in NAMES:
        (desk / name).write_bytes(THEIRS)
    assert run(*arguments) == 2
    said = capsys.readouterr().err
    assert "exists already. Give --" in said
    assert {path.name for path in desk.iterdir() if path.is_file()} == NAMES | {"story.txt"}
    assert all((desk / name).read_bytes() == THEIRS for name in NAMES)


def test_the_usual_name_is_not_written_over_either(desk, capsys):
    assert run("say", "Hello") == 0
    before = (desk / "said.wav").read_bytes()
    assert run("say", "Something else") == 2
    assert '"said.wav" exists already. Give --out another name.' in capsys.readouterr().err
    assert (desk / "said.wav").read_bytes() == before


def test_a_link_that_leads_nowhere_stays(desk):
    (desk / "theirs.wav").symlink_to("gone.wav")
    assert run("say", "Hello", "--out", "theirs.wav") == 2
    assert (desk / "theirs.wav").is_symlink()


def test_a_file_that_came_meanwhile_stays(desk):
    (desk / "theirs.wav").write_bytes(THEIRS)
    with pytest.raises(UsageError):
        write_new(desk / "theirs.wav", b"ours", "--out")
    assert (desk / "theirs.wav").read_bytes() == THEIRS


def test_manual_pages_of_another_version_are_renewed(desk):
    assert run("man", "say", "--out", ".") == 0
    page = desk / "audiobook-say.1"
    now = page.read_bytes()
    page.write_bytes(now.replace(b"audiobook-producer 1", b"audiobook-producer 0"))
    assert run("man", "--out", ".") == 0
    assert page.read_bytes() == now
