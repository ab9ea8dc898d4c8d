"""The parsers of both commands, with their help."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from audiobook import __version__
from audiobook.cli.arguments.verbs import VERBS, add_make
from audiobook.cli.parsing.blame import (
    Fault,
    flags_of_parser,
    plain,
    wrong_flag,
    wrong_verb,
)
from audiobook.cli.parsing.examples import examples
from audiobook.errors import UsageError

MAKE = "make-audiobook"
MAIN = "audiobook"
_SUMMARIES = {
    MAKE: "Turn a story or novel into a full-cast, chaptered audiobook.",
    MAIN: "Make audiobooks, and inspect how they are made.",
}
EXIT_STATUS = """\
exit status:
  0  done                                  4  the output cannot be written
  1  another expected error                5  a line could not be spoken
  2  a wrong argument, setting or name     6  a finished file could not be made
  3  the book cannot be read               7  a check found errors
  8  --strict: a check found warnings      9  too little memory or too few open files
 10  made, but part of the source is lost  11  some of several books could not be made
130  interrupted; run again to carry on
"""


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, instead of everything that might be right."""

    def __init__(self, prog: str = "", **details: Any) -> None:  # noqa: ANN401 - as its base
        super().__init__(prog, **details)
        self.by_verb: dict[str, Parser] = {}

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.refuse((plain(message), f"See: {self.prog} --help."))

    def refuse(self, fault: Fault) -> NoReturn:
        """End with status 2."""
        sys.stderr.write(f"error: {' '.join(fault)}\n")
        sys.exit(UsageError.exit_status)


def make_parser() -> Parser:
    """What ``make-audiobook`` understands."""
    parser = _command(MAKE)
    add_make(parser)
    return parser


def main_parser() -> Parser:
    """What ``audiobook`` understands, verb by verb."""
    parser = _command(MAIN)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for name, (describe, summary) in VERBS.items():
        verb = verbs.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=examples(name) + EXIT_STATUS,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        describe(verb)
        parser.by_verb[name] = verb
    return parser


def parsed(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments, understood; ends with status 2 where one of them is wrong."""
    words = list(arguments)
    if parser.prog == MAKE:
        _examine(parser, words)
        return parser.parse_args(words)
    if not words:
        parser.print_help()
        sys.exit(0)
    if fault := wrong_verb(words, VERBS):
        parser.refuse(fault)
    if words[0] in VERBS:
        _examine(parser.by_verb[words[0]], words[1:], parser)
    elif fault := wrong_flag(parser, words):
        parser.refuse(fault)
    return parser.parse_args(words)


def _examine(parser: Parser, words: Sequence[str], above: Parser | None = None) -> None:
    """Show the short help to whoever gave nothing, and complain of flags before all else."""
    if _needed(parser) and not words:
        sys.stderr.write(_short_help(parser))
        sys.exit(UsageError.exit_status)
    fault = wrong_flag(parser, words, _owners(above, words))
    if fault:
        parser.refuse(fault)


def _owners(parser: Parser | None, words: Sequence[str]) -> list[str]:
    """The verbs that know every flag among ``words``, in full."""
    if not parser:
        return []
    flags = {word.partition("=")[0] for word in words if word.startswith("-")}
    return [
        verb.prog
        for verb in parser.by_verb.values()
        if flags <= set(flags_of_parser(verb))
    ]


def _short_help(parser: Parser) -> str:
    name = parser.prog.removeprefix(f"{MAIN} ")
    positional = " ".join(_needed(parser))
    usage = f"usage: {parser.prog} {positional} [options]"
    everything = f"Everything that it takes: {parser.prog} --help"
    return f"{parser.description}\n\n{usage}\n\n{examples(name)}{everything}\n"


def _needed(parser: Parser) -> list[str]:
    """What a command asks for, as its help calls it."""
    needed = []
    for action in parser._actions:  # noqa: SLF001 - not told otherwise
        # Newer Pythons do not say that any number of files is required: none is a number too.
        if action.required or action.nargs == argparse.ZERO_OR_MORE:
            needed.append(str(action.metavar or action.dest))
    return needed


def _command(name: str) -> Parser:
    parser = Parser(
        prog=name,
        description=_SUMMARIES[name],
        epilog=examples(name) + EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"{name} {__version__}",
        help="show the version and exit",
    )
    return parser
