"""Any file with sound -> its samples, in blocks: memory does not grow with length.

A packet that cannot be decoded is noted with its place and passed over, as players do. Only the
formats in :data:`FORMATS` are opened, whatever a file claims to be: a "sound" that lists
addresses opens none of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

from audiobook.files.reading import require_file

Samples = npt.NDArray[np.int16]  # (channels, samples)

RATES = (2_000, 400_000)  # hertz; what claims others is damaged
BLOCK = 1 << 16  # samples decoded at a time
FORMATS = "mp3,mov,mp4,m4a,3gp,3g2,mj2,ogg,flac,wav,w64,aiff,aac,matroska,webm,asf,caf,amr,ape,wv"
_LAYOUTS = {1: "mono", 2: "stereo"}
# Tags that are not text: from 19 on, PyAV reads them as they are, and has no such parameter.
_LENIENT: dict[str, Any] = {}
if int(av.__version__.partition(".")[0]) < 19:
    _LENIENT["metadata_errors"] = "replace"
_OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}


class NoSoundError(ValueError):
    """There is nothing in the file that can be decoded; the message says why."""


@dataclass(slots=True)
class Source:
    """An open file's sound, one or two channels.

    ``stated_ms`` is the length that the file says it has, 0 where it says none; ``damaged_ms``
    are the places of packets that could not be decoded, complete once all was read.
    """

    form: str
    codec: str
    rate: int
    channels: int
    kbps: float
    stated_ms: float
    container: "av.container.InputContainer"
    stream: av.AudioStream
    damaged_ms: list[float] = field(default_factory=list)
    # Bytes of the smallest and of the largest packet.
    _sizes: list[int] = field(default_factory=list)

    @property
    def constant(self) -> bool:
        """Whether all packets that were read have one size; padding may add a byte."""
        if not self._sizes:
            return False
        smallest, largest = self._sizes
        return largest - smallest <= 1

    def blocks(self) -> Iterator[Samples]:
        """The samples from the beginning to the end.

        Every block but the last has :data:`BLOCK` samples.
        """
        resampler = self._resampler()
        for frame in self._frames():
            try:
                yield from map(self._planes, resampler.resample(frame))
            except (FFmpegError, ValueError):
                # Rate or layout changed on the way: files that were glued together.
                self.damaged_ms.append(_ms(frame.pts, frame.time_base))
                resampler = self._resampler()
        yield from map(self._planes, resampler.resample(None))

    def _resampler(self) -> av.AudioResampler:
        layout = _LAYOUTS[self.channels]
        return av.AudioResampler("s16", layout, self.rate, frame_size=BLOCK)

    def _planes(self, frame: av.AudioFrame) -> Samples:
        samples = frame.to_ndarray().astype(np.int16, copy=False)
        return samples.reshape(-1, self.channels).T

    def _frames(self) -> Iterator[av.AudioFrame]:
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                self.damaged_ms.append(self.stated_ms)
                return
            if packet is None:
                return
            if packet.size:
                sizes = [*self._sizes, packet.size]
                self._sizes = [min(sizes), max(sizes)]
            try:
                yield from packet.decode()
            except (FFmpegError, ValueError):
                # ValueError: its kind changed to one that there is no decoder for.
                self.damaged_ms.append(_ms(packet.pts, packet.time_base))


def _ms(pts: int | None, time_base: object) -> float:
    """A packet's place in milliseconds; 0 where it does not say."""
    if not pts or not time_base:
        return 0.0
    return float(pts * time_base * 1000)  # type: ignore[operator]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """A file's sound.

    Raises :class:`NoSoundError`, and ``OSError`` where the file cannot be read.
    """
    require_file(path)
    path.open("rb").close()
    try:
        container = av.open(str(path), options=_OPTIONS, **_LENIENT)
    except (FFmpegError, ValueError) as error:
        raise NoSoundError(_reason(error)) from error
    with container:
        if not container.streams.audio:
            raise NoSoundError("there is no sound in it")
        stream = container.streams.audio[0]
        if not _is_sane(stream):
            raise NoSoundError("its header is not valid")
        bits_per_s = stream.bit_rate or container.bit_rate or 0
        yield Source(
            form=container.format.name,
            codec=stream.codec_context.name,
            rate=stream.rate,
            channels=min(2, stream.channels),
            kbps=bits_per_s / 1000,
            stated_ms=(container.duration or 0) / 1000,  # it counts microseconds
            container=container,
            stream=stream,
        )


def _is_sane(stream: av.AudioStream) -> bool:
    lowest, highest = RATES
    try:
        return lowest <= stream.rate <= highest and stream.channels > 0
    except AttributeError:  # of a codec that there is no decoder for
        return False


def _reason(error: Exception) -> str:
    text = str(getattr(error, "strerror", "") or error)
    return text.rstrip(".").lower() or "nothing in it is understood"
