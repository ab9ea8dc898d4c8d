"""Which books are made one after another: volumes of a series, the first one first.

Each volume finds the cast of those before it. The series is the one that the user names, else
that of the book, where it is an EPUB, which says so in a file of its own; volumes in other
formats are cast one at a time, in whatever order they are made.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from audiobook.errors import InputError
from audiobook.library.job import BookJob
from audiobook.readers.folder import natural
from audiobook.settings.selection import Share


def longest_first(jobs: Mapping[int, BookJob]) -> list[list[int]]:
    """The chains of some jobs, those first that are probably most work."""
    chains = chains_of(jobs)

    def size(chain: Sequence[int]) -> int:
        return sum(size_of(jobs[index].source) for index in chain)

    return sorted(chains, key=size, reverse=True)


def chains_of(jobs: Mapping[int, BookJob]) -> list[list[int]]:
    """The places of some jobs, those of one chain together; the others each alone."""
    chains: dict[str, list[int]] = {}
    parts = {}
    for index, job in jobs.items():
        series, parts[index] = series_of(job)
        name = f"series {series.casefold()}"
        if job.chain:
            name = f"chain {job.chain}"
        elif not series:
            name = f"book {index}"
        chains.setdefault(name, []).append(index)
    for chain in chains.values():
        chain.sort(key=lambda index: natural(parts[index]))
    return list(chains.values())


def share_of_books(jobs: Sequence[BookJob], share: Share) -> tuple[BookJob, ...]:
    """The books of one share, in their order; every share is about as many bytes of text.

    Books of one chain stay together. Whoever is given the same books finds the same shares.
    """
    chains = chains_of(dict(enumerate(jobs)))

    def size(chain: Sequence[int]) -> float:
        return sum(size_of(jobs[index].source) for index in chain)

    mine: list[int] = []
    for chain in share.of(chains, size):
        mine += chain
    return tuple(jobs[index] for index in sorted(mine))


def series_of(job: BookJob) -> tuple[str, str]:
    """The series of a book and its number there, as far as they are told without reading it."""
    series = str(job.named.get("series", ""))
    part = str(job.named.get("series_part", ""))
    if job.source.suffix.lower() == ".epub" and not (series and part):
        own_series, own_part = _in_epub(job.source)
        series = series or own_series
        part = part or own_part
    return series, part


def _in_epub(path: Path) -> tuple[str, str]:
    # Heavy, and most lists are looked at for something else.
    from audiobook.readers.archive import Archive  # noqa: PLC0415
    from audiobook.readers.epub.package import package_of  # noqa: PLC0415

    try:
        with Archive(path) as archive:
            metadata = package_of(archive, "").metadata
    except (InputError, OSError):  # whoever makes it says so
        return "", ""
    return metadata.series, metadata.series_part


def size_of(source: Path) -> int:
    """Bytes of a book's files; 0 where they cannot be read."""
    try:
        if source.is_dir():
            files = [path for path in source.rglob("*") if path.is_file()]
        else:
            files = [source]
        return sum(path.stat().st_size for path in files)
    except OSError:
        return 0
