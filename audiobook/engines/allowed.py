"""Which programs and servers the user lets voices use.

A voice pack or a cast file may come from a stranger, in a folder with a book. It must not start a
program, nor send the book and a key to an address, unless the user's own settings allow it.
"""

import shlex
from urllib.parse import urlsplit

from audiobook.errors import EngineError
from audiobook.model import Voice
from audiobook.servers import is_here
from audiobook.settings.load import load_settings, user_folder


def check_command(voice: Voice, command: str) -> None:
    """Raise :class:`EngineError` where neither the command nor its program is allowed."""
    program = shlex.split(command)[0]
    allowed = load_settings().allow_commands
    if command not in allowed and program not in allowed:
        raise EngineError(
            f'Voice "{voice.name}": the program "{program}" is not allowed to run.',
            remedy=_remedy("allow_commands", program),
        )


def check_server(voice: Voice, url: str) -> None:
    """Raise :class:`EngineError` where the server of ``url`` is elsewhere and not allowed."""
    if is_here(url):
        return
    origin = _origin(url)
    if origin not in map(_origin, load_settings().allow_servers):
        raise EngineError(
            f'Voice "{voice.name}": the server {origin} is not allowed to be used.',
            remedy=_remedy("allow_servers", origin),
        )


def _remedy(setting: str, name: str) -> str:
    file = user_folder() / "settings.toml"
    return f"If you trust it, write {setting} = ['{name}'] into {file}."


def _origin(url: str) -> str:
    """The scheme, host and port of an address."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}".lower()
