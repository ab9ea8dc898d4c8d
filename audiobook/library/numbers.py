"""The numbers of volumes whose series the user names, where nothing but their names has them.

"River, Book 2", "Vol. III" and "02 - The Return" have one. A number that its settings or the book
itself state goes before; and where one of the volumes is left without a number, or two would have
the same, names are not trusted at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from audiobook.errors import AudiobookError, InputError
from audiobook.library.chains import series_of
from audiobook.library.job import BookJob
from audiobook.model import Metadata
from audiobook.project import Project
from audiobook.readers import read_book
from audiobook.settings.load import load_settings
from audiobook.speech.words.numbers import roman

_NUMBER = r"(\d{1,3}|[ivxlc]+)"
_KINDS = (
    "book",
    "volume",
    "vol",
    "part",
    "no",
    "buch",
    "band",
    "teil",
    "livre",
    "tome",
    "partie",
    "libro",
    "tomo",
    "parte",
)
_KIND = "|".join(_KINDS)
# As they are looked for: after such a word, at the beginning, at the end.
_PLACES = (
    re.compile(rf"(?:\b(?:{_KIND})\b\.?\s*|#){_NUMBER}(?!\w|\.\d)", re.IGNORECASE),
    re.compile(r"^(\d{1,3})(?!\w|\.\d)"),
    re.compile(r"(?:^|[\s,-])(\d{1,3}|[IVXLC]+)$"),
)
# They state no more of themselves than a title and an author.
_PLAIN = (".txt", ".text")


def with_numbers(jobs: Sequence[BookJob]) -> list[BookJob]:
    """The jobs, volumes of a named series with the numbers in the names of their files or titles.

    Settings and books that state a number keep it. Where one of the others has none in its name,
    or two have the same, all jobs are returned as they are.
    """
    volumes = [_Volume(job) for job in jobs]
    found = {each.job.source: each.number for each in volumes if each.lacks_number}
    numbers = found.values()
    if 0 in numbers or len(set(numbers)) < len(numbers):
        return list(jobs)
    return [_numbered(job, found.get(job.source)) for job in jobs]


def number_in(name: str) -> int:
    """The number of a volume in its name; 0 where there is none."""
    plain = name.replace("_", " ").strip()
    for place in _PLACES:
        match = place.search(plain)
        if match:
            digits = match[1]
            return int(digits) if digits.isdigit() else roman(digits.upper())
    return 0


def _numbered(job: BookJob, number: int | None) -> BookJob:
    if number is None:
        return job
    metadata = {**job.named, "series_part": str(number)}
    return replace(job, flags={**job.flags, "metadata": metadata})


@dataclass(frozen=True)
class _Volume:
    """A book that is perhaps a volume, read once at most."""

    job: BookJob

    @property
    def lacks_number(self) -> bool:
        """Whether it is of a series that the user names, and nobody states its number."""
        job = self.job
        if not job.named.get("series"):
            return False
        try:
            settings = load_settings(job.flags, book=Project(job.out).settings_file)
        except AudiobookError:  # whoever makes it says so
            return False
        _, part = series_of(job)
        return not (settings.metadata.series_part or part or self._stated)

    @property
    def number(self) -> int:
        """The number in the name of a file or folder, else in the title of the book; else 0.

        A book is read for its title only where its name has no number.
        """
        source = self.job.source
        name = source.stem if source.is_file() else source.name
        return number_in(name) or number_in(self._metadata.title)

    @property
    def _stated(self) -> str:
        """The number that a book states of itself.

        EPUBs are asked before, without reading them.
        """
        source = self.job.source
        if source.is_dir() or source.suffix.lower() in (*_PLAIN, ".epub"):
            return ""
        return self._metadata.series_part

    @cached_property
    def _metadata(self) -> Metadata:
        """What a book says of itself; nothing where it cannot be read."""
        try:
            return read_book(self.job.source).metadata
        except InputError:  # likewise
            return Metadata("")
