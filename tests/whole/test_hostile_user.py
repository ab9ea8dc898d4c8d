"""An impatient user: odd names, closed and broken streams, strange terminals, slips of the hand. Never a
traceback, never a file of theirs lost.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(os.name != "posix", reason="a shell and file descriptors of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="names and devices of Linux")

STORY = "“Is the boat gone?” said Anna.\n\n“It is,” said Peter.\n"
MAKE = ("make", "story.txt", "--engine", "tone", "--executor", "inline")
FILES = {"01 - story.mp3", "story.m4b", "story.m3u8", "cover.jpg", "cast.toml"}


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def command(*arguments):
    return [sys.executable, "-P", "-m", "audiobook", *map(str, arguments)]


def run(desk, *arguments, **how):
    how = {"env": os.environ, "stdin": subprocess.DEVNULL, "capture_output": True, **how}
    done = subprocess.run(command(*arguments), cwd=desk, check=False, **how)
    out, err = (
        (done.stdout or b"").decode(errors="replace"),
        (done.stderr or b"").decode(errors="replace"),
    )
    assert "Traceback" not in err
    assert "unforeseen" not in out + err
    return done.returncode, out, err


def refused(desk, *arguments, status=2):
    """What it says, which is one line."""
    code, out, err = run(desk, *arguments)
    assert (code, out) == (status, ""), err
    (line,) = err.splitlines()
    assert line.startswith("error: ")
    return line


def made(desk, folder="story.audiobook"):
    return {path.name for path in (desk / folder).iterdir() if not path.name.startswith(".")}


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_book_is_made_whatever_stream_is_closed(desk, closed):
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command(*MAKE)]
    done = subprocess.run(shell, cwd=desk, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert made(desk) == FILES
    assert b"unforeseen" not in done.stderr


@posix
@pytest.mark.parametrize(("stream", "flag"), [("stdout", "--json"), ("stderr", "--workers=0")])
def test_a_book_is_made_to_its_end_though_nobody_reads_on(desk, stream, flag):
    with subprocess.Popen(
        command(*MAKE, flag), cwd=desk, stdout=-1, stderr=-1, stdin=-3
    ) as process:
        getattr(process, stream).readline()
        getattr(process, stream).close()
        other = process.stderr if stream == "stdout" else process.stdout
        said = other.read()
    assert process.returncode == 0, said
    assert made(desk) == FILES
    assert b"Error" not in said


@posix
def test_showing_less_than_all_is_fine(desk):
    (desk / "story.txt").write_text(STORY * 5000, encoding="utf-8")
    with subprocess.Popen(
        command("script", "story.txt"), cwd=desk, stdout=-1, stderr=-1
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_full_disk_under_what_is_shown_is_an_error(desk, flags):
    with Path("/dev/full").open("wb") as full:
        code, _, err = run(
            desk, "script", "story.txt", *flags, capture_output=False, stdout=full, stderr=-1
        )
    assert code == 4
    assert flags or "No space left on device" in err


def test_an_encoding_that_cannot_show_it_gets_escapes_and_json_is_utf_8(desk):
    ascii_ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    code, out, _ = run(desk, "script", "story.txt", env=ascii_)
    assert (code, r"\u201cIs the boat gone?\u201d" in out) == (0, True)
    code, out, _ = run(desk, "script", "story.txt", "--json", env=ascii_)
    assert code == 0
    assert json.loads(out)["chapters"][0]["utterances"][0]["text"].startswith("“Is the boat gone?”")


@linux
def test_a_folder_that_was_removed_is_said(desk):
    gone = desk / "gone"
    gone.mkdir()
    shell = ["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", *command("script", "story.txt")]
    done = subprocess.run(shell, cwd=gone, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "error: The current folder no longer exists. Change into another one.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--json",), 'There is no flag "--json".'),
        (("frob",), 'There is no verb "frob". All verbs: audiobook --help.'),
        (("make", "--quiet"), "No book is named. Give a file or a folder."),
        (("make", ""), "Argument FILE: the file name is empty."),
        (("make", "story.txt", "--out", ""), "Argument --out: the file name is empty"),
        (("make", "x" * 300), "is too long for a name"),
        (("script", "story.txt", "other.txt"), '"other.txt" is not expected here.'),
        (
            ("make", "story.txt", "--workers", "many"),
            '--workers takes a whole number, not "many".',
        ),
        (("make", "story.txt", "--formats", ","), "no format is named"),
        (("words", "story.txt", "--most", "-1"), "Give --most a number, or 0 for all."),
        (("say", "hello", "--wav", "story.txt"), '"story.txt" does not end in .wav'),
        (("script", "story.txt", "--quotes", "./story.txt"), '"story.txt" exists already'),
    ],
)
def test_a_slip_is_one_sentence_and_costs_nothing(desk, arguments, says):
    assert says in refused(desk, *arguments)
    assert (desk / "story.txt").read_text(encoding="utf-8") == STORY
    assert [path.name for path in desk.iterdir()] == ["story.txt"]


def test_a_name_that_begins_with_a_dash(desk):
    (desk / "story.txt").rename(desk / "-story.txt")
    assert 'written with its folder: "./-story.txt"' in refused(desk, "script", "-story.txt")
    assert run(desk, "script", "./-story.txt")[0] == run(desk, "script", "--", "-story.txt")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [("cache", "clear", "nowhere.txt"), ("say", "hello", "--book", "nowhere.txt"), MAKE[:1]],
)
def test_a_book_that_is_not_there_is_said(desk, arguments):
    named = arguments if "nowhere.txt" in arguments else (*arguments, "nowhere.txt")
    assert (
        refused(desk, *named, status=3)
        == 'error: There is no file "nowhere.txt". Check the name and the folder.'
    )
    assert [path.name for path in desk.iterdir()] == ["story.txt"]


def test_the_cache_of_a_book_outlives_its_story(desk):
    run(desk, *MAKE, "--quiet")
    (desk / "story.txt").unlink()
    assert json.loads(run(desk, "cache", "size", "story.txt", "--json")[1])["clips"] > 0
    assert run(desk, "cache", "clear", "story.txt")[0] == 0
    assert json.loads(run(desk, "cache", "size", "story.txt", "--json")[1])["clips"] == 0


@linux
def test_names_that_are_no_text_or_as_long_as_can_be(desk):
    for name in (b"b\xff.txt", b"new\nline.txt", b"x" * 251 + b".txt", "ünï 日本 🌟.txt".encode()):
        path = desk / os.fsdecode(name)
        path.write_text(STORY, encoding="utf-8")
        code, _, err = run(
            desk, "make", path, "--engine", "tone", "--executor", "inline", "--quiet"
        )
        assert (code, err) == (0, ""), name
    assert len(list(desk.glob("*.audiobook"))) == 4
    folder = desk / "folder"
    folder.mkdir()
    (desk / os.fsdecode(b"b\xff.txt")).rename(folder / os.fsdecode(b"b\xff.txt"))
    assert "Is the boat gone?" in run(desk, "script", folder)[1]


@posix
def test_links_that_lead_nowhere_or_in_circles(desk):
    (desk / "circle.txt").symlink_to("circle.txt")
    (desk / "lost.txt").symlink_to("nowhere.txt")
    assert "Too many levels of symbolic links" in refused(desk, "script", "circle.txt", status=3)
    assert "There is no file" in refused(desk, "script", "lost.txt", status=3)
    assert "Is the boat gone?" in run(desk, "script", ".")[1]


def test_words_are_those_of_the_chapters_that_are_read(desk):
    (desk / "story.txt").write_text("# One\n\nKakashi met Iruka.\n\n# Two\n\nZabuza met Haku.\n")
    (desk / "story.txt").rename(desk / "story.md")
    words = {
        word["word"]
        for word in json.loads(run(desk, "words", "story.md", "--skip", "1", "--json")[1])
    }
    assert "Haku" in words
    assert "Iruka" not in words


def test_said_to_another_program(desk):
    code, out, _ = run(desk, "say", "Go on", "--json")
    told = json.loads(out)
    assert (code, told["file"], told["sound_ms"] > 100) == (0, "said.wav", True)


@posix
def test_ctrl_c_before_anything_is_done_ends_it_without_a_word():
    code = (
        "import signal, audiobook.cli.start, os\n"
        "assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL\n"
        "from audiobook.cli import main as cli; cli._heed_interruptions()\n"
        "assert signal.getsignal(signal.SIGINT) == signal.default_int_handler"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@posix
def test_who_ignores_ctrl_c_keeps_ignoring_it():
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from audiobook.cli import start, main as cli; cli._heed_interruptions()\n"
        "assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_DFL  # of this process


SLIPS = [
    (("series", "nowhere"), 3, 'There is no folder "nowhere".'),
    (("series", "story.txt"), 3, 'There is no folder "story.txt".'),
    (("cache", "size", "--cache", "nowhere"), 3, 'There is no folder "nowhere".'),
    (("cache", "clear", "--cache", "story.txt"), 3, 'There is no folder "story.txt".'),
    (("cache", "prune", "story.txt", "--limit", "-5"), 2, "between 0 and 10,000,000, not -5."),
    (("listen-check", "nowhere"), 3, 'There is no file or folder "nowhere".'),
    (("listen-check", "story.txt"), 3, '"story.txt" is not a finished book.'),
    (("say", "Go", "on"), 2, '"on" is not expected here. See: audiobook say --help.'),
    (("words", "story.txt", "story.txt"), 2, "See: audiobook words --help."),
    (("man", "audiobook-cats"), 2, 'There is no verb "cats". Did you mean "cast"?'),
]


@pytest.mark.parametrize(("arguments", "status", "says"), SLIPS)
def test_what_is_wrong_is_said_in_the_words_of_the_user(desk, arguments, status, says):
    assert says in refused(desk, *arguments, status=status)
    assert [path.name for path in desk.iterdir()] == ["story.txt"]


def test_a_manual_page_by_its_own_name_and_alone(desk):
    assert run(desk, "man", "audiobook-cast")[1] == run(desk, "man", "cast")[1]
    assert run(desk, "man", "cast", "--out", "pages")[1] == (
        f"The manual page is {Path('pages', 'audiobook-cast.1')}.\n"
    )
    assert [path.name for path in (desk / "pages").iterdir()] == ["audiobook-cast.1"]
