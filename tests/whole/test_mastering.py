"""Whole books made for a purpose, their finished files measured by ffmpeg, which is not ours."""

from pathlib import Path

import pytest
from audiobook import produce
from audiobook.errors import UsageError
from benchmarks.levels import figures
from hearing import needs_ffmpeg
from mutagen.mp3 import MP3, BitrateMode

pytestmark = pytest.mark.slow  # books are made and measured

STORY = """The Lamp

Chapter One

"Go on," said Emma. "You promised that you would tell me how the lamp came to be here, and I shall not sleep
before I know it."

Tom looked at the window. Nothing moved outside; the rain had stopped an hour ago. "It was my father's," he said.
"He brought it home from the sea, wrapped in a coat, and he never said a word about it."

"Never?"

"Not one word," said Tom.

Chapter Two

"Stop!" Emma cried. "There is somebody on the stairs."

They listened. The house was quiet, and then it was not, and then it was quiet again.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    path = tmp_path_factory.mktemp("story") / "The Lamp.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def acx(story, tmp_path_factory):
    return produce.make(story, tmp_path_factory.mktemp("acx"), {"profile": "acx", "workers": 1})


def made(story, folder, **flags):
    return produce.make(story, folder, {"engine": "tone", "executor": "inline", **flags})


def names(files):
    return [path.name for path in files]


def test_acx_has_a_file_for_every_chapter_and_for_the_credits_and_a_sample(acx):
    assert names(acx.files) == [
        "00 - Opening credits.mp3",
        "01 - Chapter One.mp3",
        "02 - Chapter Two.mp3",
        "03 - Closing credits.mp3",
        "The Lamp - sample.mp3",
    ]
    opening, *_, closing = acx.script.book.chapters
    assert opening.text.startswith("The Lamp")
    assert "Read by" in opening.text
    assert closing.text.endswith("The end.")


@needs_ffmpeg
def test_acx_keeps_every_figure_in_every_file(acx):
    for path in acx.files:
        found = figures(path)
        assert -23 <= found.rms_db <= -18, path.name
        assert found.peak_db <= -3, path.name
        assert found.true_peak_db <= -3, path.name
        assert -90 < found.lead_db <= -60, path.name
        info = MP3(path).info
        assert (round(info.bitrate, -2), info.sample_rate, info.channels) == (192_000, 44_100, 1)
        assert info.bitrate_mode is BitrateMode.CBR


def test_acx_has_room_tone_before_and_after(acx):
    for track in acx.edition.tracks:
        assert 500 <= track.cues[0].start_ms <= 1000
        assert 1000 <= track.duration_ms - track.cues[-1].end_ms <= 5000


@needs_ffmpeg
@pytest.mark.parametrize("engine", ["tone", "pyttsx3"])
def test_podcast_is_at_minus_19_lufs_below_minus_1(story, tmp_path, engine):
    for path in made(story, tmp_path, profile="podcast", engine=engine).files:
        found = figures(path)
        assert found.lufs == pytest.approx(-19, abs=1)
        assert found.true_peak_db <= -1


@needs_ffmpeg
def test_podcast_in_two_channels_is_at_minus_16(story, tmp_path):
    flags = {"profile": "podcast", "encoding": {"channels": 2}}
    for path in made(story, tmp_path, **flags).files:
        assert figures(path).lufs == pytest.approx(-16, abs=1)
        assert MP3(path).info.channels == 2


@needs_ffmpeg
def test_librivox_is_at_89_decibels(story, tmp_path):
    for path in made(story, tmp_path, profile="librivox", engine="pyttsx3").files:
        assert abs(figures(path).gain_db) <= 1.5
        info = MP3(path).info
        assert (round(info.bitrate, -2), info.sample_rate, info.channels) == (128_000, 44_100, 1)
        assert info.bitrate_mode is BitrateMode.CBR


def test_small_is_small(story, tmp_path):
    made_files = made(story, tmp_path, profile="small")
    assert {path.suffix for path in made_files.files} == {".m4b", ".opus"}
    hours = made_files.sound_ms / 3_600_000
    for encoding in ("aac", "opus"):
        size = sum(track.file(encoding).stat().st_size for track in made_files.edition.tracks)
        assert size < 17e6 * hours


@needs_ffmpeg
def test_every_format_of_a_mastered_book_has_the_same_level(story, tmp_path):
    flags = {"profile": "podcast", "formats": ("mp3", "m4b", "mp3-book", "opus", "flac", "wav")}
    found = [figures(path) for path in made(story, tmp_path, **flags).files]
    assert all(each.lufs == pytest.approx(-19, abs=1) for each in found)
    assert all(each.true_peak_db <= -1 for each in found)


def test_plain_makes_the_bytes_of_always_whatever_was_made_between(story, tmp_path):
    def plain():
        files = made(story, tmp_path, formats=("mp3", "m4b")).files
        return [path.read_bytes() for path in files]

    before = plain()
    made(story, tmp_path, profile="acx")
    assert plain() == before
    assert made(story, tmp_path, formats=("mp3", "m4b"), profile="plain").spoken == 0


def test_a_wrong_measure_is_found_before_any_work(story, tmp_path):
    with pytest.raises(UsageError) as raised:
        made(story, tmp_path / "out", mastering={"measure": "rsm"})
    assert raised.value.remedy == 'Did you mean "rms"?'
    assert not Path(tmp_path / "out").exists()


def test_a_chapter_that_is_too_long_becomes_files_numbered_through(tmp_path):
    line = '"It is said in a line that is neither short nor long," said Emma. Nobody answered.\n\n'
    path = tmp_path / "long.txt"
    scenes = "* * *\n\n".join([line * 9] * 3)
    path.write_text(
        f'Long\n\nChapter One\n\n{scenes}Chapter Two\n\n"No," said Tom.\n', encoding="utf-8"
    )
    flags = {"split_min": 1, "formats": ("mp3", "m4b", "m3u8"), "encoding": {"bitrate_kbps": 32}}
    done = made(path, tmp_path / "out", **flags)
    parts = [track for track in done.edition.tracks if track.part]
    assert len(parts) >= 2
    assert max(track.duration_ms for track in done.edition.tracks) <= 60_000
    titles = [f"Chapter One ({n} of {len(parts)})" for n in range(1, len(parts) + 1)] + [
        "Chapter Two"
    ]
    assert names(done.files)[:-2] == [f"{n:02} - {title}.mp3" for n, title in enumerate(titles, 1)]
    said = [cue.utterance for track in parts for cue in track.cues]
    assert said == list(range(len(done.script.utterances[0])))
    assert made(path, tmp_path / "out", **flags).spoken == 0
    whole = made(path, tmp_path / "out", **{**flags, "split_min": 0})
    assert names(whole.files) == [
        "01 - Chapter One.mp3",
        "02 - Chapter Two.mp3",
        "Long.m4b",
        "Long.m3u8",
    ]
    assert sorted(each.name for each in (tmp_path / "out").glob("*.mp3")) == names(whole.files)[:2]
