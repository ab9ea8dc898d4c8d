"""Draw the rooms of the package from its code: ``python -m benchmarks.rooms``.

Prints every room with what its door says of it, floor by floor as the layers of
``pyproject.toml`` have them, and for each room of the package which others it imports.
``docs/architecture.md`` holds what is printed; a test compares the two.
"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.house import PACKAGE

PROJECT = PACKAGE.parent / "pyproject.toml"
WIDTH = 26


def main() -> None:
    """Print the picture."""
    print("\n".join(picture()))


def picture() -> Iterator[str]:
    """The lines of the picture."""
    for floor in _floors():
        for room in floor:
            yield from _described(room)
        yield ""
    yield "imports of each room:"
    for floor in _floors():
        for room in floor:
            imported = sorted(_imports(room))
            if imported:
                yield f"  {room:{WIDTH - 2}}{', '.join(imported)}"


def _floors() -> list[list[str]]:
    """The rooms and root modules by layer, the highest first."""
    settings = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = [
        contract["layers"] for contract in contracts if contract["type"] == "layers"
    ]
    return [[name.strip() for name in layer.split("|")] for layer in layers]


def _described(room: str) -> Iterator[str]:
    """A room and the rooms inside it, each with the first sentence of its docstring."""
    folder = PACKAGE / room
    if not folder.is_dir():
        yield f"{room + '.py':{WIDTH}}{_summary(PACKAGE / f'{room}.py')}"
        return
    yield f"{room + '/':{WIDTH}}{_summary(folder / '__init__.py')}"
    for door in sorted(folder.rglob("__init__.py")):
        inner = door.parent.relative_to(PACKAGE)
        if len(inner.parts) > 1:
            indent = "  " * (len(inner.parts) - 1)
            yield f"{indent + inner.name + '/':{WIDTH}}{_summary(door)}"


def _summary(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def _imports(room: str) -> set[str]:
    """The other rooms and root modules that a room imports from."""
    folder = PACKAGE / room
    paths = (
        sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]
    )
    rooms: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "audiobook"
            ):
                rooms.update(_rooms_of(node))
    return rooms - {room}


def _rooms_of(node: ast.ImportFrom) -> Iterator[str]:
    parts = (node.module or "").split(".")
    if len(parts) > 1:
        yield parts[1]
        return
    for alias in node.names:
        if (PACKAGE / alias.name).is_dir() or (PACKAGE / f"{alias.name}.py").is_file():
            yield alias.name


if __name__ == "__main__":
    main()
