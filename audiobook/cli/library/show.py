"""What is shown of several books while they are made, and when they are."""

import argparse
import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from rich.markup import escape

from audiobook.cli.sentences import sentence
from audiobook.cli.tables import clock, console_on, table_of
from audiobook.events import Event, Lost, Notice
from audiobook.library.job import BookJob, Outcome, State


class Showing:
    """Tells what happens as it happens: JSON on standard output, or lines on standard error."""

    def __init__(self, options: argparse.Namespace, total: int) -> None:
        self._total = total
        self._done = 0
        self._tell = self._lines
        if options.json:
            self._tell = self._json
        elif options.quiet:
            self._tell = self._nothing

    def hear(self, job: BookJob, news: Event | Outcome) -> None:
        """Hear of a book."""
        if isinstance(news, Outcome):
            self._done += 1
        self._tell(job, news)

    def say(self, event: Event) -> None:
        """Say something that is about no book."""
        if isinstance(event, Notice) and self._tell == self._lines:
            sys.stderr.write(f"{sentence(event)}\n")

    def _lines(self, job: BookJob, news: Event | Outcome) -> None:
        stream = sys.stderr
        if isinstance(news, Outcome):
            stream.write(f"[{self._done}/{self._total}] {told(news)}\n")
            stream.flush()
        elif isinstance(news, Notice | Lost):
            stream.write(f"{job.source.name}: {sentence(news)}\n")

    def _json(self, job: BookJob, news: Event | Outcome) -> None:
        if isinstance(news, Outcome):
            record = {"event": "Book", **news.record()}
        else:
            told = dataclasses.asdict(news)
            record = {"event": type(news).__name__, "book": str(job.source), **told}
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def _nothing(self, job: BookJob, news: Event | Outcome) -> None:
        if isinstance(news, Lost):
            sys.stderr.write(f"{job.source.name}: {sentence(news)}\n")


def told(outcome: Outcome) -> str:
    """An outcome in a line."""
    line = f"{outcome.source.name}: {outcome.state}"
    if outcome.state is State.MADE:
        took = clock(outcome.elapsed_s * 1000)
        line += f", {clock(outcome.sound_ms)} of sound in {took}"
    return f"{line}. {remark(outcome)}".rstrip()


def remark(outcome: Outcome) -> str:
    """What else is to be said of a book."""
    pieces = (outcome.note, outcome.message, outcome.remedy, outcome.undelivered)
    return " ".join(piece for piece in pieces if piece)


def failures(stream: TextIO, outcomes: Sequence[Outcome]) -> None:
    """The books that could not be made, or delivered, a line each."""
    for outcome in outcomes:
        if outcome.exit_status or outcome.undelivered:
            stream.write(f"{outcome.source}: {remark(outcome)}\n")


def table(stream: TextIO, outcomes: Sequence[Outcome]) -> None:
    """What became of every book, and how many of each kind."""
    shown = console_on(stream)
    numbers = ("Sound", "Time", "Lines spoken", "Kept")
    rows = table_of("Book", "", *numbers, "Remark", numbers=numbers)
    for outcome in outcomes:
        rows.add_row(
            escape(str(outcome.source)),
            outcome.state.value,
            _time(outcome.sound_ms),
            _time(outcome.elapsed_s * 1000),
            _number(outcome.spoken),
            _number(outcome.kept),
            escape(remark(outcome)),
        )
    shown.print(rows)
    counts = Counter(outcome.state.value for outcome in outcomes)
    kinds = ", ".join(f"{number:,} {state}" for state, number in counts.items())
    books = "1 book" if len(outcomes) == 1 else f"{len(outcomes):,} books"
    shown.print(f"\n{books}: {kinds}.")
    _foreseen(stream, outcomes)


def _foreseen(stream: TextIO, outcomes: Sequence[Outcome]) -> None:
    """The files that would be written."""
    for outcome in outcomes:
        if outcome.state is State.FORESEEN:
            stream.write(f"\n{outcome.folder}\n")
            stream.writelines(f"  {path.name}\n" for path in outcome.files)


def _time(milliseconds: float) -> str:
    return clock(milliseconds) if milliseconds else ""


def _number(number: int) -> str:
    return f"{number:,}" if number else ""
