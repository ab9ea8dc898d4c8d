"""Whether natural lines show where they were cut: ``python -m benchmarks.joins_heard``.

Every line of the sample stories that is longer than one part is said twice, once as it is (cut into
parts of :data:`~audiobook.engines.kokoro.parts.LONGEST` symbols) and once in one call of the model.
Prints, for both: predicted quality (Distill-MOS by the Python of ``--judge``), words that Whisper
tiny.en hears wrongly, how long they take, and how long the silences within are.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import numpy as np

from audiobook.engines import ENGINES
from audiobook.engines.base import Engine
from audiobook.engines.kokoro import engine as kokoro
from audiobook.engines.kokoro.model import MOST
from audiobook.engines.kokoro.parts import LONGEST
from audiobook.model import Line, Sound
from benchmarks.judges import ABSENT, Judges, Kept
from benchmarks.listening import LANGUAGE, first_voices, lines_of_seeds

ENGINE = "kokoro"
RECOGNISER = "whisper-tiny.en"
LONG = 115  # characters of a line: more symbols than a part holds
QUIET = 0.003  # of full scale
SHORTEST_MS = 80  # of a silence: stops between consonants are shorter
_HOP_MS = 5


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=16)
    parser.add_argument(
        "--judge", default=sys.executable, help="a Python that has distillmos"
    )
    parser.add_argument("--keep", type=Path, help="a folder for clips and verdicts")
    options = parser.parse_args()
    texts = [words for words in lines_of_seeds(0) if len(words) >= LONG]
    lines = []
    for words, voice in zip(
        texts[: options.lines], cycle(first_voices(ENGINE)), strict=False
    ):
        lines.append(Line(words, voice))
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        engine = stack.enter_context(ENGINES.load(ENGINE)())
        kept = {longest: Kept(keep / f"{longest}") for longest in (LONGEST, MOST)}
        print("| parts of at most | lines | quality | words wrong | sound | silences |")
        print("|--:|--:|--:|--:|--:|---|")
        for longest, place in kept.items():
            judges = Judges(place, options.judge)
            stack.callback(judges.close)
            print(row(longest, lines, engine, place, judges), flush=True)


def row(
    longest: int, lines: list[Line], engine: Engine, kept: Kept, judges: Judges
) -> str:
    """What there is to say of the lines, in parts of so many symbols."""
    vars(kokoro)["LONGEST"] = longest
    sounds = [kept.clip(engine, line) for line in lines]
    said = list(zip([line.plain for line in lines], sounds, strict=True))
    quality = judges.mean_quality(sounds)
    scored = ABSENT if quality is None else f"{quality:.2f}"
    wrong = judges.words_wrong(RECOGNISER, said, LANGUAGE)
    seconds = sum(sound.duration_ms for sound in sounds) / 1000
    silences: list[float] = []
    for sound in sounds:
        silences += silences_ms(sound)
    spread = "none"
    if silences:
        low, middle, high = np.percentile(silences, (10, 50, 90))
        spread = f"{len(silences)}: {low:.0f}, {middle:.0f}, {high:.0f} ms"
    return (
        f"| {longest} | {len(lines)} | {scored} | {wrong} % "
        f"| {seconds:.0f} s | {spread} |"
    )


def silences_ms(sound: Sound) -> list[float]:
    """How long each silence within a sound is."""
    samples = np.abs(np.frombuffer(sound.pcm, "<i2").astype(np.float64)) / 32768
    hop = sound.rate * _HOP_MS // 1000
    blocks = samples[: len(samples) // hop * hop].reshape(-1, hop).max(axis=1)
    quiet = np.concatenate(([0], (blocks < QUIET).astype(int), [0]))
    starts = np.flatnonzero(np.diff(quiet) == 1)
    stops = np.flatnonzero(np.diff(quiet) == -1)
    lengths = (stops - starts)[(starts > 0) & (stops < len(blocks))] * _HOP_MS
    return [float(length) for length in lengths if length >= SHORTEST_MS]


if __name__ == "__main__":
    main()
