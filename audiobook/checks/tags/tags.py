"""``M``: what players will show.

Tags, chapter marks and covers are held against the rules of the players that read them.
docs/checks.md lists the rules, and which player has them.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image

from audiobook.checks.findings import Finding
from audiobook.checks.tags.tagged import ChapterMark, Tagged

AUDIOBOOK = 2  # iTunes' kind
LONG_MS = 60 * 60_000  # a book of one file that is longer should have chapters
SMALLEST = 300  # pixels of a cover
LARGEST = 4000
NARROW = 0.5  # of a cover's sides: audiobooks' are square, books' 2:3
MARK_MS = 300.0  # how far from silence a mark may be
END_MS = 2000.0  # how much sound may follow the last chapter
_LAST_SLACK_MS = 200.0
_MOST_NERO = 255  # chapters: a Nero list counts them in one byte
_BOTH_LISTS = frozenset({"chpl", "track"})

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
    if tags.form == "mp4" and tags.media is None:
        yield Finding("M009", "It has no kind.", name)
    elif tags.form == "mp4" and tags.media != AUDIOBOOK:
        yield Finding("M009", f"Its kind is {tags.media}.", name)
    if one_file and not tags.marks and duration_ms > LONG_MS:
        minutes = duration_ms / 60_000
        yield Finding(
            "M010", f"It is {minutes:.0f} minutes long and has no chapters.", name
        )
    yield from _list_findings(name, tags)
    yield from _cover_findings(name, tags.covers)


def _list_findings(name: str, tags: Tagged) -> Iterator[Finding]:
    """Lists of chapters that some players need, and that are missing or unlike."""
    if tags.form == "mp4" and tags.marks:
        yield from _missing_lists(name, tags)
    if tags.kinds == _BOTH_LISTS:
        yield from _unlike_lists(name, tags)
    if tags.kinds == {"chap"}:
        what = "No ordered table of contents on top names all its chapters."
        yield Finding("M019", what, name)


def _missing_lists(name: str, tags: Tagged) -> Iterator[Finding]:
    """One of an MP4's two lists of chapters is missing: some players read only the other."""
    # Beyond what a Nero list can count, a file is right to have the chapter track alone.
    if len(tags.marks) > _MOST_NERO:
        return
    if "chpl" not in tags.kinds:
        yield Finding("M016", "It has no Nero chapter list.", name)
    elif "track" not in tags.kinds:
        what = "It has no chapter track, which Apple's players read."
        yield Finding("M016", what, name)


def _unlike_lists(name: str, tags: Tagged) -> Iterator[Finding]:
    """An MP4's two lists of chapters should be one and the same."""
    count = len(tags.marks)
    nero_count = len(tags.nero_ms)
    apart = []
    for mark, nero_ms in zip(tags.marks, tags.nero_ms, strict=False):
        if abs(mark.start_ms - nero_ms) > MARK_MS:
            apart.append(mark.start_ms)
    if not apart and count == nero_count:
        return
    what = f"{count} QuickTime chapters, {nero_count} of Nero; {len(apart)} begin elsewhere."
    yield Finding("M023", what, name, at_ms=next(iter(apart), None))


def _cover_findings(name: str, covers: Sequence[bytes]) -> Iterator[Finding]:
    if not covers:
        yield Finding("M020", "It has no cover.", name)
    for data in covers:
        try:
            width, height = _size(data)
        except _BAD_PICTURE:
            yield Finding("M021", "Its cover is not a complete JPEG or PNG.", name)
            continue
        if not _fits_players(width, height):
            yield Finding("M022", f"Its cover has {width} x {height} pixels.", name)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that is whole. Raises one of ``_BAD_PICTURE``."""
    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        size = picture.size
        picture.verify()
    return size


def _fits_players(width: int, height: int) -> bool:
    shorter = min(width, height)
    longer = max(width, height)
    return shorter >= SMALLEST and longer <= LARGEST and shorter >= NARROW * longer


def mark_findings(
    name: str,
    marks: Sequence[ChapterMark],
    duration_ms: float,
    silences: Sequence[tuple[float, float]],
) -> Iterator[Finding]:
    """What is wrong with the chapter marks of a file, against its sound.

    ``silences`` are the beginnings and ends of silent stretches, in milliseconds.
    """
    if not marks:
        return
    first = marks[0]
    if first.start_ms > _LAST_SLACK_MS:
        yield Finding(
            "M011", f'"{first.title}" is the first.', name, at_ms=first.start_ms
        )
    yield from _stretch_findings(name, marks, duration_ms)
    yield from _last_findings(name, marks[-1], duration_ms)
    titles = [mark.title for mark in marks]
    alike = len(titles) > 1 and len(set(titles)) == 1
    if alike or "" in titles:
        what = f"{titles.count('')} of {len(titles)} have no title."
        yield Finding("M017", what, name)
    for mark in marks[1:]:
        if mark.start_ms < duration_ms and not _silent(mark.start_ms, silences):
            what = f'"{mark.title}" begins where somebody speaks.'
            yield Finding("M015", what, name, at_ms=mark.start_ms)


def _stretch_findings(
    name: str, marks: Sequence[ChapterMark], duration_ms: float
) -> Iterator[Finding]:
    """Chapters without sound, and chapters that reach into the next one."""
    end = ChapterMark(duration_ms, None, "")
    for mark, after in pairwise((*marks, end)):
        end_ms = mark.end_ms
        if end_ms is None:
            end_ms = after.start_ms
        if end_ms <= mark.start_ms or mark.start_ms >= duration_ms:
            yield Finding(
                "M012", f'"{mark.title}" has no sound.', name, at_ms=mark.start_ms
            )
        elif end_ms > after.start_ms + _LAST_SLACK_MS:
            what = f'"{mark.title}" ends after the next begins.'
            yield Finding("M013", what, name, at_ms=mark.start_ms)


def _last_findings(
    name: str, last: ChapterMark, duration_ms: float
) -> Iterator[Finding]:
    if last.end_ms is None or last.end_ms <= last.start_ms:
        return
    rest_ms = duration_ms - last.end_ms
    if last.end_ms < duration_ms - END_MS:
        what = f"{rest_ms / 1000:.1f} s of sound are in no chapter."
        yield Finding("M014", what, name, at_ms=last.end_ms)


def _silent(at_ms: float, silences: Sequence[tuple[float, float]]) -> bool:
    return any(start - MARK_MS <= at_ms <= end + MARK_MS for start, end in silences)


def folder_findings(files: Sequence[tuple[str, Tagged]]) -> Iterator[Finding]:
    """What is wrong between the chapter files of one book, in the order of their names."""
    if len(files) < 2:
        return
    yield from _number_findings(files)
    yield from _title_findings(files)
    albums = dict.fromkeys(tags.album for _, tags in files)
    albums.pop("", None)
    if len(albums) > 1:
        first_three = ", ".join(list(albums)[:3])
        yield Finding("M007", f"There are {len(albums)}: {first_three}.")


def _number_findings(files: Sequence[tuple[str, Tagged]]) -> Iterator[Finding]:
    """Files without a number, and numbers that do not rise: players sort by them."""
    missing = []
    numbered = []
    for name, tags in files:
        number = _NUMBER.match(tags.number)
        if number:
            # No book has more files; int() refuses numbers of thousands of digits.
            numbered.append((name, int(number[0][:9])))
        else:
            missing.append(name)
    if missing:
        what = f"{len(missing)} of {len(files)} files have no number."
        yield Finding("M005", what, missing[0])
    for (before, first), (after, second) in pairwise(numbered):
        if second <= first:
            what = f"Its number is {second}; {before}, before it, has {first}."
            yield Finding("M005", what, after)


def _title_findings(files: Sequence[tuple[str, Tagged]]) -> Iterator[Finding]:
    titles: dict[str, str] = {}
    for name, tags in files:
        if tags.title and tags.title in titles:
            what = f'"{tags.title}" is also the title of {titles[tags.title]}.'
            yield Finding("M006", what, name)
        elif tags.title and tags.title == tags.album:
            what = f'"{tags.title}" is also the title of the book.'
            yield Finding("M024", what, name)
        titles.setdefault(tags.title, name)
