"""The engine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import ClassVar

from audiobook.engines.base import Engine, WordTimes
from audiobook.engines.kokoro import options, styles
from audiobook.engines.kokoro.alphabet import numbers
from audiobook.engines.kokoro.model import RATE, VoiceModel, open_model, processor
from audiobook.engines.kokoro.parts import (
    LONGEST,
    PartSound,
    joined,
    part,
    parts,
    pause,
)
from audiobook.engines.kokoro.phonemes import Phonemes
from audiobook.engines.kokoro.pitch import faster_by
from audiobook.engines.kokoro.words import Unit, units
from audiobook.engines.pcm import audible, louder
from audiobook.engines.weights import SHA_256, weights
from audiobook.engines.words import speakable
from audiobook.model import Line, Sound, Voice

PROCESSING = "3"  # version of our own processing: another number makes every clip anew
# Of every take, one after another and then again: how much faster it is, and how long its parts
# may be, of what they usually may. The first is the line as it is.
_TAKES = ((1.0, 1.0), (0.98, 1.0), (1.02, 1.0), (0.99, 0.7), (1.01, 0.7))
_ACCENTS = {"en-us": "American", "en-gb": "British"}
_GENDERS = {"f": "female", "m": "male"}


@dataclass(frozen=True, slots=True)
class _Spoken:
    sound: Sound
    words: WordTimes


class KokoroEngine(Engine):
    """Speaks with Kokoro-82M, in one thread, each line by itself.

    Options of a voice:

    ``style``
        A voice of Kokoro ("af_heart"), or a blend ("af_heart:0.6+bf_emma:0.4").
    ``speed``
        0.5 to 2; 1 is the pace that the model was taught, which is brisk.
    ``lang``
        Whose pronunciation it has: "en-us", "en-gb", "es", "fr", "it", "pt-br" or "hi"; by default
        that of the voice.

    ``Delivery`` is honoured in rate, within the limits of ``speed``, in volume, within the sample
    range, and in pitch, as far as it sounds natural: see :mod:`audiobook.engines.kokoro.pitch`.
    Other takes of a line are a little slower or faster, and cut elsewhere where they are long.
    """

    sample_rate: ClassVar[int] = RATE
    cost: ClassVar[float] = 1.0
    memory_mb: ClassVar[float] = 465.0  # with the longest part, measured
    varies: ClassVar[bool] = True

    def __init__(self, line_timeout_s: float = 60.0) -> None:
        super().__init__(line_timeout_s)
        self._phonemes = Phonemes()
        self._latest: tuple[Line, _Spoken] | None = None

    def speak(self, line: Line) -> Sound:
        """The sound of a line, without silence around it."""
        sound, _ = self.timed(line)
        return sound

    def timed(self, line: Line) -> tuple[Sound, WordTimes]:
        """The sound of a line, and when its words begin: the model knows both at once."""
        self.check(line.voice)
        spoken = self._spoken(line)
        sound = louder(audible(spoken.sound), line.delivery.volume)
        return sound, spoken.words

    def word_times(self, line: Line) -> WordTimes:
        """From the lengths that the model gave each symbol: to 25 milliseconds."""
        self.check(line.voice)
        return self._spoken(line).words

    def check(self, voice: Voice) -> None:
        """Raise :class:`EngineError` naming the wrong option and the nearest right value."""
        options.check(voice)

    def fingerprint(self) -> str:
        """Of model, runtime, kind of processor, eSpeak NG, and our own processing."""
        # Whatever is wrong with the model is found here, before any line is spoken.
        weights().read()
        return ", ".join(
            (
                f"kokoro {SHA_256[:16]}",
                f"onnxruntime {version('onnxruntime')}",
                processor(),
                f"eSpeak NG {self._phonemes.version}",
                PROCESSING,
            )
        )

    def voices(self) -> tuple[Voice, ...]:
        """A voice for each that ships."""
        return tuple(_voice(name) for name in styles.names())

    def in_language(self, voice: Voice, language: str) -> Voice | None:
        """The same timbre with the pronunciation of another language."""
        tag = options.spoken(language)
        if not tag:
            return None
        return replace(voice.with_options(lang=tag), language=language, accent="")

    def close(self) -> None:
        """Let go of the model."""
        self.__dict__.pop("_model", None)
        self._latest = None
        self._phonemes.close()

    @cached_property
    def _model(self) -> VoiceModel:
        return open_model(weights())

    def _spoken(self, line: Line) -> _Spoken:
        # Times are asked for after the sound, line by line: it is not spoken twice in a row.
        plain = replace(line, delivery=replace(line.delivery, volume=0.0))
        if self._latest and self._latest[0] == plain:
            return self._latest[1]
        spoken = self._speak(plain)
        self._latest = (plain, spoken)
        return spoken

    def _speak(self, line: Line) -> _Spoken:
        language = options.language_of(line.voice)
        said = units(speakable(line.words), language, self._phonemes.of)
        _, share = _TAKES[line.take % len(_TAKES)]
        runs = parts(said, round(LONGEST * share))
        clips: list[PartSound] = []
        pauses: list[int] = []
        words: list[tuple[str, float]] = []
        now = 0
        for run in runs:
            clip, starts = self._say(run, line)
            words += _times(run, starts, clip, now)
            clips.append(clip)
            pauses.append(pause(run[-1].symbols))
            now += len(clip.samples) + pauses[-1]
        return _Spoken(joined(clips, pauses[:-1]), tuple(words))

    def _say(self, run: Sequence[Unit], line: Line) -> tuple[PartSound, Sequence[int]]:
        """The sound of one part, and where its symbols begin in what the model returned."""
        written = "".join(unit.written for unit in run).lstrip()
        table = numbers()
        tokens = [table[symbol] for symbol in written]
        style = _style(options.style_of(line.voice))[len(tokens) - 1]
        pace, _ = _TAKES[line.take % len(_TAKES)]
        faster = faster_by(line.delivery)
        speed = options.speed_of(line.voice, line.delivery) * pace / faster
        samples, ends = self._model.say(tokens, style, speed)
        return part(samples, faster), ends.tolist()


def _times(
    run: Sequence[Unit], starts: Sequence[int], clip: PartSound, now: int
) -> list[tuple[str, float]]:
    """When the words of a part begin: (word, milliseconds)."""
    times = []
    place = 0
    for number, unit in enumerate(run):
        spaced = unit.spaced and number > 0
        first = place + spaced
        place = first + len(unit.symbols)
        if unit.word:
            within = max(0, starts[first] - clip.lead) / clip.faster
            within = min(within, len(clip.samples))
            times.append((unit.word, (now + within) * 1000 / RATE))
    return times


def _voice(name: str) -> Voice:
    language = options.LANGUAGES.get(name[0], "en-us")
    return Voice(
        name,
        "kokoro",
        (("style", name),),
        gender=_GENDERS[name[1]],
        age="adult",
        accent=_ACCENTS.get(language, ""),
        language=options.TAGS[language],
    )


_style = lru_cache(maxsize=64)(styles.style)
