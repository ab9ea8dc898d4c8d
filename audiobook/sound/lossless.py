"""FLAC and WAV: every sample as it is, for editors and archives."""

from typing import ClassVar

from audiobook.sound.ffmpeg import BITEXACT, FfmpegEncoder


class FlacEncoder(FfmpegEncoder):
    """About 40 % of the size of WAV."""

    suffix = ".flac"
    codec = "flac"
    container = "flac"


class WavEncoder(FfmpegEncoder):
    """16-bit PCM; from 4 GiB on, which WAV cannot hold, its successor RF64."""

    suffix = ".wav"
    codec = "pcm_s16le"
    container = "wav"
    container_options: ClassVar[dict[str, str]] = {**BITEXACT, "rf64": "auto"}
