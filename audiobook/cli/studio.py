"""``audiobook studio``: the page on which a book is heard, corrected and recast.

The packages that it needs are an extra, and are imported when it runs.
"""

import argparse
import getpass
import os
import sys
import webbrowser
from importlib.util import find_spec
from pathlib import Path

from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.make import OF_EVERY_WORKER
from audiobook.cli.streams import write_json
from audiobook.errors import MissingPackageError, UsageError

PASSWORD = "AUDIOBOOK_STUDIO_PASSWORD"  # noqa: S105 - the name of a variable
_LOCAL = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - asked for with --host, and a password
_PACKAGES = ("starlette", "uvicorn", "jinja2", "sse_starlette")
_SHORTEST = 8  # characters of a password


def run(options: argparse.Namespace) -> None:
    """Serve until Ctrl-C. Raises :class:`~audiobook.errors.AudiobookError`."""
    _check(options)
    password = "" if options.host in _LOCAL else _password(options.host)
    from audiobook.executors.processes import prepare  # noqa: PLC0415 - as in "make"

    prepare(OF_EVERY_WORKER)
    # Of the extra, and heavy.
    from audiobook.studio import server  # noqa: PLC0415
    from audiobook.studio.safety import Keys  # noqa: PLC0415
    from audiobook.studio.shelf import Shelf  # noqa: PLC0415

    shelf = Shelf(tuple(options.files), options.out, flags_of(options))
    opened = server.listening(options.host, options.port)
    port = opened.getsockname()[1]
    keys = Keys(password)
    # Only whoever lets others in is known by other names.
    names = server.own_names() if password else ()
    app = server.build(shelf, keys, server.Address(options.host, port, names))
    shelf.warm()
    _announce(options, port, keys.token, names)
    ended = True
    try:
        server.run(app, opened)
    finally:
        ended = shelf.close()
    if not options.json:
        _tell("The studio is closed. Everything that you did is in the books' folders.")
    if not ended:
        # A finished book is still being written; workers end with this process.
        os._exit(0)


def _announce(
    options: argparse.Namespace, port: int, token: str, names: tuple[str, ...]
) -> None:
    """Say where the studio is, and open it."""
    # Who listens everywhere is reached at this machine's own address too.
    here = options.host in (*_LOCAL, *_EVERYWHERE)
    name = "127.0.0.1" if here and options.host != "::1" else options.host
    host = f"[{name}]" if ":" in name else name
    address = f"http://{host}:{port}/open?token={token}"
    if options.json:
        write_json({"event": "Opened", "address": address, "port": port})
        sys.stdout.flush()
    else:
        _tell(f"The studio is open at\n\n  {address}\n")
        for other in names:
            _tell(f"  http://{other}:{port}/login")
        _tell("The address is good for one browser. Ctrl-C ends the studio.")
    if not options.no_browser:
        webbrowser.open(address)


def _check(options: argparse.Namespace) -> None:
    """Raise before anything is opened."""
    for name in _PACKAGES:
        if find_spec(name) is None:
            raise MissingPackageError(
                f'The studio needs the package "{name}".',
                remedy="Install it: pip install 'audiobook-producer[studio]'",
            )
    if not 0 <= options.port <= 65_535:
        raise UsageError(
            f"There is no port {options.port}.", remedy="Give one from 1 to 65535."
        )
    if options.out is not None and not _is_one(options.files):
        raise UsageError(
            "--out is the folder of one book.",
            remedy="Open a single story, or leave it out.",
        )


def _is_one(files: list[Path]) -> bool:
    return len(files) == 1 and not files[0].is_dir()


def _password(host: str) -> str:
    """The password that keeps others out; asked for where it is not in the environment."""
    _tell(
        f"Warning: at {host} others in your network can reach the studio, and read what it "
        "sends: it is not encrypted. Whoever has the password can change these books."
    )
    password = os.environ.get(PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = getpass.getpass("Password for the studio: ")
    if len(password) < _SHORTEST:
        raise UsageError(
            f"--host needs a password of {_SHORTEST} characters or more.",
            remedy=f"Set the variable {PASSWORD}, or type one when you are asked.",
        )
    return password


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
