"""Listeners for the command line: a progress display, JSON lines, or silence."""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from audiobook.cli.sentences import sentence
from audiobook.events import (
    Event,
    Listener,
    Lost,
    Notice,
    Planned,
    StageAdvanced,
    StageStarted,
)


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
            case Planned() | Notice() | Lost():
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
def silence(stream: TextIO) -> Iterator[Listener]:
    """A listener that says nothing but what is lost."""
    yield lambda event: tell_losses(stream, event)


def tell_losses(stream: TextIO, event: Event) -> None:
    """Write what is lost to ``stream``, and nothing else."""
    if isinstance(event, Lost):
        stream.write(sentence(event) + "\n")
