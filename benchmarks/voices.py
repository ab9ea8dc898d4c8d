"""The voices of a pack, listened to by measurement.

``python -m benchmarks.voices [PACK] [--write] [--no-hits]`` speaks a passage with every voice and
prints, per voice: pitch (median, Hz), brightness (spectral centroid, Hz), words a minute,
loudness and peak after ``gain_db`` (LUFS, dBFS), how many of ten sentences PocketSphinx finds in
its sound (forced alignment), and its nearest neighbour with their distance in semitones of pitch
and dB of timbre. Beneath stand the pairs that are too much alike: under 3 semitones and under 4
dB. Then comes how loud another passage is by the voices, by which none was levelled. It ends with
status 1 where two are alike, or where loudness is off.

``--write`` sets ``gain_db`` and the ``measured`` table of every voice in the pack.
"""

import argparse
import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import tomlkit

from audiobook.casting.packs import read_pack
from audiobook.engines import ENGINES
from audiobook.engines.base import Engine
from audiobook.files.shipped import shipped_voices
from audiobook.model import Line, Voice
from benchmarks.voices_hits import hits
from benchmarks.voices_measures import Measures, measure, semitones, timbre_distance

PASSAGE = (
    "The morning came up grey over the harbour, and nobody on the quay had much to say.",
    (
        "A boy carried a lantern past the boats; behind him an old woman counted her "
        "change, twice, and frowned."
    ),
    "Is that all? she asked.",
    (
        "It was not much for a week of work, yet the baker, who knew her, laughed, and "
        "threw in a roll for the road."
    ),
    "Then the bell rang, six slow strokes, and everyone looked toward the hill.",
)
OTHER_PASSAGE = (
    "Nobody had opened the cellar since the flood, and the key turned only at the third attempt.",
    (
        "Down there stood eleven jars of plums, a sewing machine, and a child's chair "
        "with three legs."
    ),
    (
        "What did you expect? he said. Gold? She shook the lamp until it burned again, "
        "and went on counting shelves."
    ),
)
MOST_SPREAD_LU = 1.5  # between the loudest and the softest voice
# The crest factors of the pack reach 21.8 dB: its peaks then stay below -1 dBFS.
TARGET_LUFS = -23.0
TOLERANCE_LU = 1.0
SEMITONES, DECIBELS = 3.0, 4.0  # two voices differ by the one or by the other


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice and what was measured of it, before its gain; ``other_lufs`` is of the other
    passage.
    """

    voice: Voice
    measures: Measures
    hits: int
    other_lufs: float

    @property
    def loudness(self) -> float:
        """LUFS after the gain."""
        return self.measures.loudness_lufs + self.voice.gain_db

    @property
    def peak(self) -> float:
        """Highest sample in dBFS, after the gain."""
        return self.measures.peak_db + self.voice.gain_db


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voices")
    parser.add_argument(
        "pack", type=Path, nargs="?", default=shipped_voices() / "default.toml"
    )
    parser.add_argument(
        "--write", action="store_true", help="set gain_db and measured in the pack"
    )
    parser.add_argument(
        "--no-hits", action="store_true", help="leave the recogniser out"
    )
    options = parser.parse_args()
    pack = read_pack(options.pack)
    # The packs that ship have one engine each.
    with ENGINES.load(pack[0].engine)() as engine:
        heard = [listen(engine, voice, with_hits=not options.no_hits) for voice in pack]
    if options.write:
        write(options.pack, heard)
        return
    print_table(heard)
    sys.exit(bool(report(heard)))


def listen(engine: Engine, voice: Voice, *, with_hits: bool) -> Heard:
    """Speak the passage and measure."""
    text, other = " ".join(PASSAGE), " ".join(OTHER_PASSAGE)
    measures = measure(engine.speak(Line(text, voice)), len(text.split()))
    other_lufs = measure(
        engine.speak(Line(other, voice)), len(other.split())
    ).loudness_lufs
    return Heard(voice, measures, hits(engine, voice) if with_hits else -1, other_lufs)


def print_table(heard: list[Heard]) -> None:
    print(
        f"{'voice':<12}{'suits':<9}{'gender':<7}{'age':<6}{'accent':<15}{'variant':<10}"
        f"{'Hz':>4}{'bright':>7}{'wpm':>5}{'LUFS':>7}{'peak':>6}{'hits':>5}  nearest"
    )
    for one in sorted(heard, key=lambda h: (h.voice.gender, h.measures.pitch_hz)):
        v, m = one.voice, one.measures
        other = min((o for o in heard if o is not one), key=lambda o: _distance(one, o))
        print(
            f"{v.name:<12}{v.suits:<9}{v.gender:<7}{v.age:<6}{v.accent:<15}{v.option('variant', ''):<10}"
            f"{m.pitch_hz:>4.0f}{m.centroid_hz:>7.0f}{m.words_per_minute:>5.0f}{one.loudness:>7.1f}{one.peak:>6.1f}"
            f"{one.hits:>5}  {other.voice.name} {_apart(one, other)}"
        )


def report(heard: list[Heard]) -> list[str]:
    """What is wrong with the pack, printed."""
    alike = [
        f"too much alike: {a.voice.name} and {b.voice.name}, {_apart(a, b)}"
        for a, b in combinations(heard, 2)
        if _distance(a, b) < 1
    ]
    loud = [
        f"{h.voice.name}: {h.loudness:.1f} LUFS, peak {h.peak:.1f} dBFS"
        for h in heard
        if abs(h.loudness - TARGET_LUFS) > TOLERANCE_LU / 2 or h.peak > -1
    ]
    print(
        "",
        *alike,
        *loud,
        f"{len(heard)} voices, {len(alike)} pairs too much alike",
        sep="\n",
    )
    return alike + loud + _uneven(heard)


def _uneven(heard: list[Heard]) -> list[str]:
    """How loud the other passage is by the voices, printed; it again where they differ by too
    much.
    """
    levels = sorted(
        (one.other_lufs + one.voice.gain_db, one.voice.name) for one in heard
    )
    (low, softest), (high, loudest) = levels[0], levels[-1]
    told = (
        f"another passage: {low:.1f} ({softest}) to {high:.1f} LUFS ({loudest}), a "
        f"spread of {high - low:.2f} LU"
    )
    print(told)
    return [told] if high - low > MOST_SPREAD_LU else []


def _distance(a: Heard, b: Heard) -> float:
    """1 and more where a listener tells them apart."""
    return max(
        semitones(a.measures, b.measures) / SEMITONES,
        timbre_distance(a.measures, b.measures) / DECIBELS,
    )


def _apart(a: Heard, b: Heard) -> str:
    return f"{semitones(a.measures, b.measures):.1f} st {timbre_distance(a.measures, b.measures):.1f} dB"


def write(pack: Path, heard: list[Heard]) -> None:
    """Level the voices, and note where each lies: pitch, brightness, and the two main axes of
    timbre in dB.
    """
    document = tomlkit.parse(pack.read_text(encoding="utf-8"))
    axes = timbre_axes(heard)
    for one, axis in zip(heard, axes, strict=True):
        table = document["voices"][one.voice.name]
        table["gain_db"] = round(TARGET_LUFS - one.measures.loudness_lufs, 1)
        measured = tomlkit.inline_table()
        if one.measures.pitch_hz:
            measured["pitch_hz"] = round(one.measures.pitch_hz)
        measured["brightness_hz"] = round(one.measures.centroid_hz)
        measured["timbre_1_db"], measured["timbre_2_db"] = (
            round(float(x), 1) for x in axis
        )
        table["measured"] = measured
    pack.write_text(tomlkit.dumps(document), encoding="utf-8")


def timbre_axes(heard: list[Heard]) -> list[tuple[float, float]]:
    """The two directions in which the spectra differ most (principal components), scaled to RMS
    dB.
    """
    spectra = np.array([one.measures.spectrum for one in heard])
    centred = spectra - spectra.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(directions[:2, 0])[:, None]  # an axis has no sign of its own
    places = centred @ (directions[:2] * signs).T / np.sqrt(spectra.shape[1])
    return [(float(x), float(y)) for x, y in places]


if __name__ == "__main__":
    main()
