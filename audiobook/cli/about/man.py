"""A parser -> its page of the manual, in the macros that ``man`` reads."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from audiobook import __version__
from audiobook.cli.parsing.examples import EXAMPLES
from audiobook.cli.parsing.parser import EXIT_STATUS, MAIN, MAKE, Parser
from audiobook.files import output_errors

_FILES = """\
.SH FILES
.TP
.I settings.toml
settings, in the book's folder, or in your configuration folder for all books
.TP
.I cast.toml
who plays whom, in the book's folder
.SH ENVIRONMENT
.TP
.B AUDIOBOOK_RATE, AUDIOBOOK_FORMATS, ...
every setting by its name; see docs/settings.md
.TP
.B NO_COLOR
print without colour or style
"""


def file_name(parser: Parser) -> str:
    """``audiobook-say.1``: what ``man`` looks for."""
    return f"{_name(parser)}.1"


def page(parser: Parser) -> str:
    """The whole page."""
    name = _name(parser)
    summary = str(parser.description).rstrip(".")
    parts = [
        f'{_title(parser)} {__version__}" "User Commands"\n',
        f".SH NAME\n{_escaped(name)} \\- {_escaped(summary)}\n",
        f".SH SYNOPSIS\n.B {_escaped(parser.prog)}\n{_escaped(_synopsis(parser))}\n",
        f".SH DESCRIPTION\n{_escaped(str(parser.description))}\n",
        *_groups(parser),
        *_examples(parser),
        f".SH EXIT STATUS\n.nf\n{_escaped(EXIT_STATUS.partition(chr(10))[2])}.fi\n",
        _FILES,
        f".SH SEE ALSO\n{_see_also(parser)}\n",
    ]
    return "".join(parts)


def is_page(parser: Parser, path: Path) -> bool:
    """Whether a file is this page, written by this program in any version."""
    if path.is_symlink() or not path.is_file():
        return False
    start = _title(parser).encode()
    with output_errors(path), path.open("rb") as file:
        return file.read(len(start)) == start


def _title(parser: Parser) -> str:
    """The beginning of the page, up to our version."""
    return f'.TH "{_name(parser).upper()}" "1" "" "audiobook-producer'


def _name(parser: Parser) -> str:
    return parser.prog.replace(" ", "-")


def _escaped(text: str) -> str:
    """Text that ``man`` shows as it is."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    lines = [f"\\&{line}" if line[:1] == "." else line for line in escaped.split("\n")]
    return "\n".join(lines)


def _synopsis(parser: Parser) -> str:
    usage = parser.format_usage().partition(parser.prog)[2]
    return " ".join(usage.split())


def _groups(parser: Parser) -> Iterator[str]:
    """A section for each group of arguments."""
    for group in parser._action_groups:  # noqa: SLF001 - there is no other way to ask
        shown = [a for a in group._group_actions if a.help != argparse.SUPPRESS]  # noqa: SLF001
        if not shown:
            continue
        yield f".SH {_escaped(str(group.title).upper())}\n"
        if group.description:
            yield f"{_escaped(group.description)}\n"
        for action in shown:
            yield from _entries(parser, action)


def _entries(parser: Parser, action: argparse.Action) -> Iterator[str]:
    if (
        parser.by_verb
        and action.dest == argparse.SUPPRESS
        and not action.option_strings
    ):
        for verb in parser.by_verb.values():
            yield f".TP\n.B {_escaped(verb.prog)}\n{_escaped(str(verb.description))}\n"
        return
    help_ = (action.help or "") % {"prog": parser.prog}
    yield f".TP\n.B {_escaped(_invocation(action))}\n{_escaped(help_)}\n"


def _invocation(action: argparse.Action) -> str:
    """``-o, --out OUT``, or ``FILE``."""
    value = str(action.metavar or "")
    if action.choices and not value:
        value = "{" + ",".join(map(str, action.choices)) + "}"
    flags = ", ".join(action.option_strings)
    if not flags:
        return value or action.dest
    if action.nargs == 0:
        return flags
    return f"{flags} {value or action.dest.upper()}"


def _examples(parser: Parser) -> Iterator[str]:
    name = parser.prog.removeprefix(f"{MAIN} ")
    lines = "\n".join(EXAMPLES.get(name, ()))
    if lines:
        yield f".SH EXAMPLES\n.nf\n{_escaped(lines)}\n.fi\n"


def _see_also(parser: Parser) -> str:
    main = MAKE if parser.prog == MAIN else MAIN
    return f".BR {_escaped(main)} (1)"
