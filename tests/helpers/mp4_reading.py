"""MP4 files read box by box, by another reader than ours, and frames of AAC to make them of."""

import struct

from audiobook.sound.adts import HEADER

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"dinf", b"tref"}


def frame(payload, first=b"\xff\xf1", rate=7, channels=1):
    size = len(payload) + HEADER
    middle = [0x40 | rate << 2 | channels >> 2, (channels & 3) << 6 | size >> 11, size >> 3 & 255]
    return first + bytes(middle) + bytes([(size & 7) << 5 | 0x1F, 0xFC]) + payload


def boxes(data, at=0, end=None):
    """Every box below the top, flat: (path, contents)."""
    end = len(data) if end is None else end
    while at < end:
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1:
            (size,), start = struct.unpack_from(">Q", data, start), start + 8
        if kind in CONTAINERS:
            yield from boxes(data, start, at + size)
        yield kind, data[start : at + size]
        at += size
    assert at == end


def numbers(contents, form, skip=8):
    return [value for (value,) in struct.iter_unpack(f">{form}", contents[skip:])]


def samples(data, track):
    """The samples of a track (0: sound, 1: chapters) where its index says that they are."""
    found = list(boxes(data))
    of = [
        [contents for kind, contents in found if kind == name][track] for name in (b"stsz", b"stsc")
    ]
    (same_size,) = struct.unpack_from(">I", of[0], 4)
    assert not same_size  # each sample has a size of its own
    sizes = numbers(of[0], "I", 12)
    runs = list(struct.iter_unpack(">III", of[1][8:]))
    wide = [contents for kind, contents in found if kind in {b"stco", b"co64"}][track]
    places = numbers(
        wide, "Q" if (len(wide) - 8) // 8 == struct.unpack_from(">I", wide, 4)[0] else "I"
    )
    counts = [
        next(n for first, n, _ in reversed(runs) if first <= chunk)
        for chunk in range(1, len(places) + 1)
    ]
    left = iter(sizes)
    for place, count in zip(places, counts, strict=True):
        at = place
        for _ in range(count):
            size = next(left)
            yield data[at : at + size]
            at += size
    assert next(left, None) is None


def descriptions(data):
    """How the samples of each track are described: (kind, contents) of every description."""
    for kind, contents in boxes(data):
        if kind == b"stsd":
            found = list(boxes(contents, 8))
            assert len(found) == struct.unpack_from(">I", contents, 4)[0]
            yield found
