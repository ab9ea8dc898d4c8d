"""Watches the memory of a command and of everything it starts, by ``/proc``: Linux alone."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(slots=True)
class Watched:
    """Memory over time: (seconds, MB of the main process, MB of the largest worker), and the highest of each."""

    samples: list[tuple[float, float, float]] = field(default_factory=list)
    status: int = 0

    @property
    def main_mb(self) -> float:
        """The highest of the main process."""
        return max((main for _, main, _ in self.samples), default=0.0)

    @property
    def worker_mb(self) -> float:
        """The highest of any worker, or of a helper of its own."""
        return max((worker for _, _, worker in self.samples), default=0.0)


def watch(command: Sequence[object], env: Mapping[str, str] | None = None, every_s: float = 0.05) -> Watched:
    """Run a command to its end. Resident memory, shared pages included."""
    started, found = time.monotonic(), Watched()
    with subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    ) as process:
        while process.poll() is None:
            sizes = resident(process.pid)
            main = sizes.pop(process.pid, 0.0)
            found.samples.append((time.monotonic() - started, main, max(sizes.values(), default=0.0)))
            time.sleep(every_s)
    found.status = process.returncode
    return found


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
