"""The main job, end to end, spoken by the tone engine: pitch says who spoke, length says what."""

import hashlib
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import mutagen
import pytest
from audiobook.cli import main as cli
from making import STORY, digests
from mutagen.id3 import ID3
from mutagen.mp4 import MP4


def run(*arguments, capsys=None):
    """Exit status and what was printed."""
    with pytest.raises(SystemExit) as ended:
        cli.make_audiobook([str(argument) for argument in arguments])
    printed = capsys.readouterr() if capsys else None
    return ended.value.code, printed


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def make(story, capsys):
    def made(*arguments, status=0):
        code, printed = run(
            story, "--engine", "tone", "--executor", "inline", "--json", *arguments, capsys=capsys
        )
        events = [json.loads(line) for line in printed.out.splitlines()]
        assert code == status, events[-1]
        return events[-1]

    return made


def test_a_story_becomes_chapters_a_book_and_a_cast_file(make, story):
    made = make()
    folder = story.with_name("bridge.audiobook")
    assert {path.name for path in folder.iterdir() if path.name != ".work"} == {
        "01 - Chapter 1 Evening.mp3",
        "02 - Chapter 2 Morning.mp3",
        "The Bridge.m4b",
        "The Bridge.m3u8",
        "cover.jpg",
        "cast.toml",
    }
    assert [part["speaker"] for part in made["cast"]] == ["narrator", "Anna", "Peter"]
    first = ID3(folder / "01 - Chapter 1 Evening.mp3")
    assert (str(first["TIT2"]), str(first["TALB"]), str(first["TRCK"])) == (
        "Chapter 1: Evening",
        "The Bridge",
        "1",
    )
    book = MP4(folder / "The Bridge.m4b")
    assert [chapter.title for chapter in book.chapters] == [
        "Chapter 1: Evening",
        "Chapter 2: Morning",
    ]
    assert book.info.length == pytest.approx(
        made["sound_ms"] / 1000, abs=0.2
    )  # AAC comes in frames of 46 ms
    lengths = [
        mutagen.File(folder / name).info.length
        for name in ("01 - Chapter 1 Evening.mp3", "02 - Chapter 2 Morning.mp3")
    ]
    assert sum(lengths) == pytest.approx(made["sound_ms"] / 1000, abs=0.1)
    assert book.chapters[1].start == pytest.approx(lengths[0], abs=0.1)


def test_a_second_run_speaks_nothing_and_changes_no_file(make, story):
    assert make()["spoken"] > 0
    before = digests(story.with_name("bridge.audiobook"))
    again = make()
    assert again["spoken"] == 0
    assert digests(story.with_name("bridge.audiobook")) == before


def test_the_manifest_says_what_the_files_were_made_of_and_with(make, story):
    make()
    folder = story.with_name("bridge.audiobook")
    manifest = json.loads((folder / ".work" / "manifest.json").read_text())
    assert manifest["inputs"] == {str(story): hashlib.sha256(story.read_bytes()).hexdigest()}
    assert {"audiobook-producer", "pyttsx3", "lameenc", "av"} <= manifest["versions"].keys()
    assert manifest["engines"] == {"tone": "tone-1"}
    assert {"narrator", "Anna", "Peter"} == manifest["voices"].keys()
    assert manifest["settings"]["engine"] == "tone"
    outputs = {name: digest for name, digest in digests(folder).items() if name != "cast.toml"}
    assert {name: entry["seal"]["sha256"] for name, entry in manifest["files"].items()} == outputs
    before = (folder / ".work" / "manifest.json").read_bytes()
    make()
    assert (folder / ".work" / "manifest.json").read_bytes() == before


def test_recasting_speaks_the_lines_of_that_speaker_alone(make, story):
    first = make()
    anna = next(part for part in first["cast"] if part["speaker"] == "Anna")
    cast_file = story.with_name("bridge.audiobook") / "cast.toml"
    text = cast_file.read_text()
    cast_file.write_text(
        text.replace("[speakers.Anna]\n", "[speakers.Anna]\nrate = 1.3  # she hurries\n")
    )
    before = digests(cast_file.parent)
    again = make()
    assert again["spoken"] == anna["lines"]
    assert "rate = 1.3  # she hurries" in cast_file.read_text()
    changed = {
        name for name, digest in digests(cast_file.parent).items() if before.get(name) != digest
    }
    assert changed >= {"01 - Chapter 1 Evening.mp3", "02 - Chapter 2 Morning.mp3", "The Bridge.m4b"}


@pytest.mark.slow
def test_chapters_of_a_former_cast_go_and_changing_back_speaks_nothing(make, story):
    make()
    folder = story.with_name("bridge.audiobook")
    stored, before = set((folder / ".work" / "tracks").iterdir()), digests(folder)
    text = (folder / "cast.toml").read_text()
    (folder / "cast.toml").write_text(
        text.replace("[speakers.Anna]\n", "[speakers.Anna]\nrate = 1.3\n")
    )
    make("--chapters", "1")
    assert stored < set(
        (folder / ".work" / "tracks").iterdir()
    )  # a part of the book says nothing of the rest
    make()
    assert stored.isdisjoint((folder / ".work" / "tracks").iterdir())
    (folder / "cast.toml").write_text(text)
    assert make()["spoken"] == 0
    assert set((folder / ".work" / "tracks").iterdir()) == stored
    assert digests(folder) == before


def test_a_corrected_line_is_said_by_somebody_else(make, story):
    lines = {part["speaker"]: part["lines"] for part in make()["cast"]}
    cast_file = story.with_name("bridge.audiobook") / "cast.toml"
    with cast_file.open("a") as file:
        file.write('\n[[lines]]\nchapter = 2\ntext = "At last"\nspeaker = "Peter"\n')
    again = make()
    corrected = {part["speaker"]: part["lines"] for part in again["cast"]}
    assert corrected["Peter"] == lines["Peter"] + 1
    assert corrected["Anna"] == lines["Anna"] - 1
    assert again["spoken"] == 1


def test_merged_names_are_one_speaker(make, story):
    make()
    cast_file = story.with_name("bridge.audiobook") / "cast.toml"
    text = cast_file.read_text()
    cast_file.write_text(text.replace("[speakers.Anna]\n", '[speakers.Anna]\nalso = ["Peter"]\n'))
    assert [part["speaker"] for part in make()["cast"]] == ["narrator", "Anna"]


def test_a_chapter_added_at_the_end_leaves_the_sound_of_earlier_ones(make, story):
    first = make()
    folder = story.with_name("bridge.audiobook")
    earlier = {name: digest for name, digest in digests(folder).items() if name.endswith(".mp3")}
    story.write_text(STORY + '\nChapter 3: Home\n\n"We are home," said Anna.\n', encoding="utf-8")
    again = make()
    assert again["spoken"] == 2  # the heading and the quotation; its tag was spoken before
    assert again["kept"] == first["spoken"]
    assert {name: digest for name, digest in digests(folder).items() if name in earlier} == earlier
    assert (folder / "03 - Chapter 3 Home.mp3").exists()
    assert [chapter.title for chapter in MP4(folder / "The Bridge.m4b").chapters] == [
        "Chapter 1: Evening",
        "Chapter 2: Morning",
        "Chapter 3: Home",
    ]


def test_only_the_chapters_asked_for_are_made(make, story):
    made = make("--chapters", "2")
    assert [Path(path).name for path in made["files"]] == [
        "02 - Chapter 2 Morning.mp3",
        "The Bridge.m4b",
        "The Bridge.m3u8",
        "cover.jpg",
    ]


def test_a_line_that_cannot_be_spoken_fails_the_run_and_keeps_the_rest(story, tmp_path, capsys):
    pack = tmp_path / "pack.toml"
    voice = '[voices.{}]\nengine = "tone"\ngender = "{}"\nlanguage = "en"\n[voices.{}.options]\nfail_on = "boat"\n'
    pack.write_text(voice.format("broken", "female", "broken"))
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "cast.toml").write_text('[speakers.Anna]\nvoice = "broken"\n')
    arguments = (
        story,
        "--executor",
        "inline",
        "--voices",
        pack,
        "--json",
        "--out",
        folder,
        "--formats",
        "mp3",
    )
    status, printed = run(*arguments, capsys=capsys)
    failed = json.loads(printed.out.splitlines()[-1])
    assert status == 5
    assert failed["message"] == "One line could not be spoken."
    assert "Is the boat gone?" in failed["lines"][0]
    assert not list(folder.glob("*.mp3"))
    pack.write_text(voice.format("broken", "female", "broken").replace("boat", "submarine"))
    status, printed = run(*arguments, capsys=capsys)
    made = json.loads(printed.out.splitlines()[-1])
    anna = next(part["lines"] for part in made["cast"] if part["speaker"] == "Anna")
    assert (status, made["spoken"]) == (
        0,
        anna,
    )  # a voice that changed speaks anew, everybody else is kept


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_ends_with_the_same_files(make, story):
    story.write_text(STORY + '\n"Once more," said Anna. They sang.\n' * 200, encoding="utf-8")
    folder, calm = story.with_name("bridge.audiobook"), story.with_name("calm")
    make("--out", calm)
    command = [sys.executable, "-m", "audiobook", "make", str(story), "--engine", "tone", "--quiet"]
    for wait_s in (0.5, 0.9, 1.3):
        process = subprocess.Popen(command)
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
    make()
    assert digests(folder) == digests(calm)


@pytest.mark.slow
def test_interrupted_it_says_how_to_carry_on(story):
    story.write_text(
        STORY + '\n"Once more," said Anna. They sang on and on.\n' * 5000, encoding="utf-8"
    )
    command = [sys.executable, "-m", "audiobook", "make", str(story), "--engine", "tone", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert any('"StageStarted"' in line and '"speak"' in line for line in process.stdout)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 130
    assert "run the same command to carry on" in err
    assert "Traceback" not in out + err


def test_plain_output_says_what_will_be_spoken_and_ends_with_the_cast(story, capsys):
    status, printed = run(story, "--engine", "tone", "--executor", "inline", capsys=capsys)
    assert status == 0
    assert re.search(
        r"2 chapters, \d+ lines to speak; more than \d+ workers? would not be faster\.", printed.err
    )
    assert re.search(r"Anna +\w+ +4 ", printed.out)
    assert "lines spoken, 0 kept" in printed.out


def test_quiet_says_nothing(story, capsys):
    _, printed = run(story, "--engine", "tone", "--executor", "inline", "--quiet", capsys=capsys)
    assert printed.out == printed.err == ""


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["processes", "inline"])
def test_modules_in_the_users_folder_are_nothing_to_us(tmp_path, executor):
    for name in ("audiobook", "numpy", "json", "av", "pyttsx3", "resvg_py"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            "raise SystemExit('not ours')", encoding="utf-8"
        )
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    program = "from audiobook.cli.main import make_audiobook; make_audiobook()"
    command = [sys.executable, "-P", "-c", program, "story.txt", "--executor", executor]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "not ours" in done.stderr) == (0, False), done.stderr
