"""Files and folders -> books, each once and each with a folder of its own."""

import json

import pytest
from audiobook.library.finding import books_in, find_books
from audiobook.library.job import State


def names(found):
    return [job.source.name for job in found.jobs]


def test_a_folder_of_chapters_is_one_book(books, tmp_path):
    books("Story/01.txt")
    books("Story/02.md")
    assert books_in(tmp_path / "Story") == (tmp_path / "Story",)
    assert names(find_books([tmp_path / "Story"], each=True)) == ["01.txt", "02.md"]


def test_a_folder_with_whole_books_is_a_library(books, tmp_path):
    books("shelf/B.epub")
    books("shelf/A.txt")
    books("shelf/README.md")
    books("shelf/serial/01.txt")
    books("shelf/.hidden.txt")
    books("shelf/A.audiobook/settings.txt")
    books("shelf/more/deep/C.fb2")
    (tmp_path / "shelf" / "empty").mkdir()
    found = find_books([tmp_path / "shelf"])
    assert names(found) == ["A.txt", "B.epub", "C.fb2", "serial"]


def test_a_folder_that_was_made_as_one_book_stays_one(books, tmp_path):
    books("Story/part.epub")
    (tmp_path / "Story.audiobook").mkdir()
    assert books_in(tmp_path / "Story") == (tmp_path / "Story",)


def test_the_same_book_is_made_once(books, tmp_path):
    first = books("A.txt")
    books("copies/other name.txt", first.read_text(encoding="utf-8"))
    found = find_books([first, first, tmp_path / "copies"], each=True)
    assert names(found) == ["A.txt"]
    told = [outcome.message for outcome in found.left_out]
    assert told == [
        f"The list has it already, as {first}.",
        f"It is the same file as {first}.",
    ]
    assert {outcome.state for outcome in found.left_out} == {State.SKIPPED}
    assert not any(outcome.exit_status for outcome in found.left_out)


def test_of_several_formats_in_a_folder_the_best_is_made(books, tmp_path):
    for suffix in (".txt", ".mobi", ".epub", ".pdf"):
        books(f"Emma{suffix}", f"Emma as {suffix}")
    found = find_books([tmp_path])
    assert names(found) == ["Emma.epub"]
    (job,) = found.jobs
    assert [path.suffix for path in job.formats] == [".pdf", ".mobi", ".txt"]
    assert not found.left_out


def test_a_book_keeps_its_folder_when_another_format_of_it_is_made(books, tmp_path):
    made_from = books("Emma.pdf", "As PDF")
    manifest = tmp_path / "Emma.audiobook" / ".work" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"inputs": {str(made_from): ""}}), encoding="utf-8")
    books("Emma.epub", "As EPUB")
    (job,) = find_books([tmp_path]).jobs
    assert (job.source.name, job.out.name) == ("Emma.epub", "Emma.audiobook")


def test_books_that_are_named_never_share_a_folder(books, tmp_path):
    found = find_books([books("A.txt"), books("A.md", "Another"), books("b/A.txt", "Third")])
    folders = [job.out.relative_to(tmp_path).as_posix() for job in found.jobs]
    assert folders == ["A.audiobook", "A.md.audiobook", "b/A.audiobook"]
    assert "A.audiobook is another book's folder" in found.jobs[1].note


def test_a_folder_that_another_book_was_made_in_is_not_taken(books, tmp_path):
    other = books("A.md", "Another")
    manifest = tmp_path / "A.audiobook" / ".work" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"inputs": {str(other): ""}}), encoding="utf-8")
    (job,) = find_books([books("A.txt")]).jobs
    assert job.out.name == "A.txt.audiobook"
    other.unlink()
    (job,) = find_books([tmp_path / "A.txt"]).jobs
    assert job.out.name == "A.audiobook"


def test_books_can_be_made_in_another_folder(books, tmp_path):
    books("shelf/A.epub")
    books("shelf/more/A.epub", "Another")
    single = books("else/A.txt", "A third")
    out = tmp_path / "out"
    found = find_books([tmp_path / "shelf", single], out)
    folders = [job.out.relative_to(out).as_posix() for job in found.jobs]
    assert folders == ["A.audiobook", "more/A.audiobook", "A.txt.audiobook"]


@pytest.mark.parametrize("name", ["", "no text"])
def test_a_folder_without_books_is_told(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    found = find_books([folder], each=True)
    (outcome,) = found.left_out
    assert outcome.exit_status == 3
    assert "There is no book in the folder" in outcome.message
