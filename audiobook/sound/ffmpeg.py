"""What FFmpeg's encoders have in common: PCM goes in frame by frame, a whole file comes out.

FFmpeg resamples on the way in where the encoded rate is another. Containers are written
"bitexact": without versions and random numbers, so that the same sound gives the same bytes.
"""

from typing import BinaryIO, ClassVar

import numpy as np

from audiobook.settings import Encoding
from audiobook.sound.base import LAYOUTS, SAMPLE_RATES, Encoder, encoded_rate

BITEXACT = {"fflags": "+bitexact"}


class FfmpegEncoder(Encoder):
    """One codec in one container; a subclass names them."""

    codec: ClassVar[str]
    container: ClassVar[str]
    container_options: ClassVar[dict[str, str]] = BITEXACT
    codec_options: ClassVar[dict[str, str]] = {}
    rates: ClassVar[tuple[int, ...]] = SAMPLE_RATES
    # For each channel; 0: the codec is lossless and has no bit rate to set.
    most_kbps: ClassVar[int] = 0

    def __init__(self, file: BinaryIO, encoding: Encoding, rate: int) -> None:
        # Libraries of 70 MB, not for whoever asks for the suffix alone.
        import av  # noqa: PLC0415

        self._av = av
        self._rate = rate
        self._layout = LAYOUTS[encoding.channels]
        self._container = av.open(
            file, "w", format=self.container, options=dict(self.container_options)
        )
        stream = self._container.add_stream(
            self.codec,
            rate=encoded_rate(encoding, rate, self.rates),
            layout=self._layout,
            options=dict(self.codec_options),
        )
        assert isinstance(stream, av.AudioStream)
        if self.most_kbps:
            most = self.most_kbps * encoding.channels
            stream.bit_rate = min(encoding.bitrate_kbps, most) * 1000
        self._stream = stream
        self._frames = 0

    def feed(self, pcm: bytes) -> None:
        """Encode what follows."""
        if not pcm:
            return
        samples = np.frombuffer(pcm, "<i2").reshape(1, -1)
        frame = self._av.AudioFrame.from_ndarray(
            samples, format="s16", layout=self._layout
        )
        frame.sample_rate = self._rate
        frame.pts = self._frames
        self._frames += frame.samples
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Flush the encoder."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
