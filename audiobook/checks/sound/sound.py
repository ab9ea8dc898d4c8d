"""``A``: what is heard.

Measures of a finished file against what was asked for, or what listeners expect.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from audiobook.checks.findings import Finding
from audiobook.checks.sound.detectors import SILENCE_DB
from audiobook.checks.sound.hearing import Heard
from audiobook.settings import Mastering, Settings
from audiobook.sound.meter import SILENT_DB, Levels

LONG_SILENCE_MS = 5000.0  # in a recording of which we do not know what was asked
LONG_END_MS = (
    6000.0  # likewise at the beginning and end; LibriVox asks for five seconds
)
SILENCE_SLACK_MS = (
    700.0  # what the softest ends of two lines add to the silence between them
)
SHORT_MS = 250.0  # of a file: less than it says, beyond what encoders add
SOFTEST_LUFS, LOUDEST_LUFS = -35.0, -10.0  # of a recording without a profile
LEVEL_SLACK_DB = 1.0
PEAK_SLACK_DB = 0.5  # lossy encoding moves peaks
UNEQUAL_DB = 4.0  # between a chapter and most others
_COUNTED_MS = 20_000.0  # shorter files say little of a level
_SPEECH = 10 ** (SILENCE_DB / 10)  # mean square of a second in which somebody speaks
UNMASTERED = Settings().mastering
_SHOWN = 5  # places of one kind that are listed one by one


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file should be like: its length (0: not known), the longest silence that was asked
    for, the level.
    """

    duration_ms: float = 0.0
    slack_ms: float = SHORT_MS
    silence_ms: float = LONG_SILENCE_MS
    ends_ms: float = LONG_END_MS
    mastering: Mastering = UNMASTERED


def sound_findings(name: str, heard: Heard, wanted: Wanted) -> Iterator[Finding]:
    """What is wrong with the sound of one file."""
    if heard.levels.peak_db <= SILENT_DB:
        yield Finding("A014", f"{heard.duration_ms / 1000:.1f} s of silence.", name)
        return
    yield from whole(name, heard, wanted)
    yield from _silences(name, heard, wanted)
    if heard.clipped_runs:
        yield Finding(
            "A006", f"In {heard.clipped_runs:,} places.", name, at_ms=heard.clipped[0]
        )
    yield from _each(name, "A010", "A click.", heard.clicks)
    yield from _level(name, heard.levels, wanted.mastering)


def whole(name: str, heard: Heard, wanted: Wanted) -> Iterator[Finding]:
    """Whether a file can be decoded from beginning to end, and is as long as it should be."""
    yield from _each(name, "A002", "Here it cannot be decoded.", heard.damaged)
    if (
        heard.stated_ms - heard.duration_ms > max(SHORT_MS, 0.01 * heard.stated_ms)
        and not heard.damaged
    ):
        what = f"It ends after {_seconds(heard.duration_ms)} of the {_seconds(heard.stated_ms)} that it states."
        yield Finding("A002", what, name, at_ms=heard.duration_ms)
    if (
        wanted.duration_ms
        and abs(heard.duration_ms - wanted.duration_ms) > wanted.slack_ms
    ):
        what = f"It is {_seconds(heard.duration_ms)} long, and should be {_seconds(wanted.duration_ms)}."
        yield Finding("A003", what, name)


def _silences(name: str, heard: Heard, wanted: Wanted) -> Iterator[Finding]:
    inner = [
        each
        for each in heard.silences
        if each[0] > 0 and each[1] < heard.duration_ms - SHORT_MS
    ]
    long = [
        start
        for start, end in inner
        if end - start > wanted.silence_ms + SILENCE_SLACK_MS
    ]
    longest = max((end - start for start, end in inner), default=0.0)
    yield from _each(
        name, "A004", f"Silence; the longest is {_seconds(longest)}.", long
    )
    for length, at_ms in (
        (heard.lead_ms, 0.0),
        (heard.trail_ms, heard.duration_ms - heard.trail_ms),
    ):
        if length > wanted.ends_ms + SILENCE_SLACK_MS:
            yield Finding("A005", f"{_seconds(length)} of silence.", name, at_ms=at_ms)


def _level(name: str, levels: Levels, mastering: Mastering) -> Iterator[Finding]:
    if mastering.measure:
        unit, found = (
            ("dB RMS", levels.rms_db)
            if mastering.measure == "rms"
            else ("LUFS", levels.lufs)
        )
        asked = mastering.level + (
            3.0 if mastering.measure == "lufs" and levels.channels == 2 else 0.0
        )
        if abs(found - asked) > LEVEL_SLACK_DB and levels.duration_ms > _COUNTED_MS:
            yield Finding(
                "A008", f"{found:.1f} {unit}, where {asked:.1f} was asked for.", name
            )
        if levels.true_peak_db > mastering.peak + PEAK_SLACK_DB:
            what = f"True peaks reach {levels.true_peak_db:.1f} dB, where {mastering.peak:.1f} was asked for."
            yield Finding("A008", what, name)
    elif (
        not SOFTEST_LUFS <= levels.lufs <= LOUDEST_LUFS
        and levels.duration_ms > _COUNTED_MS
    ):
        yield Finding("A008", f"{levels.lufs:.1f} LUFS.", name)
    if levels.true_peak_db > 0:
        yield Finding("A007", f"They reach {levels.true_peak_db:+.1f} dB.", name)


def level_findings(
    chapters: Sequence[tuple[str, int | None, float]],
) -> Iterator[Finding]:
    """Chapters that are far louder or softer than most: file, number, and level of what is
    spoken, in dB RMS.
    """
    if len(chapters) < 2:
        return
    usual = median(level for _, _, level in chapters)
    for name, number, level in chapters:
        if abs(level - usual) > UNEQUAL_DB:
            what = f"{level:.1f} dB RMS, where most have {usual:.1f}."
            yield Finding("A009", what, name, chapter=number)


def spoken_level(heard: Heard, start_ms: float, end_ms: float) -> float | None:
    """The level of the seconds between two places in which somebody speaks; ``None`` where they
    are too few.
    """
    seconds = heard.power[round(start_ms / 1000) : round(end_ms / 1000)]
    spoken = seconds[seconds > _SPEECH]
    if len(spoken) * 1000 < _COUNTED_MS:
        return None
    return float(10 * np.log10(spoken.mean()))


def _each(
    name: str, code: str, what: str, places: Sequence[float]
) -> Iterator[Finding]:
    for at_ms in places[:_SHOWN]:
        yield Finding(code, what, name, at_ms=at_ms)
    if len(places) > _SHOWN:
        rest = len(places) - _SHOWN
        yield Finding(code, f"And in {rest:,} more places.", name, at_ms=places[_SHOWN])


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:,.1f} s"
