"""Chapters that the user calls otherwise than the book: in the files, in the sound, in the lists."""

import json
import zipfile

import pytest
from audiobook import produce
from audiobook.cli import main as cli
from audiobook.events import Notice
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

STORY = """\
The Bridge

Chapter 1: Evening

"Go on," said Anna. It rained.

Chapter 2: Morning

It was still raining. "Go home," said Peter.
"""
MAKE = {"engine": "tone", "executor": "inline", "formats": ["mp3", "m4b", "epub"]}


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def settings(story, text):
    folder = story.with_suffix(".audiobook")
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text(text, encoding="utf-8")


def chapter_titles(story):
    """The titles of chapters, which all files agree on."""
    folder = story.with_suffix(".audiobook")
    tags = [str(ID3(path)["TIT2"]) for path in sorted(folder.glob("*.mp3"))]
    book = MP4(next(folder.glob("*.m4b")))
    assert [chapter.title for chapter in book.chapters] == tags
    with zipfile.ZipFile(next(folder.glob("*.epub"))) as epub:
        contents = epub.read("EPUB/nav.xhtml").decode()
    for title in tags:
        assert f">{title}</a>" in contents
    return tags


def test_a_renamed_chapter_is_called_so_in_every_file_and_costs_one_clip(story):
    assert produce.make(story, None, MAKE).spoken > 1
    assert chapter_titles(story) == ["Chapter 1: Evening", "Chapter 2: Morning"]
    settings(story, '[titles]\n"chapter 2: morning" = "Home again"\n')
    assert produce.make(story, None, MAKE).spoken == 1
    assert chapter_titles(story) == ["Chapter 1: Evening", "Home again"]
    settings(story, '[speech]\nheadings = false\n[titles]\n2 = "Home at last"\n')
    assert produce.make(story, None, MAKE).spoken == 0
    assert chapter_titles(story) == ["Chapter 1: Evening", "Home at last"]
    settings(story, "")
    assert produce.make(story, None, MAKE).spoken == 0
    assert chapter_titles(story) == ["Chapter 1: Evening", "Chapter 2: Morning"]


def lines_of(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(each) for each in arguments])
    assert not ended.value.code
    return capsys.readouterr().out


def test_a_title_on_two_lines_is_read_as_the_new_one_once_and_a_part_stays(story, capsys):
    page = story.with_suffix(".html")
    page.write_text(
        "<h1>The Bridge</h1><h2>PART ONE</h2><h3>CHAPTER I</h3><h4>The Flood</h4><p>It rained.</p>"
        "<h3>CHAPTER II</h3><h4>The Ebb</h4><p>It was dry.</p>",
        encoding="utf-8",
    )
    settings(story, '[titles]\n1 = "Water"\n')
    said = json.loads(lines_of(capsys, "script", page, "--spoken", "--json"))
    words = [line["words"].strip(".") for line in said if line["chapter"] == 1]
    assert words == ["Part One", "Water", "It rained"]


def test_the_list_of_chapters_shows_both_titles(story, capsys):
    settings(story, '[titles]\n"Chapter 2: Morning" = "Home again"\n')
    assert "Home again (the book says: Chapter 2: Morning)" in lines_of(capsys, "chapters", story)
    listed = json.loads(lines_of(capsys, "chapters", story, "--json"))["chapters"][:2]
    assert [each["title"] for each in listed] == ["Chapter 1: Evening", "Home again"]
    assert [each["own_title"] for each in listed] == ["Chapter 1: Evening", "Chapter 2: Morning"]


def test_a_chapter_keeps_its_new_title_where_others_are_left_out(story):
    settings(story, '[titles]\n"Chapter 2: Morning" = "Home again"\n')
    book = produce.read(story, {"skip": ["Chapter 1"]})
    assert [chapter.title for chapter in book.chapters] == ["Home again"]


def test_a_title_for_a_chapter_that_is_not_there_is_said(story):
    settings(story, '[titles]\n7 = "Seven"\n"chapter 1: evening" = "Dusk"\n')
    heard = []
    produce.script(story, None, MAKE, heard.append)
    (notice,) = [event.message for event in heard if isinstance(event, Notice)]
    assert notice == 'The settings rename a chapter "7", which the book does not have.'


def test_titles_that_are_not_texts_name_their_line(story, capsys):
    settings(story, "rate = 1.1\n[titles]\n2 = 7\n")
    with pytest.raises(SystemExit):
        cli.main(["chapters", str(story)])
    assert 'settings.toml, line 3: "2" must be a text' in " ".join(capsys.readouterr().err.split())
