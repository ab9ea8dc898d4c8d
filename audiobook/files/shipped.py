"""Where data lies that ships with the program, or in packages of its own."""

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path


def shipped_voices() -> Path:
    """The folder of voices: inside the installed package, or beside it in a source checkout."""
    package = Path(str(files("audiobook")))
    installed = package / "_voices"
    if installed.is_dir():
        return installed
    return package.parent / "voices"


def package_folder(package: str) -> Path | None:
    """Where an installed package lies, of which nothing is run; ``None`` where there is none."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent
