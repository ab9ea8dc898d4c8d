"""What an engine is handed, and what it hands back."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from audiobook.model.cast import NEUTRAL, Delivery, Voice

BYTES_PER_FRAME = 2
_PRONOUNCED = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """Words as spoken (already normalised for speech), the voice, and the delivery. Picklable.

    A word with a pronunciation stands in the words as ``{word|IPA}``, a stressed one as ``{word|*}``; other
    braces there are none. An engine that can use neither says :attr:`plain`.
    """

    words: str
    voice: Voice
    delivery: Delivery = NEUTRAL

    @property
    def plain(self) -> str:
        """The words without pronunciations."""
        return pronounced(self.words, lambda word, _ipa: word)


def pronounced(words: str, say: Callable[[str, str], str]) -> str:
    """``words`` with every ``{word|IPA}`` replaced by ``say(word, ipa)``."""
    return _PRONOUNCED.sub(lambda match: say(match[1], match[2]), words) if "{" in words else words


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono signed 16-bit little-endian PCM at ``rate`` Hz."""

    pcm: bytes
    rate: int

    @property
    def frames(self) -> int:
        """Number of samples."""
        return len(self.pcm) // BYTES_PER_FRAME

    @property
    def duration_ms(self) -> float:
        """Length in milliseconds, exact."""
        return self.frames * 1000 / self.rate
