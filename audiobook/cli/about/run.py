"""What the verbs do that tell of the program itself."""

import argparse
import sys
from collections.abc import Callable

from audiobook.cli.about import completion, man
from audiobook.cli.parsing.parser import MAKE, Parser, main_parser, make_parser
from audiobook.errors import UnknownNameError
from audiobook.files import write_text
from audiobook.registry import nearest


def run(verb: str, options: argparse.Namespace) -> None:
    """Run one of these verbs. Raises :class:`~audiobook.errors.AudiobookError`."""
    _RUN[verb](options)


def _help(options: argparse.Namespace) -> None:
    sys.stdout.write(_parser_of(options.topic).format_help())


def _completion(options: argparse.Namespace) -> None:
    sys.stdout.write(completion.script(_parser_of(options.program), options.shell))


def _man(options: argparse.Namespace) -> None:
    if not options.pages:
        sys.stdout.write(man.page(_parser_of(options.topic)))
        return
    main = main_parser()
    for parser in (make_parser(), main, *main.by_verb.values()):
        write_text(options.pages / man.file_name(parser), man.page(parser))
    sys.stdout.write(f"The manual pages are in {options.pages}.\n")


def _parser_of(topic: str | None) -> Parser:
    """The parser of a verb, or of a whole command."""
    main = main_parser()
    known = {main.prog: main, MAKE: make_parser(), **main.by_verb}
    name = topic or main.prog
    if name not in known:
        raise UnknownNameError(
            f'There is no verb "{name}".', remedy=nearest(name, known)
        )
    return known[name]


_RUN: dict[str, Callable[[argparse.Namespace], None]] = {
    "help": _help,
    "completion": _completion,
    "man": _man,
}
