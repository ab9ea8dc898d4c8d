"""Several books by the workers of a cluster: what the flags say of it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from audiobook.cli.library.show import Showing
from audiobook.errors import MissingPackageError, UsageError
from audiobook.library.job import BookJob, Outcome

# Where the books' folders would be, if they were here: only the names in it count.
_ELSEWHERE = Path("/elsewhere")


def check(options: argparse.Namespace) -> None:
    """Raise :class:`UsageError` where flags do not go together."""
    if not options.cluster:
        if options.to or options.needs:
            raise UsageError(
                "--to and --needs are for the workers of a cluster.",
                remedy="Give --cluster too.",
            )
        return
    if options.shard or options.dry_run or options.at_once or options.watch:
        raise UsageError(
            "--shard, --dry-run, --at-once and --watch are for books that are made here.",
            remedy="Leave them out, or leave out --cluster.",
        )
    if options.to and options.out:
        raise UsageError(
            "--out and --to both say where the finished books go.",
            remedy="Give one of them.",
        )


def folder_of_books(options: argparse.Namespace) -> Path | None:
    """The folder in which the books have theirs; ``None`` for beside each story."""
    if not options.to:
        found: Path | None = options.out
        return found
    if "://" in options.to:
        return _ELSEWHERE
    return Path(options.to)


def make(
    jobs: Sequence[BookJob], options: argparse.Namespace, showing: Showing
) -> tuple[Outcome, ...]:
    """Make the books on other machines.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    needs = _needs(options.needs)
    try:
        from audiobook.cluster import sending  # noqa: PLC0415 - optional packages
    except ModuleNotFoundError as error:
        raise MissingPackageError(
            f'--cluster needs the package "{error.name}", which is not installed.',
            remedy='Install it with: pip install "audiobook-producer[cluster]".',
        ) from error
    where = sending.Sending(needs=needs)
    if "://" in options.to:
        where = sending.Sending(options.to, _ELSEWHERE, needs)
    return sending.make_on_cluster(
        jobs, options.cluster, showing.hear, where, showing.say
    )


def _needs(text: str) -> dict[str, float]:
    """The numbers in a list such as "GPU=1,MEMORY=4e9", by name."""
    needs = {}
    for piece in filter(None, text.split(",")):
        name, _, amount = piece.partition("=")
        try:
            needs[name.strip()] = float(amount)
        except ValueError:
            raise UsageError(
                f'"{piece}" does not say how much of what is needed.',
                remedy='Write it like "GPU=1,MEMORY=4e9".',
            ) from None
    return needs
