"""The default engine: pyttsx3, with eSpeak NG everywhere and the system's own voices where asked.

The option ``driver`` of a voice says which:

``espeak`` (default)
    eSpeak NG from the ``espeakng-loader`` wheel, or the system's where the environment variable
    ``AUDIOBOOK_ESPEAK`` is ``system``, through a pyttsx3 driver of our own.
    Options: ``voice`` ("gmw/en-GB-x-rp", or a language tag such as "en-gb"), ``variant`` (a
    timbre: "f3", "Andy"; capitals matter), ``rate`` (80 to 450 words a minute), ``pitch`` and
    ``range`` (0 to 100, 50 is the timbre's own), ``volume`` (1 to 100).
``sapi5``, ``nsss``
    The voices of Windows and of macOS, through pyttsx3's own drivers.
    Options: ``voice`` (a name or identifier that the system lists), ``rate`` (50 to 500),
    ``volume``.

Pauses are the program's to make: a sound begins 5 ms before and ends 10 ms after what can be
heard in it (eSpeak leaves 7 ms after "on." and 322 ms after "on.”"). Words without a letter or a
digit are refused, because eSpeak says nothing or reads out the marks.
"""

import os
import platform
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from audiobook.engines.base import Engine
from audiobook.engines.espeak import options as espeak_options
from audiobook.engines.espeak.client import ISOLATION, EspeakClient
from audiobook.engines.espeak.data import EspeakData
from audiobook.engines.espeak.ipa import with_phonemes
from audiobook.engines.pcm import audible, ends, louder, read_wav, trimmed, words_behind
from audiobook.engines.system import speech as system_speech
from audiobook.engines.words import speakable
from audiobook.errors import EngineError, UsageError
from audiobook.model import Line, Sound, Voice, primary_subtag
from audiobook.model.cast import OptionValue
from audiobook.registry import nearest

PROCESSING = "1"  # version of our own processing: another number makes every clip anew
DRIVERS = ("espeak", *system_speech.DRIVERS)
SOURCES = ("bundled", "system")
SOURCE_VARIABLE = "AUDIOBOOK_ESPEAK"


class Pyttsx3Engine(Engine):
    """Speaks through a helper process, one line at a time, each line as if it were the first."""

    def __init__(
        self, line_timeout_s: float = 60.0, *, isolation: str = ISOLATION
    ) -> None:
        super().__init__(line_timeout_s)
        self._client = EspeakClient(_source(), line_timeout_s, isolation)

    def speak(self, line: Line) -> Sound:
        """The sound of a line.

        ``Delivery`` is honoured within the limits of eSpeak (rate 80 to 450 words a minute, pitch
        about -7 to +9 semitones from the timbre's own) and of the sample range (volume).
        """
        words = speakable(line.plain)
        self.check(line.voice)
        if _driver(line.voice) in system_speech.DRIVERS:
            sound = system_speech.speak(
                words, line.voice, line.delivery, self.line_timeout_s
            )
        else:
            sound = read_wav(self._espoken(line))
        return louder(trimmed(audible(sound)), line.delivery.volume)

    def word_times(self, line: Line) -> tuple[tuple[str, float], ...]:
        """From the word events of eSpeak; the system's own voices have none."""
        self.check(line.voice)
        if _driver(line.voice) in system_speech.DRIVERS:
            return ()
        wav = self._espoken(line, words=True)
        sound = read_wav(wav)
        # Times count from the first sample that speak() keeps.
        start, _ = ends(sound)
        trimmed_ms = start * 1000 / sound.rate
        times = []
        for word, ms in words_behind(wav):
            times.append((word, max(0.0, ms - trimmed_ms)))
        return tuple(times)

    def _espoken(self, line: Line, **more: OptionValue) -> bytes:
        properties = espeak_options.properties(line.voice, line.delivery, self._data)
        words = with_phonemes(speakable(line.words), str(properties["voice"]))
        return self._client.speak(words, {**properties, **more})

    def check(self, voice: Voice) -> None:
        """Raise :class:`EngineError` naming the wrong option and the nearest right value."""
        driver = _driver(voice)
        if driver not in DRIVERS:
            raise EngineError(
                f'Voice "{voice.name}": there is no driver "{driver}".',
                remedy=nearest(driver, DRIVERS),
            )
        if driver in system_speech.DRIVERS:
            system_speech.check(voice, self.line_timeout_s)
        else:
            espeak_options.check(voice, self._data)

    def fingerprint(self) -> str:
        """Versions of pyttsx3, eSpeak NG, its data, the system, and our own processing.

        The system counts where it has voices of its own.
        """
        about = self._client.about()
        versions = [
            f"pyttsx3 {about['pyttsx3']}",
            f"eSpeak NG {about['espeak']} {self._data.digest}",
        ]
        if system_speech.native_driver():
            versions.append(f"{platform.system()} {platform.version()}")
        return ", ".join([*versions, PROCESSING])

    def voices(self) -> tuple[Voice, ...]:
        """A voice for each that Windows or macOS has, and for each that eSpeak has.

        eSpeak says nothing of gender, age or accent: our packs do.
        """
        voices: list[Voice] = []
        native = system_speech.native_driver()
        if native:
            voices += system_speech.voices(native, self.line_timeout_s)
        for espeak_voice in self._data.voices:
            options = (("voice", espeak_voice.identifier),)
            tags = [tag for _, tag in espeak_voice.languages]
            language = next(iter(tags), "")
            voices.append(
                Voice(espeak_voice.name, "pyttsx3", options, language=language)
            )
        return tuple(voices)

    def in_language(self, voice: Voice, language: str) -> Voice | None:
        """The same timbre in another language, where eSpeak speaks it.

        Any of its voices takes any timbre.
        """
        names = self._data.names
        tag = language.replace("_", "-").lower()
        if tag not in names:
            tag = primary_subtag(language)
        if tag not in names or _driver(voice) in system_speech.DRIVERS:
            return None
        return replace(voice.with_options(voice=tag), language=language, accent="")

    def close(self) -> None:
        """Stop the helper process."""
        self._client.close()

    @cached_property
    def _data(self) -> EspeakData:
        return EspeakData(Path(self._client.about()["data"]))


def _driver(voice: Voice) -> str:
    return str(voice.option("driver", DRIVERS[0]))


def _source() -> str:
    source = os.environ.get(SOURCE_VARIABLE) or SOURCES[0]
    if source not in SOURCES:
        raise UsageError(
            f'{SOURCE_VARIABLE} is "{source}".', remedy=nearest(source, SOURCES)
        )
    return source
