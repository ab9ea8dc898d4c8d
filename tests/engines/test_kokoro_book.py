"""A book in natural voices: the same bytes however it was made, and every voice of the pack speaks."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from audiobook.casting.packs import read_pack
from audiobook.files.shipped import shipped_voices
from audiobook.model import Line

kokoro = pytest.importorskip("audiobook.engines.kokoro")
pytestmark = [pytest.mark.natural, pytest.mark.slow]

STORY = """\
“Take the lantern, John,” said Mary.

“I will not,” said John.

It was late. “Go on,” said Mary.
"""
VOICES = read_pack(shipped_voices() / "natural.toml")
LONGEST_WAIT_S = 600


def started(folder, workers):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lantern.txt").write_text(STORY, encoding="utf-8")
    command = [sys.executable, "-m", "audiobook", "make", "lantern.txt", "--voices", "natural"]
    command += ["--workers", str(workers), "--formats", "mp3,vtt", "--quiet"]
    return subprocess.Popen(command, cwd=folder, start_new_session=True)


def made(folder, workers):
    """The bytes of every file of the book."""
    assert started(folder, workers).wait(LONGEST_WAIT_S) == 0
    book = folder / "lantern.audiobook"
    return {path.name: path.read_bytes() for path in book.glob("*.*") if path.is_file()}


def clips(folder):
    """Clip -> when it was written."""
    found = (folder / "lantern.audiobook").glob(".work/clips/*/*.flac")
    return {path.name: path.stat().st_mtime_ns for path in found}


def killed_after_a_line(folder):
    running = started(folder, 2)
    until = time.monotonic() + LONGEST_WAIT_S
    while not clips(folder) and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return clips(folder)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="ends a process group, as POSIX has them")
def test_one_worker_and_two_a_kill_and_another_folder_give_the_same_bytes(tmp_path):
    whole = made(tmp_path / "one", 1)
    assert any(name.endswith(".mp3") for name in whole)
    elsewhere = tmp_path / "some where" / "ötherwise"
    kept = killed_after_a_line(elsewhere)
    assert kept
    assert made(elsewhere, 2) == whole
    after = clips(elsewhere)
    assert len(after) > len(kept)
    assert {name: after[name] for name in kept} == kept  # not spoken again


@pytest.fixture(scope="module")
def engine():
    with kokoro.KokoroEngine() as opened:
        yield opened


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_every_voice_of_the_pack_speaks(engine, voice):
    sound = engine.speak(Line("Go on.", voice))
    samples = np.frombuffer(sound.pcm, "<i2") / 32768
    assert 300 < sound.duration_ms < 2000
    assert np.sqrt(np.mean(samples**2)) > 0.01


def test_the_pack_has_forty_voices_and_no_two_with_one_style():
    styles = {voice.option("style", "") for voice in VOICES}
    assert len(VOICES) == len(styles) >= 40
