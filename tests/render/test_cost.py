"""Lines that take long to speak: told before, dealt out by what they cost, kept; and a taste of the book."""

import hashlib
import json
import os
from dataclasses import replace
from io import StringIO

import places
import pytest
from audiobook import produce
from audiobook.cli.progress import progress
from audiobook.cli.sentences import duration, sentence
from audiobook.engines.table import ENGINES
from audiobook.engines.tone import ToneEngine
from audiobook.events import Notice, Planned, StageAdvanced, StageStarted
from audiobook.executors import Pool
from audiobook.executors.inline import Inline
from audiobook.executors.processes import Processes
from audiobook.limits import free_memory_mb
from audiobook.model import Line, Sound
from audiobook.render.cache import clips, prune
from audiobook.render.cost import allowed_s, is_slow, load_of, workers_carried, worth_of
from audiobook.render.plan import plan
from audiobook.render.render import announce, fit_memory, render
from audiobook.render.speak import Speaking
from audiobook.render.staging import PAGE
from audiobook.render.store import ClipStore, clip_key
from audiobook.render.tasks import Job, speak_jobs
from audiobook.settings import Settings
from hearing import cast, inline, script, voice, workshop


@pytest.fixture(autouse=True)
def _installed(monkeypatch):
    """Worker processes find the toys too."""
    monkeypatch.syspath_prepend(places.TOYS)
    monkeypatch.setenv("PYTHONPATH", str(places.TOYS), prepend=":")


SLOW = replace(voice("Emma"), engine="slow")
QUICK = voice("Tom")
WORDS = "Twenty-four characters.."


def test_work_is_counted_by_what_an_engine_costs():
    assert load_of(Line(WORDS, QUICK)) == len(WORDS)
    assert load_of(Line(WORDS, SLOW)) == 500 * len(WORDS)
    assert is_slow("slow")
    assert not is_slow("tone")


class Paid(ToneEngine):
    announces = True
    repeatable = False

    def announcement(self, lines):
        return f"{len(lines)} lines will be paid for."


def test_what_new_lines_will_cost_is_said_before(tmp_path, monkeypatch):
    monkeypatch.setitem(ENGINES.table, "paid", f"{__name__}:Paid")
    paid = replace(voice("Emma"), engine="paid")
    plans = plan(script('One.\nEmma | "Two."\nEmma | "Three."'), cast(Emma=paid), Settings())
    prints = {"paid": "1", "tone": "1", paid: "2"}
    clips = ClipStore(tmp_path)
    told = []
    announce(plans, prints, clips, told.append)
    assert told == [Notice("2 lines will be paid for.")]
    for line in plans[0].lines[1:]:
        clips.put(clip_key(line, prints), Sound(b"\1\2", 22050))
    announce(plans, prints, clips, told.append)
    assert len(told) == 1


def test_what_an_engine_would_say_otherwise_the_next_time_is_never_cheap(monkeypatch):
    monkeypatch.setitem(ENGINES.table, "paid", f"{__name__}:Paid")
    assert worth_of("paid") > worth_of("tone")


def test_a_long_line_of_a_slow_engine_may_take_longer():
    long = WORDS * 50
    assert allowed_s(Line(long, SLOW), 60) > 60 + 10 * 60
    assert allowed_s(Line(long, QUICK), 60) < 63


def test_slow_lines_go_out_one_by_one_and_count_as_what_they_take(tmp_path):
    jobs = [Job(f"{n:064x}", Line(WORDS, SLOW if n < 2 else QUICK)) for n in range(12)]
    told = []
    with Pool(Inline(), 1) as pool:
        crew = Speaking(jobs, ClipStore(tmp_path), pool, 60, told.append)
        while crew.waits or crew.flying:
            crew.launch(quiet=not crew.flying)
            for future in list(crew.flying):
                crew.land(future)
    started = told[0]
    advanced = [event for event in told if isinstance(event, StageAdvanced)]
    assert [event.amount for event in advanced[:2]] == [1, 1]
    assert sum(event.work for event in advanced) == started.work
    assert advanced[0].work / started.work == pytest.approx(0.5, abs=0.01)


def test_it_is_said_before_how_long_speaking_takes(tmp_path):
    book = script("\n".join(f"Line {n}: he went on and on through the hills." for n in range(60)))
    plans = plan(book, cast(narrator=SLOW), Settings())
    told = []
    with inline() as pool:
        shop = workshop(tmp_path, plans, pool, ("mp3",))
        render(plans, shop, pool, 60, told.append)
        render(plans, shop, pool, 60, told.append)
    first, again = [event for event in told if isinstance(event, Planned)]
    assert first.speaking_s == pytest.approx(60 * 46 * 0.066, rel=0.05)
    assert first.workers == 1
    assert "60 lines to speak: about 3 min on 1 core." in sentence(first)
    assert "You can stop at any time; what is spoken is kept." in sentence(first)
    assert again.speaking_s == 0


def test_hours_are_said_as_people_say_them():
    told = Planned(12, 3200, 3100, 9, 7800, 2)
    assert sentence(told) == (
        "12 chapters, 3,100 lines to speak, 100 kept: about 2 h 10 min on 2 cores. "
        "You can stop at any time; what is spoken is kept."
    )
    assert duration(20) == "1 min"


def test_a_log_says_how_long_it_still_takes_by_the_speed_of_this_run(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("audiobook.cli.progress.time.monotonic", lambda: now[0])
    stream = StringIO()
    with progress(stream) as tell:
        tell(StageStarted("speak", 10, "lines", 1000))
        tell(StageAdvanced("speak", 9, 0, 10))
        now[0] = 600
        tell(StageAdvanced("speak", 1, 0, 490))
    assert stream.getvalue() == "speak: 50 %, about 10 min left\n"


def test_what_took_long_is_kept_however_old_it_is(tmp_path):
    store = ClipStore(tmp_path)
    speak_jobs((Job("a" * 64, Line(WORDS, SLOW)),), store, 60)
    for key in ("b" * 64, "c" * 64):
        speak_jobs((Job(key, Line(WORDS, QUICK)),), store, 60)
    os.utime(store.path("a" * 64), (1, 1))
    assert [clip.slow for clip in clips(store)] == [True, False, False]
    assert prune(store, 1) > 0
    assert [clip.path.stem for clip in clips(store)] == ["a" * 64]
    assert store.get("a" * 64) is not None


def test_a_clip_that_cost_much_sounds_as_any_other(tmp_path):
    store = ClipStore(tmp_path)
    sound = Sound(bytes(range(200)), 24_000)
    store.put("a" * 64, sound, 1.0)
    assert store.get("a" * 64) == sound
    damaged = bytearray(store.path("a" * 64).read_bytes())
    damaged[-20] ^= 1
    store.path("a" * 64).write_bytes(damaged)
    assert store.get("a" * 64) is None


def test_there_are_as_many_workers_as_memory_carries(monkeypatch):
    assert workers_carried(["slow", "tone"], 1500) == 3
    assert workers_carried(["slow"], 10) == 1
    assert free_memory_mb() > 0
    monkeypatch.setattr("audiobook.render.render.free_memory_mb", lambda: 1000.0)
    plans = plan(script("He went."), cast(narrator=SLOW), Settings())
    told = []
    with Pool(Inline(), 4) as pool:
        fit_memory(plans, pool, told.append)
        assert pool.workers == 2
    assert "2 of 4 cores speak" in told[0].message


@pytest.mark.skipif(os.name != "posix", reason="niceness is POSIX")
def test_a_worker_that_speaks_slowly_lets_others_go_first(tmp_path):
    with Pool(Processes(), 1) as pool:
        store = ClipStore(tmp_path)
        before = pool.submit(os.nice, 0).result()
        pool.submit(speak_jobs, (Job("b" * 64, Line(WORDS, QUICK)),), store, 60).result()
        assert pool.submit(os.nice, 0).result() == before
        for key in ("a" * 64, "c" * 64):
            pool.submit(speak_jobs, (Job(key, Line(WORDS, SLOW)),), store, 60).result()
        assert pool.submit(os.nice, 0).result() == min(19, before + 10)
    assert os.nice(0) == before  # ours stays as it was


SENTENCE = "They went on through the hills and came to a river at last. "
STORY = (
    "The Bridge\n\nChapter 1: Evening\n\n"
    + "\n\n".join([SENTENCE * 3] * 20)
    + "\n\n“I will not,” said Peter.\n\n“Nor will I,” said Anna.\n\n“Never,” said Peter.\n\n"
    + "Chapter 2: Morning\n\n“Go on,” said Anna.\n\nThey went home.\n"
)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def made(source, **more):
    flags = {"engine": "tone", "executor": "inline", "formats": ["mp3", "m4b"]}
    return produce.make(source, None, flags, **more)


def digests(folder):
    kept = [*folder.glob("*.*"), *(folder / ".work" / "tracks").glob("*")]
    files = {path.relative_to(folder): path for path in kept if path.is_file()}
    return {name: hashlib.sha256(path.read_bytes()).digest() for name, path in files.items()}


def test_a_preview_has_the_beginning_of_every_chapter_and_everybody_in_it(source):
    taste = made(source, preview=True)
    assert [path.name for path in taste.files] == ["The Bridge preview.m4b"]
    first, second = taste.edition.tracks
    rows = taste.script.utterances[first.chapter - 1]
    text = taste.script.book.chapters[first.chapter - 1].text
    heard = [rows[cue.utterance] for cue in first.cues if cue.clip]
    narrated = [row for row in heard if row.speaker == "narrator"]
    spoken = sum(len(text[row.start : row.end].strip()) for row in narrated)
    assert PAGE <= spoken < PAGE + 250
    voices = [row.speaker for row in heard if row.speaker != "narrator"]
    assert voices == ["Peter", "Anna"]
    assert len(second.cues) == len(taste.script.utterances[second.chapter - 1])


@pytest.mark.slow
def test_a_preview_leaves_the_book_alone_and_shares_its_lines(source):
    taste = made(source, preview=True)
    whole = made(source)
    assert whole.kept == taste.spoken > 0
    before = digests(whole.folder)
    record = json.loads((whole.folder / ".work" / "manifest.json").read_bytes())
    again = made(source, preview=True)
    assert again.spoken == 0
    assert digests(whole.folder) == before
    assert json.loads((whole.folder / ".work" / "manifest.json").read_bytes()) == record
    assert made(source).spoken == 0
    assert (whole.folder / "The Bridge preview.m4b").exists()
