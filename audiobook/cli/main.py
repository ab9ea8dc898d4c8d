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
from typing import NoReturn

from audiobook.cli.arguments.about import ABOUT
from audiobook.cli.parsing.parser import Parser, main_parser, make_parser, parsed
from audiobook.cli.streams import heed_looks, in_utf8, make_sturdy
from audiobook.errors import INTERRUPTED, AudiobookError, RenderError
from audiobook.limits import require_room, resource_error


def make_audiobook(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command ``make-audiobook``."""
    _run(make_parser(), arguments)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The command ``audiobook``."""
    _run(main_parser(), arguments)


def _run(parser: Parser, arguments: Sequence[str] | None) -> NoReturn:
    make_sturdy()
    options = parsed(parser, sys.argv[1:] if arguments is None else arguments)
    heed_looks(options)
    if options.json:
        in_utf8(sys.stdout)
    before = signal.getsignal(signal.SIGINT)
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
    finally:
        # All is said and written. Who presses Ctrl-C again is not kept waiting.
        signal.signal(signal.SIGINT, before)
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
    elif options.verb in ABOUT:
        from audiobook.cli.about.run import run  # noqa: PLC0415 - light, and needs the parsers
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
