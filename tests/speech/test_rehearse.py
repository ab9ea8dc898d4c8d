"""The commands that help to teach pronunciations."""

import json
import wave

import pytest
from audiobook.cli import main as cli

STORY = 'The Mission\n\n"Come, Iruka," said Anna.\n\nThen Iruka met Kakashi. He saw Iruka\'s dog and James.\n'


def run(*arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return ended.value.code, capsys.readouterr()


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "mission.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_words_lists_names_to_teach_until_they_are_taught(story, capsys):
    code, printed = run("words", story, "--json", capsys=capsys)
    assert code == 0
    counts = [(word["word"], word["count"]) for word in json.loads(printed.out)]
    assert counts == [("Iruka", 3), ("Anna", 1), ("Kakashi", 1)]
    folder = story.with_suffix(".audiobook")
    folder.mkdir()
    (folder / "pronunciation.toml").write_text('[words]\nIruka = "irooka"\n', encoding="utf-8")
    code, printed = run("words", story, capsys=capsys)
    assert "Kakashi" in printed.out
    assert not any(line.startswith("Iruka ") for line in printed.out.splitlines())
    assert "[words]" in printed.out
    assert sorted(path.name for path in folder.iterdir()) == ["pronunciation.toml"]


def test_say_speaks_words_with_the_books_pronunciations(story, tmp_path, capsys):
    lengths = []
    for says in ("irooka", "irookairookairooka"):
        story.with_suffix(".audiobook").mkdir(exist_ok=True)
        lexicon = story.with_suffix(".audiobook") / "pronunciation.toml"
        lexicon.write_text(f'[words]\nIruka = "{says}"\n', encoding="utf-8")
        out = tmp_path / f"{says}.wav"
        code, printed = run("say", "Iruka!", "--book", story, "--wav", out, capsys=capsys)
        assert code == 0
        assert "s of sound" in printed.out
        with wave.open(str(out)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050)
            lengths.append(file.getnframes())
    assert lengths[1] > 1.8 * lengths[0] > 0


def test_how_every_line_would_be_said_is_what_is_spoken_then(tmp_path, capsys):
    story = tmp_path / "quarrel.txt"
    story.write_text(
        'The Quarrel\n\n"Mr. Holt is here!" Anna shouted.\n\nShe had 3 dogs.\n', encoding="utf-8"
    )
    code, printed = run("script", story, "--spoken", capsys=capsys)
    assert code == 0
    assert list(tmp_path.iterdir()) == [story]
    shout = next(line for line in printed.out.splitlines() if "Mister Holt is here!" in line)
    assert shout.split()[2] == "Anna"
    assert " st " in shout
    assert "She had 3 dogs." in printed.out
    _, printed = run("script", story, "--spoken", "--json", capsys=capsys)
    rehearsed = json.loads(printed.out)
    run("make", story, "--formats", "mp3", "--quiet", capsys=capsys)
    clips = list((story.with_suffix(".audiobook") / ".work" / "clips").rglob("*.*"))
    assert (
        len({(line["voice"], line["words"]) for line in rehearsed}) == len(rehearsed) == len(clips)
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("say", "Hello", "--voice", "clarra"), 2, "clara"),
        (("say", "..."), 5, "words"),
        (("words", "absent.txt"), 3, "absent"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, monkeypatch, capsys, arguments, code, says):
    monkeypatch.chdir(tmp_path)
    ended, printed = run(*arguments, capsys=capsys)
    assert ended == code
    assert says in printed.err
    assert not list(tmp_path.iterdir())
