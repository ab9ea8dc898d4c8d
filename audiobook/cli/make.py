"""What the verb ``make`` does with its arguments.

It imports little before workers begin to start: whoever makes a book waits for the first line.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.cli import progress
from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.streams import write_json
from audiobook.errors import LossError, UsageError
from audiobook.executors.processes import prepare

if TYPE_CHECKING:
    from audiobook.produce import Made

OF_EVERY_WORKER = (
    "audiobook.cli.main",
    "audiobook.render.tasks",
    "audiobook.engines.pyttsx3_engine",
)


def run(verb: str, options: argparse.Namespace) -> None:  # noqa: ARG001 - there is one
    """Make a book, or several. Raises :class:`~audiobook.errors.AudiobookError`."""
    if wants_several(options):
        from audiobook.cli.library import run as several  # noqa: PLC0415 - heavy

        several.run(options)
        return
    prepare(OF_EVERY_WORKER)
    from audiobook import produce  # noqa: PLC0415 - heavy: workers begin to start first
    from audiobook.publish.losses import LOSSES  # noqa: PLC0415 - likewise

    stream = sys.stderr
    show = progress.progress
    if options.json:
        stream = sys.stdout
        show = progress.json_lines
    elif options.quiet:
        show = progress.silence
    with show(stream) as tell:
        made = produce.make(
            options.files[0],
            options.out,
            flags_of(options),
            tell,
            preview=options.preview,
        )
    if options.json:
        from audiobook.cli import views  # noqa: PLC0415 - heavy, and of use at the end alone

        write_json({"event": "Made", **views.made_record(made)})
    elif not options.quiet:
        _report(made)
    if made.script.book.losses and not options.preview:
        raise LossError(
            "The book was made, but not all of its source is in it: see "
            f'"{made.folder / LOSSES}".',
            remedy="Get a whole copy of the source, and run the same command again.",
        )


def wants_several(options: argparse.Namespace) -> bool:
    """Whether something else is asked for than to make one book.

    Raises :class:`~audiobook.errors.UsageError` where nothing is.
    """
    if options.watch:
        return True
    if not options.files:
        raise UsageError("No book is named.", remedy="Give a file or a folder.")
    asked = (
        options.each,
        options.shard,
        options.dry_run,
        options.cluster,
        options.to,
        options.needs,
        len(options.files) > 1,
    )
    return any(asked) or _is_library(options.files[0])


def _is_library(place: Path) -> bool:
    if not place.is_dir():
        return False
    from audiobook.library.finding import is_library  # noqa: PLC0415 - heavy; most books are files

    return is_library(place)


def _report(made: "Made") -> None:
    # Heavy, and of use at the end alone.
    from audiobook.cli import sentences, tables  # noqa: PLC0415

    tables.summary(sys.stdout, made)
    # Scripts that read what is printed are not told, and use nothing up.
    if not sys.stdout.isatty():
        return
    hint = sentences.natural_voices(made.edition.cast)
    if hint:
        sys.stdout.write(f"\n{hint}\n")
