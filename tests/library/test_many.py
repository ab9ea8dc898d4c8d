"""Many books at a time, each apart from all others."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from audiobook.cli import main as cli
from audiobook.errors import UsageError
from audiobook.library import apart
from audiobook.library.apart import Apart, make_apart
from audiobook.library.chains import chains_of, share_of_books
from audiobook.library.job import BookJob, Outcome, State
from audiobook.library.many import make_all
from audiobook.settings.selection import Share, share_of
from epub_building import METADATA, make, opf, page

FLAGS = {"engine": "tone", "formats": ("mp3",), "executor": "inline"}


def job_for(source, **more):
    return BookJob(source, source.with_suffix(".audiobook"), FLAGS, **more)


def run(*arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.make_audiobook([*map(str, arguments), "--engine", "tone", "--formats", "mp3"])
    return ended.value.code, capsys.readouterr()


@pytest.mark.slow
def test_one_bad_book_does_not_stop_the_rest(books, tmp_path, capsys):
    books("A.txt")
    books("B.txt", " ")
    books("C.epub", "PK\x03\x04 is all there is")
    books("D.md", '# D\n\n"Who?" said Anna.\n')
    status, printed = run(tmp_path, "--json", "--at-once", 2, capsys=capsys)
    *_, library, failed = [json.loads(line) for line in printed.out.splitlines()]
    states = {book["source"].rpartition("/")[2]: book["state"] for book in library["books"]}
    assert states == {"A.txt": "made", "B.txt": "failed", "C.epub": "failed", "D.md": "made"}
    statuses = [book["exit_status"] for book in library["books"]]
    assert statuses == [0, 3, 3, 0]
    assert (status, failed["exit_status"]) == (11, 11)
    status, printed = run(tmp_path / "A.txt", tmp_path / "D.md", capsys=capsys)
    assert status == 0
    assert printed.out.count("unchanged") == 3


@pytest.mark.slow
def test_each_book_has_its_own_settings(books, tmp_path, capsys):
    books("A.txt")
    books("B.txt")
    settings = tmp_path / "A.audiobook" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('rate = 2.0\n[metadata]\ntitle = "Anna"\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        cli.make_audiobook(
            [*map(str, (tmp_path / "A.txt", tmp_path / "B.txt")), "--engine", "tone"]
        )
    assert (tmp_path / "A.audiobook" / "Anna.m4b").exists()
    assert (tmp_path / "B.audiobook" / "The Tale of B.m4b").exists()
    capsys.readouterr()


@pytest.mark.slow
def test_a_dry_run_writes_nothing(books, tmp_path, capsys):
    books("A.txt")
    books("B.txt", " ")
    status, printed = run(tmp_path / "A.txt", tmp_path / "B.txt", "--dry-run", capsys=capsys)
    assert status == 11
    assert "to make" in printed.out
    assert "01 - Chapter 1.mp3" in printed.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.txt", "B.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "No book is named."),
        (("-", "A.txt"), "Standard input is one book"),
        (("A.txt", "B.txt", "--preview"), "A preview is made of one book at a time."),
        (("A.txt", "--shard", "3/2"), '"3/2" is not a share.'),
        (("A.txt", "B.txt", "--at-once", "-1"), "No books can be made at a time."),
    ],
)
def test_wrong_arguments_are_told(arguments, words, capsys):
    status, printed = run(*arguments, capsys=capsys)
    assert status == 2
    assert words in printed.err


def test_shares_cover_everything_once_and_evenly():
    items = [5, 1, 9, 3, 3, 8, 1, 1, 7]
    shares = [
        Share(number, 3).of(list(enumerate(items)), lambda item: item[1]) for number in (1, 2, 3)
    ]
    assert sorted(item for share in shares for item in share) == list(enumerate(items))
    loads = [sum(weight for _, weight in share) for share in shares]
    assert max(loads) - min(loads) <= 2
    assert share_of("2/8") == Share(2, 8)
    for wrong in ("0/2", "3/2", "1", "a/b", "1/0", ""):
        with pytest.raises(UsageError):
            share_of(wrong)


def test_volumes_of_a_series_follow_one_another(tmp_path, books):
    def volume(name, part):
        series = f'<meta name="calibre:series" content="River"/><meta name="calibre:series_index" content="{part}"/>'
        package = opf(["one.xhtml"], METADATA + series)
        return job_for(make(tmp_path / name, {"one.xhtml": page("<p>Text.</p>")}, package=package))

    jobs = [volume("b.epub", 10), volume("a.epub", 2), job_for(books("c.txt"))]
    assert chains_of(dict(enumerate(jobs))) == [[1, 0], [2]]
    first, second = (share_of_books(jobs, Share(number, 2)) for number in (1, 2))
    assert {len(first), len(second)} == {1, 2}


def test_a_killed_process_is_an_outcome(books):
    source = books("A.txt", "word " * 200_000)
    making = Apart(job_for(source))

    def kill(_event):
        making._process.kill()

    outcome = making.run(kill)
    assert outcome.state is State.FAILED
    assert "ended from outside (SIGKILL)" in outcome.message


@pytest.mark.slow
def test_a_process_ends_with_its_caller(books, tmp_path):
    source = books("A.txt", '"Who is it?" said Anna. "It is I," said Ben.\n\n' * 20_000)
    program = (
        "import sys, pathlib\n"
        "from audiobook.library.apart import Apart\n"
        "from audiobook.library.job import BookJob\n"
        "making = Apart(BookJob(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))\n"
        "making.run(lambda event: print(making._process.pid, flush=True))\n"
    )
    caller = subprocess.Popen(
        [sys.executable, "-c", program, str(source), str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        text=True,
    )
    child = int(caller.stdout.readline())
    caller.kill()
    caller.wait()
    caller.stdout.close()
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    os.kill(child, signal.SIGKILL)
    pytest.fail("it went on")


@pytest.mark.slow
def test_news_comes_from_every_book(books):
    told = []
    jobs = [job_for(books("A.txt")), job_for(books("B.txt"))]
    outcomes = make_all(jobs, 2, lambda job, news: told.append((job.source.name, news)))
    assert [outcome.source.name for outcome in outcomes] == ["A.txt", "B.txt"]
    ends = [name for name, news in told if isinstance(news, Outcome)]
    assert sorted(ends) == ["A.txt", "B.txt"]
    assert len(told) > 4


def test_a_book_that_cannot_be_started_is_an_outcome(books, monkeypatch):
    from audiobook.library import apart

    monkeypatch.setattr(apart, "command", lambda _module: ["/no/such/program"])
    outcome = make_apart(job_for(books("A.txt")))
    assert outcome.message == "No process could be started for it: No such file or directory."


def test_a_process_that_does_not_end_when_asked_is_ended(tmp_path, monkeypatch):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    deaf += """print('{"event": "Notice", "message": "deaf"}', flush=True); time.sleep(600)"""
    monkeypatch.setattr(apart, "command", lambda _: [sys.executable, "-c", deaf])
    monkeypatch.setattr(apart, "_PATIENCE_S", 0.2)
    making = Apart(job_for(tmp_path / "A.txt"))
    outcome = making.run(lambda _: making.stop())
    assert outcome.message == "It was interrupted."


@pytest.mark.slow
def test_ctrl_c_ends_every_book_and_what_was_spoken_is_kept(books, tmp_path):
    text = "\n\n".join(f'"Is this number {n}?" said Anna.' for n in range(3000))
    command = [sys.executable, "-m", "audiobook", "make", str(books("A.txt", text))]
    command += [str(books("B.txt", f"{text} More.")), "--engine", "tone", "--json"]
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for line in program.stdout:
        if '"stage": "speak", "amount"' in line:
            break
    os.killpg(program.pid, signal.SIGINT)
    _, told = program.communicate(timeout=600)
    assert program.returncode == 130
    assert "interrupted. What was spoken is kept" in told
    assert list(tmp_path.glob("*.audiobook/.work/clips/*/*.wav"))
    assert not list(tmp_path.glob("*.audiobook/*.mp3"))
