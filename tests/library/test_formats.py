"""A book in several formats: where the best file cannot be read, the next one is made."""

import json
import os
import time
from pathlib import Path

import pytest
from audiobook.cli import main as cli
from audiobook.errors import EngineError, InputError
from audiobook.library.finding import find_books
from audiobook.library.formats import every_format, next_format, other_formats
from audiobook.library.job import BookJob, failed
from audiobook.library.many import make_all
from audiobook.library.stamp import finished
from audiobook.library.watching import Watch

FLAGS = {"engine": "tone", "formats": ("mp3",), "executor": "inline"}
BROKEN = "PK\x03\x04 is all there is"


@pytest.fixture
def emma(books, tmp_path):
    """A book whose EPUB is broken, and whose PDF and text are not what they should be or are."""
    books("shelf/Emma.epub", BROKEN)
    books("shelf/Emma.pdf", "%PDF-1.4 and no more")
    books("shelf/Emma.txt")
    return tmp_path / "shelf"


def job_in(shelf):
    (job,) = find_books([shelf], flags=FLAGS).jobs
    return job


def test_the_next_best_file_stands_in_for_one_that_cannot_be_read():
    job = BookJob(Path("A.epub"), Path("A"), formats=(Path("A.pdf"), Path("A.txt")))
    unreadable = failed(job, InputError("It is locked."))
    following = next_format(job, unreadable)
    assert following.source == Path("A.pdf")
    assert following.formats == (Path("A.txt"),)
    assert following.unread == (Path("A.epub"),)
    assert following.note == "It is locked. A.pdf is used instead."
    assert list(every_format(job))[1] == BookJob(
        Path("A.pdf"), Path("A"), formats=(Path("A.txt"),), unread=(Path("A.epub"),)
    )
    assert next_format(job, failed(job, EngineError("No voice."))) is None
    last = list(every_format(job))[-1]
    assert next_format(last, failed(last, InputError("It is locked."))) is None


@pytest.mark.slow
def test_the_book_is_made_and_the_report_names_what_was_broken(emma, capsys):
    arguments = [str(emma), "--engine", "tone", "--formats", "mp3"]
    with pytest.raises(SystemExit) as ended:
        cli.make_audiobook([*arguments, "--json"])
    assert ended.value.code == 0
    *_, library = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    books = {Path(book["source"]).name: book for book in library["books"]}
    assert books["Emma.txt"]["state"] == "made"
    note = books["Emma.txt"]["note"]
    assert "Emma.epub" in note
    assert "Emma.pdf is used instead." in note
    assert note.endswith("Emma.txt is used instead.")
    for other in ("Emma.epub", "Emma.pdf"):
        assert books[other]["state"] == "skipped"
        assert books[other]["message"] == "Emma.txt is the same book in another format."
    assert (emma / "Emma.audiobook" / "01 - Chapter 1.mp3").is_file()


@pytest.mark.slow
def test_it_is_not_made_again_until_a_better_file_can_be_read(emma, books):
    (made,) = make_all([job_in(emma)])
    known = finished(job_in(emma))
    assert (known.source, known.note) == (emma / "Emma.txt", made.note)
    books("shelf/Emma.epub", BROKEN + " either")
    assert finished(job_in(emma)) is None


@pytest.mark.slow
def test_where_no_file_can_be_read_all_are_named(emma, books):
    books("shelf/Emma.txt", " ")
    job = job_in(emma)
    (outcome,) = make_all([job])
    assert outcome.exit_status == InputError.exit_status
    assert outcome.source == emma / "Emma.txt"
    assert "Emma.epub" in outcome.note
    assert "Emma.pdf" in outcome.note
    assert len(list(other_formats([job], [outcome]))) == 2


@pytest.mark.slow
def test_a_watched_book_that_cannot_be_read_in_any_format_is_tried_once(emma, books):
    books("shelf/Emma.txt", " ")
    now = time.time() + 1000
    watching = Watch(emma, None, FLAGS, now=lambda: now)
    found = watching.ready()
    assert [job.source.name for job in found.jobs] == ["Emma.epub"]
    watching.take(make_all(found.jobs))
    assert not watching.ready().jobs
    os.utime(books("shelf/Emma.txt"), (now - 100, now - 100))
    now += 100
    watching.ready()
    now += 100
    assert len(watching.ready().jobs) == 1
