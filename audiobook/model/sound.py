"""What an engine is handed, and what it hands back."""

from dataclasses import dataclass

from audiobook.model.cast import NEUTRAL, Delivery, Voice

BYTES_PER_FRAME = 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words as spoken (already normalised for speech), the voice, and the delivery. Picklable."""

    words: str
    voice: Voice
    delivery: Delivery = NEUTRAL


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
