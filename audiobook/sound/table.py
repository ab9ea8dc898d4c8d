"""The encodings that ship with the program."""

from audiobook.registry import Seam
from audiobook.sound.base import Encoder

ENCODERS: Seam[Encoder] = Seam(
    what="encoding",
    group="audiobook.encoders",
    table={
        "mp3": "audiobook.sound.mp3:Mp3Encoder",
        "aac": "audiobook.sound.aac:AacEncoder",
        "opus": "audiobook.sound.opus:OpusEncoder",
        "flac": "audiobook.sound.lossless:FlacEncoder",
        "wav": "audiobook.sound.lossless:WavEncoder",
    },
)
