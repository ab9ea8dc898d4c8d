"""AAC-LC by FFmpeg's own encoder, as a stream of ADTS frames that can be joined without encoding again.

Every frame decodes to :data:`FRAME` samples; the first :data:`PRIMING` samples that a decoder gives are the
encoder's, not ours.
"""

from pathlib import Path
from typing import ClassVar

from audiobook.sound.ffmpeg import FfmpegEncoder

FRAME = 1024  # samples in an AAC-LC frame
PRIMING = 1024  # samples that FFmpeg's encoder puts before the first of ours
_HEADER = 7  # bytes of an ADTS header
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350, 1, 1, 1)


class AacEncoder(FfmpegEncoder):
    """The fast coder: four times the speed of the default one, and no worse on speech at these rates."""

    suffix = ".aac"
    codec, container = "aac", "adts"
    container_options: ClassVar[dict[str, str]] = {}
    codec_options: ClassVar[dict[str, str]] = {"aac_coder": "fast"}
    most_kbps = 320


def joined_ms(path: Path) -> float:
    """How far a stream of ADTS frames moves what is joined behind it, in milliseconds: its frames, played whole.

    The header of a frame holds its sample rate and its length in bytes: ISO/IEC 13818-7, 6.2.1 and 6.2.2.
    """
    data = path.read_bytes()
    at = frames = 0
    while at + _HEADER <= len(data):
        at += ((data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5) or len(data)
        frames += 1
    return frames * FRAME * 1000 / _RATES[data[2] >> 2 & 15] if frames else 0.0
