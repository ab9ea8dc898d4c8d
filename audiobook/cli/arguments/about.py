"""What the verbs take that tell of the program itself. The standard library alone."""

import argparse
from collections.abc import Callable

from audiobook.cli.arguments.groups import add_looks, path

SHELLS = ("bash", "zsh", "fish")
PROGRAMS = ("audiobook", "make-audiobook")

Describe = Callable[[argparse.ArgumentParser], None]


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "topic", nargs="?", metavar="VERB", help="the verb to explain (default: all)"
    )
    _complete(parser, "help")


def _add_completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell to complete in")
    parser.add_argument(
        "--program",
        choices=PROGRAMS,
        default=PROGRAMS[0],
        help=f"the command to complete (default: {PROGRAMS[0]})",
    )
    _complete(parser, "completion")


def _add_man(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "topic",
        nargs="?",
        metavar="VERB",
        help="the page of this verb, or of make-audiobook (default: of audiobook)",
    )
    parser.add_argument(
        "--out",
        dest="pages",
        type=path,
        metavar="DIR",
        help="write the page into this folder instead, or every page without a VERB",
    )
    _complete(parser, "man")


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="of which file or output (default: list the names)",
    )
    _complete(parser, "schema")


def _complete(parser: argparse.ArgumentParser, verb: str) -> None:
    """What the rest of the command line expects of every verb."""
    add_looks(parser)
    parser.set_defaults(verb=verb, json=False)


ABOUT: dict[str, tuple[Describe, str]] = {
    "help": (_add_help, "Explain the program, or one verb."),
    "completion": (
        _add_completion,
        "Print a script that completes commands in your shell.",
    ),
    "man": (_add_man, "Print a manual page, or write all of them."),
    "schema": (
        _add_schema,
        "Print the JSON Schema of a file that you write, or of what --json prints.",
    ),
}
