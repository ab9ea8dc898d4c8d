"""How well natural words are timed: ``python -m benchmarks.words_timed``.

Lines of the sample stories are said by the first narrators of each engine. Where words begin, as
the program says, is held against where Whisper tiny.en hears them. It is the same distance late for
every engine, which the median shows: eSpeak tells its times to the sample. Only words that both have
in the same order count. Needs the extras ``listen`` and ``natural``.
"""

import argparse
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import cycle

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel

from audiobook.checks.recognition.samples import at_rate
from audiobook.checks.recognition.whisper import TINY_ENGLISH
from audiobook.checks.recognition.wording import words_of
from audiobook.engines import ENGINES
from audiobook.engines.base import Engine
from audiobook.model import Line, Sound
from benchmarks.listening import LANGUAGE, first_voices, lines_of_seeds

RATE = 16_000  # of the recogniser
FULL_SCALE = 32_768  # of 16-bit samples
MARGIN_MS = 200  # of silence before and after a line
FEWEST = 10  # words of a line: short ones are hard for a recogniser

Timed = list[tuple[str, float]]  # word, milliseconds
Floats = npt.NDArray[np.float64]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=30)
    options = parser.parse_args()
    recogniser = WhisperModel(
        TINY_ENGLISH.name, device="cpu", cpu_threads=1, files=TINY_ENGLISH.load()
    )
    texts = [text for text in lines_of_seeds(0) if len(text.split()) >= FEWEST]
    print("| engine | words | median | half within | nine of ten within |")
    print("|---|--:|--:|--:|--:|")
    for name in ("pyttsx3", "kokoro"):
        offsets: list[float] = []
        with ENGINES.load(name)() as engine:
            voices = cycle(first_voices(name))
            for text, voice in zip(texts[: options.lines], voices, strict=False):
                offsets += compared(engine, Line(text, voice), recogniser)
        print(row(name, np.array(offsets)), flush=True)


def row(name: str, offsets_ms: Floats) -> str:
    """The median difference, and how far single words are from it."""
    middle = float(np.median(offsets_ms))
    half, most = np.percentile(np.abs(offsets_ms - middle), (50, 90))
    return f"| {name} | {len(offsets_ms)} | {middle:+.0f} ms | {half:.0f} ms | {most:.0f} ms |"


def compared(engine: Engine, line: Line, recogniser: WhisperModel) -> list[float]:
    """The program's time of every word less the recogniser's, in milliseconds."""
    sound = engine.speak(line)
    ours = plain(engine.word_times(line) or ())
    theirs = heard(sound, recogniser)
    matcher = SequenceMatcher(
        None, [word for word, _ in ours], [word for word, _ in theirs], autojunk=False
    )
    offsets: list[float] = []
    for block in matcher.get_matching_blocks():
        for place in range(block.size):
            _, at_ms = ours[block.a + place]
            _, heard_ms = theirs[block.b + place]
            offsets.append(at_ms - heard_ms)
    return offsets


def heard(sound: Sound, recogniser: WhisperModel) -> Timed:
    """The words that the recogniser hears, and when they begin in the line."""
    samples = at_rate(np.frombuffer(sound.pcm, "<i2"), sound.rate, RATE)
    padded = np.pad(samples.astype(np.float32) / FULL_SCALE, MARGIN_MS * RATE // 1000)
    segments, _ = recogniser.transcribe(
        padded, language=LANGUAGE, beam_size=5, temperature=0.0, word_timestamps=True
    )
    times: Timed = []
    for segment in segments:
        for word in segment.words or ():
            times.append((word.word, 1000 * word.start - MARGIN_MS))
    return plain(times)


def plain(times: Iterable[tuple[str, float]]) -> Timed:
    """Words as they are compared: small letters, no marks; figures in words share a time."""
    found: Timed = []
    for text, at_ms in times:
        found += [(word, at_ms) for word in words_of(text, LANGUAGE)]
    return found


if __name__ == "__main__":
    main()
