"""``M``: what players will show.

Tags, chapter marks and covers against the rules of the players that read them.

The rules, and which player has them, stand in docs/checks.md.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image

from audiobook.checks.findings import Finding
from audiobook.checks.tags.tagged import Mark, Tagged

AUDIOBOOK = 2  # iTunes' kind
LONG_MS = 60 * 60_000  # a book of one file that is longer should have chapters
SMALLEST, LARGEST = 300, 4000  # pixels of a cover
NARROW = 0.5  # of a cover's sides: audiobooks' are square, books' 2:3
MARK_MS = 300.0  # how far from silence a mark may be
END_MS = 2000.0  # how much sound may follow the last chapter
_LAST_SLACK_MS = 200.0

_NUMBER = re.compile(r"\d+")
_BAD_PICTURE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    Image.DecompressionBombError,
)


def file_findings(
    name: str, tags: Tagged, duration_ms: float, *, one_file: bool
) -> Iterator[Finding]:
    """What is wrong with the tags of one file; ``one_file``: it is a whole book."""
    if not tags.title:
        yield Finding("M001", "It has no title.", name)
    if not tags.album:
        yield Finding("M002", "It has no album.", name)
    if not tags.artist:
        yield Finding("M003", "It has no artist.", name)
    if not tags.narrator:
        yield Finding("M004", "It has no composer.", name)
    if tags.form == "mp4" and tags.media != AUDIOBOOK:
        yield Finding(
            "M009",
            f"Its kind is {tags.media}."
            if tags.media is not None
            else "It has no kind.",
            name,
        )
    if one_file and not tags.marks and duration_ms > LONG_MS:
        yield Finding(
            "M010",
            f"It is {duration_ms / 60_000:.0f} minutes long and has no chapters.",
            name,
        )
    yield from _kinds(name, tags)
    yield from _covers(name, tags.covers)


def _kinds(name: str, tags: Tagged) -> Iterator[Finding]:
    if (
        tags.form == "mp4"
        and tags.marks
        and not {"chpl", "track"} <= tags.kinds
        and len(tags.marks) <= 255
    ):
        missing = (
            "chapter track, which Apple's players read"
            if "chpl" in tags.kinds
            else "Nero chapter list"
        )
        yield Finding("M016", f"It has no {missing}.", name)
    if tags.kinds == {"chpl", "track"}:
        starts = [mark.start_ms for mark in tags.marks]
        apart = [
            one
            for one, two in zip(starts, tags.nero_ms, strict=False)
            if abs(one - two) > MARK_MS
        ]
        if apart or len(starts) != len(tags.nero_ms):
            what = f"{len(starts)} QuickTime chapters, {len(tags.nero_ms)} of Nero; {len(apart)} begin elsewhere."
            yield Finding("M023", what, name, at_ms=next(iter(apart), None))
    if tags.kinds == {"chap"}:
        yield Finding(
            "M019", "No ordered table of contents on top names all its chapters.", name
        )


def _covers(name: str, covers: Sequence[bytes]) -> Iterator[Finding]:
    if not covers:
        yield Finding("M020", "It has no cover.", name)
    for data in covers:
        try:
            with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
                width, height = picture.size
                picture.verify()
        except _BAD_PICTURE:
            yield Finding("M021", "Its cover is no whole JPEG or PNG.", name)
            continue
        if not (min(width, height) >= SMALLEST and max(width, height) <= LARGEST) or (
            min(width, height) < NARROW * max(width, height)
        ):
            yield Finding("M022", f"Its cover has {width} x {height} pixels.", name)


def mark_findings(
    name: str,
    marks: Sequence[Mark],
    duration_ms: float,
    silences: Sequence[tuple[float, float]],
) -> Iterator[Finding]:
    """What is wrong with the chapter marks of a file, against its sound."""
    if not marks:
        return
    if marks[0].start_ms > _LAST_SLACK_MS:
        yield Finding(
            "M011", f'"{marks[0].title}" is the first.', name, at_ms=marks[0].start_ms
        )
    yield from _stretches(name, marks, duration_ms)
    titles = [mark.title for mark in marks]
    if not all(titles) or (len(titles) > 1 and len(set(titles)) == 1):
        yield Finding(
            "M017", f"{titles.count('')} of {len(titles)} have no title.", name
        )
    for mark in marks[1:]:
        if mark.start_ms < duration_ms and not _silent(mark.start_ms, silences):
            yield Finding(
                "M015",
                f'"{mark.title}" begins where somebody speaks.',
                name,
                at_ms=mark.start_ms,
            )


def _stretches(
    name: str, marks: Sequence[Mark], duration_ms: float
) -> Iterator[Finding]:
    for mark, after in pairwise((*marks, Mark(duration_ms, None, ""))):
        end_ms = after.start_ms if mark.end_ms is None else mark.end_ms
        if end_ms <= mark.start_ms or mark.start_ms >= duration_ms:
            yield Finding(
                "M012", f'"{mark.title}" has no sound.', name, at_ms=mark.start_ms
            )
        elif end_ms > after.start_ms + _LAST_SLACK_MS:
            yield Finding(
                "M013",
                f'"{mark.title}" ends after the next begins.',
                name,
                at_ms=mark.start_ms,
            )
    last_ms = marks[-1].end_ms
    if last_ms is not None and marks[-1].start_ms < last_ms < duration_ms - END_MS:
        what = f"{(duration_ms - last_ms) / 1000:.1f} s of sound are in no chapter."
        yield Finding("M014", what, name, at_ms=last_ms)


def _silent(at_ms: float, silences: Sequence[tuple[float, float]]) -> bool:
    return any(start - MARK_MS <= at_ms <= end + MARK_MS for start, end in silences)


def folder_findings(files: Sequence[tuple[str, Tagged]]) -> Iterator[Finding]:
    """What is wrong between the chapter files of one book, in the order of their names."""
    if len(files) < 2:
        return
    numbers = [(name, _NUMBER.match(tags.number)) for name, tags in files]
    if missing := [name for name, number in numbers if number is None]:
        yield Finding(
            "M005", f"{len(missing)} of {len(files)} files have no number.", missing[0]
        )
    known = [(name, int(number[0][:9])) for name, number in numbers if number]
    for (before, first), (after, second) in pairwise(known):
        if second <= first:
            yield Finding(
                "M005",
                f"Its number is {second}; {before}, before it, has {first}.",
                after,
            )
    yield from _titles(files)
    albums = dict.fromkeys(tags.album for _, tags in files if tags.album)
    if len(albums) > 1:
        yield Finding(
            "M007", f"There are {len(albums)}: {', '.join(list(albums)[:3])}."
        )


def _titles(files: Sequence[tuple[str, Tagged]]) -> Iterator[Finding]:
    titles: dict[str, str] = {}
    for name, tags in files:
        if tags.title and tags.title in titles:
            yield Finding(
                "M006",
                f'"{tags.title}" is also the title of {titles[tags.title]}.',
                name,
            )
        elif tags.title and tags.title == tags.album:
            yield Finding(
                "M024", f'"{tags.title}" is also the title of the book.', name
            )
        titles.setdefault(tags.title, name)
