"""A package of somebody else's: one class for every seam, each as small as it can be."""

import re
import zlib
from array import array
from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from audiobook import Attributor, Engine, ExecutorFactory, Publisher, Reader
from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.tone import MS_PER_CHARACTER, ToneEngine
from audiobook.errors import EngineError, InputError
from audiobook.model import (
    NARRATOR,
    Book,
    Chapter,
    Character,
    Guidance,
    Kind,
    Line,
    Metadata,
    Script,
    Sound,
    Utterance,
    Voice,
)
from audiobook.publish import Edition, Output


class ToyEngine(Engine):
    """Buzzes a moment for every character of a line."""

    def speak(self, line: Line) -> Sound:
        words = line.plain.strip()
        if not words:
            raise EngineError("There are no words.", remedy="Give the line some words.")
        half = 20 + zlib.crc32(line.voice.name.encode()) % 80
        wave = [4000] * half + [-4000] * half
        samples = wave * (1 + len(words) * 600 // len(wave))
        return Sound(array("h", samples).tobytes(), SAMPLE_RATE)

    def voices(self) -> tuple[Voice, ...]:
        return Voice("buzz", "toy"), Voice("drone", "toy")


class FineEngine(ToneEngine):
    """Hums as the tone engine does, at a higher rate, and knows when each word begins."""

    sample_rate = 24_000

    def word_times(self, line: Line) -> tuple[tuple[str, float], ...]:
        length_ms = MS_PER_CHARACTER / line.delivery.rate
        return tuple(
            (word[0], word.start() * length_ms) for word in re.finditer(r"\S+", line.plain)
        )


class SlowEngine(ToneEngine):
    """Hums, and says that a second of it takes a second and much memory."""

    cost = 1.0
    memory_mb = 450.0


class ToyReader(Reader):
    """Reads files whose first line is "toy" and whose second is the title."""

    suffixes = (".toy",)

    def read(self, path: Path) -> Book:
        try:
            kind, title, text = path.read_text(encoding="utf-8").split("\n", 2)
        except ValueError as error:
            raise InputError(f'"{path}" is no toy.', remedy="Give a toy.") from error
        if kind != "toy" or not text.strip():
            raise InputError(f'"{path}" holds no toy.', remedy="Give a toy.")
        return Book(Metadata(title), (Chapter(1, title, text.strip()),))


class ToyAttributor(Attributor):
    """Has one character say everything, unless the user knows better."""

    def attribute(self, script: Script, guidance: Guidance) -> Script:
        chapters = script.by_chapter()
        rows = tuple(
            tuple(_attributed(chapter.number, one, guidance) for one in utterances)
            for chapter, utterances in chapters
        )
        return replace(script, utterances=rows, characters=_characters(rows))


def _attributed(chapter: int, utterance: Utterance, guidance: Guidance) -> Utterance:
    if utterance.kind not in (Kind.DIALOGUE, Kind.THOUGHT):
        return utterance
    speaker = dict(guidance.merges).get("Somebody", "Somebody")
    for correction in guidance.corrections:
        overlaps = correction.start < utterance.end and utterance.start < correction.end
        if correction.chapter == chapter and overlaps:
            speaker = correction.speaker
    return replace(utterance, speaker=speaker, confidence=0.5, reason="a toy knows nobody")


def _characters(rows: Iterable[Iterable[Utterance]]) -> tuple[Character, ...]:
    speakers = {utterance.speaker for row in rows for utterance in row}
    return tuple(Character(name) for name in sorted(speakers - {NARRATOR}))


class ToyExecutor(ExecutorFactory):
    """Works in threads."""

    def open(self, workers: int) -> Executor:
        return ThreadPoolExecutor(workers or 1)


class ToyPublisher(Publisher):
    """Writes the titles of the chapters and how long they take."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        titles = "".join(f"{t.title} {t.duration_ms:.0f}\n" for t in edition.tracks)
        text = f"{edition.book.metadata.title}\n{titles}"

        def write(path: Path) -> None:
            path.write_text(text, encoding="utf-8")

        return (Output("titles.txt", "titles", text, write),)
