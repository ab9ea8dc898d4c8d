"""How far the pitch of natural voices can be moved: ``python -m benchmarks.pitch_heard``.

The model cannot move its pitch. A line that it says slower, played faster by as much, takes as long
and lies higher; its timbre moves with it. The first narrators say the same lines so at every step,
and Distill-MOS (by the Python of ``--judge``) predicts what listeners would think of each.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from audiobook.engines import ENGINES
from audiobook.engines.base import Engine
from audiobook.engines.kokoro.pitch import played_faster, ratio
from audiobook.model import Delivery, Line, Sound, Voice
from benchmarks.judges import Judges, Kept, check_judge
from benchmarks.listening import first_voices
from benchmarks.voices_heard import LINES

ENGINE = "kokoro"
COUNT = 3  # of the lines
STEPS = (-4, -3, -2, -1, 0, 1, 2, 3, 4)  # semitones


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--judge", default=sys.executable, help="a Python that has distillmos"
    )
    parser.add_argument("--keep", type=Path, help="a folder for clips and verdicts")
    options = parser.parse_args()
    check_judge(parser, options.judge)
    voices = first_voices(ENGINE)
    print(f"| semitones | {' | '.join(voice.name for voice in voices)} | mean |")
    print(f"|--:|{'--:|' * (len(voices) + 1)}")
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = Kept(keep)
        judges = Judges(kept, options.judge)
        stack.callback(judges.close)
        engine = stack.enter_context(ENGINES.load(ENGINE)())
        for step in STEPS:
            scores = []
            for voice in voices:
                sounds = moved(voice, step, engine, kept)
                scores.append(sum(map(judges.quality, sounds)) / len(sounds))
            mean = sum(scores) / len(scores)
            cells = " | ".join(f"{score:.2f}" for score in (*scores, mean))
            print(f"| {step:+d} | {cells} |", flush=True)


def moved(voice: Voice, semitones: int, engine: Engine, kept: Kept) -> list[Sound]:
    """The lines as a voice says them so much higher."""
    factor = ratio(semitones)
    slower = Delivery(rate=1 / factor)
    sounds = []
    for words in LINES[:COUNT]:
        said = kept.clip(engine, Line(words, voice, slower))
        moved_pcm = played_faster(np.frombuffer(said.pcm, "<i2"), factor).tobytes()
        sounds.append(Sound(moved_pcm, said.rate))
    return sounds


if __name__ == "__main__":
    main()
