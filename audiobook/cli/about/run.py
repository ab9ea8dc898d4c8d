"""What the verbs do that tell of the program itself."""

import argparse
import json
import sys
from collections.abc import Callable

import shtab

from audiobook.attribute.table import ATTRIBUTORS
from audiobook.cli.about import man
from audiobook.cli.arguments.groups import packs, path
from audiobook.cli.outputs import check_free
from audiobook.cli.parsing.parser import MAIN, MAKE, Parser, main_parser, make_parser
from audiobook.engines import ENGINES
from audiobook.errors import UnknownNameError
from audiobook.executors.table import EXECUTORS
from audiobook.files import write_text
from audiobook.files.shipped import schema_names, schema_text
from audiobook.publish.table import PUBLISHERS
from audiobook.registry import nearest
from audiobook.settings import PACES
from audiobook.settings.profiles import PROFILES

# Words that settings accept: the parser leaves them to the settings, which know more names.
_WORDS = {
    "--attributor": tuple(ATTRIBUTORS.table),
    "--engine": tuple(ENGINES.table),
    "--executor": tuple(EXECUTORS.table),
    "--formats": tuple(PUBLISHERS.table),
    "--notes": ("skip", "place", "end"),
    "--pace": tuple(PACES),
    "--parts": ("all", "two", "one"),
    "--profile": tuple(PROFILES),
}


def run(verb: str, options: argparse.Namespace) -> None:
    """Run one of these verbs. Raises :class:`~audiobook.errors.AudiobookError`."""
    _RUN[verb](options)


def _help(options: argparse.Namespace) -> None:
    sys.stdout.write(_parser_of(options.topic).format_help())


def _completion(options: argparse.Namespace) -> None:
    sys.stdout.write(_script(_parser_of(options.program), options.shell))


def _man(options: argparse.Namespace) -> None:
    # A page may also be asked for by its own name, "audiobook-cast".
    topic = (options.topic or "").removeprefix(f"{MAIN}-")
    if not options.pages:
        sys.stdout.write(man.page(_parser_of(topic)))
        return
    main = main_parser()
    parsers = [make_parser(), main, *main.by_verb.values()]
    if topic:
        parsers = [_parser_of(topic)]
    written = [options.pages / man.file_name(parser) for parser in parsers]
    for parser, file in zip(parsers, written, strict=True):
        if not man.is_page(parser, file):
            check_free(file, "--out")
    for parser, file in zip(parsers, written, strict=True):
        write_text(file, man.page(parser))
    if topic:
        sys.stdout.write(f"The manual page is {written[0]}.\n")
    else:
        sys.stdout.write(f"The manual pages are in {options.pages}.\n")


def _schema(options: argparse.Namespace) -> None:
    if options.name:
        sys.stdout.write(schema_text(options.name))
        return
    for name in schema_names():
        title = json.loads(schema_text(name))["title"]
        sys.stdout.write(f"{name:13} {title}\n")


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


def _script(parser: argparse.ArgumentParser, shell: str) -> str:
    """A script that completes the arguments of a parser: for "bash", "zsh" or "fish"."""
    _describe(parser)
    return shtab.complete(parser, shell).rstrip("\n") + "\n"


def _describe(parser: argparse.ArgumentParser) -> None:
    """Tell shtab what is a file, what a folder, and which words there are."""
    for action in parser._actions:  # noqa: SLF001 - there is no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - likewise
            for verb in action.choices.values():
                _describe(verb)
            continue
        words = [_WORDS[flag] for flag in action.option_strings if flag in _WORDS]
        if words:
            action.choices = words[0]
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.type in (path, packs):
            action.complete = shtab.FILE  # type: ignore[attr-defined]


_RUN: dict[str, Callable[[argparse.Namespace], None]] = {
    "help": _help,
    "completion": _completion,
    "man": _man,
    "schema": _schema,
}
