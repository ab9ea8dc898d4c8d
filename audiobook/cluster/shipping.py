"""A book that was made on a worker -> its place: whole or not there, and nobody's files replaced.

The marker says which files are ours, and whether the book is whole. It is written before the
first file, which makes the book unfinished, and after the last. Whoever stops in between leaves
files that the next one knows to be ours; and since the same book always has the same bytes, it
does not matter if two workers ship it.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from audiobook.cluster.folders import SharedFolder, SharedFolderError
from audiobook.cluster.parcel import digest
from audiobook.files.stamp import sha256
from audiobook.library.job import Record
from audiobook.project import Project
from audiobook.publish import manifest

# Written last: without it, whatever lies at the place counts as never sent.
MARKER = ".work/shipped.json"
SPOKEN = ".work/spoken"  # chapters of a book of which others are still made
_Files = dict[str, tuple[int, str]]  # name -> bytes, SHA-256


@dataclass(frozen=True, slots=True)
class Shipped:
    """What is at a place: the files that are ours, and what the book was made of.

    ``had`` are digests of the user's files that it was made with, ``yours`` of the same as they
    were left: the cast is brought up to date.
    """

    whole: bool = False
    made_of: str = ""
    had: Mapping[str, str] = field(default_factory=dict)
    yours: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    outcome: Record = field(default_factory=dict)


def shipped(folder: SharedFolder) -> Shipped:
    """What the marker at a place says; an empty value where there is none."""
    data = folder.read(MARKER)
    if data is None:
        return Shipped()
    try:
        return Shipped(**json.loads(data))
    except (ValueError, TypeError):
        return Shipped()


def is_made(
    folder: SharedFolder, made_of: str, yours: Mapping[str, str]
) -> tuple[bool, Record]:
    """Whether a book is at a place already, made of just that; and how it came out.

    One that a server did not take is to be sent again.
    """
    there = shipped(folder)
    if not there.whole or there.made_of != made_of:
        return False, {}
    if there.outcome.get("undelivered"):
        return False, {}
    if dict(yours) not in (dict(there.had), dict(there.yours)):
        return False, {}
    sizes = folder.sizes()
    for name, (size, _) in there.files.items():
        if sizes.get(name) != size:
            return False, {}
    return True, there.outcome


def ship(
    out: Path,
    folder: SharedFolder,
    made_of: str,
    had: Mapping[str, str],
    outcome: Record,
) -> tuple[str, ...]:
    """Bring a finished book to its place; return the names of the user's files that were left.

    ``out`` is the book's folder on this machine, ``had`` are the digests of the user's files that
    the book was made with. Raises :class:`SharedFolderError` where a file is in the way.
    """
    project = Project(out)
    before = shipped(folder)
    coming = _finished_files(project)
    _refuse_to_replace(coming, before, folder)
    marker = Shipped(False, files={**before.files, **coming})
    _mark(folder, marker)
    for name, about in coming.items():
        is_there = before.whole and tuple(before.files.get(name, ())) == about
        if not is_there:
            folder.put(out / name, name)
    for name in set(before.files) - set(coming):
        folder.remove(name)
    left, yours = _ship_yours(project, folder, had)
    for path in project.records:
        if path.is_file():
            folder.put(path, path.relative_to(out).as_posix())
    _mark(folder, Shipped(True, made_of, had, yours, coming, outcome))
    return left


def _mark(folder: SharedFolder, marker: Shipped) -> None:
    folder.write(MARKER, json.dumps(asdict(marker)).encode())


def _finished_files(project: Project) -> _Files:
    """The files that a player opens, with what is written beside them."""
    own = set(project.users_own)
    found: _Files = {}
    for path in sorted(project.folder.rglob("*")):
        inside = path.relative_to(project.folder)
        if inside.parts[0] == project.work or path in own or not path.is_file():
            continue
        found[inside.as_posix()] = (path.stat().st_size, sha256(path))
    return found


def _refuse_to_replace(coming: _Files, before: Shipped, folder: SharedFolder) -> None:
    """Raise where a file of somebody else's has the name of one of ours."""
    sizes = folder.sizes()
    ours = _made_there(folder)
    for name, about in before.files.items():
        ours.add((name, about[0]))
        if not before.whole:
            # Of a book that is half there a file may be the earlier one or the new one.
            ours.add((name, sizes.get(name, 0)))
    for name, about in coming.items():
        if name not in sizes or (name, sizes[name]) in ours:
            continue
        if not _is_equal(folder, name, about):
            raise SharedFolderError(
                f'"{name}" in "{folder.url}" is in the way: it was not made by this program, '
                "or was changed since.",
                remedy="Move, rename or delete it.",
            )


def _made_there(folder: SharedFolder) -> set[tuple[str, int]]:
    """Names and bytes of the files that a run in the place itself made."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "manifest.json")
        path.write_bytes(folder.read(".work/manifest.json") or b"")
        records = manifest.load(path)
    return {(name, record.seal.size) for name, record in records.items()}


def _is_equal(folder: SharedFolder, name: str, about: tuple[int, str]) -> bool:
    data = folder.read(name)
    return data is not None and digest(data) == about[1]


def _ship_yours(
    project: Project, folder: SharedFolder, had: Mapping[str, str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Bring the user's files up to date, but for those that were changed meanwhile.

    The names of those that were left, and the digests of all as the book was made with them.
    """
    left = []
    digests = {}
    for path in project.users_own:
        if not path.is_file():
            continue
        data = path.read_bytes()
        digests[path.name] = digest(data)
        there = folder.read(path.name)
        if there == data:
            continue
        if there is not None and digest(there) != had.get(path.name):
            left.append(path.name)
            continue
        folder.write(path.name, data)
    return tuple(left), digests


def send_spoken(out: Path, folder: SharedFolder) -> None:
    """Bring the chapters that were spoken to the book's place, for the worker that joins them."""
    there = folder.sizes()
    tracks = Project(out).tracks
    # A record goes after its sound: what has one is whole.
    for path in sorted(
        tracks.glob("*"), key=lambda path: (path.suffix == ".json", path)
    ):
        name = f"{SPOKEN}/{path.name}"
        if name not in there and not path.name.startswith("."):
            folder.put(path, name)


def bring_spoken(folder: SharedFolder, out: Path) -> None:
    """Fetch the chapters that were spoken for a book so far."""
    tracks = Project(out).tracks
    for name in folder.sizes():
        path = tracks / name.removeprefix(f"{SPOKEN}/")
        if name.startswith(f"{SPOKEN}/") and not path.exists():
            folder.fetch(name, path)


def drop_spoken(folder: SharedFolder) -> None:
    """Remove the chapters that were spoken for a book which is made now."""
    for name in folder.sizes():
        if name.startswith(f"{SPOKEN}/"):
            folder.remove(name)
