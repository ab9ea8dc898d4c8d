"""A scheduler and workers as processes of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE_S = 120


@contextmanager
def standing(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler with some workers of one thread each; yields its address."""
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    started = [
        _start("scheduler", ["--host", "127.0.0.1", "--port", str(port)], folder)
    ]
    for number in range(workers):
        place = folder / f"worker{number}"
        place.mkdir()
        flags = [
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--local-directory",
            str(place),
        ]
        started.append(_start("worker", flags, folder))
    try:
        _wait_for(address, workers)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def _start(kind: str, flags: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *flags]
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(
            [*command, "--no-dashboard"], stdout=log, stderr=log, env=dict(os.environ)
        )


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client  # noqa: PLC0415 - an optional package

    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            with Client(address, timeout=_PATIENCE_S) as client:
                client.wait_for_workers(workers, timeout=_PATIENCE_S)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
