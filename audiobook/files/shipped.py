"""Where data lies that ships with the program, or in packages of its own."""

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from audiobook.errors import UnknownNameError
from audiobook.registry import nearest


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


def schema_names() -> list[str]:
    """The JSON Schemas that ship: of files that people write, and of what ``--json`` prints."""
    folder = Path(str(files("audiobook"))) / "schemas"
    return sorted(path.stem for path in folder.glob("*.json"))


def schema_text(name: str) -> str:
    """One of them. Raises :class:`~audiobook.errors.UnknownNameError`."""
    names = schema_names()
    if name not in names:
        raise UnknownNameError(
            f'There is no schema "{name}".', remedy=nearest(name, names)
        )
    path = Path(str(files("audiobook"))) / "schemas" / f"{name}.json"
    return path.read_text(encoding="utf-8")
