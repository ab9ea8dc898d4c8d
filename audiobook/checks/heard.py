"""What a transcriber heard in a finished book, as values: line by line, voice by voice."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audiobook.checks.findings import Finding

# A line is bad where so many of its words are wrong, or such a share of them.
BAD_WORDS = 2
BAD_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One line: what was said, and what was heard.

    ``words`` counts those that were said; ``wrong`` those that were heard as others, not heard,
    or added. ``missed`` and ``alike`` have pairs "said > heard": of words that are wrong, and of
    words that sound the same and are written otherwise. ``clip`` is the key of its sound.
    """

    chapter: int
    utterance: int
    voice: str
    clip: str
    said: str
    heard: str
    words: int
    wrong: int
    missed: tuple[str, ...]
    alike: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of its words that are wrong; more than 1 where words were added."""
        return self.wrong / max(1, self.words)

    @property
    def bad(self) -> bool:
        """Whether somebody should listen to it."""
        return self.wrong >= BAD_WORDS or self.share >= BAD_SHARE

    @property
    def badness(self) -> tuple[float, int]:
        """What lines are sorted by."""
        return self.share, self.wrong


@dataclass(frozen=True, slots=True)
class VoiceHeard:
    """How well one voice was understood; without a name, how well all of them were."""

    voice: str
    lines: int
    words: int
    wrong: int
    alike: int

    @property
    def wrong_percent(self) -> float:
        """Words that were heard as others, not heard or added, of 100 that were said."""
        return 100 * self.wrong / max(1, self.words)

    @property
    def alike_percent(self) -> float:
        """Words that sound the same and were written otherwise, of 100 that were said."""
        return 100 * self.alike / max(1, self.words)


@dataclass(frozen=True, slots=True)
class Retaken:
    """A line that was spoken again. ``take`` is the one that is kept: 0 is the first.

    ``tried`` counts the other takes that the engine had to offer.
    """

    before: HeardLine
    after: HeardLine
    take: int
    tried: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """What came of listening. ``lines`` has the worst first; ``new`` were not heard before."""

    path: Path
    recogniser: str
    lines: tuple[HeardLine, ...]
    new: int
    findings: tuple[Finding, ...]
    retaken: tuple[Retaken, ...] = ()

    @property
    def all_voices(self) -> VoiceHeard:
        """How well the book was understood."""
        return _summed("", self.lines)

    @property
    def voices(self) -> tuple[VoiceHeard, ...]:
        """The same for each voice, the worst first."""
        by_voice: dict[str, list[HeardLine]] = {}
        for line in self.lines:
            by_voice.setdefault(line.voice, []).append(line)
        sums = [_summed(voice, lines) for voice, lines in by_voice.items()]
        return tuple(sorted(sums, key=lambda each: (-each.wrong_percent, each.voice)))


def _summed(voice: str, lines: Iterable[HeardLine]) -> VoiceHeard:
    lines = tuple(lines)
    words = sum(line.words for line in lines)
    wrong = sum(line.wrong for line in lines)
    alike = sum(len(line.alike) for line in lines)
    return VoiceHeard(voice, len(lines), words, wrong, alike)
