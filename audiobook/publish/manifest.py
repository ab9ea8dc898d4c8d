"""What we wrote into the user's folder, so that nothing else is ever replaced or removed.

An entry holds the seal of a file and the recipe it was made by. It is written before the file is moved into its
place: ``before`` is the hash of what stood there until then, so that an interruption between the two leaves a
file that is still known to be ours. After a run it also says what the files were made of and with: inputs,
versions, engines, settings, voices.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from audiobook.files import write_text
from audiobook.files.stamp import Seal, sha256


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of ours."""

    slot: str
    recipe: str
    seal: Seal
    before: str = ""

    def current(self, path: Path, recipe: str) -> bool:
        """Whether the file was made by that recipe and nobody changed it since."""
        return self.recipe == recipe and self.seal.holds(path)

    def ours(self, path: Path) -> bool:
        """Whether the file is one that we wrote."""
        return self.seal.holds(path) or (bool(self.before) and sha256(path) == self.before)


Entries = Mapping[str, Entry]  # by file name


def load(manifest: Path) -> dict[str, Entry]:
    """The entries; none where there is no manifest or it is damaged."""
    try:
        files = json.loads(manifest.read_bytes())["files"]
        return {name: Entry(**{**entry, "seal": Seal(**entry["seal"])}) for name, entry in files.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def save(manifest: Path, entries: Entries) -> None:
    """Write the entries. Raises :class:`~audiobook.errors.OutputError`."""
    files = {name: asdict(entries[name]) for name in sorted(entries)}
    write_text(manifest, json.dumps({"files": files}, indent=1) + "\n")


def describe(manifest: Path, about: Mapping[str, object]) -> None:
    """Add what the files were made of and with. Raises :class:`~audiobook.errors.OutputError`."""
    entries = {name: asdict(entry) for name, entry in sorted(load(manifest).items())}
    write_text(manifest, json.dumps({**about, "files": entries}, indent=1, default=str) + "\n")
