"""SEAM sound + words -> whether the words are in it: recognisers that work without a network."""

from abc import ABC, abstractmethod
from typing import ClassVar

from audiobook.checks.sound import Samples
from audiobook.registry import Seam


class Recogniser(ABC):
    """Says whether words are in a stretch of sound.

    It may need a package of the extra ``listen``.
    """

    languages: ClassVar[tuple[str, ...]]  # primary BCP 47 tags
    rate: ClassVar[int]  # of the sound that it wants, in hertz

    @abstractmethod
    def knows(self, word: str) -> bool:
        """Whether a word, in small letters, can be judged at all."""

    @abstractmethod
    def hears(self, words: tuple[str, ...], sound: Samples) -> bool:
        """Whether the words are in the sound (one channel at :attr:`rate`), all of them, in
        order.
        """


RECOGNISERS: Seam[Recogniser] = Seam(
    what="recogniser",
    group="audiobook.recognisers",
    table={"pocketsphinx": "audiobook.checks.recognition.aligner:Aligner"},
    extras={"pocketsphinx": "listen"},
)
