"""AAC-LC by FFmpeg's own encoder, as a stream of ADTS frames that can be joined without encoding again.

Every frame decodes to :data:`FRAME` samples; the first :data:`PRIMING` samples that a decoder gives are the
encoder's, not ours.
"""

from pathlib import Path
from typing import ClassVar

from audiobook.sound.adts import FRAME, frame_sizes, layout_of
from audiobook.sound.ffmpeg import FfmpegEncoder

PRIMING = 1024  # samples that FFmpeg's encoder puts before the first of ours


class AacEncoder(FfmpegEncoder):
    """The fast coder: four times the speed of the default one, and no worse on speech at these rates."""

    suffix = ".aac"
    codec, container = "aac", "adts"
    container_options: ClassVar[dict[str, str]] = {}
    codec_options: ClassVar[dict[str, str]] = {"aac_coder": "fast"}
    most_kbps = 320


def joined_ms(path: Path) -> float:
    """How far a stream of ADTS frames moves what is joined behind it, in milliseconds: its frames, played whole.

    Raises ``OSError``, and ``ValueError`` for a damaged file.
    """
    return len(frame_sizes(path)) * FRAME * 1000 / layout_of(path).rate
