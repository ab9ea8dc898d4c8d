"""Listeners for the command line: a progress display, JSON lines, or silence."""

import dataclasses
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from audiobook.events import (
    Event,
    Listener,
    Lost,
    Notice,
    Planned,
    StageAdvanced,
    StageStarted,
)

_LONG_S = 120  # from here on the time that is left is told


def sentence(event: Planned | Notice | Lost) -> str:
    """An event as a person reads it."""
    if isinstance(event, Notice):
        return event.message
    if isinstance(event, Lost):
        return f"Lost text: {event.message}"
    chapters = _counted(event.chapters, "chapter")
    if not event.new:
        return f"{chapters}, {event.lines:,} lines: every line is spoken already."
    if event.speaking_s:
        return f"{chapters}, {_told_slowly(event)}"
    busy = f"{_counted(event.useful_workers, 'worker')} can be kept busy."
    if event.new == event.lines:
        return f"{chapters}, {event.lines:,} lines to speak; {busy}"
    kept = event.lines - event.new
    lines = f"{event.lines:,} lines: {event.new:,} to speak, {kept:,} kept"
    return f"{chapters}, {lines}; {busy}"


def _told_slowly(event: Planned) -> str:
    """What there is to speak, where that takes minutes or hours."""
    kept = event.lines - event.new
    lines = f"{_counted(event.new, 'line')} to speak"
    if kept:
        lines += f", {kept:,} kept"
    cores = _counted(event.workers, "core")
    return (
        f"{lines}: about {duration(event.speaking_s)} on {cores}. "
        "You can stop at any time, what is spoken is kept."
    )


def duration(seconds: float) -> str:
    """A length of time as people say it: "2 h 10 min", "12 min"."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min"


def _counted(number: int, what: str) -> str:
    if number == 1:
        return f"{number:,} {what}"
    return f"{number:,} {what}s"


@contextmanager
def progress(stream: TextIO) -> Iterator[Listener]:
    """A listener that draws bars on a terminal, and writes plain lines anywhere else."""
    if not stream.isatty():
        yield _Lines(stream)
        return
    from audiobook.cli.bars import bars  # noqa: PLC0415 - heavy, and of use on a terminal alone

    with bars(stream) as shown:
        yield shown


class _Lines:
    """Writes a line at every tenth of a stage: for logs and pipes.

    Where it takes minutes the line says how many are left, by the speed so far.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._totals: dict[str, float] = {}
        self._done: dict[str, float] = {}
        self._begun: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case StageStarted(stage, total, _, work):
                self._totals[stage], self._done[stage] = work or total, 0
                self._begun[stage] = time.monotonic()
            case StageAdvanced(stage, amount, _, work):
                self._advance(stage, work or amount)
            case Planned() | Notice() | Lost():
                self._stream.write(sentence(event) + "\n")

    def _advance(self, stage: str, amount: float) -> None:
        total = self._totals[stage] or 1
        before, self._done[stage] = self._done[stage], self._done[stage] + amount
        tenth = int(self._done[stage] / total * 10)
        if tenth > int(before / total * 10):
            left = self._left(stage, self._done[stage] / total)
            self._stream.write(f"{stage}: {min(tenth, 10) * 10} %{left}\n")
            self._stream.flush()

    def _left(self, stage: str, share: float) -> str:
        """How much longer a stage takes, where that is minutes."""
        elapsed_s = time.monotonic() - self._begun[stage]
        left_s = elapsed_s * (1 / share - 1)
        return f", about {duration(left_s)} left" if left_s >= _LONG_S else ""


@contextmanager
def json_lines(stream: TextIO) -> Iterator[Listener]:
    """A listener that writes every event to ``stream`` as one JSON object per line."""

    def write(event: Event) -> None:
        record = {"event": type(event).__name__, **dataclasses.asdict(event)}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        stream.flush()

    yield write


@contextmanager
def silence(stream: TextIO) -> Iterator[Listener]:
    """A listener that says nothing but what is lost."""
    yield lambda event: tell_losses(stream, event)


def tell_losses(stream: TextIO, event: Event) -> None:
    """Write what is lost to ``stream``, and nothing else."""
    if isinstance(event, Lost):
        stream.write(sentence(event) + "\n")
