"""What the user may set: frozen values. Defaults < user file < book file < flags.

An unknown key is an error that names the nearest known one.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence between utterances, in milliseconds. Where several apply, the longest counts."""

    sentence: int = 250
    tag: int = 120  # between a quotation and the narration in its own sentence ("Go on," | she said)
    paragraph: int = 500
    speaker: int = 400  # somebody else begins to speak
    scene: int = 1500
    heading: int = 1200
    chapter_start: int = 500
    chapter_end: int = 1500


@dataclass(frozen=True, slots=True)
class Encoding:
    """How finished sound is encoded: ``bitrate_kbps`` at ``sample_rate`` Hz, mono."""

    bitrate_kbps: int = 64
    sample_rate: int = 22050


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a run. An empty name means the default of its table."""

    engine: str = ""
    attributor: str = ""
    executor: str = ""
    workers: int = 0  # 0: as many as there are cores to use
    voices: tuple[Path, ...] = ()  # voice packs besides those that ship and the user's own
    formats: tuple[str, ...] = ("mp3", "m4b", "m3u8")
    chapters: str = ""  # "3-7,9"; empty: all
    rate: float = 1.0  # of every voice, relative to its own
    line_timeout_s: float = 60.0  # an engine that takes longer on one line has hung
    pauses: Pauses = Pauses()
    encoding: Encoding = Encoding()
