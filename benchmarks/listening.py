"""How well engines are understood: ``python -m benchmarks.listening [ENGINE ...]``.

Prints a table, an engine a column: words wrong by each recogniser that is installed, predicted
quality (Distill-MOS, where the Python of ``--judge`` has ``distillmos``), CPU seconds for each second of sound,
memory, voices, and how far apart in loudness lines are. The lines are those of the stories in
``seeds/``, spread evenly; every voice of an engine's pack, the first narrators first, says some.

Each engine is opened in a process of its own, so that its memory is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import numpy as np

from audiobook.casting import load_voices
from audiobook.checks.recognition import RECOGNISERS, Transcriber
from audiobook.checks.recognition.samples import at_rate, evenly
from audiobook.checks.recognition.wording import compare, words_of
from audiobook.engines import ENGINES
from audiobook.errors import MissingPackageError
from audiobook.model import Line, Sound, Voice
from audiobook.readers import read_book
from audiobook.segment import segment
from audiobook.sound.stitch import wav
from audiobook.speech import spoken
from benchmarks.voices_measures import loudness, samples

SEEDS = Path(__file__).parents[1] / "seeds"
LANGUAGE = "en"
FEWEST_WORDS = 4  # of a line: shorter ones say little of a voice
TRANSCRIBERS = ("whisper-tiny.en", "whisper-base")
VOICES = 4  # of an engine, that say the lines in turn
MOS_RATE = 16_000
ABSENT = "-"

Spoken = tuple[str, Sound]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=[ENGINES.default()])
    parser.add_argument("--lines", type=int, default=100, help="lines an engine says")
    parser.add_argument(
        "--judge", default=sys.executable, help="a Python that has distillmos"
    )
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.engines[0], options.lines, options.judge)))
        return
    columns = {}
    for engine in options.engines:
        columns[engine] = _in_a_process(engine, options.lines, options.judge)
    _print(columns)


def measured(engine: str, count: int, judge: str) -> dict[str, str]:
    """What is measured of one engine, as text."""
    voices = [
        voice
        for voice in load_voices((Path("natural"), Path("default")))
        if voice.engine == engine
    ]
    chosen = _narrators_first(voices)[:VOICES]
    started_s = time.process_time()
    said = speak(engine, chosen, lines_of_seeds(count))
    cpu_s = time.process_time() - started_s
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s += children.ru_utime + children.ru_stime
    own_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sound_s = sum(sound.duration_ms for _, sound in said) / 1000
    levels = [loudness(samples(sound), sound.rate) for _, sound in said]
    found = {
        "voices in the packs": f"{len(voices)}",
        "lines, minutes of sound": f"{len(said)}, {sound_s / 60:.1f}",
        "CPU s per s of sound": f"{cpu_s / sound_s:.3f}",
        "memory, MB": f"{max(own_kb, children.ru_maxrss) / 1000:.0f}",
        "loudness spread, LU": f"{float(np.std(levels)):.1f}",
        "Distill-MOS (1 to 5)": predicted_quality(said, judge),
    }
    for name in TRANSCRIBERS:
        found[f"words wrong, {name}, %"] = words_wrong(name, said)
    return found


def lines_of_seeds(count: int) -> list[str]:
    """Lines of the sample stories, as they are spoken."""
    lines = []
    for story in sorted(SEEDS.glob("*.txt")):
        script = segment(read_book(story))
        for chapter, utterances in zip(
            script.book.chapters, script.utterances, strict=True
        ):
            for each in utterances:
                words = spoken(chapter.text[each.start : each.end], LANGUAGE)
                if len(words_of(words, LANGUAGE)) >= FEWEST_WORDS:
                    lines.append(words)
    return evenly(lines, count)


def speak(engine: str, voices: Sequence[Voice], lines: Sequence[str]) -> list[Spoken]:
    """The lines as the voices say them, one after the other."""
    said = []
    with ENGINES.load(engine)() as opened:
        for words, voice in zip(lines, cycle(voices), strict=False):
            said.append((words, opened.speak(Line(words, voice))))
    return said


def words_wrong(name: str, said: Sequence[Spoken]) -> str:
    """Words that a recogniser heard wrongly, of 100; with those that merely sound the same."""
    try:
        recogniser = RECOGNISERS.load(name)()
    except MissingPackageError:
        return ABSENT
    assert isinstance(recogniser, Transcriber)
    words = 0
    wrong = 0
    alike = 0
    for text, sound in said:
        pcm = at_rate(np.frombuffer(sound.pcm, "<i2"), sound.rate, recogniser.rate)
        compared = compare(text, recogniser.transcribe(pcm, LANGUAGE), LANGUAGE)
        words += compared.words
        wrong += compared.wrong
        alike += len(compared.alike)
    return f"{100 * wrong / words:.1f} (+ {100 * alike / words:.1f} alike)"


def predicted_quality(said: Sequence[Spoken], judge: str) -> str:
    """The mean opinion that Distill-MOS predicts; ``judge`` is a Python that has it, and torch."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (_, sound) in enumerate(said):
            pcm = at_rate(np.frombuffer(sound.pcm, "<i2"), sound.rate, MOS_RATE)
            paths.append(Path(folder) / f"{number}.wav")
            paths[-1].write_bytes(wav(Sound(pcm.astype("<i2").tobytes(), MOS_RATE)))
        command = [judge, str(Path(__file__).with_name("quality.py")), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return ABSENT
    scores = json.loads(done.stdout.splitlines()[-1])
    return f"{float(np.mean(scores)):.2f}"


def _narrators_first(voices: Sequence[Voice]) -> list[Voice]:
    return sorted(voices, key=lambda voice: voice.suits != "narrator")


def _in_a_process(engine: str, lines: int, judge: str) -> dict[str, str]:
    command = [sys.executable, "-m", "benchmarks.listening", engine]
    command += ["--lines", str(lines), "--judge", judge, "--one"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


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
