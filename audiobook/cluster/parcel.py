"""A book to make -> all that a worker needs for it, in one file.

The source, the user's files of the book (its cast, settings, pronunciations), the user's own
settings and voices, and files that the settings name. Workers need not see the sender's disk.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audiobook.casting.packs import shipped_pack
from audiobook.cluster.folders import SharedFolder
from audiobook.errors import InputError
from audiobook.files.reading import no_such_file
from audiobook.files.stamp import sha256
from audiobook.library.job import BookJob, Record, plain_flags
from audiobook.project import Project, project_for
from audiobook.project.series import shelf_of, statements
from audiobook.project.versions import versions
from audiobook.readers.css import linked_sheets
from audiobook.settings import Settings
from audiobook.settings.load import load_settings, user_folder

SOURCE = "source"
BOOK = "book"
USER = "user"
FILES = "files"
SHELF = "shelf"  # books of a series, among which the book is made
OUT = "out.audiobook"
IN_PARCEL = (
    "parcel:"  # begins the name of a file in the parcel, where a setting names one
)
_SUFFIXES = (".audiobook", ".part")  # of what lies among sources and is none


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a worker needs for a book.

    ``files`` and ``yours`` are by their names in the parcel; ``yours`` are the user's files of
    the book. ``made_of`` is a digest of everything but those.
    """

    source: str
    flags: Record
    made_of: str
    files: Mapping[str, Path] = field(repr=False)
    yours: Mapping[str, bytes] = field(repr=False)

    @property
    def digests(self) -> dict[str, str]:
        """Name -> digest of the user's files of the book."""
        return {name: digest(data) for name, data in self.yours.items()}

    @property
    def key(self) -> str:
        """A name for everything that the book is made of."""
        return _digest_of([self.made_of, sorted(self.digests.items())])

    def write(self, path: Path) -> None:
        """Write it as one file. Raises ``OSError``."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, file in self.files.items():
                packed.write(file, name)
            for name, data in self.yours.items():
                packed.writestr(f"{BOOK}/{name}", data)


def pack(job: BookJob, folder: SharedFolder) -> Parcel:
    """The parcel of a book whose finished files go to ``folder``.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    project = Project(job.out) if folder.is_local else project_for(job.source, None)
    settings = load_settings(job.flags, book=project.settings_file)
    files = dict(_source_files(job.source))
    files.update(_user_files())
    named, flags = _named_files(settings, plain_flags(job.flags))
    files.update(named)
    try:
        contents = [(name, sha256(path)) for name, path in sorted(files.items())]
    except OSError as error:
        raise InputError(
            f'Cannot read "{error.filename}": {error.strerror}.',
            remedy="Check the file and its permissions.",
        ) from error
    # What the program chose for other volumes moves nobody: only what users say of them counts.
    said = statements(project)
    made_of = _digest_of([versions(), job.source.name, flags, contents, said])
    files.update(_shelf(project))
    yours = dict(_yours(project, folder))
    return Parcel(job.source.name, flags, made_of, files, yours)


def unpack(path: Path, folder: Path) -> None:
    """Lay out what is in a parcel. Raises ``OSError``."""
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder)


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _source_files(source: Path) -> Iterator[tuple[str, Path]]:
    """The files of a book. Raises :class:`InputError` where there are none."""
    if source.is_file():
        for path in (source, *linked_sheets(source)):
            inside = path.relative_to(source.parent)
            yield f"{SOURCE}/{inside.as_posix()}", path
        return
    if not source.is_dir():
        raise no_such_file(source)
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        is_ours = any(part.endswith(_SUFFIXES) for part in inside.parts)
        if path.is_file() and not is_ours:
            yield f"{SOURCE}/{source.name}/{inside.as_posix()}", path


def _user_files() -> Iterator[tuple[str, Path]]:
    """The user's own settings, voices, languages and pronunciations."""
    own = user_folder()
    for path in sorted(own.rglob("*.toml")):
        yield f"{USER}/{path.relative_to(own).as_posix()}", path


def _yours(project: Project, folder: SharedFolder) -> Iterator[tuple[str, bytes]]:
    """The user's files of the book: those beside the source, else those at the place."""
    there: Mapping[str, int] = {}
    if not folder.is_local:
        # One request instead of one for each file.
        there = folder.sizes()
    for path in project.users_own:
        if path.is_file():
            yield path.name, path.read_bytes()
        elif path.name in there:
            data = folder.read(path.name)
            if data is not None:
                yield path.name, data


def _shelf(project: Project) -> Iterator[tuple[str, Path]]:
    """What other volumes say of a series: their casts, and which series they are of."""
    for number, other in enumerate(shelf_of(project)):
        for path in (other.cast_file, other.series_file):
            if path.is_file():
                inside = path.relative_to(other.folder).as_posix()
                yield f"{SHELF}/{number}.audiobook/{inside}", path


def _named_files(
    settings: Settings, flags: Record
) -> tuple[dict[str, Path], dict[str, Any]]:
    """Files that the settings name, and flags that find them in the parcel."""
    files: dict[str, Path] = {}
    voices = [_voice(path, files) for path in settings.voices]
    if voices:
        flags["voices"] = voices
    casts = [_file(path, files) for path in settings.cast_from]
    if casts:
        flags["cast_from"] = casts
    cover = settings.metadata.cover
    if cover.is_file():
        name = f"{FILES}/cover{cover.suffix}"
        files[name] = cover
        flags["metadata"] = {**flags.get("metadata", {}), "cover": IN_PARCEL + name}
    return files, flags


def _voice(pack: Path, files: dict[str, Path]) -> str:
    """A pack of voices as the worker finds it."""
    if shipped_pack(pack):
        return pack.name
    number = len(files)
    if pack.is_dir():
        folder = f"{FILES}/{number}"
        for path in sorted(pack.glob("*.toml")):
            files[f"{folder}/{path.name}"] = path
        return IN_PARCEL + folder
    return _file(pack, files)


def _file(path: Path, files: dict[str, Path]) -> str:
    """A file as the worker finds it; one that is not there is named as it is."""
    if not path.is_file():
        return str(path)
    name = f"{FILES}/{len(files)}/{path.name}"
    files[name] = path
    return IN_PARCEL + name


def _digest_of(value: object) -> str:
    return digest(json.dumps(value, sort_keys=True).encode())
