"""An engine whose sound is its words, and a recogniser that reads them back out of the sound."""

from dataclasses import replace
from typing import ClassVar

import numpy as np
from audiobook.checks.recognition import Aligner, Transcriber
from audiobook.engines import SAMPLE_RATE, Engine
from audiobook.model import Sound

SILENCE = 2000  # samples; a clip of nothing but words would be too short for an encoder
TIMES = 40  # each letter: a sample alone does not last


class WordsEngine(Engine):
    """Speaks letters as samples. Takes before the one that ``sound_from`` names are garbage."""

    asked: ClassVar = []  # every line that was spoken, over all instances

    def speak(self, line):
        self.asked.append(line)
        words = line.plain
        spoilt = str(line.voice.option("spoil", ""))
        if spoilt and spoilt in words and line.take < int(line.voice.option("sound_from", 1)):
            words = "mumble " * (3 - line.take)
        samples = [ord(letter) * 10 for letter in words]
        pcm = np.repeat(np.array([*samples, *[1] * 50], "<i2"), TIMES)
        return Sound(pcm.tobytes(), SAMPLE_RATE)

    def fingerprint(self):
        return "words-1"


class StubbornEngine(WordsEngine):
    """Has one take of each line alone."""

    def speak(self, line):
        return super().speak(replace(line, take=0))


class LetterReader(Transcriber):
    """Reads what :class:`WordsEngine` said; counts what it read."""

    languages = ("en",)
    rate = SAMPLE_RATE
    version = "1"
    read: ClassVar = []

    def transcribe(self, sound, language):
        letters = [chr(sample // 10) for sample in sound[::TIMES] if sample > 100]
        self.read.append("".join(letters))
        return self.read[-1]

    def fingerprint(self):
        return f"letters-{self.version}"


class DeafAligner(Aligner):
    """Finds no words at all."""

    languages = ("en",)
    rate = SAMPLE_RATE

    def knows(self, word):
        return True

    def hears(self, words, sound):
        return False
