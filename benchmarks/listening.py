"""How well engines are understood: ``python -m benchmarks.listening [ENGINE ...]``.

Prints a table, an engine a column: words wrong by each recogniser that is installed, predicted
quality (Distill-MOS, where the Python of ``--judge`` has ``distillmos``), CPU seconds for each
second of sound, memory, voices, and how far apart in loudness lines are. The lines are those of
the stories in ``seeds/``, spread evenly; every voice of an engine's pack, the first narrators
first, says some.

Each engine is opened in a process of its own, so that its memory is its own. With ``--keep`` a run
that was ended carries on; CPU and memory are those of the last run that spoke lines to the end.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import numpy as np

from audiobook.casting import load_voices
from audiobook.checks.recognition.samples import evenly
from audiobook.checks.recognition.wording import words_of
from audiobook.engines import ENGINES
from audiobook.model import Line, Sound, Voice
from audiobook.readers import read_book
from audiobook.segment import segment
from audiobook.speech import spoken
from benchmarks.judges import ABSENT, TRANSCRIBERS, Judges, Kept
from benchmarks.voices_measures import loudness, samples

SEEDS = Path(__file__).parents[1] / "seeds"
LANGUAGE = "en"
FEWEST_WORDS = 4  # of a line: shorter ones say little of a voice
VOICES = 4  # of an engine, that say the lines in turn

Spoken = tuple[str, Sound]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=[ENGINES.default()])
    parser.add_argument("--lines", type=int, default=100, help="lines an engine says")
    parser.add_argument(
        "--judge", default=sys.executable, help="a Python that has distillmos"
    )
    parser.add_argument("--keep", type=Path, help="a folder for clips and verdicts")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _measure(options.engines[0], options.lines, Kept(options.keep))
        return
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for engine in options.engines:
            _in_a_process(engine, options.lines, keep)
        kept = Kept(keep)
        judges = Judges(kept, options.judge)
        stack.callback(judges.close)
        columns = {}
        for engine in options.engines:
            columns[engine] = judged(engine, options.lines, kept, judges)
        _print(columns)


def judged(engine: str, count: int, kept: Kept, judges: Judges) -> dict[str, str]:
    """What the judges say of one engine, as text."""
    said = speak(engine, count, kept)
    minutes = sum(sound.duration_ms for _, sound in said) / 60_000
    levels = [loudness(samples(sound), sound.rate) for _, sound in said]
    quality = judges.mean_quality([sound for _, sound in said])
    cost = kept.verdict(f"cost {engine}")
    found = {
        "voices in the packs": f"{len(_voices(engine))}",
        "lines, minutes of sound": f"{len(said)}, {minutes:.1f}",
        "loudness spread, LU": f"{float(np.std(levels)):.1f}",
        "Distill-MOS (1 to 5)": ABSENT if quality is None else f"{quality:.2f}",
    }
    if isinstance(cost, dict):
        found |= cost
    for name in TRANSCRIBERS:
        found[f"words wrong, {name}, %"] = judges.words_wrong(name, said, LANGUAGE)
    return found


def _measure(engine: str, count: int, kept: Kept) -> None:
    """Speak the lines that are not there yet, and note what that took."""
    before = len(kept.clips())
    started_s = time.process_time()
    said = speak(engine, count, kept)
    cpu_s = time.process_time() - started_s
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s += children.ru_utime + children.ru_stime
    own_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fresh = len(kept.clips()) - before
    if fresh:
        sound_s = sum(sound.duration_ms for _, sound in said[-fresh:]) / 1000
        memory_mb = max(own_kb, children.ru_maxrss) / 1000
        cost = {
            "CPU s per s of sound": f"{cpu_s / sound_s:.3f}",
            "memory, MB": f"{memory_mb:.0f}",
        }
        kept.note(f"cost {engine}", cost)


def lines_of_seeds(count: int) -> list[str]:
    """Lines of the sample stories, as they are spoken."""
    lines = []
    for story in sorted(SEEDS.glob("*.txt")):
        if story.name.endswith(".script.txt"):  # what is expected of the story
            continue
        script = segment(read_book(story))
        for chapter, utterances in script.by_chapter():
            for each in utterances:
                words = spoken(chapter.text[each.start : each.end], LANGUAGE)
                if len(words_of(words, LANGUAGE)) >= FEWEST_WORDS:
                    lines.append(words)
    return evenly(lines, count)


def speak(engine: str, count: int, kept: Kept) -> list[Spoken]:
    """The lines as the first voices say them, one after the other."""
    chosen = first_voices(engine)
    said = []
    with ENGINES.load(engine)() as opened:
        for words, voice in zip(lines_of_seeds(count), cycle(chosen), strict=False):
            line = Line(words, voice)
            said.append((line.plain, kept.clip(opened, line)))
    return said


def first_voices(engine: str) -> list[Voice]:
    """The first narrators of the packs that the engine speaks."""
    ranked = sorted(_voices(engine), key=lambda voice: voice.suits != "narrator")
    return ranked[:VOICES]


def _voices(engine: str) -> list[Voice]:
    packs = load_voices((Path("natural"), Path("default")))
    return [voice for voice in packs if voice.engine == engine]


def _in_a_process(engine: str, lines: int, keep: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.listening", engine]
    command += ["--lines", str(lines), "--keep", str(keep), "--one"]
    subprocess.run(command, check=True)


def _print(columns: dict[str, dict[str, str]]) -> None:
    engines = list(columns)
    rows = list(columns[engines[0]])
    width = max(map(len, rows))
    print(" " * width, *(f"{engine:>22}" for engine in engines))
    for row in rows:
        cells = [f"{columns[engine].get(row, ABSENT):>22}" for engine in engines]
        print(f"{row:<{width}}", *cells)


if __name__ == "__main__":
    main()
