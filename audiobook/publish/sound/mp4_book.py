"""Tracks of AAC -> one MP4 file with chapters, written in one go: the index, then the sound.

Every track begins with :data:`PRIMING` samples of its encoder's; an edit list hides those of
the first, so that a track's own first sample lies exactly where its first frame would begin,
and so do the chapters. They are written twice: as a QuickTime chapter track, which Apple's
players read, and as Nero's ``chpl``, which most others read.
"""

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from audiobook.publish.sound import mp4_boxes as mp4
from audiobook.publish.sound.mp4_boxes import Box, FrameSizes, box, full, number
from audiobook.sound.aac import PRIMING
from audiobook.sound.adts import (
    FRAME,
    HEADER,
    AacLayout,
    bare,
    frame_sizes,
    layout_of,
)

# ``chpl`` counts chapters in one byte: of more, readers would lose the rest, so it is left
# out.
MOST_NERO_CHAPTERS = 255
_NERO_TITLE = 255  # bytes
_NERO_UNIT = 10_000_000  # units a second

_BRANDS = b"M4B " + number(0x200) + b"M4B M4A mp42isom"

# About three seconds of sound.
_FRAMES_PER_CHUNK = 64

# The numbers of the tracks.
_SOUND = 1
_TEXT = 2

# Bytes: four of size, four of name, eight of the size with 64 bits.
_DATA_HEADER = 16

# Bytes, which the chapter track counts with 16 bits.
_LONGEST_TITLE = 2**16 - 1

# Behind a chapter's title: how it is encoded.
_UTF8 = b"\0\0\0\x0cencd\0\0\1\0"


@dataclass(frozen=True, slots=True)
class Joined:
    """What is joined.

    ``frames`` and ``chunks`` are sizes in bytes, those of chunks without the frames' headers;
    ``titles`` has one for each of the files.
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
        lengths[-1] -= PRIMING
        return lengths

    @property
    def texts(self) -> list[bytes]:
        """The samples of the chapter track."""
        texts = []
        for title in self.titles:
            data = title.encode()[:_LONGEST_TITLE]
            texts.append(number(len(data), 2) + data + _UTF8)
        return texts

    @property
    def text_bytes(self) -> int:
        """How long the samples of the chapter track are together."""
        return sum(map(len, self.texts))


def join(
    files: Sequence[Path],
    titles: Sequence[str],
    language: str,
    room: int,
    path: Path,
) -> None:
    """Write a file with a chapter for each of some files of AAC.

    ``room`` is in bytes and for tags; ``language`` has three letters, or none. Raises
    ``OSError``, and ``ValueError`` where a file is not AAC or its sound is of another kind
    than that of the first.
    """
    layouts = set(map(layout_of, files))
    if len(layouts) != 1:
        raise ValueError("The tracks differ in sample rate or channels.")
    frames = FrameSizes(list(map(frame_sizes, files)))
    book = Joined(
        files=files,
        frames=frames,
        chunks=_chunk_sizes(frames),
        layout=layouts.pop(),
        titles=titles,
        language=language,
    )
    with path.open("wb") as out:
        _write(book, room, out)


def _write(
    book: Joined,
    room: int,
    out: BinaryIO,
) -> None:
    brand = box(b"ftyp", _BRANDS)
    # How long the index is depends on how wide its offsets are, and they on how long it is.
    start = 0
    for _ in range(2):
        index = _movie(book, room, start)
        start = mp4.size_of(brand) + mp4.size_of(index) + _DATA_HEADER
    mp4.write([*brand, *_movie(book, room, start)], out)

    data_bytes = book.text_bytes + sum(book.chunks)
    # A length of 1 says that the real one follows the name, with 64 bits.
    out.write(number(1) + b"mdat" + number(_DATA_HEADER + data_bytes, 8))
    out.writelines(book.texts)
    for file, sizes in zip(book.files, book.frames.tracks, strict=True):
        out.writelines(bare(file, sizes))


def _movie(
    book: Joined,
    room: int,
    start: int,
) -> Box:
    """The index of a file whose data begin at ``start``."""
    samples = sum(book.lengths)
    # Rounded up: a player stops where the movie ends.
    duration = math.ceil(samples * mp4.MOVIE_SCALE / book.layout.rate)
    user_data = [_tags(room)]
    if len(book.titles) <= MOST_NERO_CHAPTERS:
        user_data.append(_nero(book))
    return box(
        b"moov",
        mp4.movie_header(duration),
        _sound(book, duration, start + book.text_bytes),
        _chapters(book, duration, start),
        box(b"udta", *user_data),
    )


def _sound(
    book: Joined,
    duration: int,
    start: int,
) -> Box:
    """The track of sound, whose data begin at ``start``."""
    media = box(
        b"mdia",
        mp4.media_header(book.layout.rate, book.frames.count * FRAME, book.language),
        mp4.handler(b"soun", b"SoundHandler"),
        box(
            b"minf",
            full(b"smhd", bytes(4)),
            mp4.data_in_this_file(),
            _sound_table(book, start),
        ),
    )
    return box(
        b"trak",
        mp4.track_header(_SOUND, duration, enabled=True),
        mp4.edit_list(duration, PRIMING),
        box(b"tref", box(b"chap", number(_TEXT))),
        media,
    )


def _sound_table(book: Joined, start: int) -> Box:
    frames = book.frames.count
    offsets = list(accumulate(book.chunks[:-1], initial=start))
    return box(
        b"stbl",
        full(b"stsd", number(1), _aac(book)),
        mp4.runs(b"stts", [(frames, FRAME)]),
        _chunks(frames, _FRAMES_PER_CHUNK),
        full(b"stsz", number(0) + number(frames), [book.frames]),
        mp4.chunk_offsets(offsets),
        *_roll(frames),
    )


def _roll(frames: int) -> tuple[Box, Box]:
    """``sgpd`` and ``sbgp``: a decoder that begins anywhere needs the frame before.

    ISO/IEC 14496-12, 10.1.
    """
    distance = number(-1, 2)
    description = number(len(distance)) + number(1) + distance
    group = number(1) + number(frames) + number(1)
    return (
        full(b"sgpd", b"roll" + description, version=1),
        full(b"sbgp", b"roll" + group),
    )


def _aac(book: Joined) -> Box:
    """The description of the sound: ISO/IEC 14496-14, 5.6."""
    rate = book.layout.rate
    sample = b"".join(
        (
            bytes(6),
            number(1, 2),
            bytes(8),
            number(book.layout.channels, 2),
            number(16, 2),
            bytes(4),
        )
    )
    # A fixed-point number, which holds no rate of more than 16 bits.
    fixed_rate = 0
    if rate < 2**16:
        fixed_rate = rate << 16
    return box(b"mp4a", sample + number(fixed_rate), full(b"esds", _stream(book)))


def _stream(book: Joined) -> bytes:
    """The descriptors of the stream, one within the other."""
    samples = book.frames.count * FRAME
    bits = sum(book.chunks) * 8
    bit_rate = number(round(bits * book.layout.rate / samples))
    config = mp4.descriptor(5, book.layout.config)
    buffer_bytes = number(0x1800, 3)
    decoder = mp4.descriptor(
        4, b"\x40\x15" + buffer_bytes + bit_rate + bit_rate + config
    )
    sync = mp4.descriptor(6, b"\2")
    return mp4.descriptor(3, number(0, 2) + b"\0" + decoder + sync)


def _chapters(
    book: Joined,
    duration: int,
    start: int,
) -> Box:
    """The chapter track: a text for every chapter, shown as long as it lasts."""
    media = box(
        b"mdia",
        mp4.media_header(book.layout.rate, sum(book.lengths), book.language),
        mp4.handler(b"text", b"ChapterHandler"),
        box(
            b"minf",
            box(b"gmhd", _plain_text()),
            mp4.data_in_this_file(),
            _chapter_table(book, start),
        ),
    )
    return box(
        b"trak",
        mp4.track_header(_TEXT, duration, enabled=False),
        mp4.edit_list(duration, 0),
        media,
    )


def _chapter_table(book: Joined, start: int) -> Box:
    texts = book.texts
    sizes = b"".join(number(len(text)) for text in texts)
    style = bytes(6) + number(1, 2) + bytes(43) + b"\0"
    return box(
        b"stbl",
        full(b"stsd", number(1), box(b"text", style)),
        mp4.runs(b"stts", [(1, length) for length in book.lengths]),
        _chunks(len(texts), len(texts)),
        full(b"stsz", number(0) + number(len(texts)) + sizes),
        mp4.chunk_offsets([start]),
    )


def _plain_text() -> Box:
    """``gmin`` and ``text``, which QuickTime asks of a track of text: drawn as it comes."""
    copy_mode = number(0x40, 2)
    grey = number(0x8000, 2) * 3
    gmin = full(b"gmin", copy_mode + grey + bytes(4))
    text = box(b"text", mp4.MATRIX)
    return [*gmin, *text]


def _chunks(samples: int, per_chunk: int) -> Box:
    """``stsc``: so many samples in every chunk, and what is left in the last."""
    whole, rest = divmod(samples, per_chunk)
    entries = []
    if whole:
        entries.append(_chunk_entry(1, per_chunk))
    if rest:
        entries.append(_chunk_entry(whole + 1, rest))
    count = number(len(entries))
    return full(b"stsc", count, b"".join(entries))


def _chunk_entry(first_chunk: int, samples: int) -> bytes:
    description = 1  # the only one that there is
    return number(first_chunk) + number(samples) + number(description)


def _chunk_sizes(frames: FrameSizes) -> list[int]:
    """How many bytes each chunk of sound has, its frames without their headers."""
    return [sum(chunk) - HEADER * len(chunk) for chunk in _frame_chunks(frames)]


def _frame_chunks(frames: FrameSizes) -> "Iterator[array[int]]":
    """The sizes of the frames of each chunk; chunks run on from track to track."""
    rest = array("H")
    for sizes in frames.tracks:
        run = rest + sizes
        whole = len(run) - len(run) % _FRAMES_PER_CHUNK
        for at in range(0, whole, _FRAMES_PER_CHUNK):
            yield run[at : at + _FRAMES_PER_CHUNK]
        rest = run[whole:]
    if rest:
        yield rest


def _nero(book: Joined) -> Box:
    """``chpl``: the chapters once more, as other players read them."""
    starts = accumulate(book.lengths[:-1], initial=0)
    entries = [number(len(book.titles), 1)]
    for start, title in zip(starts, book.titles, strict=True):
        time = start * _NERO_UNIT // book.layout.rate
        # Cut to the bytes that there are, but never within a character.
        cut = title.encode()[:_NERO_TITLE]
        text = cut.decode(errors="ignore").encode()
        entry = number(time, 8) + number(len(text), 1) + text
        entries.append(entry)
    return full(b"chpl", bytes(4) + b"".join(entries), version=1)


def _tags(room: int) -> Box:
    """An empty list of tags and room behind it: nothing has to move for them later."""
    handler = full(b"hdlr", bytes(4) + b"mdirappl" + bytes(8) + b"\0")
    return full(b"meta", handler, box(b"ilst"), box(b"free", bytes(room)))
