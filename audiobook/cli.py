"""Arguments -> one verb. The only print, the only exit, the only broad ``except``.

The verbs are imported when one runs, so that ``--help`` answers at once.
"""

import argparse
import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from audiobook import __version__
from audiobook.arguments import VERBS, add_make
from audiobook.errors import INTERRUPTED, AudiobookError, RenderError

_EPILOG = """\
exit status:
  0  done                                  4  the output cannot be written
  1  another expected error                5  a line could not be spoken
  2  a wrong argument, setting or name     6  a finished file could not be made
  3  the book cannot be read               7  a check found errors
  8  --strict: a check found warnings    130  interrupted; run again to carry on
"""


def make_audiobook(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command ``make-audiobook``."""
    parser = _parser("make-audiobook", "Turn a story or novel into a full-cast, chaptered audiobook.")
    add_make(parser)
    _run(parser, arguments)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command ``audiobook``."""
    parser = _parser("audiobook", "Make audiobooks, and look into how they are made.")
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


def _parser(name: str, summary: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=name, description=summary, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"{name} {__version__}")
    return parser


def _run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> NoReturn:
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _verb(options)
        sys.stdout.flush()
    except AudiobookError as error:
        _fail(options, error, error.exit_status)
    except KeyboardInterrupt:
        _say(f"{parser.prog}: interrupted. What was spoken is kept: run the same command to carry on.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (``audiobook script x | head``): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # noqa: BLE001 - the one crash handler
        if options.debug:
            traceback.print_exc()
        _fail(options, AudiobookError(f"Something unforeseen went wrong: {type(error).__name__}: {error}."), 1)
    sys.exit(0)


def _verb(options: argparse.Namespace) -> None:
    """What a verb needs is imported when it runs."""
    if options.verb == "make":
        from audiobook.making import run  # noqa: PLC0415 - heavy: --help answers without it
    else:
        from audiobook.commands import run  # noqa: PLC0415 - likewise
    run(options.verb, options)


def _fail(options: argparse.Namespace, error: AudiobookError, status: int) -> NoReturn:
    if options.json:
        record = {"event": "Failed", "message": error.message, "remedy": error.remedy, "exit_status": status}
        print(json.dumps({**record, "lines": getattr(error, "lines", ())}, ensure_ascii=False))
    else:
        _say(f"error: {error}")
        for line in error.lines if isinstance(error, RenderError) else ():
            _say(f"  {line}")
    sys.exit(status)


def _say(message: str) -> None:
    print(message, file=sys.stderr)
