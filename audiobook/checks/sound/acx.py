"""``A1``: ACX's rules for a production, one by one.

The figures are those of the ACX audio submission requirements; rounding to a tenth of a decibel,
as their own tool shows it, counts as kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.checks.findings import Finding
from audiobook.checks.sound.hearing import Measured

RMS_DB = (-23.0, -18.0)
PEAK_DB = -3.0
FLOOR_DB = -60.0
KBPS = 192.0
RATE = 44_100
LONGEST_MIN = 120
LEAD_MS = (500.0, 1000.0)
TRAIL_MS = (1000.0, 5000.0)
SAMPLE_MS = (60_000.0, 300_000.0)
_ROUNDING_DB = 0.05
# Silences are found to 5 ms; the softest beginning and end of a word are not silence.
_ROUNDING_MS = 50.0
_WORDS = ("open", "clos")  # in names or titles of credits


@dataclass(frozen=True, slots=True)
class Submitted:
    """A file of a production, with its name and title; ``sample``: it is the retail sample."""

    name: str
    title: str
    heard: Measured
    sample: bool = False


def acx_findings(
    files: Sequence[Submitted], *, some: bool = False
) -> Iterator[Finding]:
    """Rules that files break, or the production as a whole.

    ``some``: only some of the book's chapters were made.
    """
    for file in files:
        yield from _levels(file)
        yield from _form(file)
        if not file.sample:
            yield from _room_tone(file)
    channels = {file.heard.levels.channels for file in files}
    if len(channels) > 1:
        yield Finding("A108", "There are files of one channel and files of two.")
    if not some:
        yield from _credits(files)
    yield from _samples(files)


def _credits(files: Sequence[Submitted]) -> Iterator[Finding]:
    names = []
    for file in files:
        if not file.sample:
            names.append(f"{file.name} {file.title}".casefold())
    for word in _WORDS:
        named = any(word in name and "credit" in name for name in names)
        if not named:
            what = f'No file has "{word}..." and "credits" in its name or title.'
            yield Finding("A109", what)


def _samples(files: Sequence[Submitted]) -> Iterator[Finding]:
    samples = [file for file in files if file.sample]
    if not samples:
        yield Finding("A110", 'No file has "sample" in its name.')
    for file in samples:
        duration_ms = file.heard.duration_ms
        if not _within(duration_ms, SAMPLE_MS, 0):
            yield Finding("A110", f"It is {duration_ms / 1000:.0f} s long.", file.name)


def _levels(file: Submitted) -> Iterator[Finding]:
    levels = file.heard.levels
    if not _within(levels.rms_db, RMS_DB, _ROUNDING_DB):
        yield Finding("A101", f"{levels.rms_db:.1f} dB RMS.", file.name)
    if levels.peak_db > PEAK_DB + _ROUNDING_DB:
        what = f"The highest peak is at {levels.peak_db:.1f} dB."
        yield Finding("A102", what, file.name)
    if levels.floor_db > FLOOR_DB + _ROUNDING_DB:
        what = f"The noise floor is at {levels.floor_db:.1f} dB RMS."
        yield Finding("A103", what, file.name)


def _form(file: Submitted) -> Iterator[Finding]:
    heard = file.heard
    reasons = []
    if not heard.codec.startswith("mp3"):
        reasons.append(f"It is {heard.codec}, not MP3.")
    if not heard.constant:
        reasons.append("Its bit rate is not constant.")
    if heard.kbps < KBPS:
        reasons.append(f"It has {heard.kbps:.0f} kbps.")
    if heard.levels.rate != RATE:
        reasons.append(f"It has {heard.levels.rate / 1000:g} kHz.")
    if reasons:
        yield Finding("A104", " ".join(reasons), file.name)
    minutes = heard.duration_ms / 60_000
    if heard.duration_ms > LONGEST_MIN * 60_000:
        yield Finding("A105", f"It is {minutes:.1f} minutes long.", file.name)


def _room_tone(file: Submitted) -> Iterator[Finding]:
    heard = file.heard
    if not _within(heard.lead_ms, LEAD_MS, _ROUNDING_MS):
        yield Finding("A106", f"{heard.lead_ms / 1000:.2f} s.", file.name, at_ms=0.0)
    if not _within(heard.trail_ms, TRAIL_MS, _ROUNDING_MS):
        at_ms = heard.duration_ms - heard.trail_ms
        yield Finding("A107", f"{heard.trail_ms / 1000:.2f} s.", file.name, at_ms=at_ms)


def _within(value: float, limits: tuple[float, float], slack: float) -> bool:
    low, high = limits
    return low - slack <= value <= high + slack
