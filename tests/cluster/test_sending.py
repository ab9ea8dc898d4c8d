"""Many books to a cluster that is a toy: how many are under way, and what becomes of the bad."""

from collections import deque
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

pytest.importorskip("distributed", reason="needs the extra: cluster")

from audiobook.cluster import effort
from audiobook.cluster.effort import speaking_s
from audiobook.cluster.sending import Sending, make_with
from audiobook.cluster.task import TaskDone
from audiobook.errors import AudiobookError, InputError, OutputError
from audiobook.files.own import OWN_FOLDER
from audiobook.library.job import BookJob, Outcome, State, Task, failed


class ToyFuture:
    def __init__(self, act):
        self.act = act
        self.released = False

    def result(self):
        return self.act()

    def release(self):
        self.released = True


class ToyCluster:
    """Does what is sent when it is asked for, one task at a time; ``acts`` say how by the book."""

    address = "toy"
    cores = 1

    def __init__(self, threads=2, acts=None):
        self.threads = {f"worker{number}": 1 for number in range(threads)}
        self.acts = acts or {}
        self.sent = []
        self.most = 0
        self.is_there = True

    def send(self, task, name, needs, only):
        self.sent.append((task, name, dict(needs), frozenset(only)))
        book = task.source
        return ToyFuture(lambda: self.acts.get(book, made)(task, only))

    def landed(self, flying, limit_s):
        self.most = max(self.most, len(flying))
        return list(flying)[:1]

    def cancel(self, flying):
        self.cancelled = list(flying)


def made(task, _only):
    state = State.SPOKEN if task.task is Task.SPEAK else State.MADE
    outcome = Outcome(Path(task.source), Path("out"), state, files=(Path("1.mp3"),))
    return TaskDone(outcome.record(), "worker0")


def bad(error, *, elsewhere):
    def act(task, _only):
        job = BookJob(Path(task.source), Path("out"))
        return TaskDone(failed(job, error).record(), "worker0", elsewhere)

    return act


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path / "own"))

    def written(count, **flags):
        found = []
        for number in range(count):
            source = tmp_path / f"book{number}.txt"
            source.write_text("A story." + "." * (count - number))
            found.append(BookJob(source, tmp_path / f"book{number}.audiobook", flags))
        return found

    return written


def test_no_more_are_under_way_than_workers_need(jobs):
    cluster = ToyCluster(threads=2)
    outcomes = make_with(cluster, jobs(12))
    assert [outcome.state for outcome in outcomes] == [State.MADE] * 12
    assert [outcome.source.name for outcome in outcomes] == [f"book{n}.txt" for n in range(12)]
    assert cluster.most == 6  # two for each, and two


def test_a_book_that_a_worker_cannot_make_goes_to_others_three_times_at_most(jobs):
    full = bad(OutputError("The disk is full."), elsewhere=True)

    def full_there(task, only):
        return made(task, ()) if only == {"worker1"} else full(task, ())

    cluster = ToyCluster(acts={"book0.txt": full_there, "book1.txt": full})
    first, second, third = make_with(cluster, jobs(3))
    assert (first.state, third.state) == (State.MADE, State.MADE)
    assert (second.state, second.message) == (State.FAILED, "The disk is full.")
    assert second.source.name == "book1.txt"
    tries = [name[-1] for task, name, *_ in cluster.sent if task.source == "book1.txt"]
    assert tries == ["1", "2", "3"]


def test_a_book_whose_only_workers_are_gone_goes_to_others(jobs):
    full = bad(OutputError("The disk is full."), elsewhere=True)

    class Changing(ToyCluster):
        def landed(self, flying, limit_s):
            if len(self.sent) == 2 and "worker1" in self.threads:
                self.threads = {"worker2": 1}
                return []
            return super().landed(flying, limit_s)

    cluster = Changing(acts={"book0.txt": lambda task, only: (made if only else full)(task, only)})
    (outcome,) = make_with(cluster, jobs(1), sending=Sending(unit="book"))
    assert outcome.state is State.MADE
    assert [set(only) for *_, only in cluster.sent] == [set(), {"worker1"}, {"worker2"}]
    assert len(cluster.cancelled) == 1


def test_a_bad_book_is_sent_once(jobs):
    cluster = ToyCluster(acts={"book0.txt": bad(AudiobookError("No."), elsewhere=False)})
    assert [outcome.state for outcome in make_with(cluster, jobs(2))] == ["failed", "made"]
    assert len(cluster.sent) == 2


def test_a_book_that_cannot_be_read_is_made_from_its_next_format(jobs):
    locked = bad(InputError("It is locked."), elsewhere=False)
    cluster = ToyCluster(acts={"book0.txt": locked})
    first, second = jobs(2)
    another = first.source.with_suffix(".md")
    another.write_text("A story.")
    outcomes = make_with(cluster, [replace(first, formats=(another,)), second])
    assert [outcome.state for outcome in outcomes] == [State.MADE] * 2
    assert outcomes[0].source == another
    assert outcomes[0].note == "It is locked. book0.md is used instead."
    first.source.unlink()
    outcomes = make_with(ToyCluster(), [replace(first, formats=(another,))])
    assert outcomes[0].source == another


def test_where_the_scheduler_is_gone_every_book_that_is_not_made_says_so(jobs):
    cluster = ToyCluster(threads=1)

    def last(task, _only):
        cluster.is_there = False
        return made(task, ())

    cluster.acts["book2.txt"] = last
    outcomes = make_with(cluster, jobs(5))
    assert [outcome.state for outcome in outcomes] == ["made"] * 3 + ["failed"] * 2
    assert outcomes[4].message == "The scheduler at toy is gone."


def test_ctrl_c_stops_what_is_under_way(jobs):
    def stop(*_):
        raise KeyboardInterrupt

    cluster = ToyCluster(acts={"book0.txt": stop})
    with pytest.raises(KeyboardInterrupt):
        make_with(cluster, jobs(3))
    assert len(cluster.cancelled) == 2


def test_chapters_are_the_tasks_where_there_are_more_workers_than_books(jobs):
    cluster = ToyCluster(threads=3)
    (outcome,) = make_with(cluster, jobs(1))
    assert outcome.state is State.MADE
    tasks = [(task.task, task.share.number) for task, *_ in cluster.sent]
    assert tasks == [(Task.SPEAK, 1), (Task.SPEAK, 2), (Task.SPEAK, 3), (Task.MAKE, 1)]


def test_chapters_are_the_tasks_where_a_book_takes_hours_to_speak(jobs, monkeypatch):
    quick, slow = jobs(2)
    slow.source.write_text("A long story. " * 10_000)  # nearly three hours of sound
    monkeypatch.setattr(effort, "cost_of", lambda _: 1.0)
    cluster = ToyCluster(threads=1)
    assert [outcome.state for outcome in make_with(cluster, [quick, slow])] == [State.MADE] * 2
    tasks = [(task.source, task.task) for task, *_ in cluster.sent]
    assert tasks.count(("book1.txt", Task.SPEAK)) == 2
    assert tasks.count(("book1.txt", Task.MAKE)) == 1
    assert tasks.count(("book0.txt", Task.SPEAK)) == 0


def test_how_long_a_book_takes_to_speak_follows_from_its_voices(jobs):
    (job,) = jobs(1)
    job.source.write_text("A long story. " * 10_000)
    natural = replace(job, flags={"engine": "kokoro"})
    assert speaking_s(natural) > 100 * speaking_s(job) > 0
    assert speaking_s(replace(job, flags={"voices": ["natural"]})) == speaking_s(natural)
    assert speaking_s(replace(job, flags={"engine": "no such engine"})) == 0


def test_the_letters_of_a_packed_book_count(jobs, tmp_path):
    (job,) = jobs(1)
    epub = tmp_path / "book.epub"
    with ZipFile(epub, "w", ZIP_DEFLATED) as archive:
        archive.writestr("chapter.xhtml", "A story. " * 10_000)
        archive.writestr("cover.jpg", bytes(1_000_000))
    packed = replace(job, source=epub, flags={"engine": "kokoro"})
    job.source.write_text("A story. " * 10_000)
    assert speaking_s(packed) == speaking_s(replace(job, flags={"engine": "kokoro"}))


def test_a_share_that_fails_is_the_books_failure(jobs):
    full = bad(AudiobookError("A line could not be spoken."), elsewhere=False)
    cluster = ToyCluster(threads=2, acts={"book0.txt": full})
    (outcome,) = make_with(cluster, jobs(1))
    assert outcome.message == "A line could not be spoken."
    assert len(cluster.sent) == 2


def test_volumes_of_a_series_follow_one_another(jobs):
    cluster = ToyCluster(threads=4)
    volumes = jobs(3, metadata={"series": "The Bridge"})
    under_way = deque()
    make_with(cluster, volumes, lambda job, _: under_way.append(job.source.name))
    assert list(under_way) == ["book0.txt", "book1.txt", "book2.txt"]
    assert cluster.most == 1


def test_what_books_need_is_asked_of_workers(jobs):
    cluster = ToyCluster()
    make_with(cluster, jobs(3), sending=Sending(needs={"GPU": 1}))
    assert {tuple(needs.items()) for _, _, needs, _ in cluster.sent} == {(("GPU", 1),)}


def test_books_that_are_finished_are_not_sent(jobs, tmp_path):
    cluster = ToyCluster()
    absent = replace(jobs(1)[0], source=tmp_path / "absent.txt")
    (outcome,) = make_with(cluster, [absent])
    assert (outcome.state, outcome.exit_status) == (State.FAILED, 3)
    assert cluster.sent == []
