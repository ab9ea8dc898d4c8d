"""The verb ``voices``: what there is to cast from, and putting natural voices in place."""

import argparse
import dataclasses
import sys

from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.arguments.voices import AUDITION, INSTALL
from audiobook.cli.streams import plain, write_json
from audiobook.errors import UsageError


def run(options: argparse.Namespace) -> None:
    """List the voices, or install. Raises :class:`~audiobook.errors.AudiobookError`."""
    if options.action == INSTALL:
        _install(options)
    elif options.action == AUDITION:
        # Heavy: engines and sound.
        from audiobook.cli import audition  # noqa: PLC0415

        audition.run(options)
    elif options.source:
        raise UsageError(
            "--from says where to install from.",
            remedy=f"Write: audiobook voices install --from {options.source}",
        )
    else:
        _list(options)


def _install(options: argparse.Namespace) -> None:
    from audiobook.engines.weights import install  # noqa: PLC0415 - the network

    if options.source:
        where = install.copied(options.source)
    else:
        where = install.downloaded(_tell)
    sys.stdout.write(f"The model of the natural voices is in {where}.\n")


def _tell(there: int, size: int) -> None:
    if plain() or not sys.stderr.isatty():
        return
    end = "\n" if there == size else ""
    sys.stderr.write(f"\r{there / 1e6:.0f} of {size / 1e6:.0f} MB{end}")


def _list(options: argparse.Namespace) -> None:
    # Heavy, and no help needs them.
    from audiobook import produce  # noqa: PLC0415
    from audiobook.cli import tables  # noqa: PLC0415

    found = produce.voices(flags_of(options), installed=options.installed)
    if options.json:
        write_json([dataclasses.asdict(voice) for voice in found])
    else:
        tables.voices(sys.stdout, found)
