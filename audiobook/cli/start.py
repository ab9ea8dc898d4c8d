"""The commands' way in. It imports next to nothing: until there is something to lose, Ctrl-C ends the program at
once, and no half-imported module complains of it.
"""

import signal
from typing import NoReturn

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def make_audiobook() -> NoReturn:
    """The command ``make-audiobook``."""
    from audiobook.cli import main as cli  # noqa: PLC0415 - heavy

    cli.make_audiobook()


def main() -> NoReturn:
    """The command ``audiobook``."""
    from audiobook.cli import main as cli  # noqa: PLC0415 - heavy

    cli.main()
