"""One job -> its outcome, in this process. Whatever a book does wrong is in the outcome."""

import time

from audiobook import produce
from audiobook.errors import AudiobookError, LossError
from audiobook.events import Event, Listener, Planned, ignore
from audiobook.library.job import BookJob, Outcome, State, Task, failed
from audiobook.library.stamp import Watched, stamp, watched
from audiobook.limits import naming_shortages, resource_error
from audiobook.produce import Made
from audiobook.publish.losses import LOSSES

# Long enough for another share to assemble a long book, which is all that it holds the lock for.
_OTHERS_WAIT_S = 600


def make_one(job: BookJob, tell: Listener = ignore) -> Outcome:
    """Do what a job says. Expected errors are in the outcome; others are raised."""
    started = time.monotonic()
    try:
        with naming_shortages():
            return _TASKS[job.task](job, tell)
    except AudiobookError as error:
        told = resource_error(error) or error
        return failed(job, told, time.monotonic() - started)


def _make(job: BookJob, tell: Listener, wait_s: float = 0) -> Outcome:
    """Make a book, and stamp it."""
    watching = _Watching(job, tell)
    listen = watching.listen
    made = produce.make(
        job.source,
        job.out,
        job.flags,
        listen,
        patience=produce.Patience(wait_s),
    )
    outcome = _made(job, made)
    # A line that could not be spoken is tried again by the next run.
    # Nor does a server that failed get the book otherwise.
    whole = not (made.undelivered or made.missing)
    if watching.seen is not None and whole:
        stamp(job, watching.seen, outcome)
    return outcome


def _speak(job: BookJob, tell: Listener) -> Outcome:
    """Speak a share of the chapters; where that was the last, make the book."""
    started = time.monotonic()
    spoken = produce.speak(job.source, job.out, job.flags, job.share, tell)
    if spoken.whole:
        # Others that spoke the last shares may find the same.
        return _make(job, tell, _OTHERS_WAIT_S)
    rendered = spoken.rendered
    return Outcome(
        job.source,
        job.out,
        State.SPOKEN,
        lines=rendered.missing,
        title=spoken.book.metadata.title,
        sound_ms=sum(track.duration_ms for track in rendered.tracks),
        spoken=rendered.spoken,
        kept=rendered.kept,
        elapsed_s=time.monotonic() - started,
        note=job.note,
    )


def _foresee(job: BookJob, tell: Listener) -> Outcome:
    """Say what there is to do for a book."""
    started = time.monotonic()
    found = produce.prospect(job.source, job.out, job.flags, tell)
    return Outcome(
        job.source,
        job.out,
        State.FORESEEN,
        title=found.title,
        files=found.files,
        sound_ms=found.sound_ms,
        spoken=found.new_lines,
        kept=found.lines - found.new_lines,
        elapsed_s=time.monotonic() - started,
        note=job.note,
    )


_TASKS = {Task.MAKE: _make, Task.SPEAK: _speak, Task.FORESEE: _foresee}


class _Watching:
    """Looks at what shapes a book when it begins, and when its cast is written.

    ``seen`` is what the book was made of, where nobody changed it in between.
    """

    def __init__(self, job: BookJob, tell: Listener) -> None:
        self.seen: Watched | None = None
        self._job = job
        self._tell = tell
        self._before = watched(job)

    def listen(self, event: Event) -> None:
        """Hear what a run says."""
        if isinstance(event, Planned):
            now = watched(self._job)
            if now and self._before and now.still == self._before.still:
                self.seen = now
        self._tell(event)


def _made(job: BookJob, made: Made) -> Outcome:
    book = made.script.book
    status = 0
    message = ""
    remedy = ""
    if book.losses:
        status = LossError.exit_status
        message = f'Not all of its source is in it: see "{made.folder / LOSSES}".'
        remedy = "Get a whole copy of the source, and run the same command again."
    return Outcome(
        job.source,
        made.folder,
        State.MADE,
        status,
        message,
        remedy,
        lines=made.missing,
        title=book.metadata.title,
        files=made.files,
        sound_ms=made.sound_ms,
        spoken=made.spoken,
        kept=made.kept,
        elapsed_s=made.elapsed_s,
        note=job.note,
        undelivered=made.undelivered,
    )
