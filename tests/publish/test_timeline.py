"""Where in which file every line lies."""

import json
import subprocess

import pytest
from audiobook.publish import Edition
from audiobook.publish.table import PUBLISHERS
from hearing import cast, made, needs_ffmpeg, script

CHAPTERS = (
    'Emma | "One."\nshe said.',
    'Tom | "Two, which is rather longer than the first chapter."',
    "The end.",
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    played = script(*CHAPTERS)
    return Edition(played, cast(), made(tmp_path_factory.mktemp("tracks"), played).tracks)


@needs_ffmpeg
def test_an_m4b_says_where_its_tracks_begin(tmp_path, edition):
    (output,) = PUBLISHERS.load("m4b")().outputs(edition)
    output.write(tmp_path / "book.m4b")
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", tmp_path / "book.m4b"],
        capture_output=True,
        check=True,
    )
    starts = [
        float(chapter["start_time"]) * 1000 for chapter in json.loads(told.stdout)["chapters"]
    ]
    assert output.tracks == edition.tracks
    assert output.starts() == pytest.approx(starts, abs=1)
    assert output.starts()[1] > edition.tracks[0].duration_ms


def test_an_mp3_holds_one_track(edition):
    outputs = PUBLISHERS.load("mp3")().outputs(edition)
    assert [output.tracks for output in outputs] == [(track,) for track in edition.tracks]
