"""Speaking by a program of the user's: a real one, which does well or badly."""

import json
import os
import shlex
import sys
import time
from pathlib import Path

import pytest
from audiobook.engines.command import CommandEngine
from audiobook.errors import EngineError, SettingsError
from audiobook.model import Delivery, Line, Voice
from audiobook.settings.load import load_settings
from contracts import EngineContract

WORDS = "The road ran down to the river."
# Hums the words at 16 kHz; ends, hangs or writes as its first argument says.
PROGRAM = r"""
import math, os, struct, subprocess, sys, time, wave
how, out, *more = sys.argv[1:]
words = more[0] if more else sys.stdin.buffer.read().decode()
if how == "hang":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open(out, "w").write(str(child.pid))
    time.sleep(60)
if how == "fail":
    sys.stderr.write("reading the model\nno such model: x.onnx\n")
    sys.exit(3)
if how == "rubbish":
    sys.stdout.write("Usage: speak [options]")
    sys.exit()
if how == "silence":
    words = ""
if how == "report":
    open(os.environ["REPORT"], "w").write(repr((words, more, os.getcwd())))
if how == "elsewhere":
    out = "elsewhere.wav"
if how != "nothing":
    target = sys.stdout.buffer if out == "-" else open(out, "wb")
    with target, wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        samples = [round(9000 * math.sin(n / 12)) for n in range(len(words) * 320)]
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """The beginning of a command that the user allows."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("REPORT", str(tmp_path / "report"))
    file = tmp_path / "speak me.py"
    file.write_text(PROGRAM, encoding="utf-8")
    allow(tmp_path, sys.executable)
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(file))}"


def allow(folder: Path, *commands: str) -> None:
    settings = folder / "config" / "audiobook-producer" / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f"allow_commands = {json.dumps(commands)}\n", encoding="utf-8")


def voice(command, **options):
    stated = {"command": command, **options}
    return Voice("Joe", "command", tuple(sorted(stated.items())))


class TestContract(EngineContract):
    @pytest.fixture
    def engine(self):
        return CommandEngine()

    @pytest.fixture
    def voices(self, program):
        return voice(f"{program} well {{out}}"), voice(f"{program} well - {{text}}")


@pytest.fixture
def engine():
    with CommandEngine(line_timeout_s=20.0) as opened:
        yield opened


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("fail {out}", "ended with status 3: no such model: x.onnx."),
        ("rubbish -", "sent something that is not sound"),
        ("rubbish {out}", "wrote nothing to the file {out}"),
        ("nothing -", "wrote nothing to standard output"),
        ("elsewhere {out}", "wrote nothing to the file {out}"),
        ("silence {out}", "silence instead of speech"),
    ],
)
def test_a_fault_is_one_sentence_with_the_remedy(engine, program, how, said):
    with pytest.raises(EngineError) as caught:
        engine.speak(Line(WORDS, voice(f"{program} {how}")))
    assert said in caught.value.message
    assert sys.executable in caught.value.message
    assert caught.value.remedy


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no process groups")
def test_a_program_that_hangs_is_ended_with_all_that_it_started(program, tmp_path):
    report = tmp_path / "child"
    with (
        CommandEngine(line_timeout_s=1.5) as engine,
        pytest.raises(EngineError, match=r"took longer than 1\.5 s"),
    ):
        engine.speak(Line(WORDS, voice(f"{program} hang {shlex.quote(str(report))}")))
    assert is_gone(int(report.read_text()))


def is_gone(pid):
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True  # ended, and waits for whoever inherited it
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("words", ["-rf is what he typed", "--help", "$(touch x); `x` 'x\" | y"])
def test_words_are_words_whatever_they_hold(engine, program, tmp_path, words):
    engine.speak(Line(words, voice(f"{program} report {{out}} {{text}}")))
    seen, more, folder = eval((tmp_path / "report").read_text())
    assert seen.strip() == words
    assert not seen.startswith("-")
    assert len(more) == 1
    assert not Path(folder).exists()


def test_words_go_by_standard_input_where_the_command_has_no_place_for_them(
    engine, program, tmp_path
):
    engine.speak(Line("Grüße, {Tver|tvjerʲ}!", voice(f"{program} report {{out}}")))
    assert eval((tmp_path / "report").read_text())[0] == "Grüße, Tver!"


def test_the_voice_and_the_rate_have_their_places(engine, program, tmp_path):
    command = f"{program} report {{out}} {{voice}}:{{rate}}"
    said = voice(command, voice="amy", rate=175)
    engine.speak(Line(WORDS, said, Delivery(rate=1.2)))
    assert "amy:210" in (tmp_path / "report").read_text()
    engine.speak(Line(WORDS, voice(command, voice="amy"), Delivery(rate=1.25)))
    assert "amy:1.25" in (tmp_path / "report").read_text()


def test_a_program_runs_only_where_the_user_allows_it(engine, program, tmp_path):
    said = voice(f"{program} report {{out}}")
    allow(tmp_path, "piper")
    with pytest.raises(EngineError, match="is not allowed to run") as caught:
        engine.speak(Line(WORDS, said))
    assert f"allow_commands = ['{sys.executable}']" in caught.value.remedy
    assert not (tmp_path / "report").exists()
    allow(tmp_path, str(said.option("command", "")))
    assert engine.speak(Line(WORDS, said)).pcm


@pytest.mark.parametrize("name", ["allow_commands", "allow_servers"])
def test_the_settings_of_a_book_allow_nothing(tmp_path, name):
    book = tmp_path / "settings.toml"
    book.write_text(f'workers = 1\n{name} = ["sh"]\n')
    with pytest.raises(SettingsError, match=r"settings\.toml, line 2: .*does not count") as caught:
        load_settings(book=book, user=tmp_path / "absent.toml")
    assert "Move it to" in caught.value.remedy


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", '"command" is missing'),
        ("'piper", "open quotation mark"),
        ("piper {outt}", 'Did you mean "out"?'),
        ("no-such-program-here {out}", 'no program "no-such-program-here"'),
    ],
)
def test_wrong_options_are_named(engine, tmp_path, monkeypatch, command, said):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    allow(tmp_path, "piper", "no-such-program-here")
    with pytest.raises(EngineError) as caught:
        engine.check(voice(command))
    assert said in str(caught.value)


def test_a_voice_is_no_option_of_the_program(engine, program):
    with pytest.raises(EngineError, match='begins with "-"'):
        engine.check(voice(f"{program} well {{out}} {{voice}}", voice="--config=x"))
