"""What a sound file says of itself: tags, chapter marks and cover, in whatever format."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen import id3, mp4
from mutagen._vorbis import VComment
from mutagen.flac import Picture as FlacPicture

from audiobook.checks.tags.chunks import (
    chapter_tracks,
    chapters_of_ogg,
    pictures_of_ogg,
)

# What mutagen lets through of files that were made to confuse it.
BROKEN = (
    mutagen.MutagenError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RecursionError,
    MemoryError,
    struct.error,
)


class TagsError(ValueError):
    """The tags cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter mark. ``end_ms`` is ``None`` where the format does not say."""

    start_ms: float
    end_ms: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags of a file; what is not in it is empty.

    ``form`` is "id3", "mp4", "vorbis" or "" (no tags). ``number`` is the track's number as
    written.

    ``kinds`` are the kinds of chapter marks in the file: "chpl" and "track" in MP4; "chap", and
    "ctoc" where an ordered table of contents on top names all of them, in ID3. ``nero_ms`` is
    where the "chpl" chapters begin. ``media`` is iTunes' kind of an MP4.
    """

    form: str = ""
    title: str = ""
    album: str = ""
    artist: str = ""
    narrator: str = ""
    number: str = ""
    media: int | None = None
    marks: tuple[ChapterMark, ...] = ()
    kinds: frozenset[str] = frozenset()
    nero_ms: tuple[float, ...] = ()
    covers: tuple[bytes, ...] = ()


def read_tags(path: Path, marks: Sequence[ChapterMark]) -> Tagged:
    """The tags of a file.

    ``marks`` are those that its decoder found, for formats that keep no others.
    Raises :class:`TagsError`.
    """
    try:
        file = mutagen.File(path)
        tags = getattr(file, "tags", None)
        if isinstance(tags, id3.ID3):
            return _id3(tags, marks)
        if isinstance(tags, mp4.MP4Tags):
            return _mp4(tags, file, path, marks)
        if isinstance(tags, VComment):
            return _vorbis(tags, getattr(file, "pictures", ()))
    except BROKEN as error:
        raise TagsError(str(error) or type(error).__name__) from error
    return Tagged(marks=tuple(marks))


def _id3(tags: id3.ID3, others: Sequence[ChapterMark]) -> Tagged:
    """``others`` are the marks of a file whose tag has none: a WAV's cue points."""
    chapters = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
    marks = []
    for chapter in chapters:
        title = _text(chapter.sub_frames, "TIT2")
        marks.append(ChapterMark(chapter.start_time, chapter.end_time, title))
    kinds = set()
    if marks:
        kinds.add("chap")
    if marks and _is_listed_on_top(tags, {chapter.element_id for chapter in chapters}):
        kinds.add("ctoc")
    return Tagged(
        form="id3",
        title=_text(tags, "TIT2"),
        album=_text(tags, "TALB"),
        artist=_text(tags, "TPE1") or _text(tags, "TPE2"),
        narrator=_text(tags, "TCOM"),
        number=_text(tags, "TRCK"),
        marks=tuple(marks or others),
        kinds=frozenset(kinds),
        covers=tuple(bytes(picture.data) for picture in tags.getall("APIC")),
    )


def _is_listed_on_top(tags: id3.ID3, chapters: set[str]) -> bool:
    """Whether there is one table of contents on top, ordered, that names every chapter."""
    tops = []
    for table in tags.getall("CTOC"):
        if table.flags & id3.CTOCFlags.TOP_LEVEL:
            tops.append(table)
    if len(tops) != 1 or not tops[0].flags & id3.CTOCFlags.ORDERED:
        return False
    return chapters <= _listed(tags, tops[0])


def _listed(tags: id3.ID3, top: Any) -> set[str]:  # noqa: ANN401 - mutagen has no annotations
    """What a table of contents names, also through the tables in it.

    A name is followed once: damaged tables name each other in circles.
    """
    tables = {table.element_id: table for table in tags.getall("CTOC")}
    names: set[str] = set()
    waiting = list(top.child_element_ids)
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.add(name)
        if name in tables:
            waiting += tables[name].child_element_ids
    return names


def _text(tags: Any, frame: str) -> str:  # noqa: ANN401
    frames = tags.getall(frame)
    if not frames or not frames[0].text:
        return ""
    return str(frames[0].text[0]).strip()


def _mp4(
    tags: Any,  # noqa: ANN401
    file: Any,  # noqa: ANN401
    path: Path,
    marks: Sequence[ChapterMark],
) -> Tagged:
    nero = getattr(file, "chapters", None) or ()
    nero_ms = tuple(1000.0 * chapter.start for chapter in nero)
    kinds = set()
    if nero_ms:
        kinds.add("chpl")
    if chapter_tracks(path):
        kinds.add("track")
    number = ""
    if tags.get("trkn"):
        number = str(tags["trkn"][0][0])
    media = None
    if tags.get("stik"):
        media = int(tags["stik"][0])
    return Tagged(
        form="mp4",
        title=_first(tags, "\xa9nam"),
        album=_first(tags, "\xa9alb"),
        artist=_first(tags, "\xa9ART", "aART"),
        narrator=_first(tags, "\xa9wrt", "\xa9nrt"),
        number=number,
        media=media,
        marks=tuple(marks),
        kinds=frozenset(kinds),
        nero_ms=nero_ms,
        covers=tuple(map(bytes, tags.get("covr", ()))),
    )


def _vorbis(tags: Any, pictures: Sequence[FlacPicture]) -> Tagged:  # noqa: ANN401
    plain: dict[str, list[str]] = {}
    for name, values in tags.as_dict().items():
        plain[name.lower()] = list(values)
    marks = []
    for start_ms, title in chapters_of_ogg(plain):
        marks.append(ChapterMark(start_ms, None, title))
    covers = [bytes(picture.data) for picture in pictures]
    covers += pictures_of_ogg(plain)
    return Tagged(
        form="vorbis",
        title=_first(plain, "title"),
        album=_first(plain, "album"),
        artist=_first(plain, "artist", "albumartist"),
        narrator=_first(plain, "composer", "narrator", "performer"),
        number=_first(plain, "tracknumber"),
        marks=tuple(marks),
        covers=tuple(covers),
    )


def _first(tags: Mapping[str, Any], *names: str) -> str:
    """The first value of the first of the tags that has one; empty where none has."""
    for name in names:
        values = tags.get(name) or [""]
        value = str(values[0]).strip()
        if value:
            return value
    return ""
