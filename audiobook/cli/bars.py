"""Progress bars on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from audiobook.cli.progress import sentence
from audiobook.events import (
    Event,
    Listener,
    Lost,
    Notice,
    Planned,
    StageAdvanced,
    StageFinished,
    StageStarted,
)

_SPEED_OF_S = 300.0  # seconds that the time left is reckoned from: a line may take ten


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
            case StageStarted(stage, total, _, work):
                total = work or total
                self._tasks[stage] = self._progress.add_task(
                    stage, total=total or None, sound_ms=0.0
                )
            case StageAdvanced(stage, amount, sound_ms, work):
                amount = work or amount
                sound_ms += self._task(self._tasks[stage]).fields["sound_ms"]
                self._progress.update(
                    self._tasks[stage], advance=amount, sound_ms=sound_ms
                )
            case StageFinished(stage):
                self._finish(self._tasks[stage])
            case Lost():
                self._console.print(sentence(event), style="red", markup=False)
            case Planned() | Notice():
                self._console.print(
                    sentence(event), style="yellow" if isinstance(event, Notice) else ""
                )

    def _finish(self, task_id: TaskID) -> None:
        done = self._task(task_id).completed or 1
        self._progress.update(task_id, total=done, completed=done)

    def _task(self, task_id: TaskID) -> Task:
        return next(task for task in self._progress.tasks if task.id == task_id)


@contextmanager
def bars(stream: TextIO) -> Iterator[Listener]:
    """A listener that draws a bar for every stage."""
    console = Console(file=stream, highlight=False, soft_wrap=True)
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(elapsed_when_finished=True),
        _Speed(),
    )
    with Progress(
        *columns, console=console, speed_estimate_period=_SPEED_OF_S
    ) as drawn:
        yield _Bars(console, drawn)
