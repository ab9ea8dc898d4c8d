"""SEAM PCM -> one encoding, as a stream: memory does not grow with length."""

from abc import ABC, abstractmethod
from typing import BinaryIO, ClassVar

from audiobook.errors import UsageError
from audiobook.settings import Encoding

# That MP3 and AAC both know.
SAMPLE_RATES = (
    8000,
    11025,
    12000,
    16000,
    22050,
    24000,
    32000,
    44100,
    48000,
)
MASTERING_VERSION = 2  # to be raised when the same sound and settings give other bytes
MEASURES = ("rms", "lufs")  # by which a chapter's level can be set
LAYOUTS = {1: "mono", 2: "stereo"}  # FFmpeg's names


def nearest_rate(wanted: int, rates: tuple[int, ...] = SAMPLE_RATES) -> int:
    """The sample rate in hertz that comes nearest and can be encoded."""
    return min(rates, key=lambda rate: abs(rate - wanted))


def encoded_rate(
    encoding: Encoding, rate: int, rates: tuple[int, ...] = SAMPLE_RATES
) -> int:
    """The rate in hertz at which sound of ``rate`` Hz is encoded: its own where none is set."""
    return nearest_rate(encoding.sample_rate or rate, rates)


class Encoder(ABC):
    """Encodes 16-bit PCM at ``rate`` Hz, of ``encoding.channels`` interleaved channels, into an
    open file.

    Same input, same bytes.
    """

    suffix: ClassVar[str]  # of the file, with the dot
    # What the sound is multiplied by on its way: mastering makes up for it.
    softening = 1.0

    @classmethod
    def check(cls, encoding: Encoding) -> None:
        """Raise :class:`~audiobook.errors.UsageError` for what cannot be encoded so."""
        if encoding.sample_rate in SAMPLE_RATES:
            return
        known = ", ".join(map(str, SAMPLE_RATES))
        nearest = nearest_rate(encoding.sample_rate)
        raise UsageError(
            f"Sound cannot be encoded at {encoding.sample_rate:,} Hz.",
            remedy=f"Choose one of {known}, for example --sample-rate {nearest}.",
        )

    @abstractmethod
    def __init__(self, file: BinaryIO, encoding: Encoding, rate: int) -> None: ...

    @abstractmethod
    def feed(self, pcm: bytes) -> None:
        """Encode what follows; any number of whole samples."""

    @abstractmethod
    def finish(self) -> None:
        """Write what is left. The file stays open."""
