"""Annotated novels and their scorer, in an optional folder beside the checkout.

A novel is a folder with ``text.txt`` (or ``.gz``), ``quotes.jsonl``, ``characters.json`` and
``meta.json``.
"""

import gzip
import importlib.util
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from audiobook.errors import InputError, MissingPackageError
from audiobook.model import Script
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment

DATA = Path(__file__).parents[3] / "shared" / "attribution"


def scorer(data: Path = DATA) -> ModuleType:
    """The scorer of the data folder.

    Raises :class:`InputError` where there is none, and :class:`MissingPackageError` where what it
    scores with is not installed.
    """
    if importlib.util.find_spec("scipy") is None:
        raise MissingPackageError(
            "The scorer needs scipy, which is not installed.",
            remedy="Install it: pip install -e '.[train]'.",
        )
    path = data / "score.py"
    spec = (
        importlib.util.spec_from_file_location("score", path)
        if path.is_file()
        else None
    )
    if spec is None or spec.loader is None:
        raise InputError(
            f'There is no scorer "{path}".',
            remedy="Put the data folder beside the checkout.",
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def novels(folder: Path) -> tuple[str, ...]:
    """The names of the novels of a folder, in order."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/meta.json")))


def text_of(novel: Path) -> str:
    """The text of a novel, with its line ends as they are."""
    plain = novel / "text.txt"
    if plain.is_file():
        return plain.read_bytes().decode("utf-8")
    return gzip.decompress(plain.with_suffix(".txt.gz").read_bytes()).decode("utf-8")


def script_of(novel: Path) -> Script:
    """A novel read and cut as the program does it; nobody is named yet."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{novel.name}.txt"
        path.write_bytes(text_of(novel).encode("utf-8"))
        return segment(read_book(path))
