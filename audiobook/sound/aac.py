"""AAC-LC by FFmpeg's own encoder: ADTS frames that can be joined without encoding again.

Every frame decodes to :data:`FRAME` samples; the first :data:`PRIMING` samples that a decoder
gives are the encoder's, not ours.
"""

from pathlib import Path
from typing import ClassVar

from audiobook.errors import UsageError
from audiobook.settings import Encoding
from audiobook.sound.adts import FRAME, frame_sizes, layout_of
from audiobook.sound.ffmpeg import FfmpegEncoder

PRIMING = 1024  # samples that FFmpeg's encoder puts before the first of ours
_MOST_BITS = 6144  # of a frame, for each channel: ISO/IEC 14496-3, section 4.5.3.3


class AacEncoder(FfmpegEncoder):
    """The fast coder: four times the speed of the default one, and no worse on speech.

    Without temporal noise shaping: FFmpeg's puts clicks between the pulses of a voice, single
    samples that are off by up to 0.07 of full scale. At 192 kbps, 16 minutes of speech differed
    from the original by -68 dB with it, without by -76 dB, and in no sample by more than 0.004.
    """

    suffix = ".aac"
    codec = "aac"
    container = "adts"
    container_options: ClassVar[dict[str, str]] = {}
    codec_options: ClassVar[dict[str, str]] = {"aac_coder": "fast", "aac_tns": "0"}
    most_kbps = 320

    @classmethod
    def check(cls, encoding: Encoding) -> None:
        """Raise :class:`UsageError` for more bits than frames hold at that sample rate."""
        super().check(encoding)
        bits_a_second = encoding.channels * _MOST_BITS * encoding.sample_rate // FRAME
        most = bits_a_second // 1000
        if encoding.bitrate_kbps <= most:
            return
        channels = "one channel" if encoding.channels == 1 else "two channels"
        rate = f"{encoding.sample_rate:,} Hz"
        raise UsageError(
            f"AAC has no bit rate above {most} kbps at {rate} in {channels}.",
            remedy="Add --sample-rate 44100, or ask for fewer kbps.",
        )


def joined_ms(path: Path) -> float:
    """How far a stream of ADTS frames moves what is joined behind it, in milliseconds.

    That is the length of its frames, played whole. Raises ``OSError``, and ``ValueError`` for a
    damaged file.
    """
    return len(frame_sizes(path)) * FRAME * 1000 / layout_of(path).rate
