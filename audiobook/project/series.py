"""The other volumes of a book's series: folders of books that were made near this one.

Every book of a series notes in its folder which series it is of, and by which names its people
go. Volumes lie beside one another, or one folder deeper, as in "Author/Title/book.epub".
"""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook.casting import CastChoices, Volume, read_castfile
from audiobook.errors import SettingsError
from audiobook.events import Listener, Notice, ignore
from audiobook.files import write_text
from audiobook.files.users import one_at_a_time
from audiobook.model import Metadata, Script
from audiobook.project.folder import Project
from audiobook.readers.folder import natural
from audiobook.settings import Settings

_FOLDERS = "*.audiobook"


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a book's folder says of its series."""

    folder: Path
    series: str
    authors: tuple[str, ...]
    part: str
    title: str
    people: dict[str, tuple[str, ...]]

    def is_of(self, series: str, authors: Sequence[str], shelf: Path) -> bool:
        """Whether it is of a series by some authors.

        On the shelf of another volume the authors may be unknown; elsewhere the name of the
        series is not enough.
        """
        if self.series.casefold() != series.casefold():
            return False
        others = {name.casefold() for name in authors}
        mine = {name.casefold() for name in self.authors}
        unknown = not (others and mine) and self.folder.parent == shelf
        return unknown or bool(others & mine)


def volumes_of(
    project: Project, metadata: Metadata, settings: Settings, tell: Listener = ignore
) -> tuple[Volume, ...]:
    """The cast files that the settings name, then those of the series, the first volume first.

    A cast file of another volume that is not understood is left out, and said so. Raises
    :class:`SettingsError` for one that the settings name.
    """
    named = [Volume(str(path), read_castfile(path)) for path in settings.cast_from]
    beside: list[Volume] = []
    for noted in _noted_beside(project, metadata.series, metadata.authors):
        if noted.title == metadata.title:  # the same book, made a second time
            continue
        try:
            choices = read_castfile(Project(noted.folder).cast_file)
        except SettingsError as error:
            tell(Notice(f"The cast of another volume is left out: {error}"))
            continue
        beside.append(Volume(noted.title, choices, noted.people))
    return (*named, *beside)


def statements(project: Project) -> str:
    """What users say in the cast files of the other volumes of a book, as one text.

    What the program chose there is not among it: that moves nobody here.
    """
    own = _noted(project.folder)
    if own is None:
        return ""
    said: list[object] = []
    for noted in _noted_beside(project, own.series, own.authors):
        if noted.title == own.title:
            continue
        try:
            choices = read_castfile(Project(noted.folder).cast_file)
        except SettingsError:
            continue
        said += _by_users(choices)
    return repr(said)


def _by_users(choices: CastChoices) -> list[object]:
    said: list[object] = []
    for choice in choices.speakers:
        values = (choice.voice, choice.rate, choice.volume, choice.gender, choice.age)
        if any((choice.voice, choice.also, choice.options, values[1:] != _UNSAID)):
            said.append((choice.speaker, *values, choice.also, choice.options))
    return said


# Rate, volume, gender and age where the cast file is silent.
_UNSAID = (1.0, 0.0, "", "")


def shelf_of(project: Project) -> tuple[Project, ...]:
    """The books near a book that are volumes of any series, in the order of their folders."""
    found = []
    for folder in sorted(_folders_beside(project)):
        if _path(folder).is_file():
            found.append(Project(folder))
    return tuple(found)


def note_volume(project: Project, script: Script) -> None:
    """Note which series a book is of. Raises :class:`~audiobook.errors.OutputError`."""
    metadata = script.book.metadata
    path = _path(project.folder)
    if not metadata.series:
        path.unlink(missing_ok=True)
        return
    people = {person.name: person.aliases for person in script.characters}
    record = {
        "series": metadata.series,
        "authors": metadata.authors,
        "part": metadata.series_part,
        "title": metadata.title,
        "people": people,
    }
    write_text(path, json.dumps(record, ensure_ascii=False) + "\n")


def casting_alone(metadata: Metadata) -> AbstractContextManager[None]:
    """Cast one volume of a series at a time, so that each knows the voices of those before it."""
    if not metadata.series:
        return nullcontext()
    return one_at_a_time(f"series {metadata.series.casefold()}")


def _noted_beside(
    project: Project, series: str, authors: Sequence[str]
) -> list[_Noted]:
    """The volumes of a series but for this one, the first volume first."""
    if not series:
        return []
    shelf = project.folder.parent
    found = []
    for folder in _folders_beside(project):
        noted = _noted(folder)
        if noted is not None and noted.is_of(series, authors, shelf):
            found.append(noted)
    return sorted(found, key=lambda noted: (natural(noted.part), noted.folder))


def _folders_beside(project: Project) -> set[Path]:
    shelf = project.folder.parent
    folders = {*shelf.glob(_FOLDERS), *shelf.parent.glob(f"*/{_FOLDERS}")}
    folders.discard(project.folder)
    return folders


def _path(folder: Path) -> Path:
    return Project(folder).series_file


def _noted(folder: Path) -> _Noted | None:
    try:
        record: dict[str, Any] = json.loads(_path(folder).read_bytes())
        people = {}
        for name, aliases in record["people"].items():
            people[name] = tuple(aliases)
        return _Noted(
            folder,
            str(record["series"]),
            tuple(record["authors"]),
            str(record["part"]),
            str(record["title"]),
            people,
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def series_in(shelf: Path) -> dict[str, tuple[Volume, ...]]:
    """The series that were made in a folder, by name, each with its volumes in their order.

    Raises :class:`SettingsError` for a cast file that is not understood.
    """
    noted: dict[str, list[_Noted]] = {}
    for pattern in (_FOLDERS, f"*/{_FOLDERS}", f"*/*/{_FOLDERS}"):
        for folder in shelf.glob(pattern):
            found = _noted(folder)
            if found is not None:
                noted.setdefault(found.series, []).append(found)
    series = {}
    for name in sorted(noted):
        volumes = []
        for one in sorted(noted[name], key=_place):
            cast_file = Project(one.folder).cast_file
            volumes.append(Volume(one.title, read_castfile(cast_file), one.people))
        series[name] = tuple(volumes)
    return series


def _place(one: _Noted) -> tuple[object, Path]:
    """The place of a volume in its series."""
    return natural(one.part), one.folder
