"""One job -> its outcome, made in a process of its own.

Whatever a book does to that process, such as taking all its memory, happens to no other book. The
other side is :mod:`audiobook.library.child`.
"""

import json
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import IO

from audiobook import events
from audiobook.errors import INTERRUPTED, AudiobookError
from audiobook.events import Event, Listener, ignore
from audiobook.executors.processes import CORES
from audiobook.library.job import BookJob, Outcome, Record, failed, outcome_of
from audiobook.subprocesses import command, environment

_PATIENCE_S = 20  # for a process that was asked to end
_KINDS = {
    kind.__name__: kind
    for kind in (
        events.StageStarted,
        events.StageAdvanced,
        events.StageFinished,
        events.Planned,
        events.Notice,
        events.Lost,
    )
}
_CHILD = "audiobook.library.child"


class Apart:
    """A book that is being made in a process of its own.

    :meth:`run` may be called once; :meth:`stop` ends it from another thread. ``cores`` are how
    many it may use; 0: all of them. ``variables`` are added to the environment of the process.
    """

    def __init__(
        self,
        job: BookJob,
        cores: int = 0,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.job = job
        self._cores = cores
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, tell: Listener = ignore) -> Outcome:
        """Make the book. Nothing that a book does wrong is raised."""
        started = time.monotonic()
        with tempfile.TemporaryFile() as complaints:
            try:
                outcome = self._made(tell, complaints)
            except OSError as error:
                return failed(self.job, _not_started(error))
            if outcome is None:
                lost = self._lost(complaints)
                outcome = failed(self.job, lost, time.monotonic() - started)
        # By its name here: the process has it by its path in full.
        return replace(outcome, source=self.job.source)

    def stop(self) -> None:
        """Interrupt it, and end it for good where it does not end soon. What was spoken is kept."""
        self._stopped = True
        if self._process is not None:
            # That waits for it, which whoever stops it need not.
            threading.Thread(target=_end, args=(self._process,), daemon=True).start()

    def _made(self, tell: Listener, complaints: IO[bytes]) -> Outcome | None:
        with subprocess.Popen(  # noqa: S603 - our own program
            command(_CHILD),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=self._environment(),
        ) as process:
            self._process = process
            if self._stopped:
                process.terminate()
            try:
                return self._heard(process, tell)
            finally:
                _end(process)

    def _environment(self) -> dict[str, str]:
        found = {**environment(), **self._variables}
        if self._cores:
            found[CORES] = str(self._cores)
        return found

    def _heard(
        self, process: "subprocess.Popen[bytes]", tell: Listener
    ) -> Outcome | None:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(self.job.record()).encode() + b"\n")
            process.stdin.flush()
        outcome = None
        for line in process.stdout:
            news = _news(line)
            if isinstance(news, Outcome):
                outcome = news
            elif news is not None:
                tell(news)
        process.wait()
        return outcome

    def _lost(self, complaints: IO[bytes]) -> AudiobookError:
        """Why a process ended without an outcome."""
        assert self._process is not None
        status = self._process.returncode
        if self._stopped or status == INTERRUPTED:
            error = AudiobookError(
                "It was interrupted.", remedy="Run the same command to carry on."
            )
            error.exit_status = INTERRUPTED
            return error
        if status < 0:
            name = signal.Signals(-status).name
            return AudiobookError(
                f"The process that made it was ended from outside ({name}).",
                remedy="Free some memory, or make fewer books at a time with --at-once.",
            )
        complaints.seek(0)
        told = complaints.read().decode(errors="replace").strip()
        last = told.rpartition("\n")[2] or f"exit status {status}"
        return AudiobookError(
            f"Unexpected error: {last}.",
            remedy="This is a defect of the program: make this book alone with --debug, "
            "and report the output.",
        )


def make_apart(job: BookJob, tell: Listener = ignore, cores: int = 0) -> Outcome:
    """Make a book in a process of its own. Nothing that a book does wrong is raised."""
    making = Apart(job, cores)
    try:
        return making.run(tell)
    except KeyboardInterrupt:
        making.stop()
        raise


def _not_started(error: OSError) -> AudiobookError:
    reason = error.strerror or str(error)
    return AudiobookError(
        f"No process could be started for it: {reason}.",
        remedy="Close other programs, or make fewer books at a time with --at-once.",
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that is at work still, because nobody waits for it any more."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _news(line: bytes) -> Event | Outcome | None:
    """What a line of the process says; ``None`` where it is something else."""
    try:
        record: Record = json.loads(line)
        if "outcome" in record:
            return outcome_of(record["outcome"])
        kind = _KINDS[record.pop("event")]
        event: Event = kind(**record)
    except (ValueError, TypeError, KeyError):
        return None
    return event
