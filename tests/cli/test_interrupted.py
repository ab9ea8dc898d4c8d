"""Ctrl-C, however early or late: never a traceback, and the status that shells know it by.

What Python does before the first line of ours, and the script that pip wrote, is not ours.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")

ROOT = Path(__file__).parents[2]
# A signal at the moment when a module is about to be imported.
HOOK = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {at!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.modules.pop({at!r}, None)
sys.meta_path.insert(0, Interrupting())
"""
RUN = """
import sys
from audiobook.cli.start import {command}
sys.argv = {arguments!r}
sys.exit({command}())
"""
STORY = '# One\n\n"Go on," said Emma.\n'


def interrupted(folder: Path, before: str, command: str = "main", *arguments: str):
    code = before + RUN.format(command=command, arguments=[command, *arguments])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# "typing" is what our first lines do without.
EARLY = ["typing", "audiobook.shortage", "argparse", "audiobook.cli.main"]
LATE = ["audiobook.cli.make", "audiobook.readers", "numpy", "audiobook.casting"]


@pytest.mark.parametrize("command", ["main", "make_audiobook"])
@pytest.mark.parametrize("at", EARLY)
def test_before_anything_is_done_it_ends_without_a_word(tmp_path: Path, at: str, command: str):
    done = interrupted(tmp_path, HOOK.format(at=at), command, "--help")
    # A shell says 130 of a program that this signal ended.
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


@pytest.mark.parametrize("at", LATE)
def test_later_it_ends_with_a_sentence(tmp_path: Path, at: str):
    (tmp_path / "story.txt").write_text(STORY)
    done = interrupted(tmp_path, HOOK.format(at=at), "make_audiobook", "story.txt")
    assert done.returncode == 130
    assert done.stderr == (
        "make-audiobook: interrupted. What was spoken is kept: run the same command to carry on.\n"
    )


def test_once_all_is_done_it_ends_without_a_word(tmp_path: Path):
    at_the_end = "import atexit, os, signal\natexit.register(os.kill, os.getpid(), signal.SIGINT)\n"
    done = interrupted(tmp_path, at_the_end, "main", "voices")
    assert done.stdout
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")
