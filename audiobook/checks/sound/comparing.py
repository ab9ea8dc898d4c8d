"""Each line of a finished file against its clip: it is heard there, whole, and in its time.

The file is looked at as it is decoded, mixed to one channel at the book's rate. A line is heard
where the normalised correlation of clip and file is at least :data:`ALIKE`, and no tenth of a
second of it is far softer or louder than the rest. Where it is not in its time it is looked for
around: what comes too early or too late tells that sound is missing or added before it. Only the
sound around one line is held, however long the file.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import av
import numpy as np
import numpy.typing as npt

from audiobook.checks.sound.decoding import Samples
from audiobook.model import Sound
from audiobook.sound.resample import at_rate
from audiobook.sound.stitch import trim

ALIKE = 0.8  # least correlation: what lossy coding and limiting leave of speech
AROUND_S = 20.0  # how far a line is looked for
ODD_DB = 15.0  # a part of a line that is so much softer or louder than the whole
SLACK_MS = 2.0  # of a place that still is the right one
GIVE_UP = 8  # lines in a row that are nowhere: the rest is not looked for around

# Of a clip that is looked for around: shorter ones are like many others.
_SHORTEST_S = 0.3
_PART_S = 0.1
_AS_GOOD = 0.999  # of the best likeness: one and the same clip, heard in two places
_LOUD_PART = 0.1  # a part counts where it has a tenth of the clip's mean power

_Wave = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Due:
    """A line that should be heard at ``at_ms`` of a file.

    ``clip`` is the name of its clip; ``chapter`` and ``utterance`` are numbers of the script.
    """

    at_ms: float
    clip: str
    chapter: int
    utterance: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a line.

    ``lost``: it is not heard. ``odd``: it is too soft or too loud in part. ``shift_ms``: how
    much later it is than the line before, against what is due. All false and 0: it is as it
    should be.
    """

    due: Due
    lost: bool = False
    odd: bool = False
    shift_ms: float = 0.0


@dataclass(slots=True)
class Comparing:
    """A detector: feed it the sound, then ask for :meth:`results`.

    ``rate`` is the file's, ``clip_rate`` that at which its clips were stitched, both in hertz.
    ``sounds`` has the clip of every line that is due, in order, or ``None`` where there is none;
    ``without_clip`` counts those.
    """

    rate: int
    due: Sequence[Due]
    sounds: Iterator[Sound | None]
    clip_rate: int
    heard: list[Verdict] = field(default_factory=list)
    without_clip: int = 0
    _next: int = 0
    _late: int = 0  # samples that everything comes later than due
    _lost_in_a_row: int = 0
    _begin: int = 0  # of the wave that is held
    _pieces: list[_Wave] = field(default_factory=list)
    _length: int = 0
    _clip: _Wave | None = None
    _resampler: av.AudioResampler | None = None
    _pts: int = 0

    def feed(self, samples: Samples) -> None:
        """Look at what follows."""
        if self._next >= len(self.due):
            return
        self._take(self._mono(samples))
        self._advance(ended=False)

    def results(self) -> tuple[Verdict, ...]:
        """What came of every line; to be asked for when all was fed."""
        if self._resampler:
            for frame in self._resampler.resample(None):
                self._take(_wave(frame))
        self._advance(ended=True)
        return tuple(self.heard)

    def _mono(self, samples: Samples) -> _Wave:
        wave: _Wave = samples.mean(axis=0, dtype=np.float32)
        if self.rate == self.clip_rate:
            return wave
        if self._resampler is None:
            self._resampler = av.AudioResampler("flt", "mono", self.clip_rate)
        frame = av.AudioFrame.from_ndarray(
            wave.reshape(1, -1), format="flt", layout="mono"
        )
        frame.sample_rate = self.rate
        frame.pts = self._pts
        self._pts += len(wave)
        pieces = [_wave(piece) for piece in self._resampler.resample(frame)]
        return np.concatenate([wave[:0], *pieces])

    def _take(self, wave: _Wave) -> None:
        self._pieces.append(wave)
        self._length += len(wave)

    def _advance(self, *, ended: bool) -> None:
        while self._next < len(self.due):
            clip = self._next_clip()
            if clip is not None and not self._settled(clip, ended=ended):
                return
            self._clip = None
            self._next += 1

    def _next_clip(self) -> _Wave | None:
        """The clip of the next line as it is heard; ``None`` where there is none, or silence."""
        if self._clip is None:
            sound = next(self.sounds)
            if sound is None:
                self.without_clip += 1
                return None
            self._clip = _trimmed(sound, self.clip_rate)
        if not self._clip.any():
            return None
        return self._clip

    def _settled(self, clip: _Wave, *, ended: bool) -> bool:
        """Look for the line, if enough was heard to tell.

        Returns false where more has to be heard.
        """
        due = self.due[self._next]
        start = round(due.at_ms * self.clip_rate / 1000) + self._late
        if not self._is_heard_until(start + len(clip), ended=ended):
            return False
        wave = self._held()
        first = max(0, start - self._begin)
        here = wave[first : max(0, start - self._begin + len(clip))]
        if _likeness(clip, here) >= ALIKE:
            self._found(due, clip, here, 0)
            self._forget(start + len(clip) // 2)
            return True
        around = round(AROUND_S * self.clip_rate)
        if self._may_look_around(clip):
            if not self._is_heard_until(start + len(clip) + around, ended=ended):
                return False
            place = _place(clip, wave, start - self._begin)
            if place is not None:
                self._found_at(place, due, clip, start)
                return True
        self._lost_in_a_row += 1
        self.heard.append(Verdict(due, lost=True))
        self._forget(start - around)
        return True

    def _is_heard_until(self, end: int, *, ended: bool) -> bool:
        return ended or self._begin + self._length >= end

    def _may_look_around(self, clip: _Wave) -> bool:
        """Not for short clips; nor where nothing is found: looking around takes long."""
        long_enough = len(clip) >= _SHORTEST_S * self.clip_rate
        return long_enough and self._lost_in_a_row < GIVE_UP

    def _found_at(self, place: int, due: Due, clip: _Wave, start: int) -> None:
        """The line is heard in another place: what follows is due that much later."""
        late = self._begin + place - start
        self._late += late
        self._found(due, clip, self._held()[place : place + len(clip)], late)
        self._forget(start + late + len(clip) // 2)

    def _found(self, due: Due, clip: _Wave, here: _Wave, late: int) -> None:
        self._lost_in_a_row = 0
        shift_ms = late * 1000 / self.clip_rate
        if abs(shift_ms) <= SLACK_MS:
            shift_ms = 0.0
        odd = _is_odd(clip, here, round(_PART_S * self.clip_rate))
        self.heard.append(Verdict(due, odd=odd, shift_ms=shift_ms))

    def _held(self) -> _Wave:
        if len(self._pieces) > 1:
            self._pieces = [np.concatenate(self._pieces)]
        if not self._pieces:
            return np.zeros(0, np.float32)
        return self._pieces[0]

    def _forget(self, before: int) -> None:
        drop = min(max(0, before - self._begin), self._length)
        if not drop:
            return
        self._pieces = [self._held()[drop:]]
        self._begin += drop
        self._length -= drop


def _wave(frame: av.AudioFrame) -> _Wave:
    return np.asarray(frame.to_ndarray()[0], np.float32)


def _trimmed(sound: Sound, rate: int) -> _Wave:
    return np.frombuffer(at_rate(trim(sound), rate).pcm, "<i2").astype(np.float32)


def _likeness(clip: _Wave, here: _Wave) -> float:
    """The normalised correlation; what is missing at the end counts as silence."""
    norm = math.sqrt(float(clip @ clip) * float(here @ here))
    if not norm:
        return 0.0
    return float(clip[: len(here)] @ here) / norm


def _is_odd(clip: _Wave, here: _Wave, part: int) -> bool:
    """Whether a part of the line is far softer or louder than the whole, against its clip."""
    parts = min(len(clip), len(here)) // part
    if not parts:
        return False
    asked = _powers(clip, parts, part)
    heard = _powers(here, parts, part)
    loud = asked > _LOUD_PART * asked.mean()
    # The 0.001 keeps the logarithm finite where nothing at all is heard.
    gains = 10 * np.log10((heard[loud] + 1e-3) / asked[loud])
    off_db = np.abs(gains - np.median(gains))
    return bool((off_db > ODD_DB).any())


def _powers(wave: _Wave, parts: int, part: int) -> _Wave:
    """The mean square of each of the first parts of a wave."""
    whole = wave[: parts * part].reshape(parts, part)
    powers: _Wave = np.square(whole).mean(axis=1)
    return powers


def _place(clip: _Wave, wave: _Wave, near: int) -> int | None:
    """Where in the wave the clip is heard; ``None`` where it is not.

    Of the places that are as good as the best it is the nearest to ``near``.
    """
    if len(wave) < len(clip):
        return None
    # The correlation with every place at once, by Fourier transforms.
    size = 1 << (len(wave) + len(clip) - 1).bit_length()
    of_wave = np.fft.rfft(wave, size)
    of_clip = np.fft.rfft(clip, size)
    spectrum = of_wave * np.conj(of_clip)
    products = np.fft.irfft(spectrum, size)
    summed = np.cumsum(np.square(wave, dtype=np.float64))
    squares = np.concatenate(([0.0], summed))
    energy = squares[len(clip) :] - squares[: -len(clip)]
    # In silence the energy is next to nothing, and any likeness would be chance.
    floor = 1e-6 * float(energy.max(initial=0.0)) + 1.0
    norms = np.sqrt(np.maximum(energy, floor) * float(clip @ clip))
    likeness = products[: len(energy)] / norms
    best = float(likeness.max(initial=0.0))
    if best < ALIKE:
        return None
    places = np.flatnonzero(likeness >= max(ALIKE, _AS_GOOD * best))
    nearest = np.argmin(np.abs(places - near))
    return int(places[nearest])
