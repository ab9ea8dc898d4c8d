"""What users of any good program expect of a command line: https://clig.dev."""

import argparse
import io
import os
import re
import shlex
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from audiobook import __version__
from audiobook.cli import main as cli
from audiobook.cli.arguments.verbs import VERBS
from audiobook.cli.parsing.examples import EXAMPLES
from audiobook.cli.parsing.parser import main_parser, make_parser
from audiobook.errors import SettingsError
from audiobook.settings.load import load_settings
from audiobook.settings.variables import names, variables

STORY = '"Come in," said Anna.\n\n"Thank you," Peter said. He sat down.\n'
PROGRAM = (sys.executable, "-m", "audiobook")


@pytest.fixture(autouse=True)
def _looks_of_nobody(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


@pytest.fixture
def audiobook(capsys):
    def run(*arguments, status=0, command=cli.main):
        with pytest.raises(SystemExit) as ended:
            command([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert ended.value.code == status, printed.err
        return printed

    return run


def test_a_bare_call_shows_the_help(audiobook):
    assert audiobook().out == audiobook("--help").out == audiobook("help").out


@pytest.mark.parametrize("verb", ["make", "script", "say"])
def test_a_bare_verb_shows_how_it_is_used(audiobook, verb):
    told = audiobook(verb, status=2).err
    assert EXAMPLES[verb][0] in told
    assert f"audiobook {verb} --help" in told
    assert len(told.splitlines()) < 14


WRONG_VALUES = [
    (("make", "s.txt", "--formats"), "--formats needs a value."),
    (("make", "s.txt", "--rate", "fast"), '--rate takes a number, not "fast".'),
    (("make", "s.txt", "--workers", "many"), '--workers takes a whole number, not "many".'),
    (("completion", "tcsh"), 'shell cannot be "tcsh". Known: bash, zsh, fish.'),
    (("cast", "s.txt", "other.txt"), '"other.txt" is not expected here.'),
    (("script", "--why"), "Missing: FILE."),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG_VALUES, ids=[w[1] for w in WRONG_VALUES])
def test_a_wrong_value_is_told_in_a_sentence(audiobook, words, sentence):
    told = audiobook(*words, status=2).err
    assert told.startswith(f"error: {sentence} See: audiobook ")


def test_an_address_is_not_fetched(audiobook):
    told = audiobook("make", "https://example.org/story.html", status=3).err
    assert "Nothing is fetched: save the page" in told


def test_bare_make_audiobook_shows_how_it_is_used(audiobook):
    told = audiobook(status=2, command=cli.make_audiobook).err
    assert "make-audiobook story.txt" in told


def test_help_explains_every_verb(audiobook):
    for verb in VERBS:
        assert audiobook("help", verb).out == audiobook(verb, "--help").out
    assert 'Did you mean "script"?' in audiobook("help", "scrpt", status=2).err


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_help_fits_a_narrow_terminal(name, monkeypatch):
    parsers = {"make-audiobook": make_parser(), "audiobook": main_parser()}
    parser = parsers.get(name) or parsers["audiobook"].by_verb[name]
    monkeypatch.setenv("COLUMNS", "200")
    wide = parser.format_help().partition("\n\n")[2]
    monkeypatch.setenv("COLUMNS", "40")
    narrow = parser.format_help().partition("\n\n")[2]
    # What argparse shows of the usage is its own, and a path is not broken.
    assert [line for line in narrow.splitlines() if len(line) > 40 and " " in line.strip()] == []
    ends = [each.replace("\\\n", "").partition("examples:")[2].split() for each in (wide, narrow)]
    assert sorted(ends[0]) == sorted(ends[1])
    assert "\n  8  --strict: a check found warnings\n  9  too little memory" in narrow
    assert "  0  done                    " in wide


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_the_version(audiobook, flag):
    assert audiobook(flag).out == f"audiobook {__version__}\n"
    made = audiobook(flag, command=cli.make_audiobook)
    assert made.out == f"make-audiobook {__version__}\n"


@pytest.mark.parametrize("name", [*VERBS, "audiobook", "make-audiobook"])
def test_every_help_has_examples_that_are_understood(audiobook, name):
    assert "examples:" in audiobook("help", name).out
    for example in EXAMPLES[name]:
        command, *words = shlex.split(re.split(r" [|>] ", example)[0])
        parser = make_parser() if command == "make-audiobook" else main_parser()
        assert parser.parse_args(words)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("scirpt", "x.txt"), 'no verb "scirpt". Did you mean "audiobook script"?'),
        (("make", "x.txt", "--fromats", "mp3"), 'no flag "--fromats". Did you mean "--formats"?'),
        (("make", "--fromats", "mp3", "x.txt"), 'no flag "--fromats". Did you mean "--formats"?'),
        (("make", "--fromats=mp3"), 'no flag "--fromats". Did you mean "--formats"?'),
        (("script", "x.txt", "--formats", "mp3"), "It is a flag of: audiobook make."),
        (("script", "-x", "x.txt"), 'no flag "-x"'),
        (("my story.epub",), "To make an audiobook of a file: make-audiobook FILE."),
    ],
)
def test_the_wrong_word_is_blamed_and_the_right_one_is_named(audiobook, arguments, says):
    told = audiobook(*arguments, status=2).err
    assert says in told
    assert told.count("\n") == 1


def test_a_file_without_a_verb(audiobook, story):
    told = audiobook(story, status=2).err
    assert f'make-audiobook "{story}"' in told


def test_beginnings_of_flags_and_negative_numbers_are_left_to_the_parser(audiobook, story):
    assert audiobook("script", story, "--wh").out
    assert "Give --most a number" in audiobook("words", story, "--most", "-1", status=2).err


def test_verbose_says_what_counts_and_how_long_it_took(audiobook, story, monkeypatch):
    monkeypatch.setenv("AUDIOBOOK_FORMATS", "wav")
    tone = ("--engine", "tone", "--executor", "inline")
    told = audiobook("make", story, *tone, "-v").err
    assert "settings: AUDIOBOOK_FORMATS in the environment" in told
    assert re.search(r"^speak: done in \d+\.\d s$", told, re.MULTILINE)
    assert "settings:" not in audiobook("make", story, *tone).err


def on_a_terminal(*arguments, **variables):
    """What a command writes where both its streams are a terminal."""
    import pty  # of Unix alone

    reading, writing = pty.openpty()
    program = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=writing,
        env={**os.environ, **variables},
    )
    os.close(writing)
    shown = b""
    # A terminal holds little: what is not read while it runs would stop the program.
    with program, io.FileIO(reading) as terminal:
        try:
            while piece := terminal.read(65536):
                shown += piece
        except OSError:  # the other end is closed
            pass
    assert program.returncode == 0, shown
    return shown.decode()


MAKE = ("--engine", "tone", "--executor", "inline", "--formats", "wav")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
@pytest.mark.quick_cases(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("flags", "variables"),
    [
        (("--no-color",), {}),
        (("--plain",), {}),
        ((), {"NO_COLOR": "1"}),
        ((), {"TERM": "dumb"}),
    ],
)
def test_no_escape_is_left_where_none_is_wanted(story, flags, variables):
    shown = on_a_terminal("make", story, *MAKE, *flags, **variables)
    assert "\x1b" not in shown
    assert "\r" not in shown.replace("\r\n", "")
    assert "speak: 100 %" in shown
    assert "\x1b" not in on_a_terminal("voices", *flags, **variables)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_a_terminal_shows_bars(story):
    assert "\x1b" in on_a_terminal("make", story, *MAKE)


def test_say_to_standard_output():
    said = subprocess.run([*PROGRAM, "say", "Hello", "--out", "-"], capture_output=True, check=True)
    with wave.open(io.BytesIO(said.stdout)) as sound:
        assert sound.getnframes() > sound.getframerate() / 5
    assert said.stderr == b""


def test_say_does_not_mix_sound_with_json(audiobook):
    assert "Leave --json out" in audiobook("say", "Hello", "-o", "-", "--json", status=2).out


@pytest.mark.slow
def test_messages_are_the_same_in_every_locale(story):
    told = set()
    for locale in ("C", "de_DE.UTF-8", "ja_JP.UTF-8", "POSIX"):
        environment = {**os.environ, "LC_ALL": locale, "LANG": locale, "LANGUAGE": locale[:2]}
        said = b""
        for words in (("help",), ("chapters", story), ("script", "nowhere.txt"), ("frob",)):
            done = subprocess.run(
                [*PROGRAM, *map(str, words)], capture_output=True, env=environment, check=False
            )
            said += done.stdout + done.stderr
        told.add(said)
    assert len(told) == 1


def test_a_variable_counts_more_than_files_and_less_than_flags(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("rate = 1.1\n[pauses]\nscene = 100\n")
    book = tmp_path / "settings.toml"
    monkeypatch.setenv("AUDIOBOOK_RATE", "1.2")
    monkeypatch.setenv("AUDIOBOOK_SPEECH_HEADINGS", "no")
    monkeypatch.setenv("AUDIOBOOK_FORMATS", "mp3, vtt")
    monkeypatch.setenv("AUDIOBOOK_CACHE", "clips")
    settings = load_settings(book=book)
    assert (settings.rate, settings.pauses.scene) == (1.2, 100)
    assert settings.formats == ("mp3", "vtt")
    assert not settings.speech.headings
    assert settings.cache == Path("clips")
    assert load_settings({"rate": 1.3}, book=book).rate == 1.3


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AUDIOBOOK_RATE", "fast", 'AUDIOBOOK_RATE: "rate" must be a number'),
        ("AUDIOBOOK_WORKERS", "1000", "AUDIOBOOK_WORKERS: .* between 0 and 256"),
        ("AUDIOBOOK_RAET", "1", 'Did you mean "AUDIOBOOK_RATE"'),
        ("AUDIOBOOK_SPEECH_TAGS", "perhaps", 'AUDIOBOOK_SPEECH_TAGS: "tags" must be true or'),
        ("AUDIOBOOK_PACE", "quik", 'AUDIOBOOK_PACE: There is no pace "quik"'),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=says):
        load_settings()


def test_variables_of_other_programs_are_left_alone():
    others = {"AUDIOBOOK_ESPEAK": "system", "AUDIOBOOK_LLM_MODEL": "x", "AUDIOBOOKSHELF_URL": "y"}
    assert variables({**others, "AUDIOBOOK_HOME_OF_ANOTHER_PROGRAM": "z"}) == []


def test_every_variable_is_on_the_page_of_settings():
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    assert [name for name in names() if f"`{name}`" not in page] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("program", ["audiobook", "make-audiobook"])
def test_completion_knows_verbs_flags_and_names(audiobook, shell, program):
    script = audiobook("completion", shell, "--program", program).out
    assert "formats" in script
    assert "librivox" in script
    assert "listen-check" in script or program == "make-audiobook"


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_completion_in_bash(audiobook, tmp_path):
    (tmp_path / "c").write_text(audiobook("completion", "bash").out)
    asks = (
        "source ./c; COMP_WORDS=(audiobook make --prof); COMP_CWORD=2; COMP_LINE='audiobook make "
        '--prof\'; _shtab_audiobook; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", asks], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "--profile", done.stderr


def test_manual_pages(audiobook, tmp_path):
    audiobook("man", "--out", tmp_path)
    pages = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert len(pages) == len(VERBS) + 2
    make = pages["make-audiobook.1"]
    assert make == audiobook("man", "make-audiobook").out
    for section in ("NAME", "SYNOPSIS", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"):
        assert f".SH {section}\n" in make
    assert ".B \\-\\-formats LIST\n" in make
    for verb in VERBS:
        assert f".B audiobook {verb}\n".replace("-", "\\-") in pages["audiobook.1"]


def test_every_flag_has_a_manual_entry():
    for verb in main_parser().by_verb.values():
        for action in verb._actions:
            assert action.help == argparse.SUPPRESS or action.help
