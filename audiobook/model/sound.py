"""What an engine is handed, what it hands back, and the finished sound of a chapter."""

from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Cue:
    """Where an utterance lies in its track: ``[start_ms, end_ms)``, exact to the sample.

    ``utterance`` indexes the chapter's utterances. A cue that is not spoken (a scene break) has
    ``clip == ""``.
    """

    utterance: int
    start_ms: float
    end_ms: float
    clip: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """A finished chapter, or the part of a long one: ``part`` counts them from 1, 0 is the whole.

    ``key`` names everything audible in it. ``files`` maps an encoding's name ("mp3", "aac" ...)
    to the encoded, untagged sound in the working folder; ``frames`` at ``rate`` Hz is its length.
    """

    chapter: int
    title: str
    key: str
    rate: int
    frames: int
    cues: tuple[Cue, ...]
    files: tuple[tuple[str, Path], ...] = ()
    part: int = 0

    @property
    def duration_ms(self) -> float:
        """Length in milliseconds, exact."""
        return self.frames * 1000 / self.rate

    def file(self, encoding: str) -> Path:
        """The encoded sound. Raises ``KeyError`` where the track was not encoded so."""
        return dict(self.files)[encoding]
