"""A finished chapter."""

from dataclasses import dataclass
from pathlib import Path


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
