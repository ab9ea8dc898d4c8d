"""Several books: found, made, reported."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.library import clustered
from audiobook.cli.library.show import Showing, failures, table
from audiobook.cli.streams import write_json
from audiobook.errors import LossError, SomeBooksError, UsageError
from audiobook.library.chains import share_of_books
from audiobook.library.finding import Found, find_books, is_library
from audiobook.library.formats import other_formats
from audiobook.library.job import BookJob, Outcome, State, Task
from audiobook.library.many import make_all
from audiobook.library.watching import Watch, watch
from audiobook.project import Project
from audiobook.render.cache import prune_together
from audiobook.render.store import ClipStore
from audiobook.settings.load import load_settings
from audiobook.settings.selection import WHOLE, Share, share_of

STANDARD_INPUT = Path("-")


def run(options: argparse.Namespace) -> None:
    """Make several books.

    Raises :class:`SomeBooksError` where some could not be made, else :class:`LossError` where part
    of the source of some is lost.
    """
    _check(options)
    if options.watch:
        _watch(options)
        return
    share = share_of(options.shard) if options.shard else WHOLE
    found = _found(options)
    jobs = _jobs(found.jobs, share, options)
    showing = Showing(options, len(jobs))
    if options.cluster:
        made = clustered.make(jobs, options, showing)
    else:
        made = make_all(jobs, options.at_once, showing.hear)
    outcomes = (*made, *other_formats(jobs, made), *found.left_out)
    _keep_within(outcomes, options)
    _report(outcomes, options)
    _raise_for(outcomes)


def _watch(options: argparse.Namespace) -> None:
    """Make what lands in a folder, until somebody ends it."""
    if not options.watch.is_dir():
        raise UsageError(
            f'There is no folder "{options.watch}" to watch.', remedy="Make it first."
        )
    flags = flags_of(options)
    watching = Watch(options.watch, options.out, flags, options.each)
    if not (options.json or options.quiet):
        sys.stderr.write(f"Watching {options.watch}. Ctrl-C ends it.\n")

    def make(found: Found) -> tuple[Outcome, ...]:
        showing = Showing(options, len(found.jobs))
        for outcome in found.left_out:
            showing.hear(BookJob(outcome.source, outcome.folder), outcome)
        made = make_all(found.jobs, options.at_once, showing.hear)
        for outcome in other_formats(found.jobs, made):
            showing.hear(BookJob(outcome.source, outcome.folder), outcome)
        return made

    watch(watching, make)


def _keep_within(outcomes: Sequence[Outcome], options: argparse.Namespace) -> None:
    """Keep the spoken lines of all books together within their limit."""
    if all(outcome.state is not State.MADE for outcome in outcomes):
        return
    flags = flags_of(options)
    limit = load_settings(flags).cache_total_mb * 1_000_000
    if limit:
        there = [outcome for outcome in outcomes if outcome.there]
        prune_together([ClipStore(Project(o.folder).clips) for o in there], limit)


def _check(options: argparse.Namespace) -> None:
    """Raise :class:`UsageError` for flags that do not go together."""
    clustered.check(options)
    others = bool(options.files or options.shard or options.dry_run)
    wrong = {
        "A folder is watched alone. Give --watch without files, --shard and --dry-run.": (
            options.watch is not None and others
        ),
        "Standard input is one book, and is made alone. Give - without other files, --each, "
        "--shard and --dry-run.": STANDARD_INPUT in options.files,
        "A preview is made of one book at a time. Give one file.": options.preview,
        "No books can be made at a time. Give --at-once a number, or 0 for as many as the "
        "machine carries.": options.at_once < 0,
    }
    for told, is_wrong in wrong.items():
        if is_wrong:
            message, _, remedy = told.partition(". ")
            raise UsageError(f"{message}.", remedy=remedy)


def _found(options: argparse.Namespace) -> Found:
    """The books. The folder of one file is ``--out`` itself, as it is without these flags."""
    flags = flags_of(options)
    (first, *others) = options.files
    alone = not others and not options.each and not is_library(first)
    if alone and options.out is not None:
        return Found((BookJob(first, options.out.absolute(), flags),))
    out = clustered.folder_of_books(options)
    return find_books(options.files, out, flags, each=options.each)


def _jobs(
    jobs: Sequence[BookJob], share: Share, options: argparse.Namespace
) -> tuple[BookJob, ...]:
    """What is to be done with each: all of it, a share of it, or nothing but a look."""
    task = Task.MAKE
    if len(jobs) > 1:
        jobs = share_of_books(jobs, share)
    elif share != WHOLE:
        task = Task.SPEAK
    if options.dry_run:
        task = Task.FORESEE
    return tuple(replace(job, task=task, share=share) for job in jobs)


def _report(outcomes: Sequence[Outcome], options: argparse.Namespace) -> None:
    if options.json:
        write_json(
            {"event": "Library", "books": [outcome.record() for outcome in outcomes]}
        )
    elif options.quiet:
        failures(sys.stderr, outcomes)
    else:
        table(sys.stdout, outcomes)


def _raise_for(outcomes: Sequence[Outcome]) -> None:
    bad = [outcome for outcome in outcomes if outcome.state is State.FAILED]
    if bad:
        raise SomeBooksError(
            f"{len(bad)} of {len(outcomes)} books could not be made.",
            remedy="The report names each. Run the same command again: the others are kept.",
        )
    lost = [outcome for outcome in outcomes if outcome.exit_status]
    if lost:
        raise LossError(
            f"All books were made, but part of the source of {len(lost)} is lost.",
            remedy="The report names each.",
        )
