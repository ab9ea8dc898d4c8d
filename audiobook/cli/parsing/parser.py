"""The parsers of both commands, with their help."""

import argparse
import re
import sys
import textwrap
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


_STATUS_LINE = re.compile(r" *\d+  ")
_STATUS = re.compile(r"(\d+)  (\S.*?)(?= {2,}\d|$)")
_COMMANDS = (MAKE, MAIN)


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as it is laid out, and on a narrow terminal in one column."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = text.splitlines()
        if max(map(len, lines), default=0) > width:
            lines = _narrow(lines, width)
        return "".join(f"{indent}{line}\n" for line in lines)


def _narrow(lines: Sequence[str], width: int) -> list[str]:
    narrow: list[str] = []
    statuses: list[tuple[int, str]] = []
    for line in lines:
        if _STATUS_LINE.match(line):
            for number, meaning in _STATUS.findall(line):
                statuses.append((int(number), meaning))
        elif line.lstrip().startswith(_COMMANDS):
            # So broken, it can still be copied into a shell.
            pieces = _wrapped(line, width - len(" \\"), hang=6)
            narrow.append(" \\\n".join(pieces))
        else:
            narrow.extend(_wrapped(line, width) or [""])
    for number, meaning in sorted(statuses):
        narrow.extend(_wrapped(f"{number:>3}  {meaning}", width, hang=5))
    return narrow


def _wrapped(line: str, width: int, hang: int = 0) -> list[str]:
    return textwrap.wrap(
        line,
        width,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


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
            formatter_class=Help,
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
    options, unexpected = parser.parse_known_args(words)
    if unexpected:
        # The verb's own help says what it takes.
        below = parser.by_verb.get(words[0], parser)
        below.error(f"unrecognized arguments: {' '.join(unexpected)}")
    return options


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
        formatter_class=Help,
    )
    parser.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"{name} {__version__}",
        help="show the version and exit",
    )
    return parser
