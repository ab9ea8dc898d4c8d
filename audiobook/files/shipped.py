"""Where the data that ships with the program lies."""

from importlib.resources import files
from pathlib import Path


def shipped_voices() -> Path:
    """The folder of voices: inside the installed package, or beside it in a source checkout."""
    package = Path(str(files("audiobook")))
    installed = package / "_voices"
    if installed.is_dir():
        return installed
    return package.parent / "voices"
