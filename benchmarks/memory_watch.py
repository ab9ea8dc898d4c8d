"""Watches the memory of a command and of everything it starts, by ``/proc``: Linux alone."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

FINDING = "attribute"  # the stage
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


class Sample(NamedTuple):
    """Seconds since the beginning, MB of the main process and of the largest other, and the last
    stage begun.
    """

    time_s: float
    main_mb: float
    other_mb: float
    stage: str


@dataclass(slots=True)
class Watched:
    """Memory over time, and the highest of each kind of process."""

    samples: list[Sample] = field(default_factory=list)
    status: int = 0
    sound_h: float = 0.0  # hours of sound that were made, as the run says itself

    @property
    def main_mb(self) -> float:
        """The highest of the main process."""
        return max((sample.main_mb for sample in self.samples), default=0.0)

    @property
    def finder_mb(self) -> float:
        """The highest of the process that finds the speakers of a long book."""
        return max(
            (sample.other_mb for sample in self.samples if sample.stage == FINDING),
            default=0.0,
        )

    @property
    def worker_mb(self) -> float:
        """The highest of any worker, or of a helper of its own."""
        return max(
            (sample.other_mb for sample in self.samples if sample.stage != FINDING),
            default=0.0,
        )


def watch(
    command: Sequence[object],
    env: Mapping[str, str] | None = None,
    every_s: float = 0.05,
) -> Watched:
    """Run a command that tells its events as JSON lines, to its end.

    Resident memory, shared pages included.
    """
    started, found = time.monotonic(), Watched()
    with subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    ) as process:
        assert process.stdout
        events = _Events(process.stdout.fileno(), found)
        while process.poll() is None:
            stage = events.stage()
            sizes = resident(process.pid)
            main, other = sizes.pop(process.pid, 0.0), max(sizes.values(), default=0.0)
            if (
                events.stage() == stage
            ):  # else nobody knows to which of the two it belongs
                found.samples.append(
                    Sample(time.monotonic() - started, main, other, stage)
                )
            time.sleep(every_s)
        events.stage()
    found.status = process.returncode
    return found


class _Events:
    """What a command has told so far: its stage, and how long the book is."""

    def __init__(self, pipe: int, found: Watched) -> None:
        os.set_blocking(pipe, False)
        self._pipe, self._found, self._stage, self._rest = pipe, found, "", b""

    def stage(self) -> str:
        """The stage that it is in by now; none once the speakers are found."""
        with suppress(BlockingIOError):
            while data := os.read(self._pipe, 1 << 16):
                *lines, self._rest = (self._rest + data).split(b"\n")
                for line in lines:
                    self._heed(json.loads(line))
        return self._stage

    def _heed(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "StageStarted":
            self._stage = event["stage"]
        elif event["event"] == "StageFinished" and event["stage"] == FINDING:
            self._stage = ""
        elif event["event"] == "Made":
            self._found.sound_h = event["sound_ms"] / 3_600_000


def resident(session: int) -> dict[int, float]:
    """Process -> megabytes, of every process of a session."""
    sizes = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                sizes[int(entry.name)] = int(fields[21]) * _PAGE_MB
        except (OSError, ValueError, IndexError):  # it has just ended
            continue
    return sizes
