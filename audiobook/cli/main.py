"""Arguments -> one verb. The only print, the only exit, the only broad ``except``.

The verbs are imported when one runs, so that ``--help`` answers at once.
"""

import argparse
import json
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NoReturn

from audiobook import __version__
from audiobook.cli.arguments import VERBS, add_make
from audiobook.cli.streams import in_utf8, make_sturdy
from audiobook.errors import INTERRUPTED, AudiobookError, RenderError, UsageError
from audiobook.limits import require_room, resource_error

_EPILOG = """\
exit status:
  0  done                                  4  the output cannot be written
  1  another expected error                5  a line could not be spoken
  2  a wrong argument, setting or name     6  a finished file could not be made
  3  the book cannot be read               7  a check found errors
  8  --strict: a check found warnings      9  too little memory or too few open files
 10  made, but part of the source is lost  11  some of several books could not be made
130  interrupted; run again to carry on
"""


def make_audiobook(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command ``make-audiobook``."""
    parser = _parser(
        "make-audiobook", "Turn a story or novel into a full-cast, chaptered audiobook."
    )
    add_make(parser)
    _run(parser, arguments)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command ``audiobook``."""
    parser = _parser("audiobook", "Make audiobooks, and inspect how they are made.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for name, (describe, summary) in VERBS.items():
        describe(
            verbs.add_parser(
                name,
                help=summary,
                description=summary,
                epilog=_EPILOG,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    _run(parser, arguments)


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, instead of everything that might be right."""

    given: ClassVar[Sequence[str]] = ()

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        remedy = f"See: {self.prog} --help."
        name = next(
            (text for text in self.given if text.startswith("-") and _is_there(text)),
            "",
        )
        if name:
            remedy = f'A name that begins with a dash is written with its folder: "./{name}".'
        _say(f"error: {message[:1].upper()}{message[1:].rstrip('.')}. {remedy}")
        sys.exit(UsageError.exit_status)


def _is_there(name: str) -> bool:
    try:
        return name != "-" and Path(name).exists()
    except (OSError, ValueError):
        return False


def _parser(name: str, summary: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=name,
        description=summary,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{name} {__version__}")
    return parser


def _run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> NoReturn:
    make_sturdy()
    _Parser.given = sys.argv[1:] if arguments is None else arguments
    options = parser.parse_args(arguments)
    if options.json:
        in_utf8(sys.stdout)
    try:
        _heed_interruptions()
        require_room()
        _verb(options)
        sys.stdout.flush()
    except AudiobookError as error:
        told = resource_error(error) or error
        _fail(options, told, told.exit_status)
    except KeyboardInterrupt:
        _say(
            f"{parser.prog}: interrupted. What was spoken is kept: run the same "
            "command to carry on."
        )
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one crash handler
        if options.debug:
            traceback.print_exc()
        told = _unforeseen(error)
        _fail(options, told, told.exit_status)
    sys.exit(0)


def _heed_interruptions() -> None:
    if (
        signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    ):  # so it was, lest importing be interrupted
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _unforeseen(error: Exception) -> AudiobookError:
    if found := resource_error(error):
        return found
    try:
        Path.cwd()
    except OSError:
        return AudiobookError(
            "The current folder no longer exists.", remedy="Change into another one."
        )
    return AudiobookError(
        f"Unexpected error: {type(error).__name__}: {error}.",
        remedy="This is a defect of the program: please report it with the output of --debug.",
    )


def _verb(options: argparse.Namespace) -> None:
    """What a verb needs is imported when it runs."""
    if options.verb == "make":
        from audiobook.cli.make import run  # noqa: PLC0415 - heavy: --help answers without it
    else:
        from audiobook.cli.commands import run  # noqa: PLC0415 - likewise
    run(options.verb, options)


def _fail(options: argparse.Namespace, error: AudiobookError, status: int) -> NoReturn:
    if options.json:
        record = {
            "event": "Failed",
            "message": error.message,
            "remedy": error.remedy,
            "exit_status": status,
        }
        print(
            json.dumps(
                {**record, "lines": getattr(error, "lines", ())}, ensure_ascii=False
            )
        )
    else:
        _say(f"error: {error}")
        for line in error.lines if isinstance(error, RenderError) else ():
            _say(f"  {line}")
    sys.exit(status)


def _say(message: str) -> None:
    print(message, file=sys.stderr)
