"""Engines of several rates in one book: it is made at the highest, and everything is heard where it was."""

import hashlib
import json
from dataclasses import replace

import av
import numpy as np
import places
import pytest
from audiobook import produce
from audiobook.checks.book_record import remembered
from audiobook.checks.check import check
from audiobook.checks.sound import Comparing, Due, hear
from audiobook.engines import SAMPLE_RATE, highest_rate
from audiobook.errors import UsageError
from audiobook.project.run import open_run
from audiobook.render.assemble import TrackBuilder
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.render.store import ClipStore, clip_key
from audiobook.render.tracks import TrackStore
from audiobook.render.words import time_words
from audiobook.settings import Encoding, Mastering, Settings
from audiobook.sound.stitch import trim
from hearing import PITCHES, cast, decoded, inline, pitch, script, stretch, voice

FINE_RATE = 24_000
BOOK = script('Emma | "Go on, Mister Holt, go on."\nshe said to him at last.\n\nTom | "No, never."')


@pytest.fixture(autouse=True)
def _installed(monkeypatch):
    """Worker processes find the toys too."""
    monkeypatch.syspath_prepend(places.TOYS)
    monkeypatch.setenv("PYTHONPATH", str(places.TOYS), prepend=":")


def fine(speaker):
    return replace(voice(speaker), engine="fine")


PRINTS = {"fine": "tone-1", "tone": "tone-1"}
CASTS = {
    "fine alone": cast(**{speaker: fine(speaker) for speaker in PITCHES}),
    "mixed": cast(Emma=fine("Emma")),
}


@pytest.fixture(params=CASTS)
def players(request):
    return CASTS[request.param]


def shop_in(folder, encodings=("wav",), encoding=Encoding(), **more):  # noqa: B008 - frozen
    tracks = TrackStore(folder / "tracks")
    return TrackBuilder(
        ClipStore(folder / "clips"), tracks, encoding, encodings, PRINTS, rate=FINE_RATE, **more
    )


def rendered(folder, players, **more):
    plans = plan(BOOK, players, Settings())
    shop = shop_in(folder, **more)
    with inline() as pool:
        (track,) = render(plans, shop, pool, 60).tracks
    return plans[0], shop, track


@pytest.mark.parametrize("encoding", ["wav", "mp3", "aac", "flac"])
def test_everybody_is_heard_in_their_time_and_pitch(tmp_path, players, encoding):
    planned, shop, track = rendered(tmp_path, players, encodings=(encoding,))
    sound = decoded(track.file(encoding))
    assert (track.rate, track.frames) == (FINE_RATE, round(track.duration_ms * FINE_RATE / 1000))
    for item, cue in zip(planned.items, track.cues, strict=True):
        heard = stretch(sound, cue.start_ms + 50, cue.end_ms - 50, FINE_RATE)
        speaker = BOOK.utterances[0][item.utterance].speaker
        assert pitch(heard, FINE_RATE) == pytest.approx(PITCHES[speaker], abs=3)
        clip = trim(shop.clips.get(clip_key(item.line, PRINTS)))
        assert cue.end_ms - cue.start_ms == pytest.approx(clip.duration_ms, abs=0.05)


def test_nothing_clicks_where_clips_of_another_rate_begin_and_end(tmp_path):
    _, _, track = rendered(tmp_path, CASTS["mixed"])
    sound = decoded(track.file("wav"))
    steepest = 0.26 * 2 * np.pi * max(PITCHES.values()) / FINE_RATE
    assert np.abs(np.diff(sound)).max() < steepest


def test_clips_are_kept_at_their_engines_own_rate(tmp_path):
    planned, shop, _ = rendered(tmp_path, CASTS["mixed"])
    rates = {}
    for line in planned.lines:
        rates[line.voice.engine] = shop.clips.get(clip_key(line, PRINTS)).rate
    assert rates == {"fine": FINE_RATE, "tone": SAMPLE_RATE}


@pytest.mark.parametrize("mastering", [Mastering(), Mastering("rms")])
def test_where_a_rate_is_asked_for_the_book_is_encoded_at_it(tmp_path, mastering):
    encoding = Encoding(sample_rate=44_100)
    _, _, track = rendered(tmp_path, CASTS["mixed"], encoding=encoding, mastering=mastering)
    sound = decoded(track.file("wav"))
    assert len(sound) == pytest.approx(track.duration_ms * 44.1, abs=2)


def test_words_are_timed_in_the_lines_of_any_rate(tmp_path):
    planned, shop, track = rendered(tmp_path, CASTS["mixed"])
    with inline() as pool:
        times = time_words([planned], [track], shop, pool, 60).of(track)
    (number,) = times
    cue = track.cues[number]
    clip = shop.clips.get(cue.clip)
    assert [word for word, _ in times[number]] == ["Go", "on,", "Mister", "Holt,", "go", "on,"]
    assert times[number][2][1] - cue.start_ms == pytest.approx(len("Go on, ") * 60, abs=1)
    assert clip.rate == FINE_RATE


def test_a_file_is_compared_with_clips_of_every_rate(tmp_path):
    _, shop, track = rendered(tmp_path, CASTS["mixed"], encodings=("mp3",))
    due = [Due(cue.start_ms, cue.clip, 1, cue.utterance) for cue in track.cues if cue.clip]
    clips = (shop.clips.get(line.clip) for line in due)
    comparing = Comparing(FINE_RATE, due, clips, FINE_RATE)
    hear(track.file("mp3"), [comparing])
    verdicts = comparing.results()
    assert len(verdicts) == len(due) == 3
    assert comparing.without_clip == 0
    assert not any(verdict.lost or verdict.odd or verdict.shift_ms for verdict in verdicts)


def test_a_track_at_another_rate_is_another_track(tmp_path):
    (planned,) = plan(BOOK, cast(), Settings())
    fine_shop = shop_in(tmp_path, encoding=Encoding(sample_rate=44_100))
    plain_shop = replace(fine_shop, rate=SAMPLE_RATE)
    assert fine_shop.key(planned) != plain_shop.key(planned)
    # A book of the default rate is named as ever, whether that is asked for or not.
    told = replace(plain_shop, encoding=Encoding(sample_rate=SAMPLE_RATE))
    assert told.key(planned) == replace(plain_shop, encoding=Encoding()).key(planned)


def test_the_rate_of_a_book_is_the_highest_of_its_engines():
    assert highest_rate(["tone", "fine", "tone"]) == FINE_RATE
    assert highest_rate(["tone"]) == SAMPLE_RATE
    assert highest_rate([]) == SAMPLE_RATE


STORY = """\
The Bridge

“Is the boat gone already, my dear?” said Anna.

“It left an hour ago, I am afraid to say,” said Peter.

They went home by the long road, and nobody said a word.
"""
HUM = '[voices.{}]\nengine = "{}"\nlanguage = "en"\n[voices.{}.options]\npitch_hz = {}\n'
PLAYERS = {"narrator": ("tone", 150), "Anna": ("fine", 300), "Peter": ("fine", 500)}


def made(folder, **flags):
    """A book that is read by a coarse narrator, and whose people speak finely."""
    out = folder / "out"
    out.mkdir(parents=True)
    pack = []
    choices = []
    for speaker, (engine, hertz) in PLAYERS.items():
        pack.append(HUM.format(f"hum-{hertz}", engine, f"hum-{hertz}", hertz))
        choices.append(f'[speakers.{speaker}]\nvoice = "hum-{hertz}"\n')
    (folder / "voices.toml").write_text("\n".join(pack), encoding="utf-8")
    (out / "cast.toml").write_text("\n".join(choices), encoding="utf-8")
    source = folder / "bridge.txt"
    source.write_text(STORY, encoding="utf-8")
    wanted = {
        "voices": [str(folder / "voices.toml")],
        "formats": ["mp3", "m4b"],
        "executor": "processes",
        "workers": 1,
    }
    return produce.make(source, out, {**wanted, **flags})


def record_of(book):
    return json.loads((book.folder / ".work" / "manifest.json").read_bytes())


def digests(book):
    return {path.name: hashlib.sha256(path.read_bytes()).digest() for path in book.files}


@pytest.mark.slow
def test_a_mixed_book_is_made_at_the_higher_rate_and_checks_as_its_own(tmp_path):
    book = made(tmp_path, workers=2)
    assert record_of(book)["rate"] == FINE_RATE
    assert record_of(book)["settings"]["encoding"]["sample_rate"] == FINE_RATE
    for path in book.files:
        with av.open(str(path)) as file:
            assert file.streams.audio[0].rate == FINE_RATE
    assert remembered(book.folder).shop.rate == FINE_RATE
    report = check(book.folder)
    assert not [finding for finding in report.findings if finding.code.startswith("A")]


@pytest.mark.slow
def test_one_worker_and_two_make_the_same_bytes(tmp_path):
    assert digests(made(tmp_path / "one")) == digests(made(tmp_path / "two", workers=2))


@pytest.mark.slow
def test_what_a_profile_or_the_user_asks_for_counts(tmp_path):
    book = made(tmp_path / "acx", profile="acx", formats=["mp3"])
    assert record_of(book)["settings"]["encoding"]["sample_rate"] == 44_100
    told = made(tmp_path / "told", formats=["mp3"], encoding={"sample_rate": 16_000})
    with av.open(str(told.files[0])) as file:
        assert file.streams.audio[0].rate == 16_000


def test_a_bit_rate_is_checked_before_the_book_is_read(tmp_path):
    with pytest.raises(UsageError, match=r"MP3 has no bit rate of 192 kbps at 22,050 Hz"):
        open_run(tmp_path / "none.txt", None, {"encoding": {"bitrate_kbps": 192}})
