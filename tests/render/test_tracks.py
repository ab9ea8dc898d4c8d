import subprocess
import sys
from dataclasses import replace

import numpy as np
import places
import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.errors import EngineError, OutputError, RenderError
from audiobook.events import Planned, StageAdvanced
from audiobook.executors import Pool
from audiobook.executors.processes import Processes
from audiobook.model import NARRATOR
from audiobook.render.assemble import assemble
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.settings import Encoding, Pauses, Settings
from hearing import (
    PEAK_KIB,
    PITCHES,
    cast,
    decoded,
    ffmpeg_decoded,
    inline,
    level_db,
    made,
    needs_ffmpeg,
    pitch,
    script,
    stretch,
    voice,
    workshop,
)

SCENE = """
# One

Emma | "Go on,"
she said.
Tom | "No, I will not go."

***

The rain went on.
"""
OTHER = """
# Two

Tom | "And yet it rained."
Emma | "Go on,"
"""


def bytes_of(track, encoding):
    return track.file(encoding).read_bytes()


def changed(track):
    return {name: path.stat().st_mtime_ns for name, path in track.files}


@needs_ffmpeg
@pytest.mark.parametrize(("encoding", "shift_ms"), [("mp3", 0), ("aac", 1024 * 1000 / SAMPLE_RATE)])
def test_at_every_cue_the_right_voice_speaks_and_between_them_nobody(tmp_path, encoding, shift_ms):
    book = script(SCENE)
    (track,) = made(tmp_path, book).tracks
    heard = ffmpeg_decoded(track.file(encoding))
    assert [cue.utterance for cue in track.cues] == list(range(len(book.utterances[0])))
    silent_from = 0.0
    for cue, utterance in zip(track.cues, book.utterances[0], strict=True):
        if not cue.clip:
            assert cue.start_ms == cue.end_ms
            continue
        start, end = cue.start_ms + shift_ms, cue.end_ms + shift_ms
        assert level_db(stretch(heard, silent_from + 30, start - 10)) < -60
        assert level_db(stretch(heard, start + 20, end - 30)) > -25
        assert pitch(stretch(heard, start + 20, end - 30)) == pytest.approx(
            PITCHES[utterance.speaker], abs=6
        )
        silent_from = end
    assert level_db(stretch(heard, silent_from + 30, track.duration_ms)) < -60
    if encoding == "mp3":
        assert len(heard) == track.frames


@pytest.mark.parametrize("encoding", ["mp3", "aac"])
def test_pauses_are_as_long_as_asked(tmp_path, encoding):
    pauses = Pauses(
        sentence=300,
        tag=100,
        speaker=700,
        paragraph=500,
        heading=900,
        scene=1100,
        chapter_start=400,
        chapter_end=600,
    )
    (track,) = made(tmp_path, script(SCENE), settings=Settings(pauses=pauses)).tracks
    spoken = [cue for cue in track.cues if cue.clip]
    ends = [0.0, *(cue.end_ms for cue in spoken)]
    gaps = [cue.start_ms - end for cue, end in zip(spoken, ends, strict=False)]
    assert gaps == pytest.approx([400, 900, 100, 700, 1100], abs=0.05)
    assert track.duration_ms - ends[-1] == pytest.approx(600, abs=0.05)
    quiet = longest_silence_ms(decoded(track.file(encoding)))
    assert 1100 <= quiet <= 1100 + 40  # soft edges of the clips


def longest_silence_ms(samples):
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    return np.diff(loud).max() * 1000 / SAMPLE_RATE


def test_running_again_touches_nothing(tmp_path):
    book, told = script(SCENE, OTHER), []
    first = made(tmp_path, book)
    before = [changed(track) for track in first.tracks]
    second = made(tmp_path, book, listener=told.append)
    assert (first.spoken, first.kept) == (7, 0)
    assert (second.spoken, second.kept) == (0, 7)
    assert second.tracks == first.tracks
    assert [changed(track) for track in second.tracks] == before
    assert told == [Planned(2, 7, 0)]


def test_recasting_speaks_that_speakers_lines_and_only_their_chapters_change(tmp_path):
    book = script(SCENE, "# Two\n\nNobody spoke.")
    first = made(tmp_path, book)
    before = [changed(track) for track in first.tracks]
    again = made(tmp_path, book, cast(Emma=voice("Emma", pitch_hz=700)))
    assert (again.spoken, again.kept) == (1, 6)
    assert again.tracks[0].key != first.tracks[0].key
    assert again.tracks[1] == first.tracks[1]
    assert changed(again.tracks[1]) == before[1]
    cue = again.tracks[0].cues[1]
    heard = decoded(again.tracks[0].file("mp3"))
    assert pitch(stretch(heard, cue.start_ms + 100, cue.end_ms - 50)) == pytest.approx(700, abs=6)


def test_another_gain_or_pause_makes_new_tracks_of_the_same_clips(tmp_path):
    book = script(SCENE)
    first = made(tmp_path, book)
    louder = made(tmp_path, book, cast(Emma=replace(voice("Emma"), gain_db=6.0)))
    slower = made(tmp_path, book, settings=Settings(pauses=Pauses(scene=3000)))
    assert (louder.spoken, slower.spoken) == (0, 0)
    assert len({first.tracks[0].key, louder.tracks[0].key, slower.tracks[0].key}) == 3
    assert slower.tracks[0].duration_ms == pytest.approx(
        first.tracks[0].duration_ms + 1500, abs=0.1
    )
    cue = first.tracks[0].cues[1]
    hers = [
        level_db(stretch(decoded(r.tracks[0].file("mp3")), cue.start_ms + 150, cue.end_ms))
        for r in (first, louder)
    ]
    assert hers[1] - hers[0] == pytest.approx(6, abs=0.3)


def test_appending_a_chapter_leaves_the_earlier_ones_as_they_are(tmp_path):
    first = made(tmp_path, script(SCENE))
    before = changed(first.tracks[0])
    again = made(tmp_path, script(SCENE, OTHER))
    assert again.tracks[0] == first.tracks[0]
    assert changed(again.tracks[0]) == before
    assert again.spoken == 2  # "Go on," is there already


def test_a_line_said_twice_is_spoken_once(tmp_path):
    rendered = made(tmp_path, script("Yes.\nYes.\n\nYes."))
    assert (rendered.spoken, len(rendered.tracks[0].cues)) == (1, 3)


def test_another_encoding_is_added_without_touching_the_first(tmp_path):
    book = script(SCENE)
    (first,) = made(tmp_path, book, encodings=("mp3",)).tracks
    before = changed(first)
    (both,) = made(tmp_path, book).tracks
    assert changed(both)["mp3"] == before["mp3"]
    assert bytes_of(both, "aac")
    assert made(tmp_path, book, encodings=("mp3",)).tracks == (first,)


@pytest.mark.quick_cases(3)
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:99] + b"x" + data[100:], None]
)
@pytest.mark.parametrize("suffix", [".mp3", ".aac", ".mp3.json", ".aac.json"])
def test_a_damaged_or_missing_part_of_a_track_is_made_again(tmp_path, suffix, damage):
    book = script(SCENE)
    (track,) = made(tmp_path, book).tracks
    path = track.file("mp3").with_suffix(suffix)
    whole = path.read_bytes()
    if damage:
        path.write_bytes(damage(whole))
    else:
        path.unlink()
    mended = made(tmp_path, book)
    assert (mended.spoken, mended.tracks) == (0, (track,))
    if "json" not in suffix:
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "record", ["{}", "[]", "null", '{"rate": 22050, "frames": 1, "seal": {}, "cues": []}', "x"]
)
def test_a_record_edited_by_hand_is_not_believed(tmp_path, record):
    book = script(SCENE)
    (track,) = made(tmp_path, book).tracks
    track.file("mp3").with_suffix(".mp3.json").write_text(record)
    assert made(tmp_path, book).tracks == (track,)


def test_a_touched_file_with_the_same_content_is_kept(tmp_path):
    book, told = script(SCENE), []
    (track,) = made(tmp_path, book).tracks
    track.file("mp3").touch()
    made(tmp_path, book, listener=told.append)
    assert not [event for event in told if isinstance(event, StageAdvanced)]


def test_a_damaged_clip_is_spoken_again_when_its_chapter_is_made_again(tmp_path):
    book = script(SCENE)
    (track,) = made(tmp_path, book).tracks
    whole = bytes_of(track, "mp3")
    clip = next(iter((tmp_path / "clips").rglob("*.wav")))
    clip.write_bytes(clip.read_bytes()[:-100])
    track.file("mp3").unlink()
    again = made(tmp_path, book)
    assert again.spoken == 1
    assert bytes_of(again.tracks[0], "mp3") == whole


def test_a_clip_that_vanishes_while_in_use_is_an_error_with_a_remedy(tmp_path):
    (chapter,) = plan(script(SCENE), cast(), Settings())
    with inline() as pool, pytest.raises(OutputError, match="vanished") as raised:
        assemble(chapter, workshop(tmp_path, (chapter,), pool), ("mp3", "aac"))
    assert "again" in raised.value.remedy
    assert not [path for path in (tmp_path / "tracks").rglob("*") if path.is_file()]


@pytest.mark.parametrize("text", ["***", "— !\n\n…"])
def test_a_chapter_where_nothing_is_said_is_a_short_track_that_plays(tmp_path, text):
    pauses = Pauses(0, 0, 0, 0, 0, 0, 0, 0)
    for settings in (Settings(), Settings(pauses=pauses), Settings(encoding=Encoding(64, 44100))):
        (track,) = made(tmp_path, script(text), settings=settings).tracks
        assert {cue.clip for cue in track.cues} == {""}
        for encoding in ("mp3", "aac"):
            heard = decoded(track.file(encoding))
            assert len(heard) >= 2000
            assert level_db(heard) < -80
        assert track.duration_ms == pytest.approx(
            100 if settings.pauses is pauses else 1500, abs=0.1
        )


def test_loud_voices_with_gain_do_not_clip(tmp_path):
    loud = {who: replace(voice(who), gain_db=30.0) for who in PITCHES}
    (track,) = made(tmp_path, script(SCENE), cast(**loud)).tracks
    for encoding in ("mp3", "aac"):
        samples = decoded(track.file(encoding))
        assert 0.8 < np.abs(samples).max() < 1.0


def test_every_line_that_could_not_be_spoken_is_named_with_its_chapter(tmp_path):
    book = script(SCENE, OTHER, "# Three\n\nFine.")
    failing = cast(Emma=voice("Emma", fail_on="Go"))
    with pytest.raises(RenderError, match="2 lines") as raised:
        made(tmp_path, book, failing)
    assert [line.split(": Asked")[0] for line in raised.value.lines] == [
        'Chapter 1: "Go on,"',
        'Chapter 2: "Go on,"',
    ]
    assert raised.value.remedy
    mended = made(tmp_path, book)
    assert mended.spoken == 1
    assert mended.kept == 8


def test_a_voice_that_its_engine_refuses_is_named_before_anything_is_spoken(tmp_path):
    with pytest.raises(EngineError, match="emma") as raised:
        made(tmp_path, script(SCENE), cast(Emma=voice("Emma", pitch_hz=-1)))
    assert raised.value.message.count("emma") == 1
    assert "cast" in raised.value.remedy
    assert not (tmp_path / "clips").exists()


def test_two_processes_make_the_same_bytes_as_none(tmp_path):
    book = script(SCENE, OTHER)
    alone = made(tmp_path / "alone", book).tracks
    plans = plan(book, cast(), Settings())
    with Pool(Processes(), 2) as pool:
        together = render(plans, workshop(tmp_path / "together", plans, pool), pool, 60).tracks
    for one, other in zip(alone, together, strict=True):
        assert one.cues == other.cues
        for encoding in ("mp3", "aac"):
            assert bytes_of(one, encoding) == bytes_of(other, encoding)


FLAT = (
    PEAK_KIB
    + """
import sys
from dataclasses import replace
from hearing import cast, inline, script, workshop
from audiobook.render.assemble import assemble
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.settings import Settings
text = "A sentence of a middling length, said over and over again."
short, long = (plan(script("\\n".join([text] * count)), cast(), Settings()) for count in (60, 1200))
peaks = []
with inline() as pool:
    shop = workshop(sys.argv[1], short, pool, ())
    for plans in (short, long):
        (track,) = render(plans, shop, pool, 60).tracks
        peaks.append(peak_kib())
print(round(track.duration_ms), peaks[1] - peaks[0])
"""
)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_length_of_a_chapter(tmp_path):
    command = [sys.executable, "-c", FLAT, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=places.HELPERS)
    duration_ms, grown_kib = map(int, run.stdout.split())
    assert duration_ms > 1_200 * 3_000  # over an hour: 155 MiB of samples
    assert grown_kib < 4000  # cues


def test_the_narrator_is_heard_where_nobody_else_speaks(tmp_path):
    (track,) = made(tmp_path, script("Only me.")).tracks
    (cue,) = track.cues
    heard = decoded(track.file("mp3"))
    assert pitch(stretch(heard, cue.start_ms + 100, cue.end_ms - 50)) == pytest.approx(
        PITCHES[NARRATOR], abs=6
    )
