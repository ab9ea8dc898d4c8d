"""SEAM sound -> words: recognisers that work without a network.

There are two kinds. A transcriber writes down what it hears. An aligner is told the words and
says whether they are in the sound: lighter, and of use where a transcript would be worthless.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

from audiobook.checks.sound import Samples
from audiobook.errors import MissingPackageError, UsageError
from audiobook.language import ENGLISH
from audiobook.model import primary_subtag
from audiobook.registry import Seam

AUTO = "auto"


class Recogniser(ABC):
    """Hears words in a stretch of sound. It may need a package of the extra ``listen``.

    The constructor raises :class:`~audiobook.errors.MissingPackageError` where its model is not
    installed.
    """

    languages: ClassVar[tuple[str, ...]]  # primary BCP 47 tags
    rate: ClassVar[int]  # of the sound that it wants, in hertz


class Transcriber(Recogniser):
    """Writes down what is said. The same sound gives the same words."""

    @abstractmethod
    def transcribe(self, sound: Samples, language: str) -> str:
        """What is said in the sound (one channel at :attr:`rate`), in a primary language."""

    @abstractmethod
    def fingerprint(self) -> str:
        """Everything besides the sound that shapes the words: versions, model, search."""


class Aligner(Recogniser):
    """Says whether words that it is told are in a stretch of sound."""

    @abstractmethod
    def knows(self, word: str) -> bool:
        """Whether a word, in small letters, can be judged at all."""

    @abstractmethod
    def hears(self, words: tuple[str, ...], sound: Samples) -> bool:
        """Whether the words are in the sound (one channel at :attr:`rate`), all of them, in
        order.
        """


# In the order in which "auto" looks for one that is installed and knows the language.
RECOGNISERS: Seam[Recogniser] = Seam(
    what="recogniser",
    group="audiobook.recognisers",
    table={
        "whisper-tiny.en": "audiobook.checks.recognition.whisper:WhisperTinyEnglish",
        "whisper-base": "audiobook.checks.recognition.whisper:WhisperBase",
        "pocketsphinx": "audiobook.checks.recognition.aligner:PocketSphinxAligner",
    },
    extras={
        "whisper-tiny.en": "listen",
        "whisper-base": "listen-languages",
        "pocketsphinx": "listen",
    },
)


def recogniser_for(name: str, language: str) -> tuple[str, Recogniser]:
    """The recogniser of that name, ready, and its name; for "auto" the first that will do.

    Raises :class:`UsageError` where it does not know the language, or none does, and
    :class:`MissingPackageError`.
    """
    primary = primary_subtag(language) or ENGLISH
    if name != AUTO:
        kind = RECOGNISERS.load(name)
        if primary not in kind.languages:
            known = ", ".join(kind.languages)
            raise UsageError(
                f'The recogniser "{name}" does not know the language "{primary}".',
                remedy=f"It knows: {known}.",
            )
        return name, kind()
    return _first_installed(primary)


def _first_installed(primary: str) -> tuple[str, Recogniser]:
    missing = []
    for name in RECOGNISERS.names():
        try:
            kind = RECOGNISERS.load(name)
            if primary in kind.languages:
                return name, kind()
        except MissingPackageError as error:
            missing.append(error)
    if missing:
        # For English the first of the table; else the one with the languages is what lacks.
        raise missing[0] if primary == ENGLISH else missing[-1]
    raise UsageError(
        f'No recogniser that is installed knows the language "{primary}".',
        remedy='Install more languages with: pip install "audiobook-producer[listen-languages]".',
    )
