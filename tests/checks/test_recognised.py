"""Every line is held against what a transcriber hears, and bad ones are spoken again.

The engine's sound is its words and the recogniser reads them, so that a test knows what is heard.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from audiobook.checks.check import check
from audiobook.checks.recognition import RECOGNISERS, listen
from audiobook.checks.recognition.recognisers import recogniser_for
from audiobook.checks.recognition.samples import evenly
from audiobook.checks.recognition.wording import compare, words_of
from audiobook.checks.spoken_anew import SpokenAnew
from audiobook.cli import main as cli
from audiobook.engines import ENGINES
from audiobook.errors import MissingPackageError, SettingsError, UsageError
from audiobook.project import Project
from audiobook.render.takes import read_takes
from checking import make
from recognising import LetterReader, WordsEngine

STORY = """\
Chapter 1

The ferry had stopped for the winter.

Nobody in the village could say when it would run again.

She put the letter back into its envelope.
"""
PACK = """\
[voices.clara]
engine = "words"
suits = "narrator"
language = "en"
{options}
"""
SPOILT = 'options = {{ spoil = "letter", sound_from = {first} }}'


@pytest.fixture(autouse=True)
def toys(monkeypatch):
    monkeypatch.setitem(ENGINES.table, "words", "recognising:WordsEngine")
    monkeypatch.setitem(ENGINES.table, "stubborn", "recognising:StubbornEngine")
    monkeypatch.setitem(RECOGNISERS.table, "letters", "recognising:LetterReader")
    monkeypatch.setattr(WordsEngine, "asked", [])
    monkeypatch.setattr(LetterReader, "read", [])


def book(folder, first=0, engine="words"):
    """A book whose line with a letter in it is garbage before the take ``first``."""
    options = SPOILT.format(first=first) if first else ""
    pack = folder / "voices.toml"
    text = PACK.format(options=options).replace('"words"', f'"{engine}"')
    pack.write_text(text, encoding="utf-8")
    return make(folder, STORY, engine="", voices=(pack,), formats=("wav",))


def run(*arguments):
    """The status that a command ends with."""
    with pytest.raises(SystemExit) as ended:
        cli.main([*map(str, arguments)])
    return ended.value.code


def spoken(folder):
    """The words of every line in the book, as they are heard in its clips."""
    found = listen(folder, 0, "letters")
    return {line.said: line.heard for line in found.lines}


def test_a_sound_book_has_no_words_wrong(tmp_path):
    found = listen(book(tmp_path), 0, "letters")
    assert found.all_voices.wrong == 0
    assert not found.findings
    assert [voice.voice for voice in found.voices] == ["clara"]
    assert found.all_voices.words == sum(line.words for line in found.lines) > 20


def test_a_bad_line_comes_first_with_the_words_that_it_lacks(tmp_path):
    found = listen(book(tmp_path, first=1), 0, "letters")
    worst, *others = found.lines
    assert "letter" in worst.said
    assert worst.heard.split() == ["mumble"] * 3
    assert "letter" in " ".join(worst.missed)
    assert not any(line.wrong for line in others)
    (finding,) = found.findings
    assert finding.code == "L001"
    assert finding.chapter == 1
    assert finding.at_ms > 0
    assert finding.line.startswith("She put the letter")


def test_nothing_is_listened_to_twice(tmp_path):
    folder = book(tmp_path)
    first = listen(folder, 2, "letters")
    assert first.new == 2
    second = listen(folder, 0, "letters")
    assert second.new == len(second.lines) - 2
    assert listen(folder, 0, "letters").new == 0
    assert len(LetterReader.read) == len(second.lines)


@pytest.mark.slow
def test_another_version_of_the_recogniser_listens_anew(tmp_path, monkeypatch):
    folder = book(tmp_path)
    before = listen(folder, 0, "letters")
    monkeypatch.setattr(LetterReader, "version", "2")
    assert listen(folder, 0, "letters").new == before.new


def test_a_line_that_was_cut_short_is_listened_to_again(tmp_path):
    folder = book(tmp_path)
    whole = listen(folder, 0, "letters")
    (kept,) = Project(folder).heard.glob("*")
    kept.write_bytes(kept.read_bytes()[:-5])
    again = listen(folder, 0, "letters")
    assert again.new == 1
    assert again.lines == whole.lines
    assert listen(folder, 0, "letters").new == 0


def test_lines_without_clips_are_spoken_anew_and_heard(tmp_path):
    folder = book(tmp_path)
    before = listen(folder, 0, "letters")
    shutil.rmtree(Project(folder).clips)
    shutil.rmtree(Project(folder).heard)
    after = listen(folder, 0, "letters")
    assert (after.lines, after.findings) == (before.lines, before.findings)
    assert after.new == before.new > 0


def test_lines_without_clips_that_are_not_spoken_anew_are_told(tmp_path, monkeypatch):
    folder = book(tmp_path)
    next(Project(folder).clips.glob("*/*.wav")).unlink()
    monkeypatch.setattr(SpokenAnew, "_refusal", lambda *_: "Its engine is gone.")
    (finding,) = listen(folder, 0, "letters").findings
    assert finding.code == "A017"
    assert finding.what.startswith("1 of ")
    assert finding.what.endswith("Its engine is gone.")


def test_the_sound_of_another_book_is_an_error(tmp_path, monkeypatch):
    folder = book(tmp_path)
    monkeypatch.setattr(LetterReader, "transcribe", lambda *_: "quite something else")
    monkeypatch.setattr("audiobook.checks.recognition.transcribed.FEW", 3)
    codes = {finding.code for finding in listen(folder, 0, "letters").findings}
    assert "L003" in codes


def test_a_bad_line_is_spoken_again_and_stays_so(tmp_path):
    folder = book(tmp_path, first=2)
    found = listen(folder, 0, "letters", again=True)
    (retaken,) = found.retaken
    assert retaken.take == 2
    assert retaken.after.wrong == 0
    assert retaken.tried == 2  # nobody goes on once a take is sound
    assert list(read_takes(Project(folder).takes_file).values()) == [2]
    lines = len(WordsEngine.asked)
    again = book(tmp_path, first=2)
    assert len(WordsEngine.asked) == lines  # the new take was spoken already
    heard = spoken(again)
    assert all(said == words for said, words in heard.items())
    assert not listen(again, 0, "letters").findings


def test_other_lines_keep_their_sound(tmp_path):
    folder = book(tmp_path, first=1)
    before = {line.said: line.clip for line in listen(folder, 0, "letters").lines}
    listen(folder, 0, "letters", again=True)
    book(tmp_path, first=1)
    after = {line.said: line.clip for line in listen(folder, 0, "letters").lines}
    changed = [said for said, clip in after.items() if before[said] != clip]
    assert len(changed) == 1
    assert "letter" in changed[0]


def test_a_new_take_is_listened_to_before_it_is_in_the_book(tmp_path, monkeypatch, capsys):
    folder = book(tmp_path, first=1)
    listen(folder, 0, "letters", again=True)
    assert not any(line.wrong for line in listen(folder, 0, "letters").lines)
    # An aligner hears the files, which are not of these lines yet.
    monkeypatch.setitem(RECOGNISERS.table, "aligner", "recognising:DeafAligner")
    assert run("listen-check", folder, "--recogniser", "aligner") == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "No chapter is finished with its lines as they are now. Run make-audiobook" in said
    (finding, *_) = check(folder).findings
    assert finding.code == "S001"
    assert "No chapter is finished" in finding.what


def test_no_take_is_better_than_a_worse_one(tmp_path):
    folder = book(tmp_path, first=9)
    (retaken,) = listen(folder, 0, "letters", again=True).retaken
    assert retaken.after.wrong <= retaken.before.wrong


@pytest.mark.slow
def test_a_line_goes_back_to_its_first_take_with_the_file(tmp_path):
    folder = book(tmp_path, first=1)
    listen(folder, 0, "letters", again=True)
    Project(folder).takes_file.unlink()
    book(tmp_path, first=1)
    assert listen(folder, 0, "letters").lines[0].wrong


def test_a_takes_file_that_is_wrong_is_named(tmp_path):
    folder = book(tmp_path)
    Project(folder).takes_file.write_text("[takes]\na = 'x'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"takes\.toml"):
        book(tmp_path)


def test_an_engine_without_other_takes_is_left_alone(tmp_path, capsys):
    folder = book(tmp_path, first=1, engine="stubborn")
    assert run("listen-check", folder, "--recogniser", "letters", "--respeak") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "1 were left as they are: their engine has no other take of them." in shown
    assert not Project(folder).takes_file.exists()


def test_the_command_line_shows_voices_and_all(tmp_path, capsys):
    folder = book(tmp_path, first=1)
    assert run("listen-check", folder, "--recogniser", "letters", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["all"]["wrong"] == record["voices"][0]["wrong"] > 0
    assert record["lines"][0]["missed"]
    assert run("listen-check", folder, "--recogniser", "letters", "--respeak", "--strict") == 8
    shown = capsys.readouterr().out
    assert "1 of 1 bad lines have a better take." in shown
    assert "Run make-audiobook again" in shown


def test_a_sample_is_spread_evenly_and_the_same_again():
    assert evenly(range(100), 4) == [12, 37, 62, 87]
    assert evenly(range(3), 0) == evenly(range(3), 9) == [0, 1, 2]


def test_auto_is_the_first_that_is_installed(monkeypatch):
    absent = {"absent": "no_such_recogniser_at_all:X"}
    letters = {"letters": "recognising:LetterReader"}

    def known(table):
        seam = replace(RECOGNISERS, table=table)
        monkeypatch.setattr("audiobook.checks.recognition.recognisers.RECOGNISERS", seam)

    known({**absent, **letters})
    assert recogniser_for("auto", "en-GB")[0] == "letters"
    known(absent)
    with pytest.raises(MissingPackageError, match="no_such_recogniser_at_all"):
        recogniser_for("auto", "en")
    known(letters)
    with pytest.raises(UsageError, match='knows the language "de"'):
        recogniser_for("auto", "de")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Doctor Watson said good night.", "Dr. Watson said, 'Goodnight'."),
        ("He had twenty-two of them.", "he had 22 of them"),
        ("It was the fourth of May.", "It was the 4th of May."),
        ("I can’t.", "I can't"),
        ("A café.", "a cafe"),
        ("At three thirty.", "At 3:30."),
    ],
)
def test_the_same_words_written_otherwise_are_the_same(said, heard):
    compared = compare(said, heard, "en")
    assert (compared.wrong, compared.missed, compared.alike) == (0, (), ())


def test_words_that_sound_the_same_are_counted_apart():
    compared = compare("Fennimore chose the colour.", "Phenimore chose the color.", "en")
    assert compared.wrong == 0
    assert compared.alike == ("fennimore > phenimore", "colour > color")


def test_missed_and_added_words_are_named():
    compared = compare("the old bed broke", "the bad broke down", "en")
    assert compared.words == 4
    assert compared.wrong == 3
    assert compared.missed == ("old bed > bad", "(nothing) > down")


def test_figures_are_words_in_every_language():
    assert words_of("22 Äpfel", "de") == ("zweiundzwanzig", "apfel")
    assert words_of("1" * 20, "en") == ("1",) * 20


def test_vowel_signs_are_part_of_their_word():
    assert words_of("हमें घर जाना है।", "hi") == ("हमें", "घर", "जाना", "है")
    assert words_of("À la café", "fr") == ("a", "la", "cafe")


# Of the extras; a plain installation has none of them.
OF_EXTRAS = ("jellyfish", "pocketsphinx", "faster_whisper", "onnxruntime", "starlette")


def test_a_plain_installation_says_which_extra_listens(tmp_path):
    made = book(tmp_path)
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({OF_EXTRAS}))\n"
        "from audiobook.cli.start import main\n"
        f"sys.argv = ['audiobook', 'listen-check', {str(made)!r}]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "audiobook-producer[listen]" in done.stderr
