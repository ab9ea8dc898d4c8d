"""About how long a worker is going to speak a book: whether its chapters are dealt out.

It is told before the book is read, by its size and by what its voices' engines take for a second of
sound. With an engine that speaks much faster than real time the longest novel is minutes of work;
with a natural voice it is many hours, which a lost worker would lose, and for which workers would
wait at the end of a list.
"""

import zipfile
from itertools import compress
from pathlib import Path

from audiobook.casting import load_voices
from audiobook.errors import AudiobookError
from audiobook.library.chains import size_of
from audiobook.library.job import BookJob
from audiobook.project import project_for
from audiobook.render.cost import MS_PER_CHARACTER, cost_of
from audiobook.settings import Settings
from audiobook.settings.load import load_settings

_PAGES = (".xhtml", ".html", ".htm", ".xml", ".fb2")  # in a packed book


def speaking_s(job: BookJob) -> float:
    """About how many CPU seconds it takes to speak a book; 0 where its settings are wrong."""
    project = project_for(job.source, job.out)
    try:
        settings = load_settings(job.flags, book=project.settings_file)
        cost = _cost(settings)
    except AudiobookError:  # whoever makes it says so
        return 0
    return cost * _letters(job.source) * MS_PER_CHARACTER / 1000


def _cost(settings: Settings) -> float:
    """CPU seconds for a second of sound, in the middle of all voices that may be cast."""
    if settings.engine:
        return cost_of(settings.engine)
    costs = [cost_of(voice.engine) for voice in load_voices(settings.voices)]
    return sum(costs) / max(1, len(costs))


def _letters(source: Path) -> int:
    """About how many letters a book has, with its markup."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            is_page = [name.filename.lower().endswith(_PAGES) for name in members]
            return sum(page.file_size for page in compress(members, is_page))
    except (OSError, zipfile.BadZipFile):
        return size_of(source)
