"""Listeners for the command line: a progress display, JSON lines, or silence."""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from audiobook.events import Event, Listener, Notice, Planned, StageAdvanced, StageFinished, StageStarted, ignore


class _Speed(ProgressColumn):
    """How much faster than listening the stage goes: sound made / time taken."""

    def render(self, task: Task) -> Text:
        sound_s = task.fields.get("sound_ms", 0) / 1000
        if not sound_s or not task.elapsed:
            return Text("")
        return Text(f"{sound_s / task.elapsed:,.0f} x real time", style="green")


class _Bars:
    """Shows every stage as a bar with percent, time left and speed."""

    def __init__(self, console: Console, progress: Progress) -> None:
        self._console = console
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case StageStarted(stage, total):
                self._tasks[stage] = self._progress.add_task(stage, total=total or None, sound_ms=0.0)
            case StageAdvanced(stage, amount, sound_ms):
                sound_ms += self._task(self._tasks[stage]).fields["sound_ms"]
                self._progress.update(self._tasks[stage], advance=amount, sound_ms=sound_ms)
            case StageFinished(stage):
                self._finish(self._tasks[stage])
            case Planned() | Notice():
                self._console.print(sentence(event), style="yellow" if isinstance(event, Notice) else "")

    def _finish(self, task_id: TaskID) -> None:
        done = self._task(task_id).completed or 1
        self._progress.update(task_id, total=done, completed=done)

    def _task(self, task_id: TaskID) -> Task:
        return next(task for task in self._progress.tasks if task.id == task_id)


def sentence(event: Planned | Notice) -> str:
    """An event as a person reads it."""
    if isinstance(event, Notice):
        return event.message
    chapters = f"{event.chapters:,} chapter{'s' if event.chapters != 1 else ''}"
    if not event.new:
        return f"{chapters}, {event.lines:,} lines: every line is spoken already."
    busy = f"{event.useful_workers:,} worker{'s' if event.useful_workers != 1 else ''} can be kept busy."
    if event.new == event.lines:
        return f"{chapters}, {event.lines:,} lines to speak; {busy}"
    return f"{chapters}, {event.lines:,} lines: {event.new:,} to speak, {event.lines - event.new:,} kept; {busy}"


@contextmanager
def progress(stream: TextIO) -> Iterator[Listener]:
    """A listener that draws bars on a terminal, and writes plain lines anywhere else."""
    console = Console(file=stream, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        yield _Lines(stream)
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(elapsed_when_finished=True),
        _Speed(),
    )
    with Progress(*columns, console=console) as bars:
        yield _Bars(console, bars)


class _Lines:
    """Writes a line at every tenth of a stage: for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._totals: dict[str, float] = {}
        self._done: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case StageStarted(stage, total):
                self._totals[stage], self._done[stage] = total, 0
            case StageAdvanced(stage, amount):
                self._advance(stage, amount)
            case Planned() | Notice():
                self._stream.write(sentence(event) + "\n")

    def _advance(self, stage: str, amount: float) -> None:
        total = self._totals[stage] or 1
        before, self._done[stage] = self._done[stage], self._done[stage] + amount
        tenth = int(self._done[stage] / total * 10)
        if tenth > int(before / total * 10):
            self._stream.write(f"{stage}: {min(tenth, 10) * 10} %\n")
            self._stream.flush()


@contextmanager
def json_lines(stream: TextIO) -> Iterator[Listener]:
    """A listener that writes every event to ``stream`` as one JSON object per line."""

    def write(event: Event) -> None:
        record = {"event": type(event).__name__, **dataclasses.asdict(event)}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        stream.flush()

    yield write


@contextmanager
def silence(_stream: TextIO) -> Iterator[Listener]:
    """A listener that says nothing."""
    yield ignore
