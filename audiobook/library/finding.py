"""What somebody names -> the books in it, each with a folder of its own.

A folder is one book of chapters, or a folder of books: by what is in it, or as it is asked for.
Of a book that is there twice one is made, and no two books share a folder. Volumes of a series
that the user names are numbered by their names.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.stamp import sha256
from audiobook.library.job import BookJob, Flags, Outcome, failed, skipped
from audiobook.library.numbers import with_numbers
from audiobook.library.stamp import source_in
from audiobook.project import project_for
from audiobook.readers import READERS
from audiobook.readers.folder import natural

# Folders that we made are no books to be made.
_SUFFIX = ".audiobook"
# Formats of which one file is a whole book; files of the others may be chapters of one.
_WHOLE = ("epub", "fb2", "calibre", "pdf")
# Texts that lie beside books and are none.
_BESIDES = frozenset({"readme", "license", "licence", "copying"})


@dataclass(frozen=True, slots=True)
class Found:
    """The books to make, and what is to be said of those that are not made."""

    jobs: tuple[BookJob, ...]
    left_out: tuple[Outcome, ...] = ()


def find_books(
    places: Sequence[Path],
    out: Path | None = None,
    flags: Flags | None = None,
    *,
    each: bool = False,
    shelf: bool = False,
) -> Found:
    """The books in some files and folders.

    ``out`` is the folder in which the books' folders are made; without one, each is made beside
    its source. With ``each``, every file in a folder is a book of its own; with ``shelf``, no
    folder that is named is one book of chapters, but folders in it may be.
    """
    finding = _Finding(out, flags or {}, each, shelf)
    for place in places:
        finding.add(place)
    jobs = with_numbers(finding.jobs)
    return Found(tuple(jobs), tuple(finding.left_out))


def books_in(
    folder: Path, *, each: bool = False, shelf: bool = False
) -> tuple[Path, ...]:
    """The books in a folder of books; the folder itself where it is one book of chapters.

    ``each`` and ``shelf`` as in :func:`find_books`. Raises ``OSError``.
    """
    if each:
        return tuple(_each(folder))
    if shelf:
        return tuple(_books(folder))
    made_as_one = project_for(folder, None).folder.is_dir()
    if made_as_one or not _holds_books(folder):
        return (folder,)
    return tuple(_books(folder))


def is_library(folder: Path) -> bool:
    """Whether a folder holds books, and is not one itself."""
    try:
        return folder.is_dir() and books_in(folder) != (folder,)
    except OSError:
        return False


@dataclass
class _Finding:
    """Books as they are found, and which folders are taken."""

    out: Path | None
    flags: Flags
    each: bool = False
    shelf: bool = False
    jobs: list[BookJob] = field(default_factory=list)
    left_out: list[Outcome] = field(default_factory=list)
    _by_path: dict[Path, Path] = field(default_factory=dict)
    _by_size: dict[int, list[Path]] = field(default_factory=dict)
    _taken: set[Path] = field(default_factory=set)

    def add(self, place: Path) -> None:
        """Add the books in a file or folder."""
        if not place.is_dir():
            self._book(place, place.parent)
            return
        try:
            sources = books_in(place, each=self.each, shelf=self.shelf)
        except OSError as error:
            self._fail(place, f'"{place}" cannot be read: {error.strerror}.')
            return
        if not sources:
            self._fail(place, f'There is no book in the folder "{place}".')
        root = place.parent if sources == (place,) else place
        for best, others in _formats_of_each(sources):
            self._book(best, root, tuple(others))

    def _book(self, source: Path, root: Path, formats: tuple[Path, ...] = ()) -> None:
        whole = source.resolve()
        twice = self._by_path.get(whole)
        if twice is not None:
            reason = f"The list has it already, as {twice}."
            self._leave_out((source, *formats), root, reason)
            return
        self._by_path[whole] = source
        twin = self._twin(source)
        if twin is not None:
            reason = f"It is the same file as {twin}."
            self._leave_out((source, *formats), root, reason)
            return
        folder = self._folder(source, root)
        job = BookJob(source, folder, self.flags, formats=formats)
        self.jobs.append(self._placed(job))

    def _twin(self, source: Path) -> Path | None:
        """A file with the same content; only files of equal size are read."""
        try:
            if not source.is_file() or not source.stat().st_size:
                return None
            alike = self._by_size.setdefault(source.stat().st_size, [])
            alike.append(source)
            if len(alike) == 1:
                return None
            digest = _sha256(source)
            return next((p for p in alike[:-1] if _sha256(p) == digest), None)
        except OSError:  # whoever makes it says so
            return None

    def _folder(self, source: Path, root: Path) -> Path:
        beside = project_for(source, None).folder
        if self.out is None:
            return beside
        inside = source.absolute().parent.relative_to(root.absolute())
        return self.out.absolute() / inside / beside.name

    def _placed(self, job: BookJob) -> BookJob:
        """The job with a folder that is no other book's."""
        files = [path.absolute() for path in (job.source, *job.formats)]
        folder = next(
            folder for folder in _candidates(job) if self._is_free(folder, files)
        )
        self._taken.add(folder)
        if folder == job.out:
            return job
        note = f"Made in {folder.name}, as {job.out.name} is another book's folder."
        return replace(job, out=folder, note=note)

    def _is_free(self, folder: Path, files: Sequence[Path]) -> bool:
        """Whether a folder is no other book's, in this list or by an earlier run."""
        if folder in self._taken:
            return False
        owner = source_in(folder)
        return owner is None or owner in files or not owner.exists()

    def _leave_out(self, files: Sequence[Path], root: Path, reason: str) -> None:
        for file in files:
            job = BookJob(file, self._folder(file, root), self.flags)
            self.left_out.append(skipped(job, reason))

    def _fail(self, place: Path, message: str) -> None:
        job = BookJob(place, project_for(place, None).folder, self.flags)
        error = InputError(message, remedy="Give another folder, or a file.")
        self.left_out.append(failed(job, error))


def _candidates(job: BookJob) -> Iterator[Path]:
    """Folders for a book: the usual one, then others that say more of where it comes from."""
    source = job.source.absolute()
    parent = job.out.parent
    yield job.out
    yield parent / f"{source.name}{_SUFFIX}"
    yield parent / f"{source.parent.name} - {source.name}{_SUFFIX}"
    number = 2
    while True:
        yield parent / f"{source.name} ({number}){_SUFFIX}"
        number += 1


def _formats_of_each(sources: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """Of books in several formats, as Calibre keeps them in one folder, the best and the others."""
    by_name: dict[Path, list[Path]] = defaultdict(list)
    for source in sources:
        name = source
        if source.is_file():
            name = source.with_suffix("")
        by_name[name].append(source)
    for several in by_name.values():
        several.sort(key=_rank)
        yield several[0], several[1:]


def _rank(path: Path) -> int:
    """How rich a format is: the lowest is the best."""
    return [*_suffixes(), path.suffix.lower()].index(path.suffix.lower())


def _holds_books(folder: Path) -> bool:
    return any(_is_whole(path) for path in _files(folder))


def _books(folder: Path) -> Iterator[Path]:
    """The books in a folder that holds some: files, and folders of chapters."""
    for path in _entries(folder):
        if not path.is_dir():
            if _is_book(path):
                yield path
        elif _holds_books(path):
            yield from _books(path)
        elif any(_is_book(file) for file in _files(path)):
            yield path


def _each(folder: Path) -> Iterator[Path]:
    return (path for path in _files(folder) if _is_book(path))


def _files(folder: Path) -> Iterator[Path]:
    for path in _entries(folder):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _entries(folder: Path) -> Iterator[Path]:
    """Files and folders in natural order, without hidden ones, our own, and links to folders."""
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if path.name.startswith(".") or path.name.endswith(_SUFFIX):
            continue
        if path.is_file() or (path.is_dir() and not path.is_symlink()):
            yield path


def _is_whole(path: Path) -> bool:
    return _suffixes().get(path.suffix.lower()) in _WHOLE


def _is_book(path: Path) -> bool:
    return path.suffix.lower() in _suffixes() and path.stem.lower() not in _BESIDES


@cache
def _suffixes() -> dict[str, str]:
    """Suffix -> the reader of such files, the richest formats first."""
    found: dict[str, str] = {}
    for name in READERS.names():
        for suffix in READERS.load(name).suffixes:
            found.setdefault(suffix, name)
    return found


@cache
def _sha256(path: Path) -> str:
    return sha256(path)
