"""The shipped fake: hums one pitch per voice, as long as the text.

Real, cheap and deterministic: with it a finished book can be listened to by a test, because pitch
says who spoke and length says what. Standard library only.

Options of a voice:

``pitch_hz``
    Pitch in hertz; by default one derived from the voice's name.
``fail_on``, ``hang_on``, ``crash_on``, ``garbage_on``
    Fault injection, for tests of whatever uses engines: a line whose words contain that text
    raises :class:`EngineError`, never returns (the engine's time limit is ignored), ends the
    process on the spot with status :data:`CRASH_STATUS`, or gives half a sample instead of sound.
"""

import math
import os
import time
from array import array
from functools import lru_cache
from sys import byteorder
from zlib import crc32

from audiobook.engines.base import Engine
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.errors import EngineError
from audiobook.model import Line, Sound, Voice

# Of the words, spaces included, at rate 1.0: near the pace of a reader.
MS_PER_CHARACTER = 60
FADE_MS = 5  # at both ends, so that joined clips do not click
PEAK = 0.25  # of full scale at volume 0 dB
LOUDEST = 0.9
CRASH_STATUS = 70

_LOWEST_HZ = 50
_HIGHEST_HZ = 5000
_RULES: Rules = {
    "pitch_hz": Number(_LOWEST_HZ, _HIGHEST_HZ),
    "fail_on": Text(),
    "hang_on": Text(),
    "crash_on": Text(),
    "garbage_on": Text(),
}


def pitch_hz(voice: Voice) -> float:
    """The pitch of a voice in hertz: its option, or 110 to 769 by the CRC-32 of its name."""
    return float(voice.option("pitch_hz", 110 + crc32(voice.name.encode()) % 660))


class ToneEngine(Engine):
    """Hums.

    ``Delivery`` is honoured in full: rate divides the length, pitch moves by semitones (the
    result is rounded to whole hertz), volume by decibels up to a peak of 0.9.
    """

    def speak(self, line: Line) -> Sound:
        """A hum of ``MS_PER_CHARACTER`` times the characters of the words."""
        self.check(line.voice)
        if "garbage_on" in _misbehaved(line):
            return Sound(b"\1", self.sample_rate)
        if not line.words.strip():
            raise EngineError("There are no words to speak.")
        delivery = line.delivery
        length_ms = len(line.plain) * MS_PER_CHARACTER / delivery.rate
        frames = round(length_ms * self.sample_rate / 1000)
        hertz = round(pitch_hz(line.voice) * 2 ** (delivery.pitch / 12))
        peak = min(LOUDEST, PEAK * 10 ** (delivery.volume / 20))
        rate = self.sample_rate
        return Sound(_faded(_hum(hertz, peak, rate), frames, rate), rate)

    def fingerprint(self) -> str:
        """The version of the hum."""
        return "tone-1"

    def voices(self) -> tuple[Voice, ...]:
        """Three hums to begin with."""
        return (
            _hum_voice("low", 110),
            _hum_voice("middle", 220),
            _hum_voice("high", 440),
        )

    def check(self, voice: Voice) -> None:
        """Raise :class:`EngineError` for an unknown option or a value out of range."""
        check_options(voice, _RULES)


def _hum_voice(name: str, hertz: int) -> Voice:
    description = f"A hum at {hertz} Hz."
    options = (("pitch_hz", hertz),)
    return Voice(f"hum-{name}", "tone", options, description=description)


def _misbehaved(line: Line) -> set[str]:
    """Do what is asked for these words; the names of what was asked."""
    due: dict[str, str] = {}
    for name, value in line.voice.options:
        if name.endswith("_on") and value and str(value) in line.words:
            due[name] = str(value)
    if "crash_on" in due:
        os._exit(CRASH_STATUS)
    while "hang_on" in due:
        time.sleep(1)
    if "fail_on" in due:
        raise EngineError(f"Asked to fail on {due['fail_on']!r}.")
    return set(due)


@lru_cache(maxsize=64)
def _hum(hertz: int, peak: float, rate: int) -> "array[int]":
    """One second, which holds whole periods because ``hertz`` is whole: it may be repeated."""
    step = 2 * math.pi * hertz / rate
    samples = array("h")
    for index in range(rate):
        samples.append(round(32767 * peak * math.sin(step * index)))
    return samples


def _faded(second: "array[int]", frames: int, rate: int) -> bytes:
    samples = (second * (frames // rate + 1))[:frames]
    fade = min(rate * FADE_MS // 1000, frames // 2)
    for index in range(fade):
        samples[index] = samples[index] * index // fade
        samples[-1 - index] = samples[-1 - index] * index // fade
    if byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
