"""MP3 by LAME: constant bit rate, with the header by which players know its exact length.

The binding hands out a bare stream. Its first frame is therefore ours, as the encoder itself
would write it: a silent frame that carries an ``Info`` header (Xing's layout, with LAME's
extension), which states frames and bytes in all, and the samples that encoding added before and
after.
"""

from dataclasses import dataclass
from typing import BinaryIO

import lameenc

from audiobook.errors import UsageError
from audiobook.settings import Encoding
from audiobook.sound.base import Encoder, encoded_rate

QUALITY = 5  # of LAME's 0 (slow) to 9: its own default for speed against quality
ENCODER_DELAY = 576  # samples before the first of ours: ENCDELAY in LAME's encoder.h

# Up to so many kbps, LAME's presets multiply the sound by so much: measured.
_SOFTENING = ((176, 0.95), (208, 0.97), (240, 0.98), (320, 1.0))
_MOST_PADDING = 4095  # that the header has room for
_LONGEST_FRAME = 1441  # bytes: 320 kbps at 32 kHz
_DELAY_AT = 37  # from "Info" on: the samples before and after
_INFO_BYTES = 52  # from "Info" on: the whole
# At once: the binding's room for what comes out does not know of high rates.
_MOST_BYTES = 2**14
_HEADER_BYTES = 4
_KBPS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
# And MPEG 2.5.
_KBPS_MPEG2 = (
    0,
    8,
    16,
    24,
    32,
    40,
    48,
    56,
    64,
    80,
    96,
    112,
    128,
    144,
    160,
)
_MOST_MPEG25 = 64  # kbps that LAME makes at 8 to 12 kHz
_LEAST_MPEG1_HZ = 32_000
_LEAST_MPEG2_HZ = 16_000
_MPEG1 = 3  # version bits of a frame header
_ONE_CHANNEL = 3  # mode bits of a frame header
_BASE_RATES = (44100, 48000, 32000)
_DIVISORS = {3: 1, 2: 2, 0: 4}
# Bytes, by whether the frame is MPEG 1 and whether it has one channel.
_SIDE_INFO = {(True, True): 17, (True, False): 32, (False, True): 9, (False, False): 17}


class Mp3Encoder(Encoder):
    """CBR, layer III; two channels as joint stereo."""

    suffix = ".mp3"

    def __init__(self, file: BinaryIO, encoding: Encoding, rate: int) -> None:
        self._file = file
        out_rate = encoded_rate(encoding, rate)
        self._ratio = out_rate / rate
        self._bytes_per_frame = 2 * encoding.channels
        self._samples = 0
        self._first_header = b""
        self._lame = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_channels(encoding.channels)
        self._lame.set_quality(QUALITY)
        self._lame.set_bit_rate(encoding.bitrate_kbps)
        self._lame.set_in_sample_rate(rate)
        self._lame.set_out_sample_rate(out_rate)
        self._start = file.tell()
        self.softening = next(
            factor for most, factor in _SOFTENING if encoding.bitrate_kbps <= most
        )

    @classmethod
    def check(cls, encoding: Encoding) -> None:
        """Raise :class:`UsageError` for a bit rate that no frame has at that sample rate."""
        super().check(encoding)
        kbps = encoding.bitrate_kbps
        rate = encoding.sample_rate
        known = bit_rates(rate)
        if kbps in known:
            return
        remedy = f"It has {', '.join(map(str, known))} kbps there."
        if known[-1] < kbps <= max(_KBPS_MPEG1):
            remedy += f" Add --sample-rate {_BASE_RATES[0]}."
        raise UsageError(
            f"MP3 has no bit rate of {kbps} kbps at {rate:,} Hz.", remedy=remedy
        )

    def feed(self, pcm: bytes) -> None:
        """Encode what follows."""
        self._samples += len(pcm) // self._bytes_per_frame
        for start in range(0, len(pcm), _MOST_BYTES):
            self._write(bytes(self._lame.encode(pcm[start : start + _MOST_BYTES])))

    def finish(self) -> None:
        """Flush the encoder and write the header at the beginning."""
        self._write(bytes(self._lame.flush()))
        end = self._file.tell()
        self._file.seek(self._start)
        frame = Mp3Frame(self._first_header)
        total = end - self._start
        frames = round((total - frame.size) / frame.exact_size)
        samples = round(self._samples * self._ratio)
        self._file.write(info_frame(frame, total, frames, samples))
        self._file.seek(end)

    def _write(self, data: bytes) -> None:
        if data and not self._first_header:
            self._first_header = data[:_HEADER_BYTES]
            self._file.write(bytes(Mp3Frame(self._first_header).size))
        self._file.write(data)


def bit_rates(rate: int) -> tuple[int, ...]:
    """The bit rates in kbps that frames can have at a sample rate in hertz, in rising order."""
    if rate >= _LEAST_MPEG1_HZ:
        return _KBPS_MPEG1[1:]
    known = _KBPS_MPEG2[2:]  # from 16 on
    if rate >= _LEAST_MPEG2_HZ:
        return known
    return tuple(kbps for kbps in known if kbps <= _MOST_MPEG25)


class Mp3Frame:
    """What a frame header says: ISO/IEC 11172-3 section 2.4.1.3, 13818-3, and MPEG 2.5."""

    def __init__(self, header: bytes) -> None:
        version = header[1] >> 3 & 3
        is_mpeg1 = version == _MPEG1
        is_mono = header[3] >> 6 == _ONE_CHANNEL
        known_kbps = _KBPS_MPEG1 if is_mpeg1 else _KBPS_MPEG2
        kbps = known_kbps[header[2] >> 4]
        rate = _BASE_RATES[header[2] >> 2 & 3] / _DIVISORS[version]
        without_padding = header[2] & ~2
        self.rate = int(rate)
        self.header = bytes((header[0], header[1], without_padding, header[3]))
        self.samples = 1152 if is_mpeg1 else 576
        self.exact_size = self.samples / 8 * kbps * 1000 / rate
        self.size = int(self.exact_size)
        self.side_info = _SIDE_INFO[is_mpeg1, is_mono]


def info_frame(frame: Mp3Frame, total_bytes: int, frames: int, samples: int) -> bytes:
    """The first frame of a file of ``total_bytes``, itself included.

    The other ``frames`` play ``samples``. Layout: the Xing header (flags 3: frames and bytes
    follow), then LAME's extension, where a decoder reads the samples to drop at both ends ("Mp3
    Info Tag rev 1", LAME).
    """
    left_over = frames * frame.samples - ENCODER_DELAY - samples
    padding = max(0, min(left_over, _MOST_PADDING))
    dropped = (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    lame = b"LAME3.100" + bytes(12) + dropped + bytes(12)
    flags = (3).to_bytes(4, "big")
    frame_count = frames.to_bytes(4, "big")
    byte_count = min(total_bytes, 2**32 - 1).to_bytes(4, "big")
    info = b"Info" + flags + frame_count + byte_count + lame
    return (frame.header + bytes(frame.side_info) + info).ljust(frame.size, b"\0")


@dataclass(frozen=True, slots=True)
class Stream:
    """What the header of a file of ours says: its first frame, and how the others play.

    ``padding`` is the number of samples at the end that are the encoder's.
    """

    frame: Mp3Frame
    frames: int
    padding: int

    @property
    def samples(self) -> int:
        """How many samples are heard."""
        return self.frames * self.frame.samples - ENCODER_DELAY - self.padding


def stream_of(file: BinaryIO) -> Stream:
    """The header of a file that :class:`Mp3Encoder` wrote; afterwards the file stands at its
    sound.

    Raises ``ValueError`` where it has none.
    """
    start = file.read(_LONGEST_FRAME)
    at = start.find(b"Info")
    if at < 0 or len(start) < at + _INFO_BYTES:
        raise ValueError("no MP3 of this program")
    frame = Mp3Frame(start[:_HEADER_BYTES])
    file.seek(frame.size)
    frames = int.from_bytes(start[at + 8 : at + 12], "big")
    dropped = int.from_bytes(start[at + _DELAY_AT : at + _DELAY_AT + 3], "big")
    padding = dropped & 0xFFF
    return Stream(frame, frames, padding)
