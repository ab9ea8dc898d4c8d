"""A watched folder: whole books, once each, over restarts and bad books."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from audiobook.library.apart import make_apart
from audiobook.library.job import State
from audiobook.library.one import make_one
from audiobook.library.watching import SETTLED_S, Watch, watch

FLAGS = {"engine": "tone", "formats": ("mp3",), "executor": "inline"}


class Clock:
    """Begins long after the files of a test were written."""

    def __init__(self):
        self.now = time.time() + 1000

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watching(tmp_path, clock):
    def start():
        return Watch(tmp_path, None, FLAGS, now=clock)

    return start


def make(found):
    return [make_one(job) for job in found.jobs]


def names(watching):
    return [job.source.name for job in watching.ready().jobs]


def test_what_lands_is_made_once(watching, books):
    at_work = watching()
    assert names(at_work) == []
    books("A.txt")
    found = at_work.ready()
    assert [job.source.name for job in found.jobs] == ["A.txt"]
    at_work.take(make(found))
    assert names(at_work) == []
    assert names(watching()) == []  # begun again


def test_a_file_that_grows_is_left_alone(watching, books, clock):
    at_work = watching()
    path = books("A.txt")
    os.utime(path, (clock.now, clock.now))
    assert names(at_work) == []
    clock.now += SETTLED_S - 1
    path.write_text("It goes on.\n", encoding="utf-8")
    assert names(at_work) == []
    clock.now += SETTLED_S - 1
    assert names(at_work) == []
    clock.now += 1
    assert names(at_work) == ["A.txt"]


def test_a_bad_book_is_tried_once_until_it_changes(watching, books, clock):
    at_work = watching()
    path = books("A.txt", " ")
    books("B.txt")
    found = at_work.ready()
    outcomes = make(found)
    assert [outcome.state for outcome in outcomes] == [State.FAILED, State.MADE]
    at_work.take(outcomes)
    assert names(at_work) == []
    path.write_text('"Now it is a story," said Anna.\n', encoding="utf-8")
    assert names(at_work) == []
    clock.now += SETTLED_S
    assert names(at_work) == ["A.txt"]


@pytest.mark.slow
def test_a_bad_book_in_a_folder_named_from_here_is_tried_once(tmp_path, books, monkeypatch):
    books("inbox/A.txt", " ")
    monkeypatch.chdir(tmp_path)
    at_work = Watch(Path("inbox"), None, FLAGS, now=lambda: time.time() + 1000)
    (job,) = at_work.ready().jobs
    outcome = make_apart(job)
    assert (outcome.state, outcome.source) == (State.FAILED, Path("inbox/A.txt"))
    at_work.take([outcome])
    assert names(at_work) == []


def test_files_of_text_are_books_and_folders_of_chapters_are_one(watching, books):
    books("A.txt")
    books("Serial/01.txt")
    books("Serial/02.txt", "More.")
    assert names(watching()) == ["A.txt", "Serial"]


def test_duplicates_are_told_once(watching, books):
    first = books("A.txt")
    books("B.txt", first.read_text(encoding="utf-8"))
    at_work = watching()
    assert len(at_work.ready().left_out) == 1
    assert at_work.ready().left_out == ()


def test_a_watch_goes_on_until_it_is_ended(watching, books):
    books("A.txt")
    rounds = []

    def sleep(_seconds):
        rounds.append(1)
        if len(rounds) == 3:
            raise KeyboardInterrupt

    made = []

    def make_them(found):
        made.extend(make(found))
        return made

    with pytest.raises(KeyboardInterrupt):
        watch(watching(), make_them, sleep=sleep)
    assert len(made) == 1


@pytest.mark.slow
def test_the_command_watches(tmp_path):
    command = [sys.executable, "-m", "audiobook", "make", "--watch", str(tmp_path), "--json"]
    program = subprocess.Popen(
        [*command, "--engine", "tone", "--formats", "mp3"], stdout=subprocess.PIPE, text=True
    )
    (tmp_path / "A.txt").write_text('"Who?" said Anna.\n', encoding="utf-8")
    for line in program.stdout:
        news = json.loads(line)
        if news["event"] == "Book":
            break
    assert news["state"] == "made"
    program.send_signal(signal.SIGINT)
    program.stdout.close()
    assert program.wait(60) == 130
