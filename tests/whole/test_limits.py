"""Paths that are not files, and a system that gives too little: one sentence with a remedy, never a defect."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from audiobook.errors import ResourceError
from audiobook.files.reading import contents
from audiobook.limits import naming_shortages, require_files, resource_error
from audiobook.model import Line, Voice
from audiobook.render import tasks
from audiobook.render.store import ClipStore

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and devices of Linux")

STORY = "“Is the boat gone?” said Anna.\n\n“It is,” said Peter.\n"
SCRIPT = ("script", "story.txt")
MAKE = ("make", "story.txt", "--workers", "2", "--formats", "mp3")
TONE = (*MAKE, "--engine", "tone", "--executor", "inline")


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    for name in ("pipe.txt", "pipe.png", "pipe.toml", "pipe.mp3", "pipe.json"):
        os.mkfifo(tmp_path / name)
    return tmp_path


def run(desk, *arguments, limit=""):
    command = [sys.executable, "-P", "-m", "audiobook", *map(str, arguments)]
    shell = ["sh", "-c", f'{limit} exec "$@"', "sh", *command]
    # A pipe that is opened blocks until somebody writes: this ends.
    return subprocess.run(
        shell,
        cwd=desk,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,  # a busy machine may take minutes
    )


@linux
@pytest.mark.quick_cases(3)
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("script", "/dev/zero"), 3),
        (("script", "/dev/stdin"), 3),
        (("script", "pipe.txt"), 3),
        (("check", "/dev/random"), 3),
        (("chapters", "pipe.mp3"), 3),
        ((*TONE, "--cover", "/dev/zero"), 3),
        ((*TONE, "--cover", "pipe.png"), 3),
        ((*TONE, "--cover", ".."), 3),
        (("voices", "--voices", "/dev/zero"), 2),
        (("voices", "--voices", "pipe.toml"), 2),
        ((*SCRIPT, "--quotes", "pipe.json"), 2),
        (("say", "hello", "--wav", "pipe.wav"), 2),
    ],
)
def test_what_is_not_a_file_is_refused(desk, arguments, status):
    os.mkfifo(desk / "pipe.wav")
    done = run(desk, *arguments, limit="ulimit -v 4000000;")
    assert done.returncode == status, done.stderr
    (line,) = done.stderr.splitlines()
    assert "not a file" in line


@pytest.mark.quick_cases(1)
@linux
@pytest.mark.parametrize(
    "name", ["cast.toml", "settings.toml", "pronunciation.toml", "direction.toml"]
)
def test_a_pipe_in_the_folder_of_a_book_is_refused(desk, name):
    (desk / "story.audiobook").mkdir()
    os.mkfifo(desk / "story.audiobook" / name)
    done = run(desk, *TONE)
    assert done.returncode == 2, done.stderr
    assert f"{name}: Cannot read the file: it is a pipe, not a file." in done.stderr


@linux
def test_a_pipe_among_sound_files_is_a_finding(desk):
    done = run(desk, "check", "pipe.mp3")
    assert done.returncode == 7
    assert "It is a pipe, not a file." in done.stdout


def test_no_more_is_read_than_the_limit(tmp_path):
    path = tmp_path / "book"
    path.write_bytes(b"x" * 100)
    assert len(contents(path, 100)) == 100
    with pytest.raises(OSError, match="larger"):
        contents(path, 99)


@linux
def test_a_file_of_the_system_has_no_size_and_is_read():
    assert b"Mem" in contents(Path("/proc/meminfo"), 2**20)
    with pytest.raises(OSError, match="larger"):
        contents(Path("/proc/meminfo"), 10)


@pytest.mark.quick_cases(2)
@linux
@pytest.mark.parametrize(
    "arguments", [SCRIPT, ("voices",), MAKE, TONE], ids=["script", "voices", "make", "inline"]
)
@pytest.mark.parametrize(
    "limit", ["ulimit -n 8", "ulimit -n 16", "ulimit -v 60000", "ulimit -v 300000"]
)
def test_too_little_is_said_in_one_sentence(desk, arguments, limit):
    done = run(desk, *arguments, limit=f"{limit};")
    assert done.returncode == 9, done.stderr
    (line,) = done.stderr.splitlines()
    assert "ulimit" in line
    assert not (desk / "story.audiobook").exists()


@pytest.mark.slow
@linux
def test_files_are_counted_for_every_worker(desk):
    done = run(desk, *MAKE[:-4], "--workers", "30", limit="ulimit -n 40;")
    assert done.returncode == 9
    assert "--workers" in done.stderr
    assert run(desk, *TONE, limit="ulimit -n 40;").returncode == 0


_COUNTED = f"""
from pathlib import Path
from {require_files.__module__} import require_files
open_files = Path("/proc/self/fd")
before = len(list(open_files.iterdir()))
require_files(20)
print(len(list(open_files.iterdir())) - before)
"""


@linux
def test_files_are_given_back():
    # In a process of its own: here, what other tests left may be closed in between.
    done = subprocess.run([sys.executable, "-c", _COUNTED], capture_output=True, check=True)
    assert int(done.stdout) == 0


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (MemoryError(), "ulimit -v"),
        (OSError(24, "Too many open files"), "ulimit -n"),
        (OSError(12, "Cannot allocate memory"), "ulimit -v"),
        (RuntimeError("can't start new thread"), "ulimit -v"),
        (ImportError("libx.so: failed to map segment from shared object"), "ulimit -v"),
    ],
)
def test_a_shortage_is_known_by_what_is_behind_an_error(error, remedy):
    outer = ValueError("something else")
    outer.__cause__ = error
    found = resource_error(outer)
    assert found is not None
    assert remedy in found.remedy
    with pytest.raises(ResourceError), naming_shortages():
        raise error


def test_a_shortage_in_a_worker_ends_the_run(tmp_path, monkeypatch):
    def speak(engine, line):
        raise MemoryError

    monkeypatch.setattr(tasks, "timed", speak)
    job = tasks.Job("key", Line("Rain fell.", Voice("v", "tone")))
    with pytest.raises(ResourceError):
        tasks.speak_jobs((job,), ClipStore(tmp_path), 10.0)


def test_other_errors_are_left_alone():
    assert resource_error(OSError(2, "No such file")) is None
    with pytest.raises(ImportError), naming_shortages():
        raise ImportError("No module named 'x'")
