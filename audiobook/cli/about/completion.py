"""A parser -> a script that completes its arguments in a shell, written by shtab."""

import argparse

import shtab

from audiobook.attribute.table import ATTRIBUTORS
from audiobook.cli.argument_groups import packs, path
from audiobook.engines import ENGINES
from audiobook.executors.table import EXECUTORS
from audiobook.publish.table import PUBLISHERS
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


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for "bash", "zsh" or "fish"."""
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
