"""Books made by schedulers and workers that are processes of their own, and what befalls them."""

import hashlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import places
import pytest

pytest.importorskip("distributed", reason="needs the extra: cluster")

from audiobook.cluster.connect import connected
from machines import machines, outcome_of, until

pytestmark = pytest.mark.slow

FLAGS = ("--each", "--engine", "tone", "--formats", "mp3,m4b")


def library(folder, count, lines=3):
    """Some books of two people."""
    folder.mkdir()
    for number in range(count):
        said = [f'"This is line {n} of {number}," said Anna.\n' for n in range(lines)]
        text = f"Book {number}\n\nChapter 1\n\n" + "\n".join(said)
        (folder / f"book{number}.txt").write_text(text, encoding="utf-8")
    return folder


def digests(folder):
    """Name -> hash of every finished file of every book."""
    found = {}
    for path in sorted(folder.rglob("*.m*")):
        inside = path.relative_to(folder)
        if ".work" not in inside.parts:
            found[str(inside)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def made_here(folder, tmp_path):
    """The same books made by an ordinary run."""
    copy = tmp_path / "here"
    copy.mkdir()
    for path in folder.glob("*.txt"):
        shutil.copy(path, copy)
    command = [sys.executable, "-m", "audiobook", "make", copy, *FLAGS, "--quiet"]
    subprocess.run(command, check=True)
    return digests(copy)


def being_made(several, name):
    """The folder of the book that a worker is making; empty while it makes none."""
    return next((several.folder / name).rglob("out.audiobook/.work/clips"), None)


def test_the_same_bytes_as_an_ordinary_run_and_a_second_run_does_nothing(tmp_path):
    folder = library(tmp_path / "library", 3)
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        several.worker("one")
        several.worker("two")
        status, books, last = outcome_of(several.makes(folder, *FLAGS))
        assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
        found = digests(folder)
        status, books, last = outcome_of(several.makes(folder, *FLAGS))
        assert (status, {book["state"] for book in books.values()}) == (0, {"unchanged"}), last
    assert len(found) == 6
    assert found == made_here(folder, tmp_path)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_is_killed_or_stopped_in_a_book_costs_nothing_but_time(tmp_path, how):
    folder = library(tmp_path / "library", 3, lines=120)
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        victim = several.worker("victim")
        sender = several.makes(folder, *FLAGS)
        until(lambda: being_made(several, "victim"))
        several.worker("other")
        victim.send_signal(how)
        status, books, last = outcome_of(sender)
        assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
        found = digests(folder)
        victim.send_signal(signal.SIGCONT)
        time.sleep(3)  # what it would do now, it would do to finished books
        assert digests(folder) == found
    assert found == made_here(folder, tmp_path)
    assert not list(folder.rglob("*.part"))


def test_a_scheduler_that_is_gone_is_a_sentence_and_running_again_goes_on(tmp_path):
    folder = library(tmp_path / "library", 6, lines=40)
    with machines(tmp_path / "machines") as several:
        scheduler = several.scheduler()
        several.worker("one")
        sender = several.makes(folder, *FLAGS)
        first = sender.stdout.readline()
        scheduler.kill()
        status, books, last = outcome_of(sender)
        told = {book["message"] for book in books.values()} - {""}
        assert (status, told) == (11, {f"The scheduler at {several.address} is gone."}), last
        assert '"made"' in first
        assert "made" in {book["state"] for book in books.values()}
    with machines(tmp_path / "again") as several:
        several.scheduler()
        several.worker("one")
        status, books, last = outcome_of(several.makes(folder, *FLAGS))
    states = {book["state"] for book in books.values()}
    assert (status, states) == (0, {"made", "unchanged"}), last
    assert found_whole(folder) == 6


def found_whole(folder):
    return len(list(folder.rglob("*.m4b")))


def test_workers_of_another_version_are_refused_before_anything_is_sent(tmp_path):
    folder = library(tmp_path / "library", 1)
    older = tmp_path / "older.py"
    older.write_text(
        "import audiobook.project.versions as v\n"
        "v.versions = lambda: {'audiobook-producer': '0.0.9'}\n"
        "import audiobook.cluster.task as t\n"
        "t.versions = v.versions\n"
    )
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        several.worker("one", "--preload", str(older))
        until(lambda: "Registered to" in several.said("one"))
        status, _, last = outcome_of(several.makes(folder, *FLAGS))
    assert status == 1
    assert "has version 0.0.9 of this program, and here is" in last["message"]
    assert not list(folder.rglob("*.audiobook"))


def test_the_bad_books_are_named_and_the_rest_is_made(tmp_path):
    folder = library(tmp_path / "library", 2)
    (folder / "broken.epub").write_bytes(b"PK\x03\x04 nothing more")
    (folder / "empty.txt").write_text("")
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        several.worker("one")
        status, books, last = outcome_of(several.makes(folder, *FLAGS))
    assert (status, last["event"]) == (11, "Failed")
    assert books["book0.txt"]["state"] == books["book1.txt"]["state"] == "made"
    assert books["empty.txt"]["exit_status"] == 3
    assert books["broken.epub"]["exit_status"] == 3
    for name in ("empty.txt", "broken.epub"):
        assert name in books[name]["message"]
        assert "machines" not in books[name]["message"]  # a worker's folder says nothing here


def test_a_worker_without_room_on_its_disk_leaves_the_books_to_others(tmp_path):
    folder = library(tmp_path / "library", 3, lines=60)
    with machines(tmp_path / "machines") as several:
        small = several.folder / "small"
        small.mkdir()
        mounted = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small]
        if os.geteuid() or subprocess.run(mounted, check=False).returncode:
            pytest.skip("a file system may not be mounted here")
        try:
            several.scheduler()
            for name in ("small", "large"):
                several.worker(name)
                until(lambda name=name: "Registered to" in several.said(name))
            sender = several.makes(folder, *FLAGS)
            until(lambda: list(small.rglob("parcel.zip")))
            status, books, last = outcome_of(sender)
        finally:
            several.close()
            subprocess.run(["umount", small], check=False)
    assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
    assert found_whole(folder) == 3


def test_resources_that_no_worker_has_are_waited_for_and_found(tmp_path):
    folder = library(tmp_path / "library", 2)
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        several.worker("plain")
        sender = several.makes(folder, *FLAGS, "--needs", "GPU=1")
        time.sleep(3)
        assert not list(folder.rglob("*.m4b"))
        several.worker("strong", "--resources", "GPU=1")
        status, books, last = outcome_of(sender)
        assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
        assert not being_made(several, "plain")


def memory_mb(process):
    status = (Path("/proc") / str(process.pid) / "status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def test_a_hundred_books_and_the_scheduler_does_not_grow(tmp_path):
    folder = library(tmp_path / "library", 100, lines=1)
    quick = ("--each", "--engine", "tone", "--formats", "mp3", "--executor", "inline")
    with machines(tmp_path / "machines") as several:
        scheduler = several.scheduler()
        several.worker("one")
        several.worker("two")
        sender = several.makes(folder, *quick)
        states = []
        sizes = []
        for line in sender.stdout:
            told = json.loads(line)
            if told["event"] == "Book":
                states.append(told["state"])
                sizes.append(memory_mb(scheduler))
        sender.communicate()
        assert sender.returncode == 0
    assert states == ["made"] * 100
    assert len(list(folder.rglob("*.mp3"))) == 100
    assert sizes[-1] < sizes[10] + 15, sizes[::10]


@pytest.fixture
def far():
    """A network of its own, as on another machine: its prefix, the address here, and the cut."""
    name = f"far{os.getpid()}"
    here, there = f"vh{os.getpid()}", f"vf{os.getpid()}"
    inside = ["ip", "netns", "exec", name]
    steps = [
        ["ip", "netns", "add", name],
        ["ip", "link", "add", here, "type", "veth", "peer", "name", there],
        ["ip", "link", "set", there, "netns", name],
        ["ip", "addr", "add", "10.213.77.1/24", "dev", here],
        ["ip", "link", "set", here, "up"],
        [*inside, "ip", "addr", "add", "10.213.77.2/24", "dev", there],
        [*inside, "ip", "link", "set", there, "up"],
        [*inside, "ip", "link", "set", "lo", "up"],
    ]
    try:
        for step in steps:
            try:
                subprocess.run(step, check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError):
                pytest.skip("network namespaces may not be made here")
        yield inside, "10.213.77.1", [*inside, "ip", "link", "set", there]
    finally:
        subprocess.run(["ip", "link", "del", here], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def test_a_worker_that_is_cut_off_from_the_network_costs_nothing_but_time(tmp_path, far):
    inside, host, link = far
    folder = library(tmp_path / "library", 2, lines=120)
    with machines(tmp_path / "machines", host=host) as several:
        several.scheduler()
        several.worker("cut", prefix=inside)
        sender = several.makes(folder, *FLAGS)
        until(lambda: being_made(several, "cut"))
        subprocess.run([*link, "down"], check=True)
        several.worker("near")
        status, books, last = outcome_of(sender)
        assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
        found = digests(folder)
        subprocess.run([*link, "up"], check=True)
        time.sleep(3)
        assert digests(folder) == found
    assert found == made_here(folder, tmp_path)


def test_chapters_of_one_book_are_spoken_by_several_workers(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    said = '\n\n"Here is chapter {0}," said Anna.\n\n"It is {0} indeed," said Peter.\n'
    chapters = [f"Chapter {n}" + said.format(n) for n in range(1, 7)]
    (folder / "long.txt").write_text("\n\n\n".join(chapters))
    with machines(tmp_path / "machines") as several:
        several.scheduler()
        for name in ("one", "two"):
            several.worker(name)
            until(lambda name=name: "Registered to" in several.said(name))
        status, books, last = outcome_of(several.makes(folder, *FLAGS))
        assert (status, {book["state"] for book in books.values()}) == (0, {"made"}), last
        assert books["long.txt"]["spoken"] == 0  # whoever joined them spoke nothing
    assert digests(folder) == made_here(folder, tmp_path)
    left = {path.name for path in (folder / "long.audiobook" / ".work").iterdir()}
    assert not [name for name in left if name.startswith(("parcel", "spoken"))]


def test_workers_are_started_as_there_is_work(tmp_path):
    folder = library(tmp_path / "library", 4, lines=20)
    command = [sys.executable, "-m", "audiobook", "make", folder, *FLAGS]
    environment = {**os.environ, "PYTHONPATH": str(places.ROOT)}
    done = subprocess.run(
        [*command, "--cluster", "local:1-2", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert digests(folder) == made_here(folder, tmp_path)


def test_a_worker_of_this_machine_logs_nothing_of_dask():
    """Not even while it is closed, when Dask takes back what it was asked to leave out."""
    with connected("local:1", lambda _event: None) as cluster:
        (level,) = cluster.client.run(dask_level).values()
    assert level == logging.CRITICAL


def dask_level():
    return logging.getLogger("distributed").level
