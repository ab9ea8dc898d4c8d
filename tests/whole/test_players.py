"""Other people's players open every format, show its tags and chapters, and play it to its end."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from audiobook.model import Metadata
from audiobook.publish import Edition, OutputFolder, encodings_of, publish
from hearing import cast, made, script

pytestmark = pytest.mark.slow

WHOLE = (
    "m4b",
    "mp3-book",
    "opus-book",
    "flac-book",
    "wav-book",
)  # formats of one file, with chapters
FORMATS = (*WHOLE, "mp3", "opus", "flac", "wav")
ABOUT = Metadata(
    "The Storm: é 🌟",
    ("Jane Doe", "J. Röe"),
    "en",
    "Weather",
    "2",
    year="1892",
    narrators=("Emma",),
)
needs_mpv = pytest.mark.skipif(
    not shutil.which("mpv"), reason="needs mpv, a test-only tool (apt: mpv)"
)
AS_NOBODY = ["runuser", "-u", "nobody", "--"] if os.name == "posix" and os.geteuid() == 0 else []


def nobody_can(*command):
    """Whether it goes well for the user under whom VLC runs here: root it refuses."""
    return (
        subprocess.run(
            [*AS_NOBODY, *map(str, command)], capture_output=True, check=False
        ).returncode
        == 0
    )


needs_vlc = pytest.mark.skipif(
    not shutil.which("vlc")
    or bool(AS_NOBODY and not (shutil.which("runuser") and nobody_can("true"))),
    reason="needs VLC, a test-only tool (apt: vlc-bin vlc-plugin-base), not as root",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Format -> its first file."""
    folder = tmp_path_factory.mktemp("players")
    played = script("One.", "Two, a little longer.")
    tracks = made(folder / "tracks", played, encodings=encodings_of(FORMATS)).tracks
    what = Edition(replace(played, book=replace(played.book, metadata=ABOUT)), cast(), tracks)
    found = {}
    for name in FORMATS:
        press = OutputFolder(folder / name, folder / f"{name}.json", folder / f"{name}.parts")
        found[name] = publish((name,), what, press)[0]
    total = sum(track.duration_ms for track in tracks) / 1000
    return found, {
        name: total if name in WHOLE else tracks[0].duration_ms / 1000 for name in FORMATS
    }


TELL = """
mp.register_event("file-loaded", function()
  local told = {}
  for _, name in ipairs({"duration", "metadata", "chapter-list"}) do told[name] = mp.get_property_native(name) end
  io.stdout:write("<<" .. require("mp.utils").format_json(told) .. ">>")
end)
"""


@needs_mpv
@pytest.mark.parametrize("name", FORMATS)
def test_mpv_plays_every_format_and_shows_its_tags(files, tmp_path, name):
    paths, lengths = files
    (tmp_path / "tell.lua").write_text(TELL)
    command = [
        "mpv",
        "--no-config",
        "--ao=null",
        "--vo=null",
        "--untimed",
        "--audio-display=no",
        "--sub-auto=no",
    ]
    command += ["--msg-level=all=error", f"--script={tmp_path / 'tell.lua'}", str(paths[name])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    record = json.loads(done.stdout.partition("<<")[2].partition(">>")[0])
    assert record["duration"] == pytest.approx(lengths[name], abs=0.2)
    tags = {key.lower(): value for key, value in record["metadata"].items()}
    assert tags["album"] == ABOUT.title
    assert tags["artist"] == "Jane Doe; J. Röe"
    titles = [chapter["title"] for chapter in record["chapter-list"]]
    assert titles == (["Chapter 1", "Chapter 2"] if name in WHOLE else [])
    assert (tags["title"] == ABOUT.title) == (name in WHOLE)


def vlc_length(path):
    """How long VLC says a file is that it has opened, in whole seconds: it is asked until it knows."""
    command = [
        *AS_NOBODY,
        "env",
        f"HOME={path.parent}",
        "vlc",
        "-I",
        "oldrc",
        "--rc-fake-tty",
        "--aout=adummy",
        "--vout=vdummy",
        "--no-video",
        "--start-paused",
    ]
    pipes = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
        "text": True,
    }
    with subprocess.Popen([*command, str(path)], **pipes) as run:
        for _ in range(6000):
            run.stdin.write("get_length\n")
            run.stdin.flush()
            line = next(line for line in run.stdout if line.strip().isdecimal())
            if int(line):
                break
            time.sleep(0.05)
        run.communicate("quit\n", timeout=600)
    return int(line)


@needs_vlc
@pytest.mark.parametrize("name", FORMATS)
def test_vlc_opens_every_format_and_tells_its_length(files, name):
    paths, lengths = files
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        copy = Path(shutil.copyfile(paths[name], Path(folder) / f"sound{paths[name].suffix}"))
        copy.chmod(0o644)
        if not nobody_can("test", "-r", copy):
            pytest.skip(
                "the folder of temporary files is closed to other users, and VLC does not run as root"
            )
        assert vlc_length(copy) == pytest.approx(lengths[name], abs=1)
