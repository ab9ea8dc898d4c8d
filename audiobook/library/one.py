"""One job -> its outcome, in this process. Whatever a book does wrong is in the outcome."""

import time

from audiobook import produce
from audiobook.errors import AudiobookError, LossError
from audiobook.events import Event, Listener, Planned, ignore
from audiobook.library.job import BookJob, Outcome, State, failed
from audiobook.library.stamp import Watched, stamp, watched
from audiobook.limits import naming_shortages, resource_error
from audiobook.produce import Made
from audiobook.publish.losses import LOSSES


def make_one(job: BookJob, tell: Listener = ignore) -> Outcome:
    """Make a book, and stamp it. Expected errors are in the outcome; others are raised."""
    started = time.monotonic()
    watching = _Watching(job, tell)
    try:
        with naming_shortages():
            made = produce.make(job.source, job.out, job.flags, watching.listen)
            outcome = _outcome(job, made)
            seen = watching.seen
            # A line that could not be spoken is tried again by the next run.
            if seen is not None and not made.missing:
                stamp(job, seen, outcome)
    except AudiobookError as error:
        told = resource_error(error) or error
        return failed(job, told, time.monotonic() - started)
    return outcome


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


def _outcome(job: BookJob, made: Made) -> Outcome:
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
    )
