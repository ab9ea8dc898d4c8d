"""A folder that is watched: which books in it are to be made now.

The folder is looked through every few seconds: that works on every disk, those of other machines
included. A book counts as whole when neither size nor time of change of its files has changed for
a while. What was made is told by its stamp, so that a watch that is begun again goes on where it
was; what could not be made is left alone until its file changes.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.library.finding import Found, find_books
from audiobook.library.job import BookJob, Flags, Outcome, State
from audiobook.library.stamp import finished, state_of

SETTLED_S = 5.0  # without a change, before a file counts as whole
# Events of the file system do not come from network folders; looking does.
POLL_S = 2.0


@dataclass
class Watch:
    """A folder, how its books are made, and what was seen of it so far."""

    folder: Path
    out: Path | None = None
    flags: Flags = field(default_factory=dict)
    each: bool = False
    now: Callable[[], float] = time.time
    _seen: dict[Path, tuple[str, float]] = field(default_factory=dict)
    _failed: dict[Path, str] = field(default_factory=dict)
    _told: set[tuple[Path, str]] = field(default_factory=set)

    def ready(self) -> Found:
        """The books that are whole and not made yet, and what is newly left out."""
        found = find_books(
            [self.folder], self.out, self.flags, each=self.each, shelf=True
        )
        jobs = [job for job in found.jobs if self._is_due(job)]
        gone = set(self._seen).difference(job.out.absolute() for job in found.jobs)
        for folder in gone:
            del self._seen[folder]
        return Found(tuple(jobs), self._news(found.left_out))

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """Take note of what became of books."""
        for outcome in outcomes:
            folder = outcome.folder.absolute()
            state = self._seen.get(folder)
            if outcome.state is State.FAILED and state is not None:
                self._failed[folder] = state[0]

    def _is_due(self, job: BookJob) -> bool:
        folder = job.out.absolute()
        files = (job.source, *job.formats)
        state = state_of(files)
        before, since = self._seen.get(folder, ("", 0.0))
        if state != before:
            since = self._last_change(files)
            if before:
                since = self.now()
            self._seen[folder] = (state, since)
        if self.now() - since < SETTLED_S or self._failed.get(folder) == state:
            return False
        return finished(job) is None

    def _last_change(self, files: Iterable[Path]) -> float:
        """When files that are seen for the first time were changed; clocks may differ."""
        try:
            changed = max(file.stat().st_mtime for file in files)
        except OSError:
            return self.now()
        return min(changed, self.now())

    def _news(self, left_out: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """What was not told before. That there is no book yet is no news."""
        news = []
        for outcome in left_out:
            key = (outcome.source, outcome.message)
            if key not in self._told and outcome.source != self.folder:
                self._told.add(key)
                news.append(outcome)
        return tuple(news)


def watch(
    watching: Watch,
    make: Callable[[Found], Sequence[Outcome]],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Make what lands in the folder, until somebody ends it."""
    while True:
        found = watching.ready()
        if found.jobs or found.left_out:
            watching.take(make(found))
        sleep(POLL_S)
