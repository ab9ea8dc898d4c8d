"""The public API, by the examples of its page and by what it promises."""

import re
import subprocess
import sys

import audiobook
import places
import pytest
from audiobook.model import Book, Cast, Script, Voice

PAGE = places.DOCS / "python.md"
STORY = "The Bridge\n\n“Go on,” said Anna.\n\n“I will not,” said Peter.\n"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
FAST = {"engine": "tone", "executor": "inline"}


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_page_run(example, story):
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_book_is_read_and_its_speakers_are_found(story):
    book = audiobook.read(story)
    assert isinstance(book, Book)
    found = audiobook.script(str(story))
    assert isinstance(found, Script)
    assert {character.name for character in found.characters} == {"Anna", "Peter"}
    assert not story.with_suffix(".audiobook").exists()


def test_a_cast_and_a_book_are_made_where_it_is_said(story, tmp_path):
    out = tmp_path / "elsewhere"
    roles = audiobook.cast(story, out=out, **FAST)
    assert isinstance(roles, Cast)
    assert (out / "cast.toml").is_file()
    made = audiobook.make(story, out=str(out), formats=("mp3",), **FAST)
    assert made.folder == out
    assert [path.suffix for path in made.files] == [".mp3"]
    assert made.sound_ms > 0


def test_voices_are_listed():
    voices = audiobook.voices()
    assert all(isinstance(voice, Voice) for voice in voices)
    assert len(voices) > 10


def test_an_unknown_setting_is_an_error_of_ours(story):
    with pytest.raises(audiobook.AudiobookError, match="formatz"):
        audiobook.make(story, formatz=("mp3",))


def test_every_public_name_is_there_and_imported_only_when_asked_for():
    assert all(getattr(audiobook, name) for name in audiobook.__all__)
    with pytest.raises(AttributeError):
        _ = audiobook.nothing_of_the_kind
    code = "import sys, audiobook; print([n for n in sys.modules if n.startswith('audiobook.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
