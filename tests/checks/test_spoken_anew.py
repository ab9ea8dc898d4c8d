"""Lines whose clips are no longer kept are spoken anew: a check finds as much as with all clips."""

import shutil
from collections import Counter
from concurrent.futures import BrokenExecutor, Executor, Future

import numpy as np
import pytest
from audiobook.checks.check import check
from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError
from audiobook.executors.inline import Inline
from audiobook.render.cache import clips, prune
from audiobook.render.cost import SLOW
from audiobook.render.store import ClipStore
from audiobook.render.tasks import speak_aloud
from checking import chapter, copy, found, make, replaced, serious


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def book(made, tmp_path):
    """A finished book of which no clip is kept."""
    folder = copy(made, tmp_path / "bridge.audiobook")
    shutil.rmtree(folder / ".work" / "clips")
    return folder


def test_all_lines_are_compared_without_any_clip(made, book):
    assert check(book).lines == check(made).lines > 0
    assert found(book)["A017"] == 0
    assert not serious(book)


def test_damage_is_found_without_any_clip(book):
    def without_a_second(pcm, rate):
        return np.concatenate((pcm[: 3 * rate], pcm[4 * rate :]))

    replaced(chapter(book, 1), without_a_second)
    assert {"A011", "A012"} & set(found(book))


def test_a_check_keeps_nothing(book):
    check(book)
    assert not (book / ".work" / "clips").exists()


def test_by_workers_as_well(tmp_path):
    folder = make(tmp_path, executor="", workers=2)
    shutil.rmtree(folder / ".work" / "clips")
    assert check(folder).lines > 0
    assert found(folder)["A017"] == 0


def test_another_version_of_the_engine_is_named(book, monkeypatch):
    monkeypatch.setattr(ToneEngine, "fingerprint", lambda _: "another")
    report = check(book)
    told = [finding for finding in report.findings if finding.code == "A017"]
    assert len(told) == 3  # two MP3s and the M4B
    assert '"tone" is another version' in told[0].what
    assert report.lines == 0


def told_of(book):
    return [finding.what for finding in check(book).findings if finding.code == "A017"]


def test_an_engine_that_refuses_a_line_is_named_with_its_reason(book, monkeypatch):
    speak = ToneEngine.speak

    def refuse(engine, line):
        if "moon" in line.words:
            raise EngineError("There is no moon.")
        return speak(engine, line)

    monkeypatch.setattr(ToneEngine, "speak", refuse)
    told = told_of(book)
    assert len(told) == 2  # an MP3 and the M4B
    assert told[0].startswith("1 of ")
    assert 'The engine "tone" did not speak anew: There is no moon.' in told[0]


def test_an_engine_that_crashes_is_named_and_not_asked_again(book, monkeypatch):
    asked = []

    class Broken(Executor):
        """Loses its worker with the first lines that it is to speak."""

        def submit(self, task, *arguments):
            future = Future()
            if task is speak_aloud:
                asked.append(arguments)
                future.set_exception(BrokenExecutor())
            else:
                future.set_result(task(*arguments))
            return future

    monkeypatch.setattr(Inline, "open", lambda *_: Broken())
    (first, *_) = told_of(book)
    assert 'The engine "tone" did not speak anew: it crashed, or took far too long' in first
    assert len(asked) <= 4  # by two threads, one batch ahead each


@pytest.mark.parametrize(("name", "value"), [("cost", 2 * SLOW), ("repeatable", False)])
def test_what_is_slow_or_never_the_same_is_not_spoken_anew(book, monkeypatch, name, value):
    monkeypatch.setattr(ToneEngine, name, value)
    monkeypatch.setattr("audiobook.render.cost.cost_of", lambda _: ToneEngine.cost)
    codes = Counter(finding.code for finding in check(book).findings)
    assert codes["A017"] == 3


def test_clips_that_would_sound_otherwise_are_never_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(ToneEngine, "repeatable", False)
    store = ClipStore(make(tmp_path) / ".work" / "clips")
    before = clips(store)
    prune(store, 1)
    assert clips(store) == before != ()
