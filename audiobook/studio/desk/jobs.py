"""Books that are being made: one at a time for each, followed while it runs, and stopped."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from audiobook import produce
from audiobook.errors import AudiobookError
from audiobook.events import (
    Event,
    Lost,
    Notice,
    Planned,
    StageAdvanced,
    StageFinished,
    StageStarted,
)
from audiobook.project.run import Flags
from audiobook.studio.book.book_state import Origin
from audiobook.studio.book.troubles import BusyError

Record = dict[str, Any]
_Teller = Callable[[str, Record], None]

_LEAST_S = 0.2  # between two events of one job
# A damaged book may have thousands, and every event carries all that are kept.
_MOST_NOTICES = 50


class CancelledError(AudiobookError):
    """The user stopped it."""


@dataclass(slots=True)
class StageProgress:
    """How far one stage of a run is."""

    total: float
    unit: str
    done: float = 0
    finished: bool = False

    @property
    def fraction(self) -> float | None:
        """From 0 to 1; ``None`` where nobody knows."""
        if self.finished:
            return 1.0
        if not self.total:
            return None
        return min(1.0, self.done / self.total)


class Making:
    """One run of the program over a book."""

    def __init__(self, book_id: str, number: int, tell: _Teller) -> None:
        self.book_id = book_id
        self._tell = tell
        self._stop = threading.Event()
        self._begun = time.monotonic()
        self._told = 0.0
        self._stages: dict[str, StageProgress] = {}
        self._record: Record = {
            "id": number,
            "state": "running",
            "stage": "",
            "done": 0,
            "total": 0,
            "unit": "",
            "fraction": None,
            "notices": [],
            "error": None,
            "spoken": None,
            "kept": None,
            "seconds": 0,
            "plan": None,
            "stopping": False,
        }

    @property
    def record(self) -> Record:
        """How far it is."""
        return dict(self._record)

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return bool(self._record["state"] == "running")

    def cancel(self) -> None:
        """Have it stop; of a chapter that is being encoded nothing is left."""
        self._stop.set()
        self._record["stopping"] = self.runs

    def run(self, origin: Origin, flags: Flags, *, preview: bool) -> None:
        """Make the book. What goes wrong is in the record."""
        try:
            made = produce.make(
                origin.source,
                origin.out,
                flags,
                self._hear,
                preview=preview,
                patience=produce.Patience(check=self._go_on),
            )
        except CancelledError:
            self._end("cancelled")
        except AudiobookError as error:
            self._fail(error)
        else:
            self._record["spoken"] = made.spoken
            self._record["kept"] = made.kept
            self._record["sound_ms"] = round(made.sound_ms)
            self._end("done")

    def settle(self, run: "Future[None]") -> None:
        """End a run that broke off for a reason that nobody foresaw: a page would wait for ever."""
        error = None if run.cancelled() else run.exception()
        if error is not None and self.runs:
            message = f"An error that was not foreseen: {error!r}."
            self._fail(AudiobookError(message, remedy="What was spoken is kept."))

    def _fail(self, error: AudiobookError) -> None:
        self._record["error"] = {
            "message": error.message,
            "remedy": error.remedy,
            "lines": list(getattr(error, "lines", ()))[:_MOST_NOTICES],
        }
        self._end("failed")

    def _go_on(self) -> None:
        # An error here ends the run, which keeps its clips, and its workers.
        if self._stop.is_set():
            raise CancelledError("Stopped.", remedy="What was spoken is kept.")

    def _hear(self, event: Event) -> None:
        self._go_on()
        self._note(event)
        now = time.monotonic()
        self._record["seconds"] = round(now - self._begun, 1)
        # A page has no use for hundreds of events a second.
        if now - self._told >= _LEAST_S:
            self._told = now
            self._send()

    def _note(self, event: Event) -> None:
        record = self._record
        match event:
            case StageStarted():
                self._stages[event.stage] = StageProgress(event.total, event.unit)
            case StageAdvanced() if event.stage in self._stages:
                self._stages[event.stage].done += event.amount
            case StageFinished() if event.stage in self._stages:
                self._stages[event.stage].finished = True
            case Planned():
                record["plan"] = {
                    "chapters": event.chapters,
                    "lines": event.lines,
                    "new": event.new,
                    "seconds": event.speaking_s,
                }
            case Notice() | Lost():
                record["notices"] = [*record["notices"], event.message][-_MOST_NOTICES:]
        self._show_stage()

    def _show_stage(self) -> None:
        """The stage that is shown: several run at once, and the last that began ends last."""
        if not self._stages:
            return
        under_way = [name for name, each in self._stages.items() if not each.finished]
        name = (under_way or list(self._stages))[-1]
        # Lines are counted more finely than chapters, as long as any are spoken.
        if "speak" in under_way:
            name = "speak"
        shown = self._stages[name]
        self._record.update(
            stage=name,
            done=shown.done,
            total=shown.total,
            unit=shown.unit,
            fraction=shown.fraction,
        )

    def _end(self, state: str) -> None:
        self._record["state"] = state
        self._record["stopping"] = False
        self._record["seconds"] = round(time.monotonic() - self._begun, 1)
        self._send()

    def _send(self) -> None:
        self._tell("render", {"book": self.book_id, "job": self.record})


class Jobs:
    """The latest job of every book. One runs at a time: each uses every core."""

    def __init__(self, tell: _Teller) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._latest: dict[str, Making] = {}
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="render")
        self._count = 0

    def latest(self, book_id: str) -> Making | None:
        """The latest job of a book, running or ended."""
        return self._latest.get(book_id)

    def start(
        self, book_id: str, origin: Origin, flags: Flags, *, preview: bool
    ) -> Making:
        """Begin to make a book. Raises :class:`BusyError` where it is being made already."""
        with self._lock:
            before = self._latest.get(book_id)
            if before is not None and before.runs:
                raise BusyError(
                    "This book is being made already.", remedy="Wait, or stop it first."
                )
            self._count += 1
            job = Making(book_id, self._count, self._tell)
            self._latest[book_id] = job
        run = self._threads.submit(job.run, origin, flags, preview=preview)
        run.add_done_callback(job.settle)
        return job

    def cancel(self, book_id: str) -> Making | None:
        """Stop the job of a book."""
        job = self._latest.get(book_id)
        if job is not None:
            job.cancel()
        return job

    def close(self, patience_s: float = 3.0) -> bool:
        """Stop everything; whether it has stopped after a while.

        Writing a finished book cannot be interrupted. A program that ends all the same loses
        nothing by it: files are whole or absent.
        """
        for job in self._latest.values():
            job.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
        until = time.monotonic() + patience_s
        while self._running() and time.monotonic() < until:
            time.sleep(0.05)
        return not self._running()

    def _running(self) -> bool:
        return any(job.runs for job in self._latest.values())
