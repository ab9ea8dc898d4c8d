"""The commands' way in.

It imports next to nothing: until there is something to lose, Ctrl-C ends the program at once, and
no half-imported module complains of it.
"""

import signal
import sys
from importlib import import_module
from typing import NoReturn

from audiobook.shortage import STATUS, message_and_remedy, shortage_of

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def make_audiobook() -> NoReturn:
    """The command ``make-audiobook``."""
    _load()
    from audiobook.cli import main as cli  # noqa: PLC0415 - heavy

    cli.make_audiobook()


def main() -> NoReturn:
    """The command ``audiobook``."""
    _load()
    from audiobook.cli import main as cli  # noqa: PLC0415 - heavy

    cli.main()


def _load() -> None:
    """Import the command line, or say that there is too little memory, or too few open files, to
    do so.
    """
    try:
        import_module("audiobook.cli.main")
    except (ImportError, MemoryError, OSError) as error:
        if kind := shortage_of(error):
            sys.stderr.write(f"error: {' '.join(message_and_remedy(kind))}\n")
            sys.exit(STATUS)
        raise
