"""Listeners for the command line: a progress display, JSON lines, or silence."""

import dataclasses
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from audiobook.cli.sentences import duration, sentence
from audiobook.cli.streams import plain
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

_LOG = logging.getLogger(__name__)
_LONG_S = 120  # from here on the time that is left is told


@contextmanager
def progress(stream: TextIO) -> Iterator[Listener]:
    """A listener that draws bars on a terminal, and writes plain lines anywhere else.

    Lines are also for those who want no more (``--plain``), and for ``--verbose``, which adds how
    long each stage took.
    """
    if plain() or _LOG.isEnabledFor(logging.INFO) or not stream.isatty():
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
            case StageFinished(stage):
                took_s = time.monotonic() - self._begun[stage]
                _LOG.info("%s: done in %.1f s", stage, took_s)
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
