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
                task = self._progress.tasks[self._progress.task_ids.index(self._tasks[stage])]
                self._progress.update(
                    self._tasks[stage], advance=amount, sound_ms=task.fields["sound_ms"] + sound_ms
                )
            case StageFinished(stage):
                self._finish(self._tasks[stage])
            case Planned() | Notice():
                self._console.print(sentence(event), style="yellow" if isinstance(event, Notice) else "")

    def _finish(self, task_id: TaskID) -> None:
        task = self._progress.tasks[self._progress.task_ids.index(task_id)]
        self._progress.update(task_id, total=task.completed or 1, completed=task.completed or 1)


def sentence(event: Planned | Notice) -> str:
    """An event as a person reads it."""
    if isinstance(event, Notice):
        return event.message
    chapters = f"{event.chapters:,} chapter{'s' if event.chapters != 1 else ''}"
    if not event.new:
        return f"{chapters}, {event.lines:,} lines: every line is spoken already."
    if event.new == event.lines:
        return f"{chapters}, {event.lines:,} lines to speak."
    return f"{chapters}, {event.lines:,} lines: {event.new:,} to speak, {event.lines - event.new:,} kept."


@contextmanager
def bars(stream: TextIO) -> Iterator[Listener]:
    """A listener that draws progress bars on ``stream`` while the block runs."""
    console = Console(file=stream, highlight=False, soft_wrap=True)
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(elapsed_when_finished=True),
        _Speed(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield _Bars(console, progress)


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
