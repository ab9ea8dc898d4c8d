"""``audiobook voices audition``: her own lines in the voices that suit her."""

import re
import wave
from pathlib import Path

import pytest
from audiobook import api
from audiobook.checks.sound import hear
from audiobook.cli.main import main
from audiobook.model import NARRATOR
from audiobook.rehearse.audition import audition

STORY = (
    "“I will not go into that cellar again tonight,” said Mary. She shook her head.\n\n"
    "“Then I shall have to go down there alone, sister,” said John.\n\n"
    "“Take the lantern with you, and mind the third step,” said Mary.\n"
)


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main(["voices", *words])
    return ended.value.code


def names(found):
    return [take.voice.name for take in found.takes]


def test_her_lines_are_said_by_the_best_voices_of_her_gender(story):
    found = audition("mary", story, {})
    assert found.speaker == "Mary"
    assert [words.split()[0] for words in found.words] == ["I", "Take"]
    assert len(found.takes) == 8
    assert {take.voice.gender for take in found.takes} == {"female"}
    assert all(len(take.lines) == 2 for take in found.takes)


@pytest.mark.slow
def test_whoever_she_meets_keeps_the_voice_that_is_taken(story):
    assert audition(NARRATOR, story, {}).takes[0].voice.suits == "narrator"
    narrator = api.cast(story).voice_of(NARRATOR)
    assert narrator.name not in names(audition("Mary", story, {}))


def test_the_page_has_its_sounds_in_it(story):
    assert run("audition", "Mary", str(story), "--page", "mary.html") == 0
    page = Path("mary.html").read_text(encoding="utf-8")
    assert page.count("<audio") == page.count("data:audio/wav;base64,") == 16
    assert not re.search(r'src="(?!data:)', page)
    assert not (story.parent / "story.audiobook").exists()


def test_one_sound_file_has_all_of_them(story):
    assert run("audition", "Mary", str(story), "--page", "mary.wav") == 0
    with wave.open("mary.wav") as file:
        assert file.getnframes() / file.getframerate() > 8 * 2 * 2


def test_an_mp3_has_all_of_them(story):
    assert run("audition", "Mary", str(story), "--out", "mary.mp3") == 0
    assert hear(Path("mary.mp3")).duration_ms > 8 * 2 * 2 * 1000


def test_a_name_that_is_no_page_and_no_sound_is_refused(story, capsys):
    assert run("audition", "Mary", str(story), "--out", "mary.txt")
    assert "ends in .html, .mp3, .wav" in capsys.readouterr().err


def test_somebody_who_is_not_in_the_book_is_told_with_the_nearest_name(story, capsys):
    assert run("audition", "Marry", str(story))
    assert 'Did you mean "Mary"?' in capsys.readouterr().err
