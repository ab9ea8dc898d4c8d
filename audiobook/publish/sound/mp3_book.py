"""The whole book in one MP3, with a chapter for every track.

The frames of the tracks are joined as they are. A player drops what the encoder put before
the first sample, so that every track's own first sample lies where its first frame would
begin, and so do the chapters: CHAP frames, each with its title, in the order of one top-level
CTOC, without which several players see none (ID3v2 Chapter Frame Addendum 1.0). A CTOC counts
its children in one byte: of more than 255 chapters, CTOCs below it hold up to 255 each.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import ClassVar

from mutagen import id3

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.publish.cover import Picture
from audiobook.publish.sound.book_file import BookFile
from audiobook.publish.sound.mp3 import tag_bytes
from audiobook.publish.sound.tagging.id3 import id3_tag
from audiobook.publish.tags import Tags, title_of
from audiobook.sound.mp3 import Stream, info_frame, stream_of

# Of a CTOC, which counts them in one byte.
MOST_CHILDREN = 255
_UTF16 = id3.Encoding.UTF16
_ORDERED = id3.CTOCFlags.ORDERED
_TOP_LEVEL_ORDERED = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED


class Mp3BookPublisher(BookFile):
    """For players that know neither folders nor M4B."""

    encodings: ClassVar[tuple[str, ...]] = ("mp3",)
    slot: ClassVar[str] = "mp3-book"
    suffix: ClassVar[str] = ".mp3"
    version: ClassVar[int] = 1

    def write(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Join the tracks behind one tag and one header.

        Raises ``OSError`` or :class:`PublishError`.
        """
        joined = _joined(tracks)
        titles = list(map(title_of, tracks))
        chapters = chapter_frames(titles, joined.bounds_ms)
        tag = id3_tag(tags, picture, tags.album)
        with path.open("wb") as out:
            out.write(tag_bytes(tag, chapters))
            out.write(joined.header)
            for track in tracks:
                with track.file("mp3").open("rb") as sound:
                    # Skips the track's own header: the book has one for all.
                    stream_of(sound)
                    shutil.copyfileobj(sound, out)

    def starts(self, tracks: Sequence[Track]) -> tuple[float, ...]:
        """In whole frames of MP3, so a little later than the tracks' lengths add up to."""
        return _joined(tracks).bounds_ms[:-1]


@dataclass(frozen=True, slots=True)
class _Joined:
    """Tracks in one stream.

    ``bounds_ms`` are where each track begins and the last one ends, in milliseconds;
    ``header`` is the frame that says how long they are together.
    """

    bounds_ms: tuple[float, ...]
    header: bytes


def _joined(tracks: Sequence[Track]) -> _Joined:
    streams = [_stream(track.file("mp3")) for track in tracks]
    frame = streams[0].frame
    last = streams[-1]
    *starts, total = accumulate((stream.frames for stream in streams), initial=0)
    # All frames are played whole but those of the last track.
    samples = (total - last.frames) * frame.samples + last.samples

    # The header of one track stays, and becomes that of the book.
    size = sum(track.file("mp3").stat().st_size for track in tracks)
    size -= frame.size * (len(tracks) - 1)

    bounds = []
    for frames_before in starts:
        bounds.append(frames_before * frame.samples * 1000 / frame.rate)
    bounds.append(samples * 1000 / frame.rate)
    header = info_frame(frame, size, total, samples)
    return _Joined(tuple(bounds), header)


def _stream(path: Path) -> Stream:
    with path.open("rb") as file:
        try:
            return stream_of(file)
        except ValueError as error:
            raise PublishError(
                f"{path} cannot be joined: {error}.",
                remedy="Delete it and run the same command again.",
            ) from error


def chapter_frames(
    titles: Sequence[str],
    bounds_ms: Sequence[float],
) -> list[id3.Frame]:
    """A CHAP for every title, and their CTOCs before them.

    Chapter ``i`` lasts from ``bounds_ms[i]`` to ``bounds_ms[i + 1]``.
    """
    bounds = pairwise(map(round, bounds_ms))
    names = []
    chapters = []
    for number, (title, times) in enumerate(zip(titles, bounds, strict=True)):
        name = f"ch{number}"
        names.append(name)
        chapters.append(_chapter(name, title, *times))
    return [*_contents(names), *chapters]


def _contents(names: Sequence[str]) -> list[id3.Frame]:
    """The top-level CTOC, and those below it where one cannot hold all chapters."""
    if len(names) <= MOST_CHILDREN:
        return [_table("toc", _TOP_LEVEL_ORDERED, names)]
    tables = []
    below = []
    for number, at in enumerate(range(0, len(names), MOST_CHILDREN)):
        table = f"toc{number}"
        children = names[at : at + MOST_CHILDREN]
        tables.append(table)
        below.append(_table(table, _ORDERED, children))
    top = _table("toc", _TOP_LEVEL_ORDERED, tables)
    return [top, *below]


def _table(
    name: str,
    flags: int,
    children: Sequence[str],
) -> id3.Frame:
    return id3.CTOC(
        element_id=name,
        flags=flags,
        child_element_ids=list(children),
        sub_frames=[],
    )


def _chapter(
    name: str,
    title: str,
    start_ms: int,
    end_ms: int,
) -> id3.Frame:
    return id3.CHAP(
        element_id=name,
        start_time=start_ms,
        end_time=end_ms,
        sub_frames=[id3.TIT2(encoding=_UTF16, text=title)],
    )
