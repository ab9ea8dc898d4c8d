"""The process that makes one book: see :mod:`audiobook.library.apart`.

The job comes as a line of JSON on standard input, which stays open for as long as the caller
lives. News goes out as lines of JSON, and the outcome last.
"""

import dataclasses
import json
import os
import signal
import sys
import threading
import time
from typing import TextIO

from audiobook.errors import INTERRUPTED
from audiobook.events import Event
from audiobook.executors.processes import prepare
from audiobook.library.job import BookJob, Record, job_of

_PATIENCE_S = 20  # to end well
_OF_EVERY_WORKER = (
    "audiobook.library.child",
    "audiobook.render.tasks",
    "audiobook.engines.pyttsx3_engine",
)


def main() -> None:
    """Make the book of the job on standard input."""
    # Libraries print what they like: lines of ours go where standard output was.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    job = job_of(json.loads(sys.stdin.buffer.readline()))
    threading.Thread(target=_end_with_caller, daemon=True).start()
    try:
        _make(job, out)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _make(job: BookJob, out: TextIO) -> None:
    prepare(_OF_EVERY_WORKER)
    from audiobook.library.one import make_one  # noqa: PLC0415 - heavy: workers start first

    def tell(event: Event) -> None:
        _write(out, {"event": type(event).__name__, **dataclasses.asdict(event)})

    _write(out, {"outcome": make_one(job, tell).record()})


def _write(out: TextIO, record: Record) -> None:
    out.write(json.dumps(record) + "\n")
    out.flush()


def _end_with_caller() -> None:
    """Stop where the caller is gone: nobody would take the outcome."""
    while os.read(0, 1 << 16):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE_S)
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
