"""The commands' way in.

It imports next to nothing: until there is something to lose, Ctrl-C ends the program at once and
without a word, and no half-imported module complains of it. What Python and the script that pip
wrote do before this module is not ours.
"""

import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def make_audiobook() -> "NoReturn":
    """The command ``make-audiobook``."""
    _load()
    from audiobook.cli import main as cli  # noqa: PLC0415 - heavy

    cli.make_audiobook()


def main() -> "NoReturn":
    """The command ``audiobook``."""
    _load()
    from audiobook.cli import main as cli  # noqa: PLC0415 - heavy

    cli.main()


def _load() -> None:
    """Import the command line, or say that there is too little memory, or too few open files, to
    do so.
    """
    # Once files are short, this could not be imported any more.
    from audiobook import shortage  # noqa: PLC0415 - a moment later than Ctrl-C

    try:
        import audiobook.cli.main  # noqa: F401, PLC0415 - heavy
    except (ImportError, MemoryError, OSError) as error:
        if kind := shortage.shortage_of(error):
            sys.stderr.write(f"error: {' '.join(shortage.message_and_remedy(kind))}\n")
            sys.exit(shortage.STATUS)
        raise
