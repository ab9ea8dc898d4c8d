"""How many clicks the check finds: ``python -m benchmarks.clicks [--engine NAME]``.

The first narrators say lines of the sample stories. Damage of every kind is put in at a hundred
places, the sound is encoded as books are, decoded, and looked through. Prints, for each encoding,
how many alarms there are without damage, and how many of the damaged places are found.
"""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiobook.checks.sound.decoding import opened
from audiobook.checks.sound.detectors import Clicks
from audiobook.engines import ENGINES
from audiobook.model import Sound
from audiobook.settings import Encoding
from audiobook.sound.resample import at_rate
from audiobook.sound.table import ENCODERS
from benchmarks.judges import Kept
from benchmarks.listening import speak

Wave = npt.NDArray[np.float64]
Damage = Callable[[Wave, int, int], None]  # of a wave, at a sample, at a rate

ENCODINGS = (
    ("mp3", 64, 22_050),
    ("aac", 64, 22_050),
    ("mp3", 64, 24_000),
    ("aac", 64, 24_000),
    ("mp3", 192, 44_100),
    ("aac", 192, 44_100),
)
PLACES = 100
PAUSE_S = 0.8  # between lines
LOUD = 0.25  # of the highest sample of a block
APART_S = 0.4  # what is nearer would be one place
NEAR_MS = 60  # AAC begins with silence of its own
_BLOCK_S = 0.02
_CHUNK = 60_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage, and whether it is done where it is loud."""

    name: str
    do: Damage
    loud: bool = True


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--engine", default=ENGINES.default())
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="a folder for clips")
    options = parser.parse_args()
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        said = speak(options.engine, options.lines, Kept(keep))
    heads = [f"{codec} {kbps}, {rate / 1000:g} kHz" for codec, kbps, rate in ENCODINGS]
    waves = {
        rate: joined([sound for _, sound in said], rate) for _, _, rate in ENCODINGS
    }
    minutes = len(waves[24_000]) / 24_000 / 60
    print(f"| {minutes:.1f} minutes, {options.engine} | {' | '.join(heads)} |")
    print(f"|---|{'--:|' * len(heads)}")
    alarms = [
        len(heard(waves[rate], codec, kbps, rate)) for codec, kbps, rate in ENCODINGS
    ]
    print(f"| alarms without damage | {' | '.join(map(str, alarms))} |", flush=True)
    for kind in KINDS:
        counts = []
        for codec, kbps, rate in ENCODINGS:
            counts.append(found(kind, waves[rate], codec, kbps, rate))
        print(f"| {kind.name} | {' | '.join(counts)} |", flush=True)


def joined(sounds: list[Sound], rate: int) -> Wave:
    """The sounds at a rate, one after another, with pauses."""
    pause = np.zeros(round(PAUSE_S * rate))
    pieces = [pause]
    for sound in sounds:
        pcm = at_rate(sound, rate).pcm
        pieces += [np.frombuffer(pcm, "<i2").astype(np.float64) / 32768, pause]
    return np.concatenate(pieces)


def found(kind: Kind, wave: Wave, codec: str, kbps: int, rate: int) -> str:
    """How many of the damaged places are found, of how many."""
    places = places_in(wave, rate, loud=kind.loud)
    damaged = wave.copy()
    for at in places:
        kind.do(damaged, at, rate)
    clicks = np.array(heard(damaged, codec, kbps, rate))
    hits = 0
    for at in places:
        # What is dropped or muted ends some way behind its beginning.
        after_ms = clicks - at * 1000 / rate
        hits += bool(np.any((after_ms > -NEAR_MS) & (after_ms < NEAR_MS + 300)))
    return f"{hits}" if len(places) == PLACES else f"{hits} of {len(places)}"


def places_in(wave: Wave, rate: int, *, loud: bool) -> list[int]:
    """Samples spread evenly over what is loud, or over what is silent."""
    size = round(_BLOCK_S * rate)
    blocks = np.abs(wave[: len(wave) // size * size]).reshape(-1, size).max(axis=1)
    fits = blocks > LOUD if loud else blocks < 0.001
    fits[:10] = fits[-20:] = False
    candidates = np.flatnonzero(fits) * size + size // 2
    apart: list[int] = []
    for at in candidates.tolist():
        if not apart or at - apart[-1] >= APART_S * rate:
            apart.append(at)
    if len(apart) <= PLACES:
        return apart
    return [apart[index * len(apart) // PLACES] for index in range(PLACES)]


def heard(wave: Wave, codec: str, kbps: int, rate: int) -> list[float]:
    """Where there are clicks, in milliseconds, once the sound is encoded."""
    pcm = np.rint(wave * 32767).clip(-32768, 32767).astype("<i2")
    clicks = Clicks(rate)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"damaged.{codec}"
        with path.open("wb") as file:
            encoder = ENCODERS.load(codec)(file, Encoding(kbps, rate), rate)
            for start in range(0, len(pcm), _CHUNK):
                encoder.feed(pcm[start : start + _CHUNK].tobytes())
            encoder.finish()
        with opened(path) as source:
            for block in source.blocks():
                clicks.feed(block)
    return clicks.places


def _off_by(height: float) -> Damage:
    def do(wave: Wave, at: int, _rate: int) -> None:
        wave[at] += height if wave[at] < 0 else -height

    return do


def _dropped(wave: Wave, at: int, rate: int) -> None:
    """What is cut out is made up for where it is silent, so that all other places stay."""
    gap = round((0.004 + 0.016 * (at % 97) / 97) * rate)
    until = at + round(0.15 * rate)
    wave[at : until - gap] = wave[at + gap : until].copy()


def _muted(seconds: float) -> Damage:
    def do(wave: Wave, at: int, rate: int) -> None:
        wave[at : at + round(seconds * rate)] = 0

    return do


KINDS = (
    Kind("one sample off by half of full scale, in loud speech", _off_by(0.5)),
    Kind("by a quarter", _off_by(0.25)),
    Kind("by a tenth, in silence", _off_by(0.1), loud=False),
    Kind("4 to 20 ms cut out of loud speech", _dropped),
    Kind("loud speech that breaks off for 0.3 s", _muted(0.3)),
    Kind("for 5 ms", _muted(0.005)),
)


if __name__ == "__main__":
    main()
