"""Chapters are assembled while later ones are spoken."""

import os
from concurrent.futures import BrokenExecutor

import pytest
from audiobook.errors import AudiobookError, RenderError
from audiobook.events import Planned, StageAdvanced, StageFinished, StageStarted
from audiobook.executors import Pool
from audiobook.executors.processes import Processes
from audiobook.render.assembling import assemble_parts, useful_workers
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.settings import Settings
from hearing import cast, made, script, voice, workshop

LINES = 25


def book(chapters=10):
    return script(*map(chapter, range(chapters)))


def chapter(number):
    lines = "\n".join(f"So {number}.{line}." for line in range(LINES))
    return f'# Part {number}\n\nEmma | "Number {number}."\n{lines}'


def made_by_workers(folder, story, players=None, listener=lambda _: None, **how):
    plans = plan(story, players or cast(), Settings())
    with Pool(Processes(), 2) as pool:
        return render(plans, workshop(folder, plans, pool), pool, 60, listener, **how)


def advanced(told, stage):
    return sum(
        event.amount for event in told if isinstance(event, StageAdvanced) and event.stage == stage
    )


def contents(rendered):
    return [[path.read_bytes() for _, path in track.files] for track in rendered.tracks]


@pytest.mark.slow
def test_a_chapter_is_assembled_before_the_last_line_is_spoken(tmp_path):
    told = []
    rendered = made_by_workers(tmp_path / "two", book(), listener=told.append)
    for stage, total, unit in (("speak", 10 * (LINES + 2), "lines"), ("assemble", 10, "chapters")):
        starts = [(e.stage, e.total, e.unit) for e in told if isinstance(e, StageStarted)]
        assert starts.count((stage, total, unit)) == told.count(StageFinished(stage)) == 1
        assert sum(
            e.amount for e in told if isinstance(e, StageAdvanced) and e.stage == stage
        ) == pytest.approx(total)
    told.clear()
    assert contents(rendered) == contents(made(tmp_path / "one", book(), listener=told.append))
    # With one worker the order is certain; of two, one may speak all the rest while the other assembles.
    stages = [event.stage for event in told if isinstance(event, StageAdvanced)]
    assert "speak" in stages[stages.index("assemble") :]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["fail_on", "crash_on"])
def test_a_line_that_fails_keeps_no_other_chapter_from_being_made(tmp_path, fault):
    players = cast(Emma=voice("Emma", **{fault: "Number 7"}))
    with pytest.raises(RenderError) as raised:
        made_by_workers(tmp_path, book(), players)
    assert len(raised.value.lines) == 1
    assert "Part 7" in raised.value.lines[0] or "Chapter 8" in raised.value.lines[0]
    assert len(list((tmp_path / "tracks").glob("*.mp3"))) == 9
    told = []
    rendered = made_by_workers(tmp_path, book(), players, told.append, allow_missing=True)
    assert (len(rendered.tracks), rendered.spoken, len(rendered.missing)) == (10, 0, 1)
    assert advanced(told, "assemble") == 1


@pytest.mark.slow
def test_many_crashes_cost_no_chapter(tmp_path):
    players = cast(Emma=voice("Emma", crash_on="Number"))
    rendered = made_by_workers(tmp_path, book(), players, allow_missing=True)
    assert (len(rendered.tracks), len(rendered.missing)) == (10, 10)


def die(*_):
    os._exit(9)


@pytest.mark.slow
def test_chapters_whose_workers_die_again_and_again_end_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr("audiobook.render.assembling.assemble_parts", die)
    with pytest.raises(AudiobookError, match="were killed while they assembled"):
        made_by_workers(tmp_path, book(2))
    assert len(list((tmp_path / "clips").rglob("*.wav"))) == 2 * (LINES + 2)  # every line is kept


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_chapter_whose_worker_died_is_assembled_again(tmp_path, monkeypatch, deaths):
    whole = contents(made(tmp_path / "whole", book(2), encodings=("wav",)))
    left = [BrokenExecutor("A process was killed.")] * deaths

    def assemble(*asked):
        if left:
            raise left.pop()
        return assemble_parts(*asked)

    monkeypatch.setattr("audiobook.render.assembling.assemble_parts", assemble)
    assert contents(made(tmp_path / "again", book(2), encodings=("wav",))) == whole


def test_a_chapter_whose_workers_die_again_and_again_ends_the_run(tmp_path, monkeypatch):
    def assemble(*_):
        raise BrokenExecutor("A process was killed.")

    monkeypatch.setattr("audiobook.render.assembling.assemble_parts", assemble)
    with pytest.raises(AudiobookError, match="were killed while they assembled") as raised:
        made(tmp_path, book(1), encodings=("wav",))
    assert "fewer workers" in raised.value.remedy


@pytest.mark.parametrize("encodings", [(), ("mp3",), ("mp3", "aac")])
def test_any_number_of_encodings(tmp_path, encodings):
    rendered = made(tmp_path, book(3), encodings=encodings)
    assert [name for name, _ in rendered.tracks[1].files] == list(encodings)
    assert rendered.tracks[1].cues[1].clip


@pytest.mark.parametrize(
    ("lengths", "encodings", "workers"),
    [
        ((), ("mp3",), 0),
        ((1,), ("mp3", "aac"), 3),  # two encoders, and a little speaking
        ((5, 5, 5, 5), ("mp3", "aac"), 10),
        ((97, 1, 1, 1), ("mp3", "aac"), 3),
        ((1, 1), (), 2),
    ],
)
def test_the_plan_says_where_more_workers_bring_nothing(lengths, encodings, workers):
    story = script(
        *("\n".join(["Some words that are said here."] * length) for length in lengths or (1,))
    )
    plans = plan(story, cast(), Settings()) if lengths else ()
    assert useful_workers(plans, encodings) == workers


@pytest.mark.slow
def test_the_plan_is_told_before_anything_is_done(tmp_path):
    told = []
    made(tmp_path, book(4), listener=told.append)
    assert told[0] == Planned(4, 4 * (LINES + 2), 4 * (LINES + 2), 10)
