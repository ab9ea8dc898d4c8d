"""``A``: what is heard.

Measures of a finished file are held against what was asked for, or what listeners expect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from audiobook.checks.findings import Finding
from audiobook.checks.sound.detectors import SILENCE_DB
from audiobook.checks.sound.hearing import Measured
from audiobook.settings import Mastering, Settings
from audiobook.sound.meter import SILENT_DB, Levels

# In a recording of which we do not know what was asked.
LONG_SILENCE_MS = 5000.0
# Likewise at the beginning and end; LibriVox asks for five seconds.
LONG_END_MS = 6000.0
# What the softest ends of two lines add to the silence between.
SILENCE_SLACK_MS = 700.0
SHORT_MS = 250.0  # of a file: less than it says, beyond what encoders add
SOFTEST_LUFS = -35.0  # of a recording without a profile
LOUDEST_LUFS = -10.0
LEVEL_SLACK_DB = 1.0
PEAK_SLACK_DB = 0.5  # lossy encoding moves peaks
UNEQUAL_DB = 4.0  # between a chapter and most others
UNMASTERED = Settings().mastering
_COUNTED_MS = 20_000.0  # shorter files say little of a level
_SPEECH = 10 ** (SILENCE_DB / 10)  # mean square of a second in which somebody speaks
_SHOWN = 5  # places of one kind that are listed one by one


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file should be like.

    ``duration_ms`` is its length (0: not known), ``silence_ms`` the longest silence that was
    asked for within it, ``ends_ms`` that at its beginning and end.
    """

    duration_ms: float = 0.0
    slack_ms: float = SHORT_MS
    silence_ms: float = LONG_SILENCE_MS
    ends_ms: float = LONG_END_MS
    mastering: Mastering = UNMASTERED


def sound_findings(name: str, heard: Measured, expected: Expected) -> Iterator[Finding]:
    """What is wrong with the sound of one file."""
    if heard.levels.peak_db <= SILENT_DB:
        what = f"{heard.duration_ms / 1000:.1f} s of silence."
        yield Finding("A014", what, name)
        return
    yield from length_findings(name, heard, expected)
    yield from _silences(name, heard, expected)
    yield from _ends(name, heard, expected)
    if heard.clipped_runs:
        what = f"In {heard.clipped_runs:,} places."
        yield Finding("A006", what, name, at_ms=heard.clipped[0])
    yield from _each(name, "A010", "A click.", heard.clicks)
    if expected.mastering.measure:
        yield from _asked_level(name, heard.levels, expected.mastering)
    else:
        yield from _usual_level(name, heard.levels)
    peak_db = heard.levels.true_peak_db
    if peak_db > 0:
        yield Finding("A007", f"They reach {peak_db:+.1f} dB.", name)


def length_findings(
    name: str, heard: Measured, expected: Expected
) -> Iterator[Finding]:
    """Whether a file can be decoded from beginning to end, and is as long as it should be."""
    yield from _each(name, "A002", "Here it cannot be decoded.", heard.damaged)
    duration_ms = heard.duration_ms
    duration = _seconds(duration_ms)
    missing_ms = heard.stated_ms - duration_ms
    # Where a place is damaged, that is why sound is missing: one finding is enough.
    if not heard.damaged and missing_ms > max(SHORT_MS, 0.01 * heard.stated_ms):
        stated = _seconds(heard.stated_ms)
        what = f"It ends after {duration} of the {stated} that it states."
        yield Finding("A002", what, name, at_ms=duration_ms)
    off_ms = abs(duration_ms - expected.duration_ms)
    if expected.duration_ms and off_ms > expected.slack_ms:
        due = _seconds(expected.duration_ms)
        yield Finding("A003", f"It is {duration} long, and should be {due}.", name)


def _silences(name: str, heard: Measured, expected: Expected) -> Iterator[Finding]:
    """Silences that nobody asked for, those at the two ends aside."""
    most_ms = expected.silence_ms + SILENCE_SLACK_MS
    longest_ms = 0.0
    places = []
    for start_ms, end_ms in heard.silences:
        if start_ms <= 0 or end_ms >= heard.duration_ms - SHORT_MS:
            continue
        length_ms = end_ms - start_ms
        longest_ms = max(longest_ms, length_ms)
        if length_ms > most_ms:
            places.append(start_ms)
    what = f"Silence; the longest is {_seconds(longest_ms)}."
    yield from _each(name, "A004", what, places)


def _ends(name: str, heard: Measured, expected: Expected) -> Iterator[Finding]:
    most_ms = expected.ends_ms + SILENCE_SLACK_MS
    if heard.lead_ms > most_ms:
        what = f"{_seconds(heard.lead_ms)} of silence."
        yield Finding("A005", what, name, at_ms=0.0)
    if heard.trail_ms > most_ms:
        what = f"{_seconds(heard.trail_ms)} of silence."
        at_ms = heard.duration_ms - heard.trail_ms
        yield Finding("A005", what, name, at_ms=at_ms)


def _asked_level(name: str, levels: Levels, mastering: Mastering) -> Iterator[Finding]:
    """A level or peaks that are not what the mastering asks for."""
    asked = mastering.level
    if mastering.measure == "rms":
        unit = "dB RMS"
        level = levels.rms_db
    else:
        unit = "LUFS"
        level = levels.lufs
    # Loudness adds the channels up: the same sound in two of them is 3 dB louder.
    if mastering.measure == "lufs" and levels.channels == 2:
        asked += 3.0
    if abs(level - asked) > LEVEL_SLACK_DB and levels.duration_ms > _COUNTED_MS:
        what = f"{level:.1f} {unit}, where {asked:.1f} was asked for."
        yield Finding("A008", what, name)
    if levels.true_peak_db > mastering.peak + PEAK_SLACK_DB:
        what = (
            f"True peaks reach {levels.true_peak_db:.1f} dB, "
            f"where {mastering.peak:.1f} was asked for."
        )
        yield Finding("A008", what, name)


def _usual_level(name: str, levels: Levels) -> Iterator[Finding]:
    usual = SOFTEST_LUFS <= levels.lufs <= LOUDEST_LUFS
    if not usual and levels.duration_ms > _COUNTED_MS:
        yield Finding("A008", f"{levels.lufs:.1f} LUFS.", name)


def level_findings(
    chapters: Sequence[tuple[str, int | None, float]],
) -> Iterator[Finding]:
    """Chapters that are far louder or softer than most.

    ``chapters`` are their files, numbers, and levels of what is spoken, in dB RMS.
    """
    if len(chapters) < 2:
        return
    usual = median(level for _, _, level in chapters)
    for name, number, level in chapters:
        if abs(level - usual) > UNEQUAL_DB:
            what = f"{level:.1f} dB RMS, where most have {usual:.1f}."
            yield Finding("A009", what, name, chapter=number)


def spoken_level(heard: Measured, start_ms: float, end_ms: float) -> float | None:
    """The level, in dB RMS, of the seconds between two places in which somebody speaks.

    ``None`` where they are too few.
    """
    first = round(start_ms / 1000)
    end = round(end_ms / 1000)
    seconds = heard.power[first:end]
    spoken = seconds[seconds > _SPEECH]
    if len(spoken) * 1000 < _COUNTED_MS:
        return None
    return float(10 * np.log10(spoken.mean()))


def _each(
    name: str, code: str, what: str, places_ms: Sequence[float]
) -> Iterator[Finding]:
    """A finding for each of the first places; one more for all the others."""
    for at_ms in places_ms[:_SHOWN]:
        yield Finding(code, what, name, at_ms=at_ms)
    rest = len(places_ms) - _SHOWN
    if rest > 0:
        what = f"And in {rest:,} more places."
        yield Finding(code, what, name, at_ms=places_ms[_SHOWN])


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:,.1f} s"
