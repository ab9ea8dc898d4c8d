"""AAC-LC by FFmpeg's own encoder, as a stream of ADTS frames that can be joined without encoding again.

Every frame decodes to :data:`FRAME` samples; the first :data:`PRIMING` samples that a decoder gives are the
encoder's, not ours.
"""

from typing import ClassVar

from audiobook.sound.ffmpeg import FfmpegEncoder

FRAME = 1024  # samples in an AAC-LC frame
PRIMING = 1024  # samples that FFmpeg's encoder puts before the first of ours


class AacEncoder(FfmpegEncoder):
    """The fast coder: four times the speed of the default one, and no worse on speech at these rates."""

    suffix = ".aac"
    codec, container = "aac", "adts"
    container_options: ClassVar[dict[str, str]] = {}
    codec_options: ClassVar[dict[str, str]] = {"aac_coder": "fast"}
    most_kbps = 320
