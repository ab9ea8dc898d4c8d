"""When each word is heard: asked of the real engine, found again in the sound, kept beside the tracks."""

import json
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.engines.pieces import say, timed, word_times
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.engines.table import ENGINES
from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError
from audiobook.model import Line, Sound, Voice
from audiobook.render import tasks
from audiobook.render.assemble import TrackBuilder
from audiobook.render.plan import plan
from audiobook.render.render import fingerprints, render
from audiobook.render.store import ClipStore, clip_key
from audiobook.render.tracks import TrackStore
from audiobook.render.words import WordTimes, time_words
from audiobook.settings import Encoding, Settings
from hearing import cast, inline, script, voice, workshop

VOICE = Voice("clara", "pyttsx3", (("variant", "f2"), ("voice", "en-gb")))


def levels(sound: Sound, at_ms: float, length_ms: float = 30) -> float:
    start = int(at_ms * SAMPLE_RATE / 1000)
    samples = np.frombuffer(sound.pcm, "<i2").astype(float)[
        start : start + int(length_ms * SAMPLE_RATE / 1000)
    ]
    return float(np.sqrt(np.mean(samples**2)))


def test_the_engine_says_when_its_words_begin():
    with Pyttsx3Engine() as engine:
        line = Line("Stop. Stop. Stop. Stop.", VOICE)
        sound, times = engine.speak(line), engine.word_times(line)
        assert engine.speak(line) == sound  # asking changes nothing
    assert [word for word, _ in times] == ["Stop"] * 4
    for _, ms in times[1:]:  # each begins after a silence, and with it the sound
        assert levels(sound, ms - 60) < 50 < levels(sound, ms + 60)


def test_times_go_on_through_pieces_and_pauses():
    with Pyttsx3Engine() as engine:
        line = Line("Stop. {|#1000} {arrêtez|@fr} now. {|#500}", VOICE)
        times = word_times(engine, line)
        whole = say(engine, line)
    assert [word for word, _ in times] == ["Stop", "arrêtez", "now"]
    begins = [ms for _, ms in times]
    assert begins[1] - begins[0] > 1000
    assert all(a < b for a, b in pairwise(begins))
    assert begins[2] < whole.duration_ms - 500
    assert levels(whole, begins[1] - 300) < 1 < levels(whole, begins[1] + 100)


def test_an_engine_that_does_not_know_says_nothing():
    assert Engine.word_times(ToneEngine(), Line("Words.", VOICE)) == ()


class TellingEngine(ToneEngine):
    """Tells with the sound when its words begin: one after another, every tenth of a second."""

    spoken: ClassVar[list[str]] = []

    def timed(self, line):
        self.spoken.append(line.plain)
        words = line.plain.split()
        return self.speak(line), tuple((word, 100.0 * n) for n, word in enumerate(words))

    def word_times(self, line):
        return self.timed(line)[1]


@pytest.fixture
def telling(monkeypatch, tmp_path):
    """A book whose engine tells the times with the sound: plans, tracks, shop, pool."""
    monkeypatch.setattr(tasks, "_engines", {})
    monkeypatch.setattr(TellingEngine, "spoken", [])
    monkeypatch.setitem(ENGINES.table, "tone", f"{__name__}:TellingEngine")
    told = script('Emma | "Go on, Tom."\nshe said.', "Then {|#500} he {went|*}.")
    plans = plan(told, cast(), Settings())
    (tmp_path / "tracks").mkdir()
    with inline() as pool:
        shop = workshop(tmp_path, plans, pool)
        yield plans, render(plans, shop, pool, 60).tracks, shop, pool


def test_a_line_that_came_with_its_times_is_spoken_once(telling):
    plans, tracks, shop, pool = telling
    lines = [line for plan in plans for line in plan.lines]
    times = time_words(plans, tracks, shop, pool, 60)
    words = [word for track in tracks for said in times.of(track).values() for word, _ in said]
    assert words == " ".join(line.plain for line in lines).split()
    assert sorted(TellingEngine.spoken) == sorted(line.plain for line in lines)


def test_a_clip_without_times_has_its_engine_asked(telling):
    plans, tracks, shop, pool = telling
    before = time_words(plans, tracks, shop, pool, 60).of(tracks[0])
    for line in plans[0].lines:
        key = clip_key(line, shop.prints)
        shop.clips.put(key, shop.clips.get(key))  # as an older version kept it
    TellingEngine.spoken.clear()
    WordTimes(shop.tracks.folder).path(tracks[0]).unlink()
    assert time_words(plans, tracks, shop, pool, 60).of(tracks[0]) == before
    assert TellingEngine.spoken


def asked_anew(telling):
    """The words that are known when they are asked for once more, with what was kept removed."""
    plans, tracks, shop, pool = telling
    WordTimes(shop.tracks.folder).path(tracks[0]).unlink(missing_ok=True)
    times = time_words(plans, tracks, shop, pool, 60).of(tracks[0])
    return [word for said in times.values() for word, _ in said]


def test_a_line_whose_clip_is_gone_is_not_followed_and_the_rest_is(telling):
    plans, _, shop, _ = telling
    assert asked_anew(telling) == ["Go", "on,", "Tom,", "she", "said."]
    shop.clips.path(clip_key(plans[0].lines[0], shop.prints)).unlink()
    assert asked_anew(telling) == ["she", "said."]


def test_a_line_whose_engine_cannot_say_it_is_not_followed_and_the_rest_is(telling, monkeypatch):
    def fails(self, line):
        raise EngineError("It does not answer.")

    plans, _, shop, _ = telling
    key = clip_key(plans[0].lines[0], shop.prints)
    shop.clips.put(key, shop.clips.get(key))  # without its times
    monkeypatch.setattr(TellingEngine, "word_times", fails)
    assert asked_anew(telling) == ["she", "said."]


def test_what_another_version_of_the_program_kept_is_asked_anew(telling):
    plans, tracks, shop, pool = telling
    before = time_words(plans, tracks, shop, pool, 60).of(tracks[0])
    path = WordTimes(shop.tracks.folder).path(tracks[0])
    path.write_text(json.dumps({"version": "another", "words": {}}))
    assert time_words(plans, tracks, shop, pool, 60).of(tracks[0]) == before


def test_pieces_tell_their_times_within_the_whole_line():
    line = Line("Go on. {|#1000} Then {stop|*} it.", voice("Emma"))
    with TellingEngine() as engine:
        sound, times = timed(engine, line)
        assert (sound, times) == (say(engine, line), word_times(engine, line))
    assert [word for word, _ in times] == ["Go", "on.", "Then", "stop", "it."]
    assert times[2][1] > 1000


@pytest.fixture
def book(tmp_path):
    told = script('Emma | "Go on, Mr. Holt."\nshe said.\n\n***\n\nHe went.', "Chapter two.")
    plans = plan(told, cast(narrator=VOICE, Emma=VOICE), Settings())
    tracks = TrackStore(tmp_path / "tracks")
    tracks.folder.mkdir()
    with inline() as pool:
        prints = fingerprints(plans, pool, 60)
        shop = TrackBuilder(ClipStore(tmp_path / "clips"), tracks, Encoding(), ("mp3",), prints)
        yield plans, render(plans, shop, pool, 60).tracks, shop, pool


def test_every_word_lies_in_its_line(book):
    plans, tracks, shop, pool = book
    times = time_words(plans, tracks, shop, pool, 60)
    first = times.of(tracks[0])
    cues = {cue.utterance: cue for cue in tracks[0].cues}
    assert [word for word, _ in first[0]] == ["Go", "on", "Mister", "Holt"]
    for number, words in first.items():
        inside = [cues[number].start_ms <= ms < cues[number].end_ms for _, ms in words]
        assert inside
        assert all(inside)
    assert times.of(tracks[1])[0][0][0] == "Chapter"


def test_what_is_known_is_not_asked_again_and_what_is_damaged_is(book, monkeypatch):
    plans, tracks, shop, pool = book
    before = time_words(plans, tracks, shop, pool, 60).of(tracks[0])
    asked = []
    monkeypatch.setattr(
        "audiobook.render.words._keep", lambda *arguments: asked.append(arguments[1])
    )
    time_words(plans, tracks, shop, pool, 60)
    assert not asked
    times = WordTimes(shop.tracks.folder)
    times.path(tracks[1]).write_text('{"version": 1, "words": {"9": [["x", 1]]}}', encoding="utf-8")
    times.path(tracks[0]).write_bytes(b"{")
    assert times.of(tracks[0]) == times.of(tracks[1]) == {}
    time_words(plans, tracks, shop, pool, 60)
    assert asked == [times.path(track) for track in tracks]
    assert before
