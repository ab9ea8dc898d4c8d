"""Whether words are heard as a person would read them.

Sentences as printed and as spoken, before a recogniser.

Run: ``python -m benchmarks.words``

Each sentence is spoken twice: as it is printed, by the engine's own rules alone, and as the
program has it spoken. PocketSphinx (dev dependency; its small English model is in its wheel) then
aligns what a reader would say, word by word, with both sounds. A hit is an alignment that finds
every word in order. The model was trained on people and misses much of an eSpeak voice even where
all is right: the row "plain" says how much.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from audiobook.casting.packs import load_voices
from audiobook.engines.base import Engine
from audiobook.engines.pyttsx3_engine import Pyttsx3Engine
from audiobook.errors import EngineError
from audiobook.model import Line, Voice
from audiobook.speech import spoken
from benchmarks.voices_hits import found

VOICES = ("clara", "edmund", "grace", "jack")
Case = tuple[str, str, str]  # kind, as printed, as a person reads it


def cases(path: Path) -> tuple[Case, ...]:
    """The lines of a table ``kind | printed | read``."""
    rows = (
        line.split(" | ")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    )
    return tuple(
        (kind.strip(), printed.strip(), read.strip()) for kind, printed, read in rows
    )


def hits(engine: Engine, voices: Iterable[Voice], words: str, read: str) -> int:
    """By how many of the voices the words are heard as they are to be read."""
    return sum(_heard(engine, Line(words, voice), read) for voice in voices)


def _heard(engine: Engine, line: Line, read: str) -> bool:
    try:
        return found(engine.speak(line), read)
    except EngineError:
        return False


def main(arguments: Sequence[str] | None = None) -> None:
    """Print hits before and after, by kind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--missed",
        action="store_true",
        help="name the sentences that fewer voices say well after",
    )
    options = parser.parse_args(arguments)
    voices = [voice for voice in load_voices() if voice.name in VOICES]
    counts: dict[str, list[int]] = {}
    with Pyttsx3Engine() as engine:
        for kind, printed, read in cases(Path(__file__).with_suffix(".txt")):
            before, after = (
                hits(engine, voices, words, read)
                for words in (printed, spoken(printed))
            )
            row = counts.setdefault(kind, [0, 0, 0])
            row[:] = row[0] + before, row[1] + after, row[2] + len(voices)
            if options.missed and after < before:
                sys.stdout.write(f"{before} -> {after}: {printed}\n")
    rows = [
        *counts.items(),
        ("all", [sum(column) for column in zip(*counts.values(), strict=True)]),
    ]
    sys.stdout.write(f"{'kind':16}{'printed':>9}{'spoken':>9}{'of':>6}\n")
    sys.stdout.writelines(
        f"{kind:16}{row[0]:9}{row[1]:9}{row[2]:6}\n" for kind, row in rows
    )


if __name__ == "__main__":
    main()
