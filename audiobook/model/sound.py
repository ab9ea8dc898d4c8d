"""What an engine is handed, and what it hands back."""

from dataclasses import dataclass

from audiobook.model.cast import Voice

BYTES_PER_FRAME = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a line is said, relative to the voice's own way.

    ``rate`` is a factor (1.2 = a fifth faster), ``pitch`` in semitones, ``volume`` in dB. An engine
    realises what it can.
    """

    rate: float = 1.0
    pitch: float = 0.0
    volume: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """Words as spoken (already normalised for speech), the voice, and the delivery. Picklable."""

    words: str
    voice: Voice
    delivery: Delivery = Delivery()


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
