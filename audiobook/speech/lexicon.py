"""The pronunciation lexicon: how words are said that are printed otherwise, per user and per book.

An entry says a whole word, or whatever matches a pattern, in another spelling or in IPA; it may hold for one
speaker or one language only. A word in small letters is found in any case, a word with capitals as it is
printed or in capitals throughout; a possessive or a stutter ("K-Kakashi's") keeps its ends. The book's entries
come before the user's, those that hold for fewer lines before those that hold for all.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from audiobook.speech.notation import ipa_of
from audiobook.speech.tables import primary, tables

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(
    r"(?<![^\W_])(?P<stutter>(?:([^\W\d_]{1,2})[-–—])*)(?P<word>[^\W\d_]+)(?=['’]s\b)?(?![^\W_])"
)

Hold = Callable[
    [str], str
]  # keeps a finished piece from what comes after; gives what stands for it


@dataclass(frozen=True, slots=True)
class Entry:
    """How ``word`` (or whatever matches ``pattern``) is said: ``says`` is a respelling or a notation of
    :func:`~audiobook.speech.notation.ipa_of`. ``case``: only as printed here. Empty: any speaker, any language.
    """

    says: str
    word: str = ""
    pattern: str = ""
    speaker: str = ""
    language: str = ""
    case: bool = False

    def holds(self, speaker: str, language: str) -> bool:
        """Whether it counts for a line."""
        return self.speaker in ("", speaker) and (
            not self.language or primary(self.language) == primary(language)
        )

    def finds(self, printed: str) -> bool:
        """Whether a printed word is this one."""
        if self.case or not self.word.islower():
            return printed == self.word or (
                not self.case and printed == self.word.upper()
            )
        return printed.lower() == self.word


@dataclass(frozen=True)
class Sayings:
    """The entries that count for a line, ready to be applied. The first of several wins."""

    entries: tuple[Entry, ...] = ()

    def apply(self, text: str, hold: Hold) -> str:
        """``text`` with what has an entry replaced by ``hold(as it is said)``."""
        for pattern, entry in self._patterns:
            text = _replaced(text, pattern, entry.says, hold)
        return _WORD.sub(lambda m: self._word(m, hold), text) if self._words else text

    def _word(self, match: re.Match[str], hold: Hold) -> str:
        printed = match["word"]
        entry = next(
            (e for e in self._words.get(printed.lower(), ()) if e.finds(printed)), None
        )
        if entry is None or not printed.lower().startswith((match[2] or "").lower()):
            return match[0]
        starts = [
            tables("en").stutters.get(s.lower(), s) + "-"
            for s in _LETTERS.findall(match["stutter"])
        ]
        return "".join(starts) + hold(_said(printed, entry.says))

    @cached_property
    def _words(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            if entry.word and _LETTERS.fullmatch(entry.word):
                key = entry.word.lower()
                found[key] = (*found.get(key, ()), entry)
        return found

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], Entry], ...]:
        return tuple(
            (_pattern(entry), entry)
            for entry in self.entries
            if entry.pattern or not _LETTERS.fullmatch(entry.word)
        )


def _replaced(text: str, pattern: re.Pattern[str], says: str, hold: Hold) -> str:
    return pattern.sub(lambda m: hold(_said(m[0], says)) if m[0] else "", text)


def _pattern(entry: Entry) -> re.Pattern[str]:
    if entry.pattern:
        return re.compile(entry.pattern, 0 if entry.case else re.IGNORECASE)
    flags = re.IGNORECASE if entry.word.islower() and not entry.case else 0
    words = r"\s+".join(map(re.escape, entry.word.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", flags)


def _said(printed: str, says: str) -> str:
    ipa = ipa_of(says)
    return f"{{{re.sub(r'[{}|]', '', printed)}|{ipa}}}" if ipa else says


@dataclass(frozen=True)
class Lexicon:
    """Every entry of the book's and the user's lexicons, the book's first."""

    entries: tuple[Entry, ...] = ()
    _cache: dict[tuple[str, str], Sayings] = field(
        default_factory=dict, compare=False, repr=False
    )

    def for_line(self, speaker: str, language: str) -> Sayings:
        """What counts for a line of ``speaker`` in ``language``."""
        key = (speaker, primary(language))
        if key not in self._cache:
            fitting = [
                entry for entry in self.entries if entry.holds(speaker, language)
            ]
            fitting.sort(key=lambda entry: (not entry.speaker, not entry.language))
            self._cache[key] = Sayings(tuple(fitting))
        return self._cache[key]

    def plus(self, entries: tuple[Entry, ...]) -> "Lexicon":
        """The lexicon with more entries, which come last."""
        return Lexicon((*self.entries, *entries)) if entries else self
