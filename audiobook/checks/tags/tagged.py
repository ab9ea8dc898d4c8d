"""What a sound file says of itself: tags, chapter marks and cover, whatever its format calls
them.
"""

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
class Mark:
    """A chapter mark. ``end_ms`` is ``None`` where the format does not say."""

    start_ms: float
    end_ms: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """``form`` is "id3", "mp4", "vorbis" or "" (no tags).

    ``number`` is the track's number as written.

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
    marks: tuple[Mark, ...] = ()
    kinds: frozenset[str] = frozenset()
    nero_ms: tuple[float, ...] = ()
    covers: tuple[bytes, ...] = ()


def read_tags(path: Path, marks: Sequence[Mark]) -> Tagged:
    """The tags of a file; ``marks`` are those that its decoder found, for formats that keep no
    others.

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


def _id3(tags: id3.ID3, others: Sequence[Mark]) -> Tagged:
    """``others`` are the marks of a file whose tag has none: a WAV's cue points."""
    chapters = sorted(tags.getall("CHAP"), key=lambda each: each.start_time)
    marks = tuple(
        Mark(each.start_time, each.end_time, _text(each.sub_frames, "TIT2"))
        for each in chapters
    )
    named = {each.element_id for each in chapters}
    lists = [
        each for each in tags.getall("CTOC") if each.flags & id3.CTOCFlags.TOP_LEVEL
    ]
    whole = (
        len(lists) == 1
        and bool(lists[0].flags & id3.CTOCFlags.ORDERED)
        and named <= _listed(tags, lists[0])
    )
    return Tagged(
        form="id3",
        title=_text(tags, "TIT2"),
        album=_text(tags, "TALB"),
        artist=_text(tags, "TPE1") or _text(tags, "TPE2"),
        narrator=_text(tags, "TCOM"),
        number=_text(tags, "TRCK"),
        marks=marks or tuple(others),
        kinds=frozenset({"chap", "ctoc"} if whole else {"chap"})
        if marks
        else frozenset(),
        covers=tuple(bytes(each.data) for each in tags.getall("APIC")),
    )


def _listed(tags: id3.ID3, top: Any) -> set[str]:  # noqa: ANN401 - mutagen has no annotations
    """What a table of contents names, also through the tables in it, which no table may name
    twice.
    """
    tables = {each.element_id: each for each in tags.getall("CTOC")}
    found: set[str] = set()
    waiting = list(top.child_element_ids)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += tables[name].child_element_ids if name in tables else []
    return found


def _text(tags: Any, frame: str) -> str:  # noqa: ANN401
    found = tags.getall(frame)
    return str(found[0].text[0]).strip() if found and found[0].text else ""


def _mp4(tags: Any, file: Any, path: Path, marks: Sequence[Mark]) -> Tagged:  # noqa: ANN401
    nero_ms = tuple(
        1000.0 * each.start for each in getattr(file, "chapters", None) or ()
    )
    kinds = {"chpl"} if nero_ms else set()
    if chapter_tracks(path):
        kinds.add("track")
    number = tags.get("trkn")
    media = tags.get("stik")
    return Tagged(
        form="mp4",
        title=_first(tags, "\xa9nam"),
        album=_first(tags, "\xa9alb"),
        artist=_first(tags, "\xa9ART") or _first(tags, "aART"),
        narrator=_first(tags, "\xa9wrt") or _first(tags, "\xa9nrt"),
        number=str(number[0][0]) if number else "",
        media=int(media[0]) if media else None,
        marks=tuple(marks),
        kinds=frozenset(kinds),
        nero_ms=nero_ms,
        covers=tuple(map(bytes, tags.get("covr", ()))),
    )


def _vorbis(tags: Any, pictures: Sequence[FlacPicture]) -> Tagged:  # noqa: ANN401
    plain: Mapping[str, list[str]] = {
        name.lower(): list(values) for name, values in tags.as_dict().items()
    }
    return Tagged(
        form="vorbis",
        title=_first(plain, "title"),
        album=_first(plain, "album"),
        artist=_first(plain, "artist") or _first(plain, "albumartist"),
        narrator=_first(plain, "composer")
        or _first(plain, "narrator")
        or _first(plain, "performer"),
        number=_first(plain, "tracknumber"),
        marks=tuple(
            Mark(start, None, title) for start, title in chapters_of_ogg(plain)
        ),
        covers=(*(bytes(each.data) for each in pictures), *pictures_of_ogg(plain)),
    )


def _first(tags: Mapping[str, Any], name: str) -> str:
    found = tags.get(name) or [""]
    return str(found[0]).strip()
