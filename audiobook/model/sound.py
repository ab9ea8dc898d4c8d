"""What an engine is handed, and what it hands back."""

from dataclasses import dataclass

from audiobook.model import markup
from audiobook.model.cast import NEUTRAL, Delivery, Voice

BYTES_PER_FRAME = 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words as spoken (already normalised for speech), the voice, and the delivery. Picklable.

    The words may hold the marks of :mod:`audiobook.model.markup`: pronunciations, stress, passages
    in another language, silences. :attr:`plain` is without any of them.

    ``take`` asks for another rendering of the same line, where the first came out badly. An
    engine that has no other returns the same sound.
    """

    words: str
    voice: Voice
    delivery: Delivery = NEUTRAL
    take: int = 0

    @property
    def plain(self) -> str:
        """The words without marks."""
        return markup.plain(self.words)


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono signed 16-bit little-endian PCM at ``rate`` Hz."""

    pcm: bytes
    rate: int

    @property
    def frames(self) -> int:
        """Number of samples."""
        return len(self.pcm) // BYTES_PER_FRAME

    @property
    def duration_ms(self) -> float:
        """Length in milliseconds, exact."""
        return self.frames * 1000 / self.rate
