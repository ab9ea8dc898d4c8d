"""The record of the files that we wrote, so that no other file is ever replaced or removed.

A record holds the seal of a file and the recipe it was made by. It is written before the file
moves into place: ``before`` is the hash of what stood there until then, so that a file is still
known to be ours after an interruption between the two. After a run the manifest also says what
the files were made from and with: inputs, versions, engines, settings, voices.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audiobook.files import write_text
from audiobook.files.stamp import Seal, sha256


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file that we wrote.

    ``before`` is the hash of what stood in its place; empty where nothing did.
    """

    slot: str
    recipe: str
    seal: Seal
    before: str = ""

    def current(self, path: Path, recipe: str) -> bool:
        """Whether the file was made by this recipe and has not changed since."""
        return self.recipe == recipe and self.seal.holds(path)

    def ours(self, path: Path) -> bool:
        """Whether the file is one that we wrote."""
        if self.seal.holds(path):
            return True
        # An interruption may have come between the record and the move.
        return bool(self.before) and sha256(path) == self.before


FileRecords = Mapping[str, FileRecord]  # by file name


def load(manifest: Path) -> dict[str, FileRecord]:
    """The records; none where there is no manifest or it is damaged."""
    records = {}
    # Without a record no file counts as ours, so that none is replaced: damage is harmless.
    try:
        for name, fields in json.loads(manifest.read_bytes())["files"].items():
            records[name] = _record(fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return records


def _record(fields: dict[str, Any]) -> FileRecord:
    seal = Seal(**fields["seal"])
    return FileRecord(**{**fields, "seal": seal})


def save(manifest: Path, records: FileRecords) -> None:
    """Write the records. Raises :class:`~audiobook.errors.OutputError`."""
    text = json.dumps({"files": _plain(records)}, indent=1)
    write_text(manifest, text + "\n")


def describe(manifest: Path, about: Mapping[str, object]) -> None:
    """Add what the files were made from and with.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    files = _plain(load(manifest))
    text = json.dumps({**about, "files": files}, indent=1, default=str)
    write_text(manifest, text + "\n")


def _plain(records: FileRecords) -> dict[str, dict[str, Any]]:
    """The records as JSON takes them, in the order of their names."""
    return {name: asdict(records[name]) for name in sorted(records)}
