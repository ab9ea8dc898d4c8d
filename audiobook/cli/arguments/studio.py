"""What ``audiobook studio`` takes. The standard library alone."""

import argparse

from audiobook.cli.arguments.groups import path


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
