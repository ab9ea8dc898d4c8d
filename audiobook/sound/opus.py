"""Opus in Ogg: by libopus, the smallest files that speech sounds well in.

The file states the samples that the encoder put before ours and where ours end, so that it plays
for exactly as long as what went in.
"""

from audiobook.sound.ffmpeg import FfmpegEncoder


class OpusEncoder(FfmpegEncoder):
    """Variable bit rate around the one that is asked for."""

    suffix = ".opus"
    codec = "libopus"
    container = "ogg"
    # That Opus codes at; it always decodes to 48 kHz.
    rates = (
        8000,
        12_000,
        16_000,
        24_000,
        48_000,
    )
    most_kbps = 256
