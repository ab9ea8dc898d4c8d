"""What an engine is handed, and what it hands back."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from audiobook.model.cast import NEUTRAL, Delivery, Voice

BYTES_PER_FRAME = 2
_PRONOUNCED = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_ABROAD = re.compile(r"\{([^{}|]*)\|@([^{}|]*)\}")
_REST = re.compile(r"\{\|#(\d+)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """Words as spoken (already normalised for speech), the voice, and the delivery. Picklable.

    A word with a pronunciation stands in the words as ``{word|IPA}``, stressed ones as
    ``{words|*}``, a passage in another language as ``{words|@fr}``, a silence of two seconds as
    ``{|#2000}``; other braces there are none. :attr:`plain` is without any of it.

    ``take`` asks for another rendering of the same line, where the first came out badly. An
    engine that has no other returns the same sound.
    """

    words: str
    voice: Voice
    delivery: Delivery = NEUTRAL
    take: int = 0

    @property
    def plain(self) -> str:
        """The words without pronunciations."""
        return pronounced(self.words, lambda word, _ipa: word)


def abroad(words: str) -> tuple[tuple[str, str], ...]:
    """``words`` in pieces of one language each: (language, words); the language of the voice is
    empty.
    """
    return _pieces(_ABROAD, words, lambda match: (match[2], match[1]))


def at_rests(words: str) -> tuple[tuple[str, str], ...]:
    """``words`` in pieces between silences: (milliseconds of silence, words), one of the two
    empty.
    """
    return _pieces(_REST, words, lambda match: (match[1], ""))


def taught_in(words: str) -> tuple[tuple[str, str], ...]:
    """``words`` in pieces that are pronounced in one way each: (IPA or "*", words); plain words
    have an empty one.
    """
    return _pieces(_PRONOUNCED, words, lambda match: (match[2], match[1]))


def _pieces(
    pattern: re.Pattern[str],
    words: str,
    read: Callable[[re.Match[str]], tuple[str, str]],
) -> tuple[tuple[str, str], ...]:
    found, end = [], 0
    for match in pattern.finditer(words):
        found += [("", words[end : match.start()]), read(match)]
        end = match.end()
    return tuple(piece for piece in (*found, ("", words[end:])) if piece != ("", ""))


def pronounced(words: str, say: Callable[[str, str], str]) -> str:
    """``words`` with every ``{word|IPA}`` replaced by ``say(word, ipa)``."""
    return (
        _PRONOUNCED.sub(lambda match: say(match[1], match[2]), words)
        if "{" in words
        else words
    )


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
