"""The command line: help, the other verbs, and one clear sentence for whatever is wrong."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from audiobook.cli import main as cli
from audiobook.cli.arguments.groups import path

STORY = '"Come in," said Anna.\n\n"Thank you," Peter said. He sat down.\n'


@pytest.fixture
def audiobook(capsys):
    def run(*arguments, status=0):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert ended.value.code == status, printed.err
        return printed

    return run


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def test_script_shows_who_says_what(audiobook, story):
    lines = audiobook("script", story).out.splitlines()
    assert lines[1:] == [
        'Anna | "Come in,"',
        "narrator | said Anna.",
        'Peter | "Thank you,"',
        "narrator | Peter said.",
        "narrator | He sat down.",
    ]


def test_script_says_why(audiobook, story):
    line = audiobook("script", story, "--why").out.splitlines()[1]
    assert line.startswith('Anna | "Come in,"    [')
    assert "said Anna" in line


def test_script_lists_unsure_lines_to_paste_into_the_cast_file(audiobook, story):
    (story.parent / "story.audiobook").mkdir()
    (story.parent / "story.audiobook" / "settings.toml").write_text("unsure = 1.0\n")
    story.write_text(STORY + '\n"Is it late?"\n')
    assert 'text = "\\"Is it late?\\""' in audiobook("script", story, "--unsure").out
    assert '? | "Is it late?"' in audiobook("script", story).out


def test_script_writes_quotations_with_offsets_into_the_file(audiobook, story, tmp_path):
    out = tmp_path / "quotes.json"
    assert audiobook("script", story, "--quotes", out).out == ""
    written = json.loads(out.read_text())
    assert [STORY[quote["start"] : quote["end"]].strip() for quote in written["quotes"]] == [
        '"Come in,"',
        '"Thank you,"',
    ]
    assert [quote["speaker"] for quote in written["quotes"]] == ["Anna", "Peter"]
    assert written["speakers"]["Anna"]["gender"] == "F"


def test_script_as_json_tiles_the_text(audiobook, story):
    record = json.loads(audiobook("script", story, "--json").out)
    assert "".join(u["text"] for u in record["chapters"][0]["utterances"]) == STORY.strip()


def test_cast_writes_the_cast_file_without_speaking(audiobook, story):
    printed = audiobook("cast", story)
    assert "Anna" in printed.out
    folder = story.with_name("story.audiobook")
    assert "[speakers.Anna]" in (folder / "cast.toml").read_text()
    assert not list(folder.glob("*.mp3"))


def test_chapters_lists_what_is_read(audiobook, story):
    (chapter,) = json.loads(audiobook("chapters", story, "--json").out)["chapters"]
    assert (chapter["number"], chapter["title"], chapter["own_title"]) == (1, "story", "story")
    assert (chapter["words"], chapter["skipped"]) == (11, None)
    assert "story" in audiobook("chapters", story).out


def test_voices_lists_the_voices_of_a_pack(audiobook, tmp_path):
    pack = tmp_path / "mine.toml"
    pack.write_text('[voices.zora]\nengine = "tone"\ngender = "female"\n')
    names = [
        voice["name"] for voice in json.loads(audiobook("voices", "--voices", pack, "--json").out)
    ]
    assert "zora" in names
    assert len(names) >= 25
    assert "zora" in audiobook("voices", "--voices", pack).out


@pytest.mark.parametrize("verb", ["make", "script", "cast", "voices", "chapters"])
def test_every_verb_explains_itself_and_its_exit_statuses(audiobook, verb):
    out = audiobook(verb, "--help").out
    assert "exit status:" in out
    assert "show this help" in out


def test_the_current_folder_is_not_a_cover(audiobook, story):
    done = audiobook("make", story, "--cover", ".", status=3)
    assert "Cannot read the cover" in done.err


def test_the_current_folder_is_not_taken_for_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert path(".") == path("./") == tmp_path != Path()


def test_help_imports_nothing_heavy():
    program = (
        "import sys\nfrom audiobook.cli import main as cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'av', 'rich', 'lxml', 'pydub', 'pysbd', 'tomlkit', 'pyttsx3'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    )


def _missing(folder):
    return folder / "nowhere.txt"


def _empty(folder):
    (folder / "in.txt").write_bytes(b"")
    return folder / "in.txt"


def _binary(folder):
    (folder / "in.txt").write_bytes(bytes(range(256)) * 40)
    return folder / "in.txt"


def _zip(folder):
    with zipfile.ZipFile(folder / "in.epub", "w") as archive:
        archive.writestr("readme.md", "no book")
    return folder / "in.epub"


def _no_spine(folder):
    opf = '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest/><spine/></package>'
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    with zipfile.ZipFile(folder / "in.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("book.opf", opf)
    return folder / "in.epub"


def _no_letters(folder):
    (folder / "in.txt").write_text("* * *\n\n...\n\n-- !? --\n")
    return folder / "in.txt"


@pytest.mark.parametrize("make_input", [_missing, _empty, _binary, _zip, _no_spine, _no_letters])
def test_what_is_no_book_is_refused_in_one_sentence_and_nothing_is_made(
    audiobook, tmp_path, make_input
):
    source = make_input(tmp_path)
    before = sorted(tmp_path.iterdir())
    error = audiobook("make", source, "--engine", "tone", status=3).err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(audiobook, story):
    story.chmod(0)
    assert "error: " in audiobook("make", story, status=3).err


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--engine", "tome"), 'no engine "tome". Did you mean "tone"?'),
        (("--formats", "mp4"), 'no format "mp4"'),
        (("--attributor", "rulez"), 'no attributor "rulez"'),
        (("--executor", "clouds"), 'no executor "clouds"'),
        (("--chapters", "9"), 'no chapter "9"'),
        (("--rate", "0"), "rate"),
        (("--voices", "/nowhere/pack.toml"), "/nowhere/pack.toml"),
    ],
)
def test_a_wrong_word_is_refused_before_anything_is_made(audiobook, story, flags, says):
    error = audiobook("make", story, *flags, status=2).err
    assert says in error
    assert not list(story.with_name("story.audiobook").glob("*.mp3"))


def test_an_unknown_voice_names_file_line_and_the_nearest(audiobook, story):
    folder = story.with_name("story.audiobook")
    folder.mkdir()
    edited = '[speakers.Anna]\nvoice = "claara"\n'
    (folder / "cast.toml").write_text(edited)
    error = audiobook("make", story, status=2).err
    assert "cast.toml, line 2" in error
    assert 'Did you mean "clara"?' in error
    assert (folder / "cast.toml").read_text() == edited


def test_a_damaged_cast_file_is_never_written_over(audiobook, story):
    folder = story.with_name("story.audiobook")
    folder.mkdir()
    (folder / "cast.toml").write_text("[speakers.Anna\nvoice = ")
    error = audiobook("make", story, "--engine", "tone", status=2).err
    assert "cast.toml, line 1" in error
    assert (folder / "cast.toml").read_text() == "[speakers.Anna\nvoice = "


def test_a_file_in_the_way_of_the_folder(audiobook, story, tmp_path):
    (tmp_path / "out").write_text("mine")
    error = audiobook("make", story, "--engine", "tone", "--out", tmp_path / "out", status=4).err
    assert "A file stands where a folder is needed" in error
    assert (tmp_path / "out").read_text() == "mine"


def test_a_users_file_of_the_same_name_is_never_replaced(audiobook, story):
    folder = story.with_name("story.audiobook")
    folder.mkdir()
    (folder / "story.m3u8").write_text("my own list")
    error = audiobook("make", story, "--engine", "tone", "--executor", "inline", status=4).err
    assert "story.m3u8" in error
    assert (folder / "story.m3u8").read_text() == "my own list"


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs a device that is always full"
)
def test_a_full_disk_is_said_with_a_remedy(audiobook, story):
    error = audiobook("script", story, "--quotes", "/dev/full/x.json", status=4).err
    assert "Cannot write /dev/full/x.json" in error


def test_errors_as_json(audiobook, tmp_path):
    printed = audiobook("make", tmp_path / "nowhere.txt", "--json", status=3).out
    record = json.loads(printed.splitlines()[-1])
    assert record["event"] == "Failed"
    assert record["exit_status"] == 3
    assert record["remedy"]


def test_check_accounts_for_every_character(audiobook, tmp_path):
    page = "<html><body><h1>A Day</h1><p>It rained.</p><script>var x = 1;</script></body></html>"
    (tmp_path / "day.html").write_text(page)
    record = json.loads(audiobook("check", tmp_path / "day.html", "--json").out)
    assert record["unexplained"] == 0
    assert record["read"] == len("ADayItrained.")
    printed = audiobook("check", tmp_path / "day.html").out
    assert "13 are read aloud" in printed
    assert "Not accounted for: 0." in printed


def test_lines_are_what_is_spoken_and_quotations_what_somebody_says(audiobook, story):
    story.write_text('One\n\n"Come in. Sit down. Have some tea," said Anna.\n\nHe sat down.\n')
    made = audiobook("make", story, "--formats", "wav", "--engine", "tone")
    rows = [line.split() for line in made.out.splitlines()]
    assert "6 lines spoken, 0 kept from earlier runs." in made.out
    lines = {row[0]: row[2] for row in rows if row and row[0] in {"Anna", "narrator"}}
    assert lines == {"Anna": "3", "narrator": "3"}
    cast = audiobook("cast", story)
    assert "Quotations" in cast.out
    comments = (story.parent / "story.audiobook" / "cast.toml").read_text()
    assert "[speakers.narrator]\n# 3 lines, " in comments
    assert "[speakers.Anna]\n# 1 quotation, 7 words, " in comments
