"""A scheduler and workers as processes of their own, as on several machines, and a sender."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import places

_QUICK = {
    # A worker that is not heard of counts as lost after ten seconds, not five minutes.
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "30s",
    "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "3s",
    "DASK_LOGGING__DISTRIBUTED": "info",  # some tests wait for what a worker says
}
_LONG_S = 300


@dataclass
class Machines:
    """Processes on this machine that know of each other by addresses alone."""

    folder: Path
    host: str = "127.0.0.1"
    env: Mapping[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()

    @property
    def address(self) -> str:
        return f"tcp://{self.host}:{self.port}"

    def scheduler(self, *prefix: str) -> subprocess.Popen:
        flags = ["--host", self.host, "--port", str(self.port), "--no-dashboard"]
        process = self._start("scheduler", prefix, ["dask_scheduler", *flags])
        until(lambda: _answers(self.host, self.port) if not prefix else True)
        return process

    def worker(
        self, name: str, *flags: str, prefix: Sequence[str] = (), **env: str
    ) -> subprocess.Popen:
        """A worker with one thread, whose own folder is ``name``."""
        own = self.folder / name
        own.mkdir(exist_ok=True)
        fixed = ["--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        place = ["--local-directory", str(own)]
        words = ["dask_worker", self.address, *fixed, *place, *flags]
        return self._start(name, prefix, words, env)

    def makes(self, *words: str | Path) -> subprocess.Popen:
        """Somebody who sends books."""
        command = [sys.executable, "-m", "audiobook", "make", *map(str, words)]
        command += ["--cluster", self.address, "--json"]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(),
        )

    def said(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{name}.log").read_text()

    def close(self) -> None:
        for process in reversed(self.started):
            with_its_own = process.poll() is None
            if with_its_own:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(
        self,
        name: str,
        prefix: Sequence[str],
        words: Sequence[str],
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen:
        module, *arguments = words
        command = [*prefix, sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        with (self.folder / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                env={**self._environment(), **(env or {})},
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def _environment(self) -> dict[str, str]:
        path = {"PYTHONPATH": f"{places.ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
        return {**os.environ, **_QUICK, **path, **self.env}


@contextmanager
def machines(folder: Path, **details: Any) -> Iterator[Machines]:
    several = Machines(folder, **details)
    try:
        yield several
    finally:
        several.close()


def outcome_of(sender: subprocess.Popen) -> tuple[int, dict[str, dict], dict]:
    """The sender's exit status, what became of each book, and the last thing it said."""
    out, errors = sender.communicate(timeout=_LONG_S)
    lines = [json.loads(line) for line in out.splitlines()]
    books = {}
    for line in lines:
        if line["event"] == "Library":
            books = {Path(book["source"]).name: book for book in line["books"]}
    last = lines[-1] if lines else {"message": errors}
    return sender.returncode, books, last


def until(holds: Callable[[], Any], limit_s: float = 240) -> Any:
    """Wait until something holds."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 1).close()
    except OSError:
        return False
    return True
