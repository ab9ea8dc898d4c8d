"""A book that is there in several formats: which file it is made from.

The richest format comes first; where that file cannot be read (broken, locked, without text), the
next one stands in for it, and the report says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.errors import InputError
from audiobook.library.job import BookJob, Outcome, skipped


def next_format(job: BookJob, outcome: Outcome) -> BookJob | None:
    """The same book from its next best file, where this one cannot be read.

    Its note names the file that is broken and the one that is used instead. ``None`` where the
    outcome is another, or no other file is left.
    """
    if outcome.exit_status != InputError.exit_status or not job.formats:
        return None
    following = _following(job)
    told = f"{outcome.message} {following.source.name} is used instead."
    return replace(following, note=f"{job.note} {told}".strip())


def every_format(job: BookJob) -> Iterator[BookJob]:
    """The job itself, then those that would stand in for it one after another.

    One of them made the book, where a run before has finished it.
    """
    yield job
    while job.formats:
        job = _following(job)
        yield job


def other_formats(
    jobs: Sequence[BookJob], outcomes: Sequence[Outcome]
) -> Iterator[Outcome]:
    """What is to be said of the files that are not made, because another of the book is."""
    for job, outcome in zip(jobs, outcomes, strict=True):
        for path in (job.source, *job.formats):
            if path != outcome.source:
                reason = f"{outcome.source.name} is the same book in another format."
                yield skipped(replace(job, source=path, note=""), reason)


def _following(job: BookJob) -> BookJob:
    """The job for the first of the other files."""
    first, *rest = job.formats
    unread = (*job.unread, job.source)
    return replace(job, source=first, formats=tuple(rest), unread=unread)
