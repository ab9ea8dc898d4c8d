"""A sound file -> measurements, and findings on what is heard."""

from audiobook.checks.sound.acx import Submitted, acx_findings
from audiobook.checks.sound.comparing import Comparing, Due, Verdict
from audiobook.checks.sound.decoding import NoSoundError, Samples, opened
from audiobook.checks.sound.hearing import Measured, hear
from audiobook.checks.sound.measures import (
    LONG_SILENCE_MS,
    SHORT_MS,
    Expected,
    length_findings,
    level_findings,
    sound_findings,
    spoken_level,
)
from audiobook.checks.sound.repeats import Repeats

__all__ = [
    "LONG_SILENCE_MS",
    "SHORT_MS",
    "Comparing",
    "Due",
    "Expected",
    "Measured",
    "NoSoundError",
    "Repeats",
    "Samples",
    "Submitted",
    "Verdict",
    "acx_findings",
    "hear",
    "length_findings",
    "level_findings",
    "opened",
    "sound_findings",
    "spoken_level",
]
