"""Tracks of AAC -> one MP4 file with chapters, written in one go: the index first, then the sound.

Every track begins with :data:`PRIMING` samples of its encoder's; an edit list hides those of the first, so that a
track's own first sample lies exactly where its first frame would begin, and so do the chapters. They are written
twice: as a QuickTime chapter track, which Apple's players read, and as Nero's ``chpl``, which most others read.
"""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from audiobook.publish.sound import mp4_boxes as mp4
from audiobook.publish.sound.mp4_boxes import Box, FrameSizes, box, full, number
from audiobook.sound.aac import PRIMING
from audiobook.sound.adts import FRAME, HEADER, AacLayout, bare, frame_sizes, layout_of

MOST_NERO_CHAPTERS = 255  # chpl counts them in one byte: above, readers would lose the rest, so it is left out
_BRANDS = b"M4B " + number(0x200) + b"M4B M4A mp42isom"
_FRAMES_PER_CHUNK = 64  # about three seconds of sound
_SOUND, _TEXT = 1, 2  # numbers of the tracks
_DATA_HEADER = 16  # bytes, with a length of 64 bits
_UTF8 = b"\0\0\0\x0cencd\0\0\1\0"  # behind a chapter's title: how it is encoded
_NERO_TITLE, _NERO_UNIT = 255, 10_000_000  # bytes; units a second


@dataclass(frozen=True, slots=True)
class Joined:
    """What is joined: the files, the sizes of their frames and of chunks of them, the layout of the sound, a title
    for each file, and a language.
    """

    files: Sequence[Path]
    frames: FrameSizes
    chunks: Sequence[int]
    layout: AacLayout
    titles: Sequence[str]
    language: str

    @property
    def lengths(self) -> list[int]:
        """The length of each track in samples; the edit list shortens the last."""
        lengths = [len(sizes) * FRAME for sizes in self.frames.tracks]
        return [*lengths[:-1], lengths[-1] - PRIMING]

    @property
    def texts(self) -> list[bytes]:
        """The samples of the chapter track."""
        titles = [title.encode()[: 2**16 - 1] for title in self.titles]
        return [number(len(title), 2) + title + _UTF8 for title in titles]


def join(files: Sequence[Path], titles: Sequence[str], language: str, room: int, path: Path) -> None:
    """Write a file with a chapter for each of some files of AAC, and ``room`` bytes for tags.

    ``language`` has three letters, or none. Raises ``OSError``, and ``ValueError`` where a file is no AAC or its
    sound is of another kind than that of the first.
    """
    layouts = {layout_of(file) for file in files}
    if len(layouts) != 1:
        raise ValueError("The tracks differ in sample rate or channels.")
    frames = FrameSizes([frame_sizes(file) for file in files])
    book = Joined(files, frames, _chunk_sizes(frames), layouts.pop(), titles, language)
    with path.open("wb") as out:
        _write(book, room, out)


def _write(book: Joined, room: int, out: BinaryIO) -> None:
    data = sum(map(len, book.texts)) + sum(book.chunks)
    brand = box(b"ftyp", _BRANDS)
    # How long the index is depends on how wide its offsets are, and they on how long it is.
    start = 0
    for _ in range(2):
        index = _movie(book, room, start)
        start = mp4.size_of(brand) + mp4.size_of(index) + _DATA_HEADER
    mp4.write([*brand, *_movie(book, room, start)], out)
    out.write(number(1) + b"mdat" + number(_DATA_HEADER + data, 8))
    out.writelines(book.texts)
    for file, sizes in zip(book.files, book.frames.tracks, strict=True):
        out.writelines(bare(file, sizes))


def _movie(book: Joined, room: int, start: int) -> Box:
    """The index of a file whose data begin at ``start``."""
    duration = math.ceil(sum(book.lengths) * mp4.MOVIE_SCALE / book.layout.rate)
    user = [_tags(room)] if len(book.titles) > MOST_NERO_CHAPTERS else [_tags(room), _nero(book)]
    return box(
        b"moov",
        mp4.movie_header(duration),
        _sound(book, duration, start + sum(map(len, book.texts))),
        _chapters(book, duration, start),
        box(b"udta", *user),
    )


def _sound(book: Joined, duration: int, start: int) -> Box:
    frames = book.frames.count
    table = box(
        b"stbl",
        full(b"stsd", number(1), _aac(book)),
        mp4.runs(b"stts", [(frames, FRAME)]),
        _chunks(frames, _FRAMES_PER_CHUNK),
        full(b"stsz", number(0) + number(frames), [book.frames]),
        mp4.chunk_offsets(list(accumulate(book.chunks[:-1], initial=start))),
        # A decoder that begins anywhere needs the frame before ("roll", -1): ISO/IEC 14496-12, 10.1.
        full(b"sgpd", b"roll" + number(2) + number(1) + number(-1, 2), version=1),
        full(b"sbgp", b"roll" + number(1) + number(frames) + number(1)),
    )
    media = box(
        b"mdia",
        mp4.media_header(book.layout.rate, frames * FRAME, book.language),
        mp4.handler(b"soun", b"SoundHandler"),
        box(b"minf", full(b"smhd", bytes(4)), mp4.data_in_this_file(), table),
    )
    return box(
        b"trak",
        mp4.track_header(_SOUND, duration, enabled=True),
        mp4.edit_list(duration, PRIMING),
        box(b"tref", box(b"chap", number(_TEXT))),
        media,
    )


def _aac(book: Joined) -> Box:
    """The description of the sound: ISO/IEC 14496-14, 5.6."""
    rate = book.layout.rate
    bits = round(sum(book.chunks) * 8 * rate / (book.frames.count * FRAME))  # a second
    aac = mp4.descriptor(5, book.layout.config)
    decoder = mp4.descriptor(4, b"\x40\x15" + number(0x1800, 3) + number(bits) + number(bits) + aac)
    stream = mp4.descriptor(3, number(0, 2) + b"\0" + decoder + mp4.descriptor(6, b"\2"))
    sample = bytes(6) + number(1, 2) + bytes(8) + number(book.layout.channels, 2) + number(16, 2) + bytes(4)
    return box(b"mp4a", sample + number(rate << 16 if rate < 2**16 else 0), full(b"esds", stream))


def _chapters(book: Joined, duration: int, start: int) -> Box:
    """The chapter track: a text for every chapter, shown as long as it lasts."""
    sizes = b"".join(number(len(text)) for text in book.texts)
    table = box(
        b"stbl",
        full(b"stsd", number(1), box(b"text", bytes(6) + number(1, 2) + bytes(43) + b"\0")),
        mp4.runs(b"stts", [(1, length) for length in book.lengths]),
        _chunks(len(book.texts), len(book.texts)),
        full(b"stsz", number(0) + number(len(book.texts)) + sizes),
        mp4.chunk_offsets([start]),
    )
    media = box(
        b"mdia",
        mp4.media_header(book.layout.rate, sum(book.lengths), book.language),
        mp4.handler(b"text", b"ChapterHandler"),
        box(b"minf", box(b"gmhd", _plain_text()), mp4.data_in_this_file(), table),
    )
    return box(b"trak", mp4.track_header(_TEXT, duration, enabled=False), mp4.edit_list(duration, 0), media)


def _plain_text() -> Box:
    """``gmin`` and ``text``, which QuickTime asks of a track of text: drawn as it comes."""
    return [
        *full(b"gmin", number(0x40, 2) + number(0x8000, 2) * 3 + bytes(4)),
        *box(b"text", number(1 << 16) + bytes(12) + number(1 << 16) + bytes(12) + number(1 << 30)),
    ]


def _chunks(samples: int, per_chunk: int) -> Box:
    """``stsc``: so many samples in every chunk, and what is left in the last."""
    whole, rest = divmod(samples, per_chunk)
    entries = [(1, per_chunk)] * bool(whole) + [(whole + 1, rest)] * bool(rest)
    return full(b"stsc", number(len(entries)), b"".join(number(n) + number(k) + number(1) for n, k in entries))


def _chunk_sizes(frames: FrameSizes) -> list[int]:
    """How many bytes each chunk of sound has; chunks run on from one track into the next."""
    found, rest = [], array("H")
    for sizes in frames.tracks:
        run = rest + sizes
        whole = len(run) - len(run) % _FRAMES_PER_CHUNK
        found += [
            sum(run[at : at + _FRAMES_PER_CHUNK]) - HEADER * _FRAMES_PER_CHUNK
            for at in range(0, whole, _FRAMES_PER_CHUNK)
        ]
        rest = run[whole:]
    return [*found, sum(rest) - HEADER * len(rest)] if rest else found


def _nero(book: Joined) -> Box:
    """``chpl``: the chapters once more, as other players read them."""
    starts = accumulate(book.lengths[:-1], initial=0)
    entries = []
    for start, title in zip(starts, book.titles, strict=True):
        text = title.encode()[:_NERO_TITLE].decode(errors="ignore").encode()
        entries.append(number(start * _NERO_UNIT // book.layout.rate, 8) + number(len(text), 1) + text)
    return full(b"chpl", bytes(4) + number(len(entries), 1) + b"".join(entries), version=1)


def _tags(room: int) -> Box:
    """An empty list of tags and room behind it, so that nothing has to move when they are written."""
    return full(b"meta", _tag_handler(), box(b"ilst"), box(b"free", bytes(room)))


def _tag_handler() -> Box:
    return full(b"hdlr", bytes(4) + b"mdirappl" + bytes(8) + b"\0")
