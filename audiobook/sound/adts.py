"""AAC as a stream of ADTS frames, taken apart piece by piece: flat memory whatever the length.

Every frame begins with a header that holds the sample rate, the channels and the frame's length
in bytes: ISO/IEC 13818-7, 6.2.1 and 6.2.2. The streams are our own encoder's: headers have no
checksum.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FRAME = 1024  # samples in an AAC-LC frame
HEADER = 7  # bytes of a header without a checksum

# Hz; a header holds the place in this table.
_RATES = (
    96000,
    88200,
    64000,
    48000,
    44100,
    32000,
    24000,
    22050,
    16000,
    12000,
    11025,
    8000,
    7350,
)
_SYNC_WORDS = {b"\xff\xf1", b"\xff\xf9"}  # of MPEG-4 and of MPEG-2, without a checksum
_BLOCK = 2**20  # bytes that are looked through at once
_BATCH = 2048  # frames that are copied at once

Sizes = array  # of unsigned 16-bit numbers: a frame's length has 13 bits


@dataclass(frozen=True, slots=True)
class AacLayout:
    """What a header says of the sound.

    ``kind`` is the object type, ``rate_index`` the place of the sample rate in the table of
    rates.
    """

    kind: int
    rate_index: int
    channels: int

    @property
    def rate(self) -> int:
        """Samples a second."""
        return _RATES[self.rate_index]

    @property
    def config(self) -> bytes:
        """The same as an AudioSpecificConfig, as MP4 files hold it: ISO/IEC 14496-3, 1.6.2.1."""
        bits = self.kind << 11 | self.rate_index << 7 | self.channels << 3
        return bits.to_bytes(2, "big")


def layout_of(path: Path) -> AacLayout:
    """What the first frame says. Raises ``OSError``, and ``ValueError`` where there is none."""
    with path.open("rb") as file:
        header = file.read(HEADER)
    if len(header) < HEADER or header[:2] not in _SYNC_WORDS:
        raise _not_aac(path)
    kind = (header[2] >> 6) + 1
    rate_index = header[2] >> 2 & 15
    channels = (header[2] & 1) << 2 | header[3] >> 6
    if rate_index >= len(_RATES):
        raise _not_aac(path)
    return AacLayout(kind, rate_index, channels)


def frame_sizes(path: Path) -> "Sizes[int]":
    """The size of every frame in bytes, its header included.

    Raises ``OSError``, and ``ValueError`` for a file that is anything but whole frames.
    """
    sizes = array("H")
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_BLOCK):
            data = rest + piece
            end = _measure(data, sizes, path)
            rest = data[end:]
    if rest:
        raise ValueError(f"{path} ends within a frame.")
    return sizes


def bare(path: Path, sizes: "Sizes[int]") -> Iterator[bytes]:
    """The frames of those sizes without their headers, many in a row. Raises ``OSError``."""
    with path.open("rb") as file:
        for start in range(0, len(sizes), _BATCH):
            batch = sizes[start : start + _BATCH]
            data = file.read(sum(batch))
            frames = []
            at = 0
            for size in batch:
                frames.append(data[at + HEADER : at + size])
                at += size
            yield b"".join(frames)


def _measure(data: bytes, sizes: "Sizes[int]", path: Path) -> int:
    """Add the sizes of the whole frames at the beginning of ``data``, and return where they end."""
    at = 0
    end = len(data)
    while at + HEADER <= end:
        high, middle, low = data[at + 3 : at + 6]
        size = (high & 3) << 11 | middle << 3 | low >> 5
        if data[at] != 0xFF or size <= HEADER:
            raise ValueError(f"{path} is damaged.")
        if at + size > end:
            break
        sizes.append(size)
        at += size
    return at


def _not_aac(path: Path) -> ValueError:
    return ValueError(f"{path} does not begin with a frame of AAC.")
