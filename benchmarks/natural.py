"""A book in natural voices against the model alone: ``python -m benchmarks.natural [FILE]``.

Makes the book, then has onnxruntime say the same parts of the same lines in as many processes,
opened anew, with nothing around it. Prints the wall seconds of both and their ratio, and the CPU
seconds of the model alone: the workers of a book belong to another process, which tells no times.
The runs follow one another: on a machine that does other work they say little.
"""

import argparse
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from audiobook import produce
from audiobook.checks.book_record import remembered
from audiobook.engines.kokoro import options, styles
from audiobook.engines.kokoro.alphabet import numbers
from audiobook.engines.kokoro.model import VoiceModel, open_model
from audiobook.engines.kokoro.parts import parts
from audiobook.engines.kokoro.phonemes import Phonemes
from audiobook.engines.kokoro.words import units
from audiobook.engines.weights import weights
from audiobook.engines.words import speakable
from audiobook.model import Line
from audiobook.render.render import jobs_of

STORY = Path(__file__).parents[1] / "seeds" / "curly.txt"


@dataclass(frozen=True, slots=True)
class Said:
    """What the model is asked for one part."""

    tokens: tuple[int, ...]
    style: str
    speed: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=STORY)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        flags = {"voices": ("natural",), "formats": ("wav",), "workers": given.workers}
        before = _clock()
        made = produce.make(given.file, Path(folder) / "book", flags)
        book_s, _ = _since(before)
        said = asked_of_the_model(made.folder)
    before = _clock()
    sound_s = alone(said, given.workers)
    model_s, cpu_s = _since(before)
    print(f"{sound_s:.0f} s of sound in {len(said)} parts, {given.workers} processes")
    print(f"{'':<18}{'book':>9}{'model':>9}{'ratio':>8}")
    print(f"{'wall, s':<18}{book_s:>9.1f}{model_s:>9.1f}{book_s / model_s:>8.2f}")
    print(f"{'CPU s per s':<18}{'':>9}{cpu_s / sound_s:>9.3f}")
    busy = 100 * cpu_s / (given.workers * model_s)
    print(f"{'cores busy, %':<18}{'':>9}{busy:>9.0f}")


def asked_of_the_model(book: Path) -> list[Said]:
    """The parts of every line of a finished book."""
    found = remembered(book)
    phonemes = Phonemes()
    said = []
    for job in jobs_of(found.plans, found.shop.prints):
        said += _parts(job.line, phonemes)
    phonemes.close()
    return said


def alone(said: list[Said], workers: int) -> float:
    """Have the model say the parts, and nothing else; return the seconds of sound."""
    with ProcessPoolExecutor(workers, initializer=_open) as pool:
        return sum(pool.map(_say, said)) / 24_000


def _parts(line: Line, phonemes: Phonemes) -> list[Said]:
    table = numbers()
    style = options.style_of(line.voice)
    speed = options.speed_of(line.voice, line.delivery)
    found = []
    words = units(speakable(line.words), options.language_of(line.voice), phonemes.of)
    for run in parts(words):
        written = "".join(unit.written for unit in run).lstrip()
        tokens = tuple(table[symbol] for symbol in written)
        found.append(Said(tokens, style, speed))
    return found


_models: list[VoiceModel] = []


def _open() -> None:
    _models.append(open_model(weights()))


def _say(said: Said) -> int:
    style = styles.style(said.style)[len(said.tokens) - 1]
    samples, _ = _models[0].say(list(said.tokens), style, said.speed)
    return len(samples)


def _clock() -> tuple[float, float]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return time.perf_counter(), used


def _since(before: tuple[float, float]) -> tuple[float, float]:
    wall, used = _clock()
    return wall - before[0], used - before[1]


if __name__ == "__main__":
    main()
