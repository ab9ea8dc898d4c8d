"""Runs a command and says what it cost: wall time, CPU seconds of it and of everything it
started, peak memory.

``python -m benchmarks.speed_measure OUT.json CORES COMMAND ...`` is the small process around the
command: on Linux it adopts whatever outlives its parent (workers of a fork server do), so that
nothing goes uncounted.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall time and of CPU time (user and system, children included), and the exit
    status.
    """

    wall_s: float
    cpu_s: float
    status: int = 0


def measured(
    command: Sequence[object],
    cores: int = 0,
    env: Mapping[str, str] | None = None,
    *,
    fine: bool = True,
) -> Cost:
    """Run a command on some cores (0: all there are) and wait for it.

    ``fine``: it has to end well.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, errors = Path(folder, "cost.json"), Path(folder, "stderr")
        wrapped = [
            sys.executable,
            "-m",
            "benchmarks.speed_measure",
            out,
            cores,
            *command,
        ]
        with errors.open("wb") as said:
            subprocess.run(
                list(map(str, wrapped)),
                stdout=subprocess.DEVNULL,
                stderr=said,
                env={**os.environ, **(env or {})},
                check=False,
            )
        cost = Cost(**json.loads(out.read_text()))
        if fine and cost.status:
            raise SystemExit(
                f"{' '.join(map(str, command))}\nended with "
                f"{cost.status}: {errors.read_text()}"
            )
    return cost


def cores_of(count: int) -> list[int]:
    """The first so many of the cores that may be used; all of them for 0."""
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return usable[:count] if count else usable


def main() -> None:
    out, cores, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
        os.sched_setaffinity(0, cores_of(int(cores)))
    started = time.monotonic()
    status = subprocess.run(command, check=False).returncode
    wall_s = time.monotonic() - started
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    Path(out).write_text(
        json.dumps(
            {"wall_s": wall_s, "cpu_s": used.ru_utime + used.ru_stime, "status": status}
        )
    )


if __name__ == "__main__":
    main()
