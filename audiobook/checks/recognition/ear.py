"""A clip -> what a transcriber hears in it, held against the words that were spoken."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiobook.checks.heard import HeardLine
from audiobook.checks.recognition.book_lines import LineNumber
from audiobook.checks.recognition.recognisers import Transcriber
from audiobook.checks.recognition.samples import at_rate
from audiobook.checks.recognition.wording import compare
from audiobook.checks.spoken_anew import SpokenAnew
from audiobook.files import output_errors
from audiobook.model import Line, Sound


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line of a book: its numbers, what an engine was handed, and the key of its clip."""

    number: LineNumber
    line: Line
    key: str


class Ear:
    """Hears clips; what was heard is kept in ``folder``.

    ``new`` counts those not heard before, ``soundless`` those that there is no sound of.
    """

    def __init__(
        self, recogniser: Transcriber, language: str, clips: SpokenAnew, folder: Path
    ) -> None:
        self._recogniser = recogniser
        self._language = language
        self._clips = clips
        fingerprint = f"{recogniser.fingerprint()} {language}"
        self._transcripts = _Transcripts(folder, fingerprint)
        self.new = 0
        self.soundless = 0

    def hear(self, spoken: SpokenLine) -> HeardLine | None:
        """What is heard of a line; ``None`` where there is no sound of it."""
        heard = self._words_heard(spoken.key)
        if heard is None:
            self.soundless += 1
            return None
        said = spoken.line.plain
        compared = compare(said, heard, self._language)
        chapter, utterance = spoken.number
        return HeardLine(
            chapter,
            utterance,
            spoken.line.voice.name,
            spoken.key,
            said=said,
            heard=heard,
            words=compared.words,
            wrong=compared.wrong,
            missed=compared.missed,
            alike=compared.alike,
        )

    def _words_heard(self, key: str) -> str | None:
        known = self._transcripts.get(key)
        if known is not None:
            return known
        sound = self._clips.get(key)
        if sound is None:
            return None
        heard = self._recogniser.transcribe(self._samples(sound), self._language)
        self._transcripts.put(key, heard)
        self.new += 1
        return heard

    def _samples(self, sound: Sound) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        pcm = np.frombuffer(sound.pcm, "<i2").astype(np.int16)
        return at_rate(pcm, sound.rate, self._recogniser.rate)


class _Transcripts:
    """Clip's key -> the words that were heard, in a folder.

    A file holds what one recogniser of one version heard: a line of JSON for each clip, added as
    soon as it is known. A line that was cut short by an interruption is no JSON, and counts as
    not there.
    """

    def __init__(self, folder: Path, recogniser: str) -> None:
        digest = hashlib.sha256(recogniser.encode()).hexdigest()
        self._path = folder / f"{digest[:16]}.jsonl"
        self._heard: dict[str, str] = _read(self._path)

    def get(self, key: str) -> str | None:
        """What was heard; ``None`` where nobody listened yet."""
        return self._heard.get(key)

    def put(self, key: str, words: str) -> None:
        """Keep what was heard. Raises :class:`~audiobook.errors.OutputError`."""
        self._heard[key] = words
        with output_errors(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                # The line break stands in front, so that a broken line spoils no other.
                file.write("\n" + json.dumps([key, words]))


def _read(path: Path) -> dict[str, str]:
    heard = {}
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    for line in text.splitlines():
        try:
            key, words = json.loads(line)
        except ValueError:
            continue
        heard[key] = words
    return heard
