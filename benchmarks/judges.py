"""Who judges spoken lines without ears: recognisers, and a predictor of quality.

Clips and verdicts are kept in a folder as soon as they are there, so that a run that was ended
carries on. A verdict belongs to the bytes of a clip: another engine's clip is judged anew.
"""

import hashlib
import json
import subprocess
import wave
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from audiobook.checks.recognition import RECOGNISERS, Transcriber
from audiobook.checks.recognition.samples import at_rate
from audiobook.checks.recognition.wording import compare
from audiobook.engines.base import Engine
from audiobook.errors import MissingPackageError
from audiobook.model import Line, Sound
from audiobook.sound.stitch import wav

TRANSCRIBERS = ("whisper-tiny.en", "whisper-base")
ABSENT = "-"
_MOS_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What one recogniser made of one line."""

    words: int
    wrong: int
    alike: int
    missed: tuple[str, ...] = ()


@dataclass
class Kept:
    """Clips and verdicts in a folder."""

    folder: Path
    _verdicts: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            for line in self._file.read_text(encoding="utf-8").splitlines():
                with suppress(json.JSONDecodeError):  # the run ended within it
                    key, verdict = json.loads(line)
                    self._verdicts[key] = verdict

    @property
    def _file(self) -> Path:
        return self.folder / "verdicts.jsonl"

    def clip(self, engine: Engine, line: Line) -> Sound:
        """The sound of a line: spoken once, then read."""
        key = f"{engine.fingerprint()} {line!r}"
        path = self.folder / f"{hashlib.sha256(key.encode()).hexdigest()}.wav"
        if not path.exists():
            torn = path.with_suffix(".part")
            torn.write_bytes(wav(engine.speak(line)))
            torn.replace(path)
        with wave.open(str(path)) as file:
            return Sound(file.readframes(file.getnframes()), file.getframerate())

    def clips(self) -> list[Path]:
        """The files of the clips that are there."""
        return list(self.folder.glob("*.wav"))

    def verdict(self, key: str) -> object | None:
        """What was noted under a key."""
        return self._verdicts.get(key)

    def note(self, key: str, verdict: object) -> None:
        """Write a verdict down at once."""
        self._verdicts[key] = verdict
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, verdict]) + "\n")


def check_judge(parser: ArgumentParser, judge: str) -> None:
    """End with a sentence where a Python cannot judge quality: before anything is spoken."""
    asks = [judge, "-c", "import distillmos"]
    try:
        subprocess.run(asks, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        parser.error(
            f'"{judge}" cannot import distillmos. '
            "Install it there (pip install distillmos), or name another Python with --judge."
        )


class Judges:
    """Opened when they are first asked. ``judge`` is a Python that has ``distillmos``."""

    def __init__(self, kept: Kept, judge: str) -> None:
        self._kept = kept
        self._judge = judge
        self._opened: dict[str, Transcriber] = {}

    def heard(self, name: str, text: str, sound: Sound, language: str) -> Heard:
        """What a recogniser makes of a line. Raises :class:`MissingPackageError`."""
        key = f"{name} {language} {_digest(sound)} {text}"
        found = self._kept.verdict(key)
        if not isinstance(found, dict):
            found = asdict(self._hear(name, text, sound, language))
            self._kept.note(key, found)
        return Heard(
            found["words"], found["wrong"], found["alike"], tuple(found["missed"])
        )

    def quality(self, sound: Sound) -> float:
        """The mean opinion that Distill-MOS predicts. Raises :class:`OSError` without it."""
        key = f"quality {_digest(sound)}"
        found = self._kept.verdict(key)
        if not isinstance(found, float):
            found = self._score(sound)
            self._kept.note(key, found)
        return found

    def words_wrong(
        self, name: str, said: Iterable[tuple[str, Sound]], language: str
    ) -> str:
        """Words heard wrongly, of 100, as text; with those that merely sound the same."""
        try:
            heard = [self.heard(name, text, sound, language) for text, sound in said]
        except MissingPackageError:
            return ABSENT
        words = sum(one.words for one in heard)
        wrong = sum(one.wrong for one in heard)
        alike = sum(one.alike for one in heard)
        return f"{100 * wrong / words:.1f} (+ {100 * alike / words:.1f} alike)"

    def mean_quality(self, sounds: Sequence[Sound]) -> float | None:
        """The mean of their qualities; nothing where the predictor is missing."""
        try:
            return float(np.mean([self.quality(sound) for sound in sounds]))
        except OSError:
            return None

    def _hear(self, name: str, text: str, sound: Sound, language: str) -> Heard:
        if name not in self._opened:
            opened = RECOGNISERS.load(name)()
            assert isinstance(opened, Transcriber)
            self._opened[name] = opened
        recogniser = self._opened[name]
        pcm = at_rate(np.frombuffer(sound.pcm, "<i2"), sound.rate, recogniser.rate)
        compared = compare(text, recogniser.transcribe(pcm, language), language)
        alike = len(compared.alike)
        return Heard(compared.words, compared.wrong, alike, compared.missed)

    @cached_property
    def _predictor(self) -> subprocess.Popen[str]:
        script = Path(__file__).with_name("quality.py")
        pipe = subprocess.PIPE
        command = [self._judge, str(script)]
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )

    def _score(self, sound: Sound) -> float:
        pcm = at_rate(np.frombuffer(sound.pcm, "<i2"), sound.rate, _MOS_RATE)
        path = self._kept.folder / "scored"
        path.write_bytes(wav(Sound(pcm.astype("<i2").tobytes(), _MOS_RATE)))
        asked, answers = self._predictor.stdin, self._predictor.stdout
        assert asked is not None
        assert answers is not None
        asked.write(f"{path}\n")
        asked.flush()
        for line in answers:  # the package prints lines of its own before
            if line.startswith("score "):
                return float(line.split()[1])
        raise OSError("Distill-MOS is not installed there.")

    def close(self) -> None:
        """End the predictor."""
        if "_predictor" in self.__dict__:
            self._predictor.communicate()


def _digest(sound: Sound) -> str:
    return hashlib.sha256(sound.pcm).hexdigest()
