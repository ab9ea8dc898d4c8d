"""One book, its outcome and its stamp."""

import json
import os

import pytest
from audiobook.library.job import BookJob, State, Task, job_of, outcome_of
from audiobook.library.one import make_one
from audiobook.library.stamp import finished
from audiobook.settings.selection import Share

FLAGS = {"engine": "tone", "formats": ("mp3",), "executor": "inline"}


@pytest.fixture
def job(books, tmp_path):
    return BookJob(books("A.txt"), tmp_path / "A.audiobook", FLAGS)


def test_jobs_and_outcomes_travel_as_json(job):
    sent = BookJob(job.source, job.out, FLAGS, "series", "note", Task.SPEAK, Share(2, 3))
    came = job_of(json.loads(json.dumps(sent.record())))
    assert (came.source, came.share, came.task) == (sent.source, sent.share, sent.task)
    outcome = make_one(job)
    assert outcome_of(json.loads(json.dumps(outcome.record()))) == outcome


def test_a_finished_book_costs_a_look(job):
    assert finished(job) is None
    made = make_one(job)
    again = finished(job)
    assert again is not None
    assert (again.state, again.files) == (State.UNCHANGED, made.files)
    assert again.spoken == 0


@pytest.mark.parametrize("change", ["source", "cast", "settings", "file", "flags", "pronunciation"])
def test_whatever_changes_is_noticed(job, change):
    made = make_one(job)
    changed = job
    if change == "source":
        job.source.write_text("Another story.\n", encoding="utf-8")
    elif change == "file":
        made.files[0].unlink()
    elif change == "flags":
        changed = BookJob(job.source, job.out, {**FLAGS, "rate": 1.5})
    else:
        with (job.out / f"{change}.toml").open("a", encoding="utf-8") as file:
            file.write("\n# changed\n")
    assert finished(changed) is None


def test_a_book_that_was_moved_with_its_folder_is_still_finished(job, tmp_path):
    make_one(job)
    moved = tmp_path / "moved"
    moved.mkdir()
    job.source.rename(moved / "A.txt")
    job.out.rename(moved / "A.audiobook")
    outcome = finished(BookJob(moved / "A.txt", moved / "A.audiobook", FLAGS))
    assert outcome is not None
    assert all(path.exists() for path in outcome.files)


def test_a_cast_that_is_edited_while_the_book_is_made_is_noticed(job, monkeypatch):
    from audiobook import produce

    real = produce.publish

    def publish(*arguments):
        with (job.out / "cast.toml").open("a", encoding="utf-8") as file:
            file.write("\n# edited meanwhile\n")
        os.utime(job.out / "cast.toml", (1, 1))
        return real(*arguments)

    monkeypatch.setattr(produce, "publish", publish)
    assert make_one(job).state is State.MADE
    assert finished(job) is None


def test_expected_errors_are_outcomes(books, tmp_path):
    job = BookJob(books("B.txt", " "), tmp_path / "B.audiobook", FLAGS)
    outcome = make_one(job)
    assert (outcome.state, outcome.exit_status) == (State.FAILED, 3)
    assert outcome.message
    assert finished(job) is None


def test_foreseeing_writes_nothing(job, tmp_path):
    outcome = make_one(BookJob(job.source, job.out, FLAGS, task=Task.FORESEE))
    assert outcome.state is State.FORESEEN
    assert outcome.spoken > 0 == outcome.kept
    assert outcome.sound_ms > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.txt"]
    made = make_one(job)
    assert {path.name for path in outcome.files} == {path.name for path in made.files}
    again = make_one(BookJob(job.source, job.out, FLAGS, task=Task.FORESEE))
    assert again.spoken == 0


def test_shares_of_a_book_make_it_whole(job, tmp_path):
    def share(number):
        return make_one(
            BookJob(job.source, job.out, FLAGS, task=Task.SPEAK, share=Share(number, 2))
        )

    first = share(1)
    assert first.state is State.SPOKEN
    assert not list(job.out.glob("*.mp3"))
    second = share(2)
    assert second.state is State.MADE
    shared = {path.name: path.read_bytes() for path in second.files}
    alone = make_one(BookJob(job.source, tmp_path / "alone", FLAGS))
    assert shared == {path.name: path.read_bytes() for path in alone.files}


def test_a_share_without_any_chapter_is_spoken_at_once(job):
    share = Share(9, 9)  # of fewer chapters than that
    outcome = make_one(BookJob(job.source, job.out, FLAGS, task=Task.SPEAK, share=share))
    assert (outcome.state, outcome.message) == (State.SPOKEN, "")
    assert outcome.spoken == 0


def test_a_name_clash_in_the_library_overwrites_nothing(books, tmp_path):
    def make(name, text):
        metadata = {"title": "The Same", "authors": ("Ann",)}
        flags = {**FLAGS, "library": tmp_path / "shelf", "metadata": metadata}
        return make_one(BookJob(books(f"{name}.txt", text), tmp_path / f"{name}.audiobook", flags))

    first = make("A", '"One," said Anna.\n')
    sound = min((tmp_path / "shelf").rglob("*.mp3"))
    before = sound.read_bytes()
    second = make("B", '"One, two, three," said Ben.\n')
    assert first.state is State.MADE
    assert (second.state, second.exit_status) == (State.FAILED, 4)
    assert "is in the way" in second.message
    assert second.message.startswith('The library has a book in "Ann/The Same')
    assert "--title" in second.remedy
    assert sound.read_bytes() == before
    assert list((tmp_path / "B.audiobook").glob("*.mp3"))
