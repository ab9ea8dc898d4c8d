import errno
import multiprocessing
import os
import signal
import time
from dataclasses import replace

import pytest
from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.engines.table import ENGINES
from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError, OutputError, UnknownNameError
from audiobook.events import StageAdvanced, StageFinished, StageStarted
from audiobook.executors import Pool
from audiobook.executors.inline import Inline
from audiobook.executors.processes import Processes
from audiobook.model import Line, Sound, Voice
from audiobook.render import speak as speaking
from audiobook.render import tasks
from audiobook.render.speak import Speaking, missing
from audiobook.render.store import ClipStore
from audiobook.render.tasks import Job
from audiobook.render.work import work
from hearing import voice

TIMEOUT_S = 0.2


@pytest.fixture
def store(tmp_path):
    return ClipStore(tmp_path)


def jobs(words, **options):
    player = voice("Emma", **options)
    return tuple(Job(f"{number:064x}", Line(text, player)) for number, text in enumerate(words))


def run(all_jobs, store, factory=Inline, workers=1, listener=lambda _: None):
    with Pool(factory(), workers) as pool:
        crew = Speaking(all_jobs, store, pool, TIMEOUT_S, listener)
        work(pool, crew)
        return crew.failures


@pytest.fixture
def engine(monkeypatch):
    """Puts a class into the table under the name of the tone engine, for inline executors."""

    def use(kind):
        monkeypatch.setattr(tasks, "_engines", {})
        monkeypatch.setitem(ENGINES.table, "tone", f"{__name__}:{kind.__name__}")

    return use


WORDS = [f"Line {number} is here." for number in range(60)]


@pytest.mark.parametrize(("factory", "workers"), [(Inline, 1), (Processes, 2)])
def test_every_line_is_spoken_and_told_once(store, factory, workers):
    told = []
    assert run(jobs(WORDS), store, factory, workers, told.append) == {}
    assert missing(jobs(WORDS), store) == ()
    advanced = [event for event in told if isinstance(event, StageAdvanced)]
    sound_ms = sum(store.get(job.key).duration_ms for job in jobs(WORDS))
    characters = sum(map(len, WORDS))
    assert told[0] == StageStarted("speak", 60, "lines", characters)
    assert told[-1] == StageFinished("speak")
    assert sum(event.amount for event in advanced) == 60
    assert sum(event.work for event in advanced) == characters
    assert sum(event.sound_ms for event in advanced) == pytest.approx(sound_ms)


def test_the_sound_does_not_depend_on_the_executor(tmp_path):
    stores = [ClipStore(tmp_path / name) for name in ("inline", "processes")]
    run(jobs(WORDS[:9]), stores[0])
    run(jobs(WORDS[:9]), stores[1], Processes, 2)
    one, other = ([store.path(job.key).read_bytes() for job in jobs(WORDS[:9])] for store in stores)
    assert one == other


def test_lines_may_be_heard_without_being_kept(store):
    good, bad = jobs(["Go on.", "Bad."], fail_on="Bad")
    sound, reason = tasks.speak_aloud((good, bad), 60)
    assert missing((good,), store)
    run((good,), store)
    assert store.get(good.key) == sound
    assert "Asked to fail" in reason


def test_engines_are_closed_once(monkeypatch):
    closed = []

    class Closing(ToneEngine):
        def close(self):
            closed.append(self)

    monkeypatch.setattr(tasks, "_engines", {"tone": Closing()})
    tasks.close_engines()
    tasks.close_engines()
    assert len(closed) == 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs timers, which POSIX has")
@pytest.mark.parametrize("steps_back", [False, True])
def test_a_line_in_a_worker_has_a_time_limit_and_nothing_else_has(monkeypatch, steps_back):
    with tasks.watched(60):
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0  # the main process is never ended
    monkeypatch.setattr("multiprocessing.parent_process", lambda: "the main process")
    with tasks.watched(60, steps_back=steps_back):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 60
        assert (signal.getitimer(signal.ITIMER_PROF)[0] > 60) == steps_back
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_nothing_to_speak_opens_no_worker(store):
    class Closed(Inline):
        def open(self, workers):
            raise AssertionError("opened")

    assert run((), store, Closed) == {}


def test_every_failure_is_collected_and_the_rest_is_kept(store):
    words = [*WORDS, "Bad one.", "Fine.", "Bad two."]
    failures = run(jobs(words, fail_on="Bad"), store)
    assert {int(key, 16) for key in failures} == {60, 62}
    assert all("Asked to fail" in reason for reason in failures.values())
    assert {int(job.key, 16) for job in missing(jobs(words), store)} == {60, 62}


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("fault", ["crash_on", "hang_on"])
def test_a_line_that_ends_its_worker_is_found_and_the_rest_is_kept(store, fault):
    words = [*WORDS[:20], "Bad.", *WORDS[20:]]
    told = []
    failures = run(jobs(words, **{fault: "Bad"}), store, Processes, 2, told.append)
    assert {int(key, 16): reason for key, reason in failures.items()} == {
        20: "The engine crashed or hung on it."
    }
    assert {int(job.key, 16) for job in missing(jobs(words), store)} == {20}
    assert sum(event.amount for event in told if isinstance(event, StageAdvanced)) == len(words)


def _watched_for_ages(work):
    with tasks.watched(0.0, steps_back=True):
        work()


def _wait():
    time.sleep(0.8)


def _compute():
    while True:
        pass


@pytest.mark.slow
def test_a_worker_that_steps_back_is_held_to_its_processor_time():
    context = multiprocessing.get_context("fork")
    ended = {}
    for work_of_it in (_wait, _compute):
        worker = context.Process(target=_watched_for_ages, args=(work_of_it,))
        worker.start()
        worker.join(60)
        ended[work_of_it.__name__] = worker.exitcode
    assert ended == {"_wait": 0, "_compute": -signal.SIGPROF}


def test_failures_beside_a_crash_are_told_apart(store):
    words = ["Bad.", *WORDS[:5], "Worse.", *WORDS[5:8], "Worse still.", "Bad again."]
    failures = run(jobs(words, fail_on="Bad", crash_on="Worse"), store, Processes, 2)
    assert {int(key, 16): "crashed" in reason for key, reason in failures.items()} == {
        0: False,
        6: True,
        10: True,
        11: False,
    }


def test_an_engine_that_always_crashes_is_given_up_on(store, monkeypatch):
    monkeypatch.setattr(speaking, "MAX_GUILTY", 2)
    failures = run(jobs(WORDS, crash_on="Line"), store, Processes, 1)
    assert len(failures) == 60
    assert sum("crashed or hung on it" in reason for reason in failures.values()) == 2
    assert sum("Not tried" in reason for reason in failures.values()) == 58


class Silent(Engine):
    def speak(self, line):
        return Sound(bytes(2000), SAMPLE_RATE)


class Empty(Engine):
    def speak(self, line):
        return Sound(b"", SAMPLE_RATE)


class OddBytes(Engine):
    def speak(self, line):
        return Sound(b"\1\2\3", SAMPLE_RATE)


class WrongRate(Engine):
    def speak(self, line):
        return Sound(b"\1\2", 44100)


class Buggy(Engine):
    def speak(self, line):
        if "7" in line.words:
            raise ZeroDivisionError("seven")
        return Sound(b"\1\2" * 100, SAMPLE_RATE)


class FullDisk(Engine):
    def speak(self, line):
        raise OutputError("full", remedy=os.strerror(errno.ENOSPC))


class Unopenable(Engine):
    def __init__(self, line_timeout_s=60.0):
        raise EngineError("no library")

    def speak(self, line):
        raise AssertionError


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Silent, "silence"),
        (Empty, "0 bytes"),
        (OddBytes, "3 bytes"),
        (WrongRate, "44100 Hz"),
        (Unopenable, "no library"),
    ],
)
def test_garbage_from_an_engine_is_a_failure_and_never_a_clip(store, engine, kind, reason):
    engine(kind)
    failures = run(jobs(WORDS[:3]), store)
    assert len(failures) == 3
    assert all(reason in why for why in failures.values())
    assert len(missing(jobs(WORDS[:3]), store)) == 3


def test_a_bug_in_an_engine_costs_its_line_only(store, engine):
    engine(Buggy)
    failures = run(jobs(WORDS[:12]), store)
    assert {int(key, 16) for key in failures} == {7}
    assert "ZeroDivisionError: seven" in next(iter(failures.values()))


def test_a_disk_that_fills_up_stops_the_run(store, engine):
    engine(FullDisk)
    with pytest.raises(OutputError, match="full"):
        run(jobs(WORDS), store)


def test_an_unknown_engine_stops_the_run(store):
    (job,) = jobs(["Hm."])
    unknown = replace(job, line=replace(job.line, voice=Voice("x", "no-such-engine")))
    with pytest.raises(UnknownNameError, match="no-such-engine"):
        run((unknown,), store, Processes)
